package executor

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// alarm wakes a waiting goroutine on time. Go's own timers wait in whole
// milliseconds on Linux while the process is idle; a timer file descriptor wakes
// Go's poller within tens of microseconds and costs no spinning. While all
// processors are busy it is the other way round, so both are set.
type alarm struct {
	timer *time.Timer
	fd    int
	file  *os.File
	C     chan struct{}
}

func newAlarm() *alarm {
	a := &alarm{timer: time.NewTimer(time.Hour), fd: -1, C: make(chan struct{}, 1)}
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return a // the timer alone is late by a millisecond, not wrong
	}
	a.fd, a.file = fd, os.NewFile(uintptr(fd), "timerfd")
	go func() {
		var expirations [8]byte
		for {
			if _, err := a.file.Read(expirations[:]); err != nil {
				return // closed
			}
			select {
			case a.C <- struct{}{}:
			default:
			}
		}
	}()
	return a
}

// set replaces the moment of waking. It may wake early, from an earlier setting.
func (a *alarm) set(d time.Duration) {
	d = max(d, 1) // zero would disarm
	a.timer.Reset(d)
	if a.fd >= 0 {
		_ = unix.TimerfdSettime(a.fd, 0, &unix.ItimerSpec{Value: unix.NsecToTimespec(int64(d))}, nil)
	}
}

func (a *alarm) close() {
	a.timer.Stop()
	if a.file != nil {
		a.fd = -1
		_ = a.file.Close()
	}
}
