package output

import (
	"sort"
	"strings"

	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/histogram"
)

// maxSeries bounds what a script with ever new tag values can cost. Series
// beyond it are gathered in one per metric.
const maxSeries = 2000

// maxGroups bounds the cache by tag set; a script with ever new URLs passes it.
const maxGroups = 8192

// kept are the system tags that tell series apart. Others are dropped, and every
// tag that is not one of k6's own is kept.
var kept = map[string]bool{ //nolint:gochecknoglobals // a constant
	"scenario": true, "stage": true, "name": true, "method": true, "status": true,
	"group": true, "check": true, "error_code": true, "expected_response": true,
}

var dropped = func() map[string]bool { //nolint:gochecknoglobals // a constant
	names := map[string]bool{}
	for _, tag := range metrics.SystemTagValues() {
		names[tag.String()] = !kept[tag.String()]
	}
	return names
}()

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
	other    bool
	role     role
	requests *requests // of durations
	totals   totals    // owned by the flushing goroutine
}

func newSeries(id int, metric *metrics.Metric, tags map[string]string) *series {
	s := &series{id: id, metric: metric.Name, kind: metric.Type, unit: "none", tags: tags, role: roles[metric.Name]}
	switch metric.Contains {
	case metrics.Time:
		s.unit = "seconds"
	case metrics.Data:
		s.unit = "bytes"
	case metrics.Default:
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

// group caches the series of one tag set. Samples come in groups that share
// their tags, those of HTTP requests always in the same order.
type group struct {
	tags    *metrics.TagSet
	kept    map[string]string
	key     string
	entries []entry
}

type entry struct {
	metric *metrics.Metric
	series *series
}

// find returns the series of a metric; hint is where it was in the last group
// of samples like this one.
func (g *group) find(metric *metrics.Metric, hint int) *series {
	if hint < len(g.entries) && g.entries[hint].metric == metric {
		return g.entries[hint].series
	}
	for i := range g.entries {
		if g.entries[i].metric == metric {
			return g.entries[i].series
		}
	}
	return nil
}

func newGroup(tags *metrics.TagSet) *group {
	g := &group{tags: tags, kept: map[string]string{}}
	if tags != nil {
		g.kept = tags.Map()
	}
	names := make([]string, 0, len(g.kept))
	for name, value := range g.kept {
		if value == "" || dropped[name] {
			delete(g.kept, name)
			continue
		}
		names = append(names, name)
	}
	sort.Strings(names)
	var key strings.Builder
	for _, name := range names {
		key.WriteString("\x00" + name + "\x00" + g.kept[name])
	}
	g.key = key.String()
	return g
}
