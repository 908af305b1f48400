package output

import (
	"slices"
	"strings"

	"go.k6.io/k6/v2/metrics"
)

// exemplars are kept for the three slowest requests of a series and for the
// first three with an error. An error's code is a kept tag, so a series has one.
// Requests with a traceparent are counted apart: where only a share is traced,
// the slowest of all would hardly ever be found in the service's tracing.
const perKind = 3

// worst knows the slowest requests of a series so far.
type worst struct {
	slowest [perKind]float64 // descending
	count   int
	errors  int
}

// slow says whether a request enters the slowest so far.
func (w *worst) slow(v float64) bool {
	if w.count == perKind && v <= w.slowest[perKind-1] {
		return false
	}
	at := min(w.count, perKind-1)
	for ; at > 0 && w.slowest[at-1] < v; at-- {
		w.slowest[at] = w.slowest[at-1]
	}
	w.slowest[at] = v
	w.count = min(w.count+1, perKind)
	return true
}

// erred says whether a request is one of the first with an error.
func (w *worst) erred(tags *metrics.TagSet) bool {
	if w.errors == perKind {
		return false
	}
	if code, _ := tags.Get(metrics.TagErrorCode.String()); code == "" {
		return false
	}
	w.errors++
	return true
}

func (w *worst) contains(v float64) bool { return slices.Contains(w.slowest[:w.count], v) }

// requests are the worst of a series, those with a trace and those without.
type requests struct {
	traced, untraced worst
}

type exemplar struct {
	T           string  `json:"t"`
	S           int64   `json:"s"`
	ID          int     `json:"id"`
	Kind        string  `json:"kind"`
	Value       float64 `json:"value"`
	URL         string  `json:"url"`
	Method      string  `json:"method"`
	Status      string  `json:"status"`
	Error       string  `json:"error"`
	Code        string  `json:"code"`
	VU          string  `json:"vu"`
	Iter        string  `json:"iter"`
	Traceparent string  `json:"traceparent"`

	worst *worst
}

// traceOf returns what a script or loadkit's entry says of a request's trace: its
// traceparent header, or a bare trace-id, as k6's http-instrumentation-tempo does.
func traceOf(sample *metrics.Sample) string {
	if header := sample.Metadata["traceparent"]; header != "" {
		return header
	}
	return sample.Metadata["trace_id"]
}

// addExemplars keeps a request if it is one of the slowest of its series, or one
// of the first that failed, among those with a trace or among those without.
func (a *accumulator) addExemplars(s *series, v float64, sample *metrics.Sample) {
	trace := traceOf(sample)
	w := &s.requests.untraced
	if trace != "" {
		w = &s.requests.traced
	}
	if w.slow(v) {
		a.exemplars = append(a.exemplars, newExemplar("slow", s.id, v, secondOf(sample.Time, a.begin), sample, trace, w))
	}
	if w.erred(sample.Tags) {
		a.exemplars = append(a.exemplars, newExemplar("error", s.id, v, secondOf(sample.Time, a.begin), sample, trace, w))
	}
}

func newExemplar(
	kind string, id int, v float64, second int64, sample *metrics.Sample, trace string, w *worst,
) exemplar {
	tag := func(names ...string) string {
		for _, name := range names {
			if value, _ := sample.Tags.Get(name); value != "" {
				return value
			}
			if value := sample.Metadata[name]; value != "" {
				return value
			}
		}
		return ""
	}
	return exemplar{
		T: "exemplar", S: second, ID: id, Kind: kind, Value: v,
		URL: shortened(redact(tag("url", "name"))), Method: shortened(tag("method")), Status: shortened(tag("status")),
		Error: shortened(tag("error")), Code: shortened(tag("error_code")), VU: tag("vu"), Iter: tag("iter"),
		Traceparent: shortened(trace), worst: w,
	}
}

// redact replaces the query of a URL, which may hold secrets.
func redact(url string) string {
	if at := strings.IndexByte(url, '?'); at >= 0 {
		return url[:at] + "?…"
	}
	return url
}

// stillWorst leaves out slow ones that others pushed out since the last flush:
// at its start a run has many.
func stillWorst(all []exemplar) []exemplar {
	return slices.DeleteFunc(all, func(e exemplar) bool {
		return e.Kind == "slow" && !e.worst.contains(e.Value)
	})
}
