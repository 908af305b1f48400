package output

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/ledger"
)

// bench is an accumulator with k6's metrics, and what it wrote so far.
type bench struct {
	*accumulator
	registry *metrics.Registry
	builtin  *metrics.BuiltinMetrics
	root     *metrics.TagSet
	lines    []map[string]any
}

func newBench() *bench { return newBenchNaming("") }

// newBenchNaming is told which tags objectives name.
func newBenchNaming(named string) *bench {
	registry := metrics.NewRegistry()
	return &bench{
		accumulator: newAccumulator(time.Now(), tagList(named)), registry: registry,
		builtin: metrics.RegisterBuiltinMetrics(registry), root: registry.RootTagSet(),
	}
}

func (b *bench) at(seconds float64) time.Time {
	return b.begin.Add(time.Duration(seconds * float64(time.Second)))
}

func (b *bench) sample(m *metrics.Metric, tags *metrics.TagSet, at, v float64) {
	b.add(metrics.Sample{TimeSeries: metrics.TimeSeries{Metric: m, Tags: tags}, Time: b.at(at), Value: v})
}

// flush reads back what a flush writes, through JSON.
func (b *bench) flush(t *testing.T, upTo int64) {
	t.Helper()
	batch := b.take(upTo)
	var text []byte
	for _, s := range batch.announce {
		text = appendSeries(text, s)
	}
	for _, m := range batch.marks {
		text = appendLine(text, m)
	}
	for i := range batch.exemplars {
		text = appendLine(text, &batch.exemplars[i])
	}
	for _, sec := range batch.seconds {
		text = sec.appendFrame(text, batch.all)
	}
	b.lines = append(b.lines, parseLines(t, string(text))...)
}

func parseLines(t *testing.T, text string) (lines []map[string]any) {
	t.Helper()
	for line := range strings.Lines(text) {
		var parsed map[string]any
		if err := json.Unmarshal([]byte(line), &parsed); err != nil {
			t.Fatalf("%s in %q", err, line)
		}
		if !strings.HasPrefix(line, `{"t":"`) {
			t.Fatalf("t is not first in %q", line)
		}
		lines = append(lines, parsed)
	}
	return lines
}

// of returns the lines of a kind, as compact JSON.
func (b *bench) of(kind string) (all []string) {
	for _, line := range b.lines {
		if line["t"] == kind {
			text, _ := json.Marshal(line)
			all = append(all, string(text))
		}
	}
	return all
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFramesOfEveryType(t *testing.T) {
	b := newBench()
	temperature := b.registry.MustNewMetric("temperature", metrics.Gauge)
	b.sample(b.builtin.Iterations, b.root, 0.1, 1)
	b.sample(b.builtin.Iterations, b.root, 0.2, 2)
	b.sample(b.builtin.Checks, b.root, 0.3, 1)
	b.sample(b.builtin.Checks, b.root, 0.4, 0)
	b.sample(temperature, b.root, 0.5, 3)
	b.sample(temperature, b.root, 0.6, -1)
	b.sample(temperature, b.root, 0.7, 2)
	b.sample(b.builtin.IterationDuration, b.root, 0.8, 1000) // milliseconds become seconds
	b.sample(b.builtin.IterationDuration, b.root, 0.9, 2000)
	b.sample(b.builtin.DataSent, b.root, 1, 512)
	b.flush(t, 1)
	expect(t, b.of("series"),
		`{"id":0,"metric":"iterations","t":"series","tags":{},"type":"counter","unit":"none"}`,
		`{"id":1,"metric":"checks","t":"series","tags":{},"type":"rate","unit":"none"}`,
		`{"id":2,"metric":"temperature","t":"series","tags":{},"type":"gauge","unit":"none"}`,
		`{"bits":9,"id":3,"metric":"iteration_duration","t":"series","tags":{},"type":"trend","unit":"seconds"}`,
		`{"id":4,"metric":"data_sent","t":"series","tags":{},"type":"counter","unit":"bytes"}`)
	expect(t, b.of("frame"),
		`{"d":[[0,2,3],[1,2,1],[2,3,2,-1,3],[3,2,3,1,2,[523776,1,512,1]]],"s":0,"t":"frame"}`,
		`{"d":[[4,1,512]],"s":1,"t":"frame"}`)
	expect(t, parseTotals(t, b), `[0,2,3] [1,2,1] [2,3,2] [3,2,3] [4,1,512]`)
}

func parseTotals(t *testing.T, b *bench) []string {
	t.Helper()
	end := parseLines(t, string(appendEnd(nil, 9, b.accumulator, newAccounts(ledger.New()))))[0]
	var entries []string
	for _, entry := range end["totals"].([]any) { //nolint:forcetypeassert // the test's own claim
		text, _ := json.Marshal(entry)
		entries = append(entries, string(text))
	}
	return []string{strings.Join(entries, " ")}
}

func TestLateSamplesMakeAnotherFrameThatAdds(t *testing.T) {
	b := newBench()
	b.sample(b.builtin.DataSent, b.root, -5, 1) // before the start: second 0
	b.sample(b.builtin.DataSent, b.root, 0.5, 2)
	b.sample(b.builtin.DataSent, b.root, 1.5, 4)
	b.sample(b.builtin.VUs, b.root, 1.5, 7)
	b.flush(t, 0)
	expect(t, b.of("frame"), `{"d":[[0,2,3]],"s":0,"t":"frame"}`)
	b.sample(b.builtin.DataSent, b.root, 0.9, 8)
	b.sample(b.builtin.VUs, b.root, 0.9, 3)
	b.flush(t, 3)
	b.sample(b.builtin.VUs, b.root, 0.95, 5)
	b.flush(t, 3)
	expect(t, b.of("frame"),
		`{"d":[[0,2,3]],"s":0,"t":"frame"}`,
		`{"d":[[0,1,8],[1,1,3,3,3]],"s":0,"t":"frame"}`,
		`{"d":[[0,1,4],[1,1,7,7,7]],"s":1,"t":"frame"}`,
		`{"d":[[1,1,5,5,5]],"s":0,"t":"frame"}`)
	expect(t, b.of("series")[:1], `{"id":0,"metric":"data_sent","t":"series","tags":{},"type":"counter","unit":"bytes"}`)
	if n := len(b.of("series")); n != 2 {
		t.Error(n, "series lines")
	}
	// a gauge ends with the latest second, however late an earlier one comes
	expect(t, parseTotals(t, b), `[0,4,15] [1,3,7]`)
}

func TestWhatIsNoNumberIsCountedAsInvalid(t *testing.T) {
	b := newBench()
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 3} {
		b.sample(b.builtin.DataSent, b.root, 0, v)
	}
	b.flush(t, 0)
	expect(t, b.of("frame"), `{"d":[[0,1,3]],"s":0,"t":"frame"}`)
	if b.invalid != 3 {
		t.Error(b.invalid, "invalid")
	}
}
