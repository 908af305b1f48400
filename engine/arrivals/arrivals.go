// Package arrivals carries what the executor knows about its arrivals to the
// output's generator lines, second by second.
package arrivals

import (
	"sync"
	"time"

	"github.com/loadkit/loadkit/engine/histogram"
)

// Counts are the arrivals scheduled for one second and what became of them.
// Late is actual minus scheduled start, in seconds, of those that started.
type Counts struct {
	Scheduled, Started, Dropped int64
	Late                        histogram.Trend
}

// Recorder collects Counts by the second for which an arrival was scheduled.
// What is reported after that second was taken (a generator more than a second
// behind) is counted in the oldest second still open, so that nothing is lost.
// Until Begin is called it records nothing. Safe for concurrent use.
type Recorder struct {
	mu      sync.Mutex
	begun   bool
	start   time.Time
	open    map[int64]*Counts
	oldest  int64
	running int
	entered int64 // the second in which the first of the running scenarios began
	left    int64 // the last second in which a scenario ran, -1 before any
}

// Default is shared by the executor and the output of one process.
var Default = New() //nolint:gochecknoglobals // k6 builds both by name, without a common parent

// New returns a recorder that waits for Begin.
func New() *Recorder { return &Recorder{open: map[int64]*Counts{}, left: -1} }

// Begin sets the moment that second 0 begins.
func (r *Recorder) Begin(start time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.begun, r.start = true, start
}

// Enter says that a scenario with arrivals of its own begins to run.
func (r *Recorder) Enter(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running == 0 {
		r.entered = r.second(now)
	}
	r.running++
}

// Leave says that such a scenario ended.
func (r *Recorder) Leave(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running--
	r.left = r.second(now)
}

// Scheduled counts an arrival whose time has come.
func (r *Recorder) Scheduled(due time.Time) {
	r.record(due, func(c *Counts) { c.Scheduled++ })
}

// Dropped counts an arrival for which no VU was free.
func (r *Recorder) Dropped(due time.Time) {
	r.record(due, func(c *Counts) { c.Dropped++ })
}

// Started counts an arrival whose iteration began at the given time.
func (r *Recorder) Started(due, at time.Time) {
	late := max(at.Sub(due), 0).Seconds()
	r.record(due, func(c *Counts) {
		c.Started++
		c.Late.Add(late)
	})
}

// Take closes every second up to s and returns what was counted in them; false
// if no scenario with arrivals ran in s and nothing was counted.
func (r *Recorder) Take(s int64) (*Counts, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.oldest = s + 1
	total := newCounts()
	ran := r.entered <= s && (r.running > 0 || r.left >= s)
	for second, c := range r.open {
		if second > s {
			continue
		}
		delete(r.open, second)
		total.Scheduled += c.Scheduled
		total.Started += c.Started
		total.Dropped += c.Dropped
		total.Late.Merge(&c.Late)
		ran = true
	}
	return total, ran
}

func (r *Recorder) record(due time.Time, count func(*Counts)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.begun {
		return
	}
	s := max(r.second(due), r.oldest)
	c := r.open[s]
	if c == nil {
		c = newCounts()
		r.open[s] = c
	}
	count(c)
}

func (r *Recorder) second(t time.Time) int64 {
	return max(int64(t.Sub(r.start)/time.Second), 0)
}

func newCounts() *Counts {
	c := &Counts{}
	c.Late.Reset(histogram.Fine)
	return c
}
