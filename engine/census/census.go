// Package census counts what a server does by the number of iterations that are
// in flight: how long each number lasted, how many iterations left it, and how
// the requests of those fared that found it. docs/method.md says what for.
//
// The executor says when an iteration starts and ends; how its requests fared
// is known to the output only, which sees the samples some 50 ms later. Both
// meet in the Lane of the VU: k6 sends the samples of a VU in order, those of
// its requests before the iteration_duration that ends them.
package census

import (
	"errors"
	"math"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Options are those of one scenario.
type Options struct {
	Scenario string
	// Rate is the planned rate, iterations per second, until Steer.
	Rate       float64
	Objectives []Objective
	// Requests says whether each request's start and length is written.
	Requests bool
}

// Objective says which requests are bad.
type Objective struct {
	// Limit: a request is bad when it failed or lasted longer, in seconds; +Inf
	// where only failed ones are.
	Limit float64
	// Where are its requests; nil where it is about all.
	Where Where
}

// Census is of one scenario at a time. Safe for concurrent use; the methods do
// nothing on a nil Census, or while none is begun.
type Census struct {
	on    atomic.Bool
	lines sync.Mutex // held while a line is made and handed on, so that lines stay in order
	mu    sync.Mutex // guards what follows
	now   func() time.Time
	begin time.Time
	sink  func(line []byte)
	run   *run
}

// Default is shared by the executor and the output of one process.
var Default = New() //nolint:gochecknoglobals // k6 builds both by name, without a common parent

// New returns a census that waits for Attach.
func New() *Census { return &Census{now: time.Now} }

// Attach says where lines go and when second 0 began.
func (c *Census) Attach(begin time.Time, sink func(line []byte)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.begin, c.sink = begin, sink
}

// Detach writes what is left, once no more samples come.
func (c *Census) Detach() {
	if c.on.Load() {
		c.Leave()
		c.Cut()
	}
	c.on.Store(false)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sink, c.run = nil, nil
}

// Begin makes lanes possible; Enter begins to count.
func (c *Census) Begin(options Options) error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sink == nil {
		return errors.New("a census needs the output loadkit: --out loadkit=<run>")
	}
	if c.run != nil {
		return errors.New("only one scenario can have a census")
	}
	c.run = newRun(options)
	c.on.Store(true)
	return nil
}

// Enter begins the first batch.
func (c *Census) Enter() {
	c.with(func(r *run, now time.Duration) { r.from, r.at, r.open = now, now, true })
}

// Leave ends the last batch; requests that are still to be told of are waited for.
func (c *Census) Leave() {
	c.with(func(r *run, now time.Duration) {
		r.advance(now)
		r.open = false
	})
}

// Steer ends a batch at this moment and begins the next, at a rate.
func (c *Census) Steer(rate float64) {
	c.cut(func(r *run) { r.batch, r.rate = r.batch+1, rate })
}

// Cut writes a line of what was counted since the last one.
func (c *Census) Cut() { c.cut(func(*run) {}) }

// Dropped counts an arrival for which no VU was free.
func (c *Census) Dropped() { c.with(func(r *run, now time.Duration) { r.drop(now) }) }

// Request tells of a request that a VU made: when it ended, how long the user
// waited for it, whether it failed, and of which objectives it is. By the
// output, in the VU's order.
func (c *Census) Request(vu string, end time.Time, lasted time.Duration, failed bool, of Selection) {
	if c == nil || !c.on.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if lane := c.lane(vu); lane != nil {
		lane.requests = append(lane.requests, request{end.Sub(c.begin) - lasted, lasted, failed, of})
	}
}

// Iteration tells that all requests of a VU's iteration were told of.
func (c *Census) Iteration(vu string) {
	if c == nil || !c.on.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if lane := c.lane(vu); lane != nil {
		lane.tell(c.run)
	}
}

// Lane is that of a VU; nil, which counts nothing, while no census is begun.
func (c *Census) Lane(vu uint64) *Lane {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.run == nil {
		return nil
	}
	id := strconv.FormatUint(vu, 10)
	if c.run.lanes[id] == nil {
		c.run.lanes[id] = &Lane{census: c}
	}
	return c.run.lanes[id]
}

// lane is the lane of a VU that has one. The caller holds the lock.
func (c *Census) lane(vu string) *Lane {
	if c.run == nil {
		return nil
	}
	return c.run.lanes[vu]
}

// with calls count with the time since the output's start, which is taken under
// the lock, so that it never runs backwards.
func (c *Census) with(count func(r *run, now time.Duration)) {
	if c == nil || !c.on.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.run != nil {
		count(c.run, c.now().Sub(c.begin))
	}
}

func (c *Census) cut(then func(*run)) {
	if c == nil || !c.on.Load() {
		return
	}
	c.lines.Lock()
	defer c.lines.Unlock()
	c.mu.Lock()
	if c.run == nil {
		c.mu.Unlock()
		return
	}
	piece := c.run.take(c.now().Sub(c.begin))
	then(c.run)
	sink := c.sink
	c.mu.Unlock()
	if !piece.empty() {
		sink(piece.appendLine(nil))
	}
}

// limitOf turns an objective's limit into one to compare with.
func limitOf(seconds float64) time.Duration {
	if d := seconds * float64(time.Second); d < math.MaxInt64 {
		return time.Duration(d)
	}
	return math.MaxInt64
}
