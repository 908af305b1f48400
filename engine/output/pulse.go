package output

import "time"

// slowPulse beats by Go's own timers, which may be a millisecond late in an idle process.
type slowPulse struct {
	beat   time.Duration
	due    time.Time
	timer  *time.Timer
	closed chan struct{}
}

func newSlowPulse(beat time.Duration) *slowPulse {
	return &slowPulse{beat: beat, due: time.Now().Add(beat), timer: time.NewTimer(beat), closed: make(chan struct{})}
}

func (p *slowPulse) wait() (time.Duration, bool) {
	select {
	case <-p.timer.C:
	case <-p.closed:
		return 0, false
	}
	late := max(time.Since(p.due), 0)
	p.due = p.due.Add(p.beat * (late/p.beat + 1))
	p.timer.Reset(time.Until(p.due))
	return late, true
}

func (p *slowPulse) close() { close(p.closed) }
