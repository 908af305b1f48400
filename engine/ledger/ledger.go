// Package ledger counts every iteration and every HTTP request that began, from
// its beginning to its end, under every executor. k6 tells of what came to its
// end only; what a target never answers is seen here alone. Scripts reach it
// through the module k6/x/loadkit, which loadkit's entry puts around what k6
// runs as an iteration. Package output writes down what was counted.
package ledger

import (
	"sync"
	"sync/atomic"
	"time"

	"go.k6.io/k6/v2/metrics"
)

// Ledger is the account of one test. Safe for concurrent use.
type Ledger struct {
	iterations struct{ started, cutOff atomic.Int64 }
	requests   struct{ started, ended, cutOff, redirects, followed, endless atomic.Int64 }
	exceptions atomic.Int64

	mu     sync.Mutex
	seats  []*seat
	marks  []Mark
	marked map[string]bool
	cutOff []CutOff
}

// Default is shared by the module and the output of one process.
var Default = New() //nolint:gochecknoglobals // k6 builds both by name, without a common parent

// New returns a ledger in which nothing stands.
func New() *Ledger { return &Ledger{marked: map[string]bool{}} }

// Mark is the moment at which a scenario began, by the monotonic clock.
type Mark struct {
	Scenario string
	At       time.Time
}

// Kind is what was cut off.
type Kind uint8

// Iterations and requests are told apart.
const (
	Iteration Kind = iota
	Request
)

// CutOff is an iteration or a request that was under way when its time was
// over: how old it was then, and the tags of the user whose it was.
type CutOff struct {
	Kind Kind
	At   time.Time
	Age  time.Duration
	Tags *metrics.TagSet
}

// Counts are all that began so far, and what became of it. An iteration that
// threw has ended; a redirect that was followed is a request of its own.
type Counts struct {
	Iterations, IterationsInFlight, IterationsCutOff, Exceptions int64
	Requests, RequestsEnded, RequestsCutOff                      int64
	// Answers that point elsewhere, requests that followed one, and chains that
	// k6 gave up at its own limit of redirects.
	Redirects, Followed, Endless int64
}

// IterationsEnded is how many came to their end by themselves.
func (c Counts) IterationsEnded() int64 {
	return c.Iterations - c.IterationsInFlight - c.IterationsCutOff
}

// RequestsInFlight is how many are still waited for.
func (c Counts) RequestsInFlight() int64 { return c.Requests - c.RequestsEnded - c.RequestsCutOff }

// Used says whether any user keeps this ledger at all.
func (l *Ledger) Used() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.seats) > 0
}

// Count looks at every user's iteration. What ends meanwhile may be seen as in
// flight, but never in two places.
func (l *Ledger) Count() Counts {
	l.mu.Lock()
	seats := l.seats
	l.mu.Unlock()
	var inFlight int64
	for _, s := range seats {
		if s.busy() {
			inFlight++
		}
	}
	// Beginnings last: what began counts at least as often as what it became.
	c := Counts{
		IterationsInFlight: inFlight,
		IterationsCutOff:   l.iterations.cutOff.Load(),
		Exceptions:         l.exceptions.Load(),
		RequestsEnded:      l.requests.ended.Load(),
		RequestsCutOff:     l.requests.cutOff.Load(),
		Redirects:          l.requests.redirects.Load(),
		Followed:           l.requests.followed.Load(),
		Endless:            l.requests.endless.Load(),
	}
	c.Requests = l.requests.started.Load()
	c.Iterations = l.iterations.started.Load()
	return c
}

// Close settles every iteration that is still open: the test is over, so it was
// cut off. Nothing may begin any more.
func (l *Ledger) Close(now time.Time) {
	l.mu.Lock()
	seats := l.seats
	l.mu.Unlock()
	for _, s := range seats {
		s.settle(now)
	}
}

// Take removes what waits to be written.
func (l *Ledger) Take() ([]Mark, []CutOff) {
	l.mu.Lock()
	defer l.mu.Unlock()
	marks, cutOff := l.marks, l.cutOff
	l.marks, l.cutOff = nil, nil
	return marks, cutOff
}

func (l *Ledger) join(s *seat) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seats = append(l.seats, s)
}

func (l *Ledger) mark(scenario string, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.marked[scenario] {
		return
	}
	l.marked[scenario] = true
	l.marks = append(l.marks, Mark{scenario, at})
}

func (l *Ledger) cut(c CutOff) {
	if c.Kind == Iteration {
		l.iterations.cutOff.Add(1)
	} else {
		l.requests.cutOff.Add(1)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cutOff = append(l.cutOff, c)
}
