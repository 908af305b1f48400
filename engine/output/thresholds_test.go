package output

import (
	"encoding/json"
	"testing"
	"time"

	"go.k6.io/k6/v2/metrics"
)

// judged runs thresholds as k6's engine does and returns what the output says.
func judged(t *testing.T, name string, sources []string, metric *metrics.Metric, b *bench) string {
	t.Helper()
	thresholds := metrics.NewThresholds(sources)
	if err := thresholds.Parse(); err != nil {
		t.Fatal(err)
	}
	metric.Thresholds = thresholds
	if _, err := metric.Thresholds.Run(metric.Sink, 4*time.Second); err != nil {
		t.Fatal(err)
	}
	own := ownThresholds{byName: map[string]metrics.Thresholds{name: thresholds}, builtin: b.builtin}
	line, any := own.line()
	if !any {
		t.Fatal("no line")
	}
	text, _ := json.Marshal(line.Of[0])
	return string(text)
}

func TestThresholdsAreTakenAsK6JudgedThem(t *testing.T) {
	b := newBench()
	steps := b.registry.MustNewMetric("steps", metrics.Trend, metrics.Time)
	for _, v := range []float64{10, 10, 10, 1000} {
		steps.Sink.Add(metrics.Sample{Value: v})
	}
	expect(t, []string{judged(t, "steps", []string{"p(95)<50", "med<11"}, steps, b)},
		`{"metric":"steps","type":"trend","unit":"seconds","empty":false,"samples":4,"values":{"avg":0.2575,"max":1,`+
			`"med":0.01,"min":0.01,"p(95)":0.8514999999999997},"thresholds":[`+
			`{"source":"p(95)\u003c50","failed":true,"abortOnFail":false},`+
			`{"source":"med\u003c11","failed":false,"abortOnFail":false}]}`)
}

func TestTheRateIsOverTheTrueDuration(t *testing.T) {
	b := newBench()
	b.builtin.HTTPReqs.Sink.Add(metrics.Sample{Value: 10, Time: time.Now()})
	expect(t, []string{judged(t, "http_reqs", []string{"rate>=2.5"}, b.builtin.HTTPReqs, b)},
		`{"metric":"http_reqs","type":"counter","unit":"none","empty":false,"samples":null,"values":{"count":10,"rate":2.5},`+
			`"thresholds":[{"source":"rate\u003e=2.5","failed":false,"abortOnFail":false}]}`)
}

func TestPartsOfMetricsAreFoundWithoutASample(t *testing.T) {
	b := newBench()
	part, err := b.builtin.HTTPReqs.AddSubmetric("status:500")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, []string{judged(t, "http_reqs{status:500}", []string{"count==0"}, part.Metric, b)},
		`{"metric":"http_reqs{status:500}","type":"counter","unit":"none","empty":true,"samples":null,`+
			`"values":{"count":0,"rate":0},"thresholds":[{"source":"count==0","failed":false,"abortOnFail":false}]}`)
	if n := len(b.builtin.HTTPReqs.Submetrics); n != 1 {
		t.Error(n, "parts")
	}
}

func TestCountersThatNobodyAddedToAreKnown(t *testing.T) {
	b := newBench()
	b.registry.MustNewMetric("late_orders", metrics.Counter)
	b.registry.MustNewMetric("broken_orders", metrics.Counter)
	b.registry.MustNewMetric("answers", metrics.Rate)
	orders := b.registry.MustNewMetric("orders", metrics.Counter)
	b.sample(orders, b.root, 0, 1)
	var names []string
	own := ownThresholds{builtin: b.builtin}
	for _, metric := range own.untouched(b.series.all) {
		names = append(names, metric.Name)
	}
	expect(t, names, "broken_orders", "late_orders")
	if _, any := own.line(); any {
		t.Error("a line without thresholds")
	}
}
