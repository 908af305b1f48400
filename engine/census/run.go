package census

import (
	"time"
)

// mostLogged bounds the requests that wait for a line. A process that gets no
// line written for as long has other troubles; the loss is said.
const mostLogged = 200_000

// level is a number in flight, in a batch.
type level struct{ batch, n int }

// tally is how the requests of those fared that found a level.
type tally struct {
	count            int64
	seconds, squares float64
	bad              []int64 // by objective
	of               []int64 // its requests, by objective; of one that is about all not counted
}

// run is the state of a scenario's census. Not safe for concurrent use.
type run struct {
	options Options
	limits  []time.Duration
	lanes   map[string]*Lane
	order   []*iteration // by start; settled ones may stand behind others
	open    bool         // whether time counts
	at      time.Duration
	piece
}

// piece is what a line says: what was counted in a stretch of one batch.
type piece struct {
	scenario          string
	batch             int
	rate              float64
	from, to          time.Duration
	before, inFlight  int // in flight at the stretch's start, and now
	arrivals, dropped int64
	departures        int64
	lateSum, lateMax  time.Duration
	seconds           []time.Duration // by number in flight
	left              []int64
	found             map[level]*tally
	some              []bool // by objective: whether it is about some of the requests
	logs              bool
	requests          []request
	lost              int64
	complete          time.Duration // every request that started earlier was told of
}

func newRun(options Options) *run {
	r := &run{options: options, lanes: map[string]*Lane{}}
	var some []bool
	for _, objective := range options.Objectives {
		r.limits = append(r.limits, limitOf(objective.Limit))
		some = append(some, objective.Where != nil)
	}
	r.piece = piece{
		scenario: options.Scenario, rate: options.Rate, some: some, logs: options.Requests, found: map[level]*tally{},
	}
	return r
}

// advance counts the time since the last event for the number in flight.
func (r *run) advance(now time.Duration) {
	if r.open {
		r.reach(r.inFlight)
		r.seconds[r.inFlight] += now - r.at
		r.at = now
	}
}

// reach makes room to count at n in flight.
func (p *piece) reach(n int) {
	for len(p.seconds) <= n {
		p.seconds, p.left = append(p.seconds, 0), append(p.left, 0)
	}
}

func (r *run) start(now, late time.Duration) *iteration {
	r.advance(now)
	r.arrivals++
	r.lateSum += late
	r.lateMax = max(r.lateMax, late)
	it := &iteration{batch: r.batch, found: r.inFlight, start: now}
	r.order = append(r.order, it)
	r.inFlight++
	return it
}

func (r *run) leave(now time.Duration) {
	r.advance(now)
	r.reach(r.inFlight)
	r.departures++
	r.left[r.inFlight]++
	r.inFlight--
}

// drop counts an arrival that found no VU: bad for everyone, in flight never.
func (r *run) drop(now time.Duration) {
	r.advance(now)
	r.arrivals++
	r.dropped++
	t := r.tally(level{r.batch, r.inFlight})
	t.count++
	for i := range t.bad {
		t.bad[i]++
		t.of[i]++
	}
}

func (r *run) tally(at level) *tally {
	t := r.found[at]
	if t == nil {
		t = &tally{bad: make([]int64, len(r.limits)), of: make([]int64, len(r.limits))}
		r.found[at] = t
	}
	return t
}

// settle counts the requests of an iteration for what it found. One without
// requests (other protocols) counts as one as long as itself; one that threw has
// at least one bad request of every objective.
func (r *run) settle(it *iteration, requests []request) {
	it.settled = true
	if len(requests) == 0 {
		requests = []request{{it.start, it.end - it.start, it.threw, nil}}
	}
	t := r.tally(level{it.batch, it.found})
	for _, q := range requests {
		seconds := q.lasted.Seconds()
		t.count++
		t.seconds += seconds
		t.squares += seconds * seconds
	}
	for i, limit := range r.limits {
		bad, of := int64(0), int64(0)
		for _, q := range requests {
			if r.some[i] && (q.of == nil || !q.of[i]) {
				continue
			}
			of++
			if q.failed || q.lasted > limit {
				bad++
			}
		}
		if it.threw {
			bad, of = max(bad, 1), max(of, 1)
		}
		t.bad[i] += bad
		t.of[i] += of
	}
	r.log(requests)
}

func (r *run) log(requests []request) {
	if !r.logs {
		return
	}
	if len(r.requests)+len(requests) > mostLogged {
		r.lost += int64(len(requests))
		return
	}
	r.requests = append(r.requests, requests...)
}

// take ends the stretch at a moment and begins the next.
func (r *run) take(now time.Duration) piece {
	r.advance(now)
	taken := r.piece
	taken.to = r.at
	taken.complete = r.horizon(now).Truncate(time.Microsecond) // as the starts of requests are
	r.piece = piece{
		scenario: taken.scenario, batch: taken.batch, rate: taken.rate, from: r.at,
		before: taken.inFlight, inFlight: taken.inFlight, some: taken.some, logs: taken.logs, found: map[level]*tally{},
	}
	return taken
}

// horizon is the start of the oldest iteration whose requests are not known yet.
func (r *run) horizon(now time.Duration) time.Duration {
	first := 0
	for first < len(r.order) && r.order[first].settled {
		r.order[first] = nil
		first++
	}
	r.order = r.order[first:]
	if len(r.order) > 0 {
		return r.order[0].start
	}
	return now
}

// empty is a stretch that a line would say nothing about.
func (p *piece) empty() bool {
	return p.from == p.to && len(p.found) == 0 && p.arrivals+p.departures == 0
}
