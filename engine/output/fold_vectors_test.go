package output

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib/netext/httpext"
	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/ledger"
)

// The contract of folding samples into lines, as docs/record.md has it: loadkit
// folds the samples of a stock k6 in TypeScript (src/metrics/fold) and runs the
// same files.
type foldVector struct {
	About string `json:"about"`
	// Wanted are the tags that objectives name.
	Wanted []string `json:"wanted,omitempty"`
	// Custom are the script's own metrics: k6's words for type and contents.
	Custom map[string][2]string `json:"custom,omitempty"`
	Steps  []foldStep           `json:"steps"`
	Lines  []map[string]any     `json:"lines"`
}

// foldStep is a sample, a request, or the moment at which all up to a second is written.
type foldStep struct {
	Take     *int64            `json:"take,omitempty"`
	Metric   string            `json:"metric,omitempty"`
	At       float64           `json:"at"`
	Value    any               `json:"value,omitempty"` // a number, or the name of what JSON has none for
	Request  *foldRequest      `json:"request,omitempty"`
	Tags     map[string]string `json:"tags,omitempty"`
	Metadata map[string]string `json:"metadata,omitempty"`
}

// foldRequest has milliseconds; Failed is missing where a script took the response callback away.
type foldRequest struct {
	Duration   float64 `json:"duration"`
	Blocked    float64 `json:"blocked,omitempty"`
	Connecting float64 `json:"connecting,omitempty"`
	TLS        float64 `json:"tls,omitempty"`
	Failed     *bool   `json:"failed,omitempty"`
}

var writeFoldVectors = flag.Bool("write-vectors", false, "write the lines of the vector files anew")

func foldVectorFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "test", "vectors", "fold", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("no vectors", err)
	}
	return files
}

func readFoldVector(t *testing.T, file string) (v foldVector) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%s in %s", err, file)
	}
	return v
}

func millis(v float64) time.Duration { return time.Duration(v * float64(time.Millisecond)) }

func (b *bench) step(t *testing.T, s foldStep) {
	t.Helper()
	tags := b.root.WithTagsFromMap(s.Tags)
	switch {
	case s.Take != nil:
		b.flush(t, *s.Take)
	case s.Request != nil:
		r := s.Request
		trail := &httpext.Trail{
			EndTime: b.at(s.At), Duration: millis(r.Duration), Waiting: millis(r.Duration), Blocked: millis(r.Blocked),
			Connecting: millis(r.Connecting), TLSHandshaking: millis(r.TLS),
		}
		trail.SaveSamples(b.builtin, &metrics.TagsAndMeta{Tags: tags, Metadata: s.Metadata})
		if r.Failed != nil { // as k6's transport does
			trail.Failed.Valid, trail.Failed.Bool = true, *r.Failed
			trail.Samples = append(trail.Samples, metrics.Sample{
				TimeSeries: metrics.TimeSeries{Metric: b.builtin.HTTPReqFailed, Tags: trail.Tags},
				Time:       trail.EndTime, Metadata: trail.Metadata, Value: metrics.B(*r.Failed),
			})
		}
		b.add(trail)
	default:
		metric := b.registry.Get(s.Metric)
		if metric == nil {
			t.Fatalf("k6 knows no metric %q", s.Metric)
		}
		b.add(metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: metric, Tags: tags}, Time: b.at(s.At), Value: valueOf(t, s.Value), Metadata: s.Metadata,
		})
	}
}

func valueOf(t *testing.T, value any) float64 {
	t.Helper()
	switch v := value.(type) {
	case float64:
		return v
	case string:
		return map[string]float64{"NaN": math.NaN(), "Infinity": math.Inf(1), "-Infinity": math.Inf(-1)}[v]
	}
	t.Fatalf("no value: %v", value)
	return 0
}

func linesOfVector(t *testing.T, v foldVector) []map[string]any {
	t.Helper()
	b := newBenchNaming(strings.Join(v.Wanted, ","))
	for name, words := range v.Custom {
		var kind metrics.MetricType
		var contents metrics.ValueType
		if kind.UnmarshalText([]byte(words[0])) != nil || contents.UnmarshalText([]byte(words[1])) != nil {
			t.Fatal(words, "are no words of k6")
		}
		b.registry.MustNewMetric(name, kind, contents)
	}
	for _, s := range v.Steps {
		b.step(t, s)
	}
	b.flush(t, math.MaxInt64)
	end := parseLines(t, string(appendEnd(nil, 60, b.accumulator, newAccounts(ledger.New()))))
	return append(b.lines, end...)
}

func TestWriteFoldVectors(t *testing.T) {
	if !*writeFoldVectors {
		t.Skip("only with -write-vectors")
	}
	for _, file := range foldVectorFiles(t) {
		v := readFoldVector(t, file)
		v.Lines = linesOfVector(t, v)
		var content bytes.Buffer
		content.WriteString("{\n")
		field := func(name string, value any, last bool) {
			content.WriteString(" " + strings.TrimSpace(string(appendLine(nil, name))) + ": ")
			content.WriteString(strings.TrimSpace(string(appendLine(nil, value))))
			if !last {
				content.WriteString(",")
			}
			content.WriteString("\n")
		}
		list := func(name string, each [][]byte, last bool) {
			content.WriteString(" \"" + name + "\": [\n  ")
			content.Write(bytes.Join(each, []byte(",\n  ")))
			content.WriteString("\n ]")
			if !last {
				content.WriteString(",")
			}
			content.WriteString("\n")
		}
		field("about", v.About, false)
		if v.Wanted != nil {
			field("wanted", v.Wanted, false)
		}
		if v.Custom != nil {
			field("custom", v.Custom, false)
		}
		var steps, lines [][]byte
		for _, s := range v.Steps {
			steps = append(steps, bytes.TrimSpace(appendLine(nil, s)))
		}
		for _, line := range v.Lines {
			lines = append(lines, bytes.TrimSpace(appendLine(nil, line)))
		}
		list("steps", steps, false)
		list("lines", lines, true)
		content.WriteString("}\n")
		if err := os.WriteFile(file, content.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFoldVectors(t *testing.T) {
	for _, file := range foldVectorFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			v := readFoldVector(t, file)
			var got, want []string
			for _, line := range linesOfVector(t, v) {
				got = append(got, string(appendLine(nil, line)))
			}
			for _, line := range v.Lines {
				want = append(want, string(appendLine(nil, line)))
			}
			expect(t, got, want...)
		})
	}
}
