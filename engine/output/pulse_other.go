//go:build !linux

package output

import "time"

// pulse beats by Go's own timers here.
type pulse struct{ *slowPulse }

func newPulse(beat time.Duration) *pulse { return &pulse{newSlowPulse(beat)} }
