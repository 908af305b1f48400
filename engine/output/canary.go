package output

import (
	"sync"
	"time"

	"github.com/loadkit/loadkit/engine/histogram"
)

// beat is the time between two beats of the canary: 0.7 % of a core (docs/accuracy.md),
// and in step with nothing, such as k6's flushes every 50 ms or a kernel's ticks.
const beat = 23 * time.Millisecond

// canaryBits are those of its histogram: 1.6 %.
const canaryBits = 5

// canary is woken every beat by a file descriptor, as a user is by the answer to
// its request, and notes how late: what it suffers, requests suffer. It waits
// for the poller, for a processor of Go's, and for one of the machine's.
type canary struct {
	mu    sync.Mutex
	late  histogram.Trend
	pulse *pulse
}

func newCanary() *canary {
	c := &canary{pulse: newPulse(beat)}
	c.late.Reset(canaryBits)
	go func() {
		for {
			late, ok := c.pulse.wait()
			if !ok {
				return
			}
			c.note(late)
		}
	}()
	return c
}

// note counts the beat that was due so long ago and every one that came due
// since: a request at such a moment would have waited as well.
func (c *canary) note(late time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for ; late >= 0; late -= beat {
		c.late.Add(late.Seconds())
	}
}

// take gives what was noted since it was called last.
func (c *canary) take() histogram.Trend {
	var taken histogram.Trend
	taken.Reset(canaryBits)
	c.mu.Lock()
	defer c.mu.Unlock()
	taken, c.late = c.late, taken
	taken.Sum = round(taken.Sum)
	return taken
}

func (c *canary) close() { c.pulse.close() }
