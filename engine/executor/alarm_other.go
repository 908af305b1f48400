//go:build !linux

package executor

import "time"

// alarm wakes a waiting goroutine on time. Go's timers are precise here.
type alarm struct {
	timer *time.Timer
	C     chan struct{}
}

func newAlarm() *alarm { return &alarm{timer: time.NewTimer(time.Hour)} }

// set replaces the moment of waking.
func (a *alarm) set(d time.Duration) { a.timer.Reset(d) }

func (a *alarm) close() { a.timer.Stop() }
