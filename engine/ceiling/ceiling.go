// Package ceiling holds what this process may not exceed, as loadkit hands it
// over at the start: how many requests may be sent, and which rates may be asked
// for. Nothing that is said later can raise it.
package ceiling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"
)

// Variable holds the ceiling, as JSON; without it there is none.
const Variable = "LOADKIT_CEILING"

// Crossing tells that a request came that may not be sent: so many were sent
// since the bucket was last full, so long ago.
type Crossing struct {
	At       time.Time
	Requests int64
	Within   time.Duration
}

// limits are what loadkit hands over.
type limits struct {
	// Requests per second, and how many may come at once; 0: any number.
	Refill float64 `json:"refill"`
	Burst  float64 `json:"burst"`
	// Iterations per second that the control pipe may ask for; 0: any rate.
	Iterations float64 `json:"iterations"`
}

// Ceiling bounds requests by a token bucket: it holds `Burst` tokens, gets `Refill`
// a second, and every request takes one. Safe for concurrent use.
type Ceiling struct {
	mu     sync.Mutex
	limits limits
	tokens float64
	at     time.Time // of the latest request
	full   time.Time // when the bucket was last full
	sent   int64     // since then
	over   bool
	tell   func(Crossing)
}

// Default is that of this process.
var Default = &Ceiling{} //nolint:gochecknoglobals // k6 builds modules and outputs by name, without a common parent

// Set reads the ceiling. A text that is none allows nothing to start: what loadkit
// meant to bound must not run without bounds.
func (c *Ceiling) Set(text string) error {
	if text == "" {
		return nil
	}
	var read limits
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		return fmt.Errorf("%s is not JSON: %w", Variable, err)
	}
	for _, value := range []float64{read.Refill, read.Burst, read.Iterations} {
		if !(value >= 0) || math.IsInf(value, 0) {
			return errors.New(Variable + " holds a number below 0")
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.limits, c.tokens = read, read.Burst
	return nil
}

// Attach says who is told of the first request that may not be sent.
func (c *Ceiling) Attach(tell func(Crossing)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tell = tell
}

// Allows says whether the control pipe may ask for a rate, in iterations per second.
func (c *Ceiling) Allows(iterations float64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.limits.Iterations == 0 || iterations <= c.limits.Iterations
}

// Pass lets a request through. One beyond the ceiling is never sent: it waits for
// the end of its context, which comes with the stop of the run that is asked for.
func (c *Ceiling) Pass(ctx context.Context) error {
	if c.take(time.Now()) {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

func (c *Ceiling) take(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.limits.Refill == 0 {
		return true
	}
	if !c.at.IsZero() {
		c.tokens += max(now.Sub(c.at).Seconds(), 0) * c.limits.Refill
	}
	if c.at = now; c.tokens >= c.limits.Burst {
		c.tokens, c.full, c.sent = c.limits.Burst, now, 0
	}
	if c.tokens >= 1 {
		c.tokens--
		c.sent++
		return true
	}
	if !c.over && c.tell != nil {
		c.over = true
		c.tell(Crossing{At: now, Requests: c.sent + 1, Within: now.Sub(c.full)})
	}
	return false
}
