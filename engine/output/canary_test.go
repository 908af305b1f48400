package output

import (
	"math"
	"testing"
	"time"
)

func TestTheCanaryNotesEveryBeatThatWasDue(t *testing.T) {
	c := &canary{}
	c.late.Reset(canaryBits)
	c.note(300 * time.Microsecond)
	c.note(2*beat + 5*time.Millisecond) // as were the two since
	taken := c.take()
	if sum := (3*beat + 15*time.Millisecond + 300*time.Microsecond).Seconds(); taken.Count != 4 ||
		taken.Min != 0.0003 || taken.Max != (2*beat+5*time.Millisecond).Seconds() || math.Abs(taken.Sum-sum) > 1e-9 {
		t.Errorf("%d beats, %v to %v, %v in all", taken.Count, taken.Min, taken.Max, taken.Sum)
	}
	if again := c.take(); again.Count != 0 {
		t.Error("told twice", again.Count)
	}
}

func TestTheCanaryBeats(t *testing.T) {
	type beating interface {
		wait() (time.Duration, bool)
		close()
	}
	for name, start := range map[string]func() beating{
		"of this platform": func() beating { return newPulse(time.Millisecond) },
		"of Go's timers":   func() beating { return newSlowPulse(time.Millisecond) },
	} {
		begin := time.Now()
		p := start()
		for range 20 {
			if late, ok := p.wait(); !ok || late < 0 || late > time.Since(begin) {
				t.Error(name, late, ok)
			}
		}
		if passed := time.Since(begin); passed < 10*time.Millisecond {
			t.Error(name, "20 beats within", passed)
		}
		p.close()
		for ok := true; ok; { // one may have been due
			_, ok = p.wait()
		}
	}
}

// A beat that is waited for only later was due when it was due.
func TestABeatIsLateByTheTimeNobodyWaited(t *testing.T) {
	p := newPulse(beat)
	defer p.close()
	time.Sleep(5 * beat)
	late, _ := p.wait()
	if late < 3*beat {
		t.Error(late)
	}
	if next, _ := p.wait(); next >= late {
		t.Error("told twice", next)
	}
}
