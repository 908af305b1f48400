package executor

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"
)

// segment says which of a test's arrivals belong to this process: the first
// index (from 0), the repeating distances to the next, the share that they make
// of all, and the segment's own number.
type segment struct {
	start   int64
	offsets []int64
	share   float64
	number  int
}

var undivided = segment{offsets: []int64{1}, share: 1} //nolint:gochecknoglobals // a constant

// regime is a plan, the randomness that is mapped through it, the distances (in
// arrivals) between those to keep, and the share that they make.
type regime struct {
	plan    []piece
	random  *rand.Rand
	offsets []int64
	share   float64
}

// process is an inhomogeneous Poisson process over a plan of stages: gaps of
// unit mean, mapped through the inverse of the cumulative rate. It draws all
// arrivals of the test; each execution segment keeps those whose index falls to
// it, as in k6's own arrival-rate executors, so that the segments' arrivals
// together are exactly those of an undivided run. It reads no clock.
type process struct {
	seed, name uint64
	segment    segment
	end        float64 // of the plan, in seconds
	steered    uint64  // how often

	regimes []regime // the current one, and those that follow it
	i       int      // the piece that holds the latest arrival drawn
	x       float64  // that arrival's place in it, in seconds
	taken   int      // arrivals taken in the current regime

	next time.Duration
	more bool
}

// newProcess starts a process at time 0. The scenario's name is mixed into the
// seed, so that two scenarios of one seed are independent of each other.
func newProcess(plan []piece, seed int64, scenario string, seg segment) *process {
	name := fnv.New64a()
	_, _ = name.Write([]byte(scenario))
	p := &process{seed: uint64(seed), name: name.Sum64(), segment: seg, end: end(plan)}         //nolint:gosec // any bits do
	p.regimes = []regime{{plan, rand.New(rand.NewPCG(p.seed, p.name)), seg.offsets, seg.share}} //nolint:gosec // not for secrets
	p.skip(seg.start + 1)
	return p
}

// peek is the next arrival since the scenario's start; false after the last.
func (p *process) peek() (time.Duration, bool) { return p.next, p.more }

// take consumes the next arrival.
func (p *process) take() {
	offsets := p.regimes[0].offsets
	p.taken++
	p.skip(offsets[(p.taken-1)%len(offsets)])
}

// rate is what is planned at the next arrival, per second, in this segment.
func (p *process) rate() float64 {
	current := p.regimes[0]
	if p.i >= len(current.plan) {
		return 0
	}
	piece := current.plan[p.i]
	return (piece.from + piece.slope()*p.x) * current.share
}

// steer replaces the plan from a moment on, to its end, by a constant rate of
// the whole test. Arrivals before that moment that were not taken yet remain.
//
// The process has no memory, so drawing the next gap anew is exact. Segments do
// not learn of a new rate at the same moment, so they can no longer divide one
// set of arrivals: from here each draws an independent process of its share,
// and those add up to a Poisson process of the whole.
func (p *process) steer(at time.Duration, rate float64) {
	from := at.Seconds()
	if from >= p.end {
		return
	}
	p.steered++
	rate *= p.segment.share
	random := rand.NewPCG(p.seed, p.name+p.steered<<32+uint64(p.segment.number)) //nolint:gosec // not for secrets
	latest := &p.regimes[len(p.regimes)-1]
	latest.plan = cut(latest.plan, from)
	p.regimes = append(p.regimes, regime{
		[]piece{{start: from, length: p.end - from, from: rate, to: rate}}, rand.New(random), undivided.offsets, 1,
	})
	if p.more && p.next < at {
		return // what is overdue comes first; the new regime follows when the old plan's arrivals are used up
	}
	p.enter(len(p.regimes) - 1)
}

// enter goes on to a later regime and draws its first arrival.
func (p *process) enter(regime int) {
	p.regimes = p.regimes[regime:]
	p.i, p.x, p.taken = 0, 0, 0
	p.skip(1)
}

// skip draws n arrivals and keeps the last of them as the next.
func (p *process) skip(n int64) {
	for range n {
		if p.more = p.draw(); !p.more {
			if len(p.regimes) > 1 {
				p.enter(1)
			}
			return
		}
	}
	seconds := p.regimes[0].plan[p.i].start + p.x
	p.next = time.Duration(seconds * float64(time.Second))
}

// draw moves to the next arrival of the whole test; false if the plan holds none.
func (p *process) draw() bool {
	current := p.regimes[0]
	gap := -math.Log(1 - current.random.Float64())
	for ; p.i < len(current.plan); p.i, p.x = p.i+1, 0 {
		piece := current.plan[p.i]
		done := piece.area(p.x)
		if left := piece.area(piece.length) - done; gap >= left {
			gap -= max(left, 0)
			continue
		}
		p.x = piece.after(done + gap)
		return true
	}
	return false
}
