package output

import (
	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/histogram"
)

// maxGroups bounds the cache by tag set; a script with ever new URLs passes it.
const maxGroups = 8192

// phases are the metrics whose histograms are coarse.
var phases = map[string]bool{ //nolint:gochecknoglobals // a constant
	metrics.HTTPReqBlockedName: true, metrics.HTTPReqConnectingName: true, metrics.HTTPReqTLSHandshakingName: true,
	metrics.HTTPReqSendingName: true, metrics.HTTPReqWaitingName: true, metrics.HTTPReqReceivingName: true,
}

// role marks the metrics that are more than a series.
type role uint8

const (
	plain role = iota
	vus
	vusMax
	duration // http_req_duration: has exemplars
	ending   // iteration_duration: the last sample of an iteration
)

var roles = map[string]role{ //nolint:gochecknoglobals // a constant
	metrics.VUsName:               vus,
	metrics.VUsMaxName:            vusMax,
	metrics.HTTPReqDurationName:   duration,
	metrics.IterationDurationName: ending,
}

// series is one metric with one set of kept tags.
type series struct {
	id       int
	metric   string
	kind     metrics.MetricType
	unit     string
	bits     uint // of the histogram, trends only
	tags     map[string]string
	folded   []string // names of the tags that the bound on series took from its samples
	role     role
	requests *requests // of durations
	totals   totals    // owned by the flushing goroutine
}

func newSeries(id int, metric *metrics.Metric, tags map[string]string, folded []string) *series {
	s := &series{
		id: id, metric: metric.Name, kind: metric.Type, unit: unitOf(metric), tags: tags, folded: folded, role: roles[metric.Name],
	}
	if s.kind == metrics.Trend {
		s.bits = histogram.Fine
		if phases[metric.Name] {
			s.bits = histogram.Coarse
		}
	}
	if s.role == duration {
		s.requests = &requests{}
	}
	return s
}

// unitOf is the base unit of a metric's values.
func unitOf(metric *metrics.Metric) string {
	switch metric.Contains {
	case metrics.Time:
		return "seconds"
	case metrics.Data:
		return "bytes"
	case metrics.Default:
	}
	return "none"
}
