package census

import "time"

// request is one request of an iteration; start is since the output's start.
type request struct {
	start, lasted time.Duration
	failed        bool
	of            Selection
}

// iteration is one that arrived in a batch and found others in flight.
type iteration struct {
	batch, found int
	start, end   time.Duration
	threw        bool
	settled      bool
}

// Lane is what is known of one VU: the iteration that it runs, those that ended
// and whose samples are on their way, and the reverse.
type Lane struct {
	census   *Census
	running  *iteration
	ended    []*iteration
	told     [][]request
	requests []request // of the iteration that is being told of
}

// Start counts an iteration that was due, and starts now.
func (l *Lane) Start(due time.Time) {
	if l == nil {
		return
	}
	l.census.with(func(r *run, now time.Duration) {
		l.running = r.start(now, max(now-due.Sub(l.census.begin), 0))
	})
}

// End counts the end of the running iteration, and whether it threw.
func (l *Lane) End(threw bool) {
	if l == nil {
		return
	}
	l.census.with(func(r *run, now time.Duration) {
		it := l.running
		r.leave(now)
		it.end, it.threw = now, threw
		if len(l.told) > 0 { // its samples were faster
			r.settle(it, l.told[0])
			l.told = l.told[1:]
			return
		}
		l.ended = append(l.ended, it)
	})
}

// Abandon counts the end of an iteration that was cut off: nothing is known of it.
func (l *Lane) Abandon() {
	if l == nil {
		return
	}
	l.census.with(func(r *run, now time.Duration) {
		r.leave(now)
		l.running.settled = true
	})
}

// tell hands the requests told of to the oldest iteration without any.
func (l *Lane) tell(r *run) {
	if len(l.ended) == 0 {
		l.told = append(l.told, l.requests)
		l.requests = nil
		return
	}
	r.settle(l.ended[0], l.requests)
	l.ended = l.ended[:copy(l.ended, l.ended[1:])]
	l.requests = l.requests[:0]
}
