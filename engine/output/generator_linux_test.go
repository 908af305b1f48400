package output

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestTheHostIsMeasured(t *testing.T) {
	begin := time.Now()
	g := newGenerator(begin)
	const used = 100 * time.Millisecond
	for *g.source.read().cpu-*g.before.cpu < used { //nolint:revive // uses the processor, however few of them are free
	}
	g.measurePartial(time.Now())
	line := g.take(1 << 40)[0]
	if least := used.Seconds() / max(time.Since(begin).Seconds(), 1); line.cpu == nil || *line.cpu < least || *line.cpu > 5 {
		t.Errorf("processor time %+v, at least %v", line, least)
	}
	if line.rss == nil || *line.rss < 1e6 || *line.rss > 1e10 {
		t.Error("memory", line.rss)
	}
	if line.busy == nil || *line.busy <= 0 || *line.busy > 1 {
		t.Error("busy", line.busy)
	}
}

// docs/record.md names the fields.
func TestTheLineSaysWhatTheGeneratorSuffered(t *testing.T) {
	begin := time.Now()
	g := newGenerator(begin)
	time.Sleep(3 * beat)
	g.measurePartial(time.Now())
	g.close()
	var line struct {
		Steal, RunDelay, Slices *float64
		Canary                  []any
	}
	if err := json.Unmarshal(appendGen(nil, g.take(1 << 40)[0], nil), &line); err != nil {
		t.Fatal(err)
	}
	if line.Steal != nil && (*line.Steal < 0 || *line.Steal > 1) {
		t.Error("steal", *line.Steal)
	}
	if (line.RunDelay == nil) != (line.Slices == nil) || line.Slices != nil && *line.Slices < 1 {
		t.Error("waits", line.RunDelay, line.Slices)
	}
	if len(line.Canary) != 5 || line.Canary[0].(float64) < 1 { //nolint:forcetypeassert // a test
		t.Error("canary", line.Canary)
	}
}

func TestPressureIsReadFromItsTotal(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cpu.pressure")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("some avg10=1.00 avg60=0.50 avg300=0.10 total=1500000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n")
	if d := readPressure(file); d == nil || *d != 1500*time.Millisecond {
		t.Error(d)
	}
	write("nothing of the kind")
	if d := readPressure(file); d != nil {
		t.Error(*d)
	}
	if d := readPressure(file + ".absent"); d != nil {
		t.Error(*d)
	}
}

// A process that was stopped leaves a gap.
func TestSecondsWithoutAMeasurementHaveNoLine(t *testing.T) {
	begin := time.Now()
	g := newGenerator(begin)
	for _, at := range []float64{1.001, 2.002, 2.5, 7.1, 8.0001} {
		g.measure(begin.Add(time.Duration(at * 1e9)))
	}
	var got []int64
	for _, line := range g.take(100) {
		got = append(got, line.s)
	}
	if want := []int64{0, 1, 6, 7}; len(got) != 4 || got[1] != want[1] || got[2] != want[2] || got[3] != want[3] {
		t.Error(got)
	}
}
