package output

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"go.k6.io/k6/v2/metrics"
)

// ownThresholds is what k6 makes of the script's thresholds: the verdict that
// its exit code 99 rests on, and the values behind it.
type ownThresholds struct {
	byName  map[string]metrics.Thresholds
	builtin *metrics.BuiltinMetrics
}

// judgedMetric is a metric, or the part of one, that has thresholds.
type judgedMetric struct {
	Metric string `json:"metric"` // as the script's options name it
	Type   string `json:"type"`
	Unit   string `json:"unit"`
	Empty  bool   `json:"empty"`
	// Samples is null where k6 does not count them: counters and gauges.
	Samples    *int64             `json:"samples"`
	Values     map[string]float64 `json:"values"`
	Thresholds []threshold        `json:"thresholds"`
}

type threshold struct {
	Source      string `json:"source"`
	Failed      bool   `json:"failed"`
	AbortOnFail bool   `json:"abortOnFail"`
}

type thresholdsLine struct {
	T  string         `json:"t"`
	Of []judgedMetric `json:"of"`
}

// line is what k6 judged at the end; k6 does so before it stops its outputs.
// False for a script without thresholds.
func (o *ownThresholds) line() (thresholdsLine, bool) {
	line := thresholdsLine{T: "thresholds", Of: []judgedMetric{}}
	for _, name := range slices.Sorted(maps.Keys(o.byName)) {
		judged := judgedMetric{Metric: name, Values: map[string]float64{}, Empty: true, Thresholds: []threshold{}}
		for _, t := range o.byName[name].Thresholds {
			judged.Thresholds = append(judged.Thresholds, threshold{t.Source, t.LastFailed, t.AbortOnFail})
		}
		if metric := o.metric(name); metric != nil {
			judged.Type, judged.Unit = metric.Type.String(), unitOf(metric)
			judged.Empty, judged.Samples = metric.Sink.IsEmpty(), samplesIn(metric.Sink)
			judged.Values = valuesOf(metric)
		}
		line.Of = append(line.Of, judged)
	}
	return line, len(line.Of) > 0
}

// metric finds what a threshold is written for; nil if k6 has changed.
func (o *ownThresholds) metric(name string) *metrics.Metric {
	registry := o.registry()
	if registry == nil {
		return nil
	}
	base, part, divided := strings.Cut(name, "{")
	metric := registry.Get(base)
	if metric == nil || !divided {
		return metric
	}
	sub, err := metric.AddSubmetric(strings.TrimSuffix(part, "}")) // the one that k6 made when it began
	if err != nil {
		return nil
	}
	return sub.Metric
}

// registry is k6's list of all metrics. No interface of outputs hands it over,
// but every metric knows its own; nil if k6 has changed.
func (o *ownThresholds) registry() *metrics.Registry {
	if o.builtin == nil || o.builtin.HTTPReqs == nil {
		return nil
	}
	field := reflect.ValueOf(o.builtin.HTTPReqs).Elem().FieldByName("registry")
	if !field.IsValid() || field.Type() != reflect.TypeFor[*metrics.Registry]() {
		return nil
	}
	return (*metrics.Registry)(field.UnsafePointer())
}

// untouched are the script's own counters that nobody added to, by name: 0 is
// what they counted.
func (o *ownThresholds) untouched(seen []*series) (all []*metrics.Metric) {
	registry := o.registry()
	if registry == nil {
		return nil
	}
	known := map[string]bool{}
	for _, s := range seen {
		known[s.metric] = true
	}
	own := reflect.ValueOf(o.builtin).Elem()
	for i := range own.NumField() {
		if metric, ok := own.Field(i).Interface().(*metrics.Metric); ok && metric != nil {
			known[metric.Name] = true
		}
	}
	for _, metric := range registry.All() {
		if metric.Type == metrics.Counter && !known[metric.Name] && !ofProtocol(metric.Name) {
			all = append(all, metric)
		}
	}
	slices.SortFunc(all, func(a, b *metrics.Metric) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// valuesOf are those that k6 compared with the thresholds, in base units. They
// hold the rate over the true duration of the run, which no output is told.
func valuesOf(metric *metrics.Metric) map[string]float64 {
	values := map[string]float64{}
	sinked := reflect.ValueOf(metric.Thresholds).FieldByName("sinked")
	if !sinked.IsValid() || sinked.Type() != reflect.TypeFor[map[string]float64]() {
		return values
	}
	scale := 1.0
	if metric.Contains == metrics.Time && (metric.Type == metrics.Trend || metric.Type == metrics.Gauge) {
		scale = 1e-3
	}
	for entries := sinked.MapRange(); entries.Next(); {
		if v := entries.Value().Float(); !math.IsNaN(v) && !math.IsInf(v, 0) {
			values[entries.Key().String()] = v * scale
		}
	}
	return values
}

func samplesIn(sink metrics.Sink) *int64 {
	var n int64
	switch s := sink.(type) {
	case *metrics.TrendSink:
		n = int64(s.Count()) //nolint:gosec // no run has so many
	case *metrics.RateSink:
		n = s.Total
	default:
		return nil
	}
	return &n
}
