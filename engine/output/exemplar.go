package output

import (
	"slices"
	"strings"

	"go.k6.io/k6/v2/metrics"
)

// exemplars are kept for the three slowest requests of a series and for the
// first three with an error. An error's code is a kept tag, so a series has one.
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

func newExemplar(kind string, s *series, v float64, second int64, sample *metrics.Sample) exemplar {
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
		T: "exemplar", S: second, ID: s.id, Kind: kind, Value: v,
		URL: redact(tag("url", "name")), Method: tag("method"), Status: tag("status"),
		Error: tag("error"), Code: tag("error_code"), VU: tag("vu"), Iter: tag("iter"),
		Traceparent: tag("traceparent", "trace_id"), worst: s.worst,
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
