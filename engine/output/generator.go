package output

import (
	"time"

	"github.com/loadkit/loadkit/engine/histogram"
)

// usage is what the operating system tells at a moment, as running totals.
// Absent values are nil.
type usage struct {
	cpu         *time.Duration // of this process
	rss         *float64       // bytes, now
	busy, total *float64       // processor ticks of the host
	stolen      *float64       // those of them that its hypervisor gave to others
	runDelay    *time.Duration // for which threads of this process waited for a processor
	slices      *float64       // how often one of them was given one
	pressure    *time.Duration // for which some task waited for a processor
	throttled   *time.Duration // for which CPU quotas held other tasks of these back
}

// generated is the second of a generator line.
type generated struct {
	s                               int64
	cpu, rss, busy, steal, pressure *float64
	throttled, runDelay, slices     *float64
	vus, vusMax                     float64
	canary                          histogram.Trend
}

// generator measures the load generator itself, second by second. A process
// that was stopped for a while misses those seconds, and no line makes it up.
type generator struct {
	begin       time.Time
	at          time.Time // of the latest reading
	before      usage
	next        int64 // the earliest second without a line
	pending     []*generated
	vus, vusMax float64
	source      source
	canary      *canary
}

func newGenerator(begin time.Time) *generator {
	g := &generator{begin: begin, at: begin, source: newSource(), canary: newCanary()}
	g.before = g.source.read()
	return g
}

// close ends what measures beside the seconds.
func (g *generator) close() { g.canary.close() }

// measure makes the line of the second that ended last before now.
func (g *generator) measure(now time.Time) {
	if s := secondOf(now, g.begin) - 1; s >= g.next {
		g.add(s, now)
	}
}

// measurePartial makes the line of the second that is not over yet.
func (g *generator) measurePartial(now time.Time) { g.add(secondOf(now, g.begin), now) }

func (g *generator) add(s int64, now time.Time) {
	after := g.source.read()
	elapsed := now.Sub(g.at).Seconds()
	line := &generated{
		s: s, rss: after.rss, vus: g.vus, vusMax: g.vusMax,
		cpu:      span(g.before.cpu, after.cpu, max(elapsed, 1)), // a late reading covers more than its second
		pressure: span(g.before.pressure, after.pressure, elapsed), throttled: span(g.before.throttled, after.throttled, elapsed),
		busy:     share(g.before.busy, after.busy, g.before.total, after.total),
		steal:    share(g.before.stolen, after.stolen, g.before.total, after.total),
		runDelay: span(g.before.runDelay, after.runDelay, max(elapsed, 1)),
		slices:   growth(g.before.slices, after.slices),
		canary:   g.canary.take(),
	}
	g.pending = append(g.pending, line)
	g.at, g.before, g.next = now, after, s+1
}

// take removes the lines up to a second.
func (g *generator) take(upTo int64) []*generated {
	n := 0
	for n < len(g.pending) && g.pending[n].s <= upTo {
		n++
	}
	lines := g.pending[:n]
	g.pending = g.pending[n:]
	return lines
}

func (g *generator) pressureOf() *string {
	if g.source.pressureOf == "" {
		return nil
	}
	return &g.source.pressureOf
}

// growth is that of a running total.
func growth(before, after *float64) *float64 {
	if before == nil || after == nil {
		return nil
	}
	v := *after - *before
	return &v
}

// share is the growth of a part over that of the whole.
func share(before, after, wholeBefore, wholeAfter *float64) *float64 {
	part, whole := growth(before, after), growth(wholeBefore, wholeAfter)
	if part == nil || whole == nil || *whole <= 0 {
		return nil
	}
	v := *part / *whole
	return &v
}

// span is the growth of a running total, per second of a stretch of time.
func span(before, after *time.Duration, seconds float64) *float64 {
	if before == nil || after == nil || seconds <= 0 {
		return nil
	}
	v := (*after - *before).Seconds() / seconds
	return &v
}
