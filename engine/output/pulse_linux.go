package output

import (
	"encoding/binary"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// pulse beats through a timer file descriptor: Go's poller wakes the waiting
// goroutine, just as it does when an answer comes.
type pulse struct {
	file *os.File
	beat time.Duration
	due  time.Duration // by the monotonic clock
	slow *slowPulse    // where there are no such descriptors
}

func newPulse(beat time.Duration) *pulse {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return &pulse{slow: newSlowPulse(beat)}
	}
	due := monotonic() + beat
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(due)), Interval: unix.NsecToTimespec(int64(beat))}
	if err := unix.TimerfdSettime(fd, unix.TFD_TIMER_ABSTIME, &spec, nil); err != nil {
		_ = unix.Close(fd)
		return &pulse{slow: newSlowPulse(beat)}
	}
	return &pulse{file: os.NewFile(uintptr(fd), "timerfd"), beat: beat, due: due}
}

// wait returns how long ago the first beat was due that it has not told of yet;
// false once the pulse was closed.
func (p *pulse) wait() (time.Duration, bool) {
	if p.slow != nil {
		return p.slow.wait()
	}
	var expirations [8]byte
	if n, err := p.file.Read(expirations[:]); err != nil || n != len(expirations) {
		return 0, false
	}
	late := monotonic() - p.due
	p.due += time.Duration(binary.NativeEndian.Uint64(expirations[:])) * p.beat
	return max(late, 0), true
}

func (p *pulse) close() {
	if p.slow != nil {
		p.slow.close()
		return
	}
	_ = p.file.Close()
}

func monotonic() time.Duration {
	var now unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &now) // this clock is always there
	return time.Duration(now.Nano())
}
