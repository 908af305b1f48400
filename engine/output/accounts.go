package output

import (
	"strconv"
	"time"

	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/ledger"
)

// Trends of how old the iterations and requests were that were cut off.
var cutOff = map[ledger.Kind]*metrics.Metric{ //nolint:gochecknoglobals // their addresses identify them
	ledger.Iteration: {Name: "iterations_cut_off", Type: metrics.Trend, Contains: metrics.Time},
	ledger.Request:   {Name: "requests_cut_off", Type: metrics.Trend, Contains: metrics.Time},
}

// accounts writes down what the ledger counted.
type accounts struct {
	ledger *ledger.Ledger
	before ledger.Counts
	ended  int64 // the most iterations that were ever seen to have ended
	next   int64 // the earliest second without counts
	open   map[int64]counted
}

// counted is what began and ended in a second, and was in flight at its end.
type counted struct{ iterations, requests [3]int64 }

func newAccounts(l *ledger.Ledger) *accounts { return &accounts{ledger: l, open: map[int64]counted{}} }

// measure counts the second that just ended, and those before without counts.
func (a *accounts) measure(s int64) {
	if s < a.next || !a.ledger.Used() {
		return
	}
	a.add(s, a.ledger.Count())
}

// add notes what changed since the counts before. Users are looked at one after
// the other: an iteration that begins meanwhile may be taken for one that ended
// until the next look, so that fewer seem to have ended then. None is told twice.
func (a *accounts) add(s int64, now ledger.Counts) {
	before, ended := a.before, max(now.IterationsEnded(), a.ended)
	a.open[s] = counted{
		iterations: [3]int64{now.Iterations - before.Iterations, ended - a.ended, now.IterationsInFlight},
		requests: [3]int64{
			now.Requests - before.Requests, now.RequestsEnded - before.RequestsEnded, now.RequestsInFlight(),
		},
	}
	a.before, a.ended, a.next = now, ended, s+1
}

// marks says when scenarios began, and cutOff what was cut off since the last call.
func (a *accounts) take(begin time.Time) ([]mark, []metrics.SampleContainer) {
	began, cut := a.ledger.Take()
	marks := make([]mark, 0, len(began))
	for _, m := range began {
		at := m.At.Sub(begin).Round(time.Microsecond).Seconds()
		marks = append(marks, mark{T: "mark", Scenario: m.Scenario, At: max(at, 0)})
	}
	samples := make([]metrics.SampleContainer, 0, len(cut))
	for _, c := range cut {
		samples = append(samples, metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: cutOff[c.Kind], Tags: c.Tags}, Time: c.At, Value: metrics.D(c.Age),
		})
	}
	return marks, samples
}

// appendLedger appends what was counted of a second to its generator line,
// nothing before the first iteration.
func (a *accounts) appendLedger(b []byte, s int64) []byte {
	c, ok := a.open[s]
	if !ok {
		return b
	}
	delete(a.open, s)
	b = append(appendInts(append(b, `,"iterations":[`...), c.iterations[:]...), `],"requests":[`...)
	return append(appendInts(b, c.requests[:]...), ']')
}

// appendTotals appends the whole account to the end line.
func (a *accounts) appendTotals(b []byte) []byte {
	if !a.ledger.Used() {
		return b
	}
	c := a.ledger.Count()
	field := func(name string, v int64) {
		b = strconv.AppendInt(append(append(append(b, '"'), name...), `":`...), v, 10)
	}
	more := func(name string, v int64) {
		b = append(b, ',')
		field(name, v)
	}
	b = append(b, `,"ledger":{"iterations":{`...)
	field("started", c.Iterations)
	more("ended", c.IterationsEnded())
	more("threw", c.Exceptions)
	more("cutOff", c.IterationsCutOff)
	b = append(b, `},"requests":{`...)
	field("started", c.Requests)
	more("ended", c.RequestsEnded)
	more("cutOff", c.RequestsCutOff)
	more("redirects", c.Redirects)
	more("followed", c.Followed)
	more("endless", c.Endless)
	return append(b, "}}"...)
}
