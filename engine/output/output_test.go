package output

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	logtest "github.com/sirupsen/logrus/hooks/test"

	k6output "go.k6.io/k6/v2/output"

	"go.k6.io/k6/v2/metrics"
)

func newTestOutput(t *testing.T) (*Output, *os.File, *logtest.Hook) {
	t.Helper()
	logger, logs := logtest.NewNullLogger()
	made, err := New(k6output.Params{ConfigArgument: "run-1", Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	o := made.(*Output) //nolint:forcetypeassert // as New returns
	o.file = writer
	return o, reader, logs
}

func TestTheStreamFromHelloToEnd(t *testing.T) {
	o, reader, _ := newTestOutput(t)
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	registry := metrics.NewRegistry()
	counter := registry.MustNewMetric("things", metrics.Counter)
	for range 25 {
		o.AddMetricSamples([]metrics.SampleContainer{metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: counter, Tags: registry.RootTagSet()}, Time: time.Now(), Value: 1,
		}})
		time.Sleep(100 * time.Millisecond)
	}
	if err := o.Stop(); err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(reader) // Stop closes the descriptor
	if err != nil {
		t.Fatal(err)
	}
	lines := parseLines(t, string(text))
	var gens, count float64
	for _, line := range lines {
		switch line["t"] {
		case "gen":
			if line["s"] != gens {
				t.Errorf("generator line of second %v, want %v", line["s"], gens)
			}
			gens++
			if _, there := line["scheduled"]; there {
				t.Error("arrivals without a scenario that has any")
			}
			for _, key := range []string{"cpu", "rss", "vus", "vusMax", "busy", "pressure", "throttled"} {
				if _, there := line[key]; !there {
					t.Error("no", key)
				}
			}
		case "frame":
			for _, entry := range line["d"].([]any) { //nolint:forcetypeassert // the test's own claim
				count += entry.([]any)[1].(float64)
			}
		}
	}
	if gens != 3 || count != 25 {
		t.Errorf("%v generator lines, %v samples", gens, count)
	}
	if first := lines[0]; first["t"] != "hello" || first["v"] != 1.0 || first["pid"] != float64(os.Getpid()) {
		t.Error(first)
	}
	if _, err := time.Parse("2006-01-02T15:04:05.000Z", lines[0]["start"].(string)); err != nil {
		t.Error(err)
	}
	if last := lines[len(lines)-1]; last["t"] != "end" || last["s"] != 2.0 || last["other"] != 0.0 {
		t.Error(last)
	}
}

func TestALostReaderStopsTheRunOnce(t *testing.T) {
	o, reader, logs := newTestOutput(t)
	var stops []error
	var mu sync.Mutex
	o.SetTestRunStopCallback(func(err error) {
		mu.Lock()
		defer mu.Unlock()
		stops = append(stops, err)
	})
	_ = reader.Close()
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	if err := o.Stop(); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(stops) != 1 || !strings.Contains(stops[0].Error(), "measurements are lost") || len(logs.AllEntries()) != 1 {
		t.Error(stops, logs.AllEntries())
	}
}

// slow is a reader that takes its time, or none at all any more.
type slow struct {
	mu      sync.Mutex
	gate    chan struct{}
	written strings.Builder
	writes  int
	fail    error
}

func (s *slow) Write(b []byte) (int, error) {
	<-s.gate
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	if s.fail != nil {
		return 0, s.fail
	}
	return s.written.Write(b)
}

func (s *slow) Close() error { return nil }

func TestASlowReaderHoldsNobodyUpAndMissesNothing(t *testing.T) {
	s := &slow{gate: make(chan struct{})}
	w := newWriter(s, func(err error) { t.Error(err) })
	buffer := []byte("x")
	for i := range 1000 {
		buffer[0] = byte('a' + i%26) // the bytes were copied
		w.write(buffer)
	}
	close(s.gate)
	w.close()
	if got := s.written.String(); len(got) != 1000 || !strings.HasPrefix(got, "abcdef") || s.writes > 10 {
		t.Errorf("%d bytes in %d writes", len(got), s.writes)
	}
}

func TestAfterAnErrorNothingIsWritten(t *testing.T) {
	s := &slow{gate: make(chan struct{}), fail: errors.New("full")}
	close(s.gate)
	failures := 0
	w := newWriter(s, func(error) { failures++ })
	for range 5 {
		w.write([]byte("x"))
		time.Sleep(5 * time.Millisecond)
	}
	w.close()
	if failures != 1 || s.writes != 1 {
		t.Errorf("%d failures, %d writes", failures, s.writes)
	}
}

func TestWhatWaitsForAReaderIsBounded(t *testing.T) {
	s := &slow{gate: make(chan struct{})}
	failed := make(chan error, 10)
	w := newWriter(s, func(err error) { failed <- err })
	w.mu.Lock()
	w.most = 1000
	w.mu.Unlock()
	for range 100 {
		w.write(bytes.Repeat([]byte("x"), 50))
	}
	if err := <-failed; !strings.Contains(err.Error(), "nobody takes them") {
		t.Error(err)
	}
	close(s.gate)
	w.close()
	if got := s.written.Len(); got > 1050 || len(failed) > 0 {
		t.Errorf("%d bytes were kept, %d more failures", got, len(failed))
	}
}
