//go:build unix

package main

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/loadkit/loadkit/engine/histogram"
)

// summary is what k6 itself counted, by its own --summary-export.
type summary struct {
	Metrics map[string]map[string]json.RawMessage
}

func (s *summary) value(t *testing.T, metric, key string) (v float64) {
	t.Helper()
	if err := json.Unmarshal(s.Metrics[metric][key], &v); err != nil {
		t.Fatalf("%s %s: %s", metric, key, err)
	}
	return v
}

// sum adds up all series of a metric.
func (r *record) sum(metric string) (count, second float64) {
	for id, s := range r.series {
		if e := r.entries[id]; s.Metric == metric && e != nil {
			count, second = count+e.count, second+e.second
		}
	}
	return count, second
}

// percentile is k6's own definition, between the representatives of two ranks.
func (r *record) percentile(metric string, p float64) float64 {
	var values []float64
	for id, s := range r.series {
		if e := r.entries[id]; s.Metric == metric && e != nil {
			for index, count := range e.histogram {
				values = append(values, slices.Repeat([]float64{histogram.Representative(int32(index), s.Bits)}, int(count))...)
			}
		}
	}
	slices.Sort(values)
	rank := p * float64(len(values)-1)
	low, high := values[int(math.Floor(rank))], values[int(math.Ceil(rank))]
	return low + (high-low)*(rank-math.Floor(rank))
}

const busyScript = `
import http from 'k6/http';
import exec from 'k6/execution';
import { check, group } from 'k6';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
import { iteration } from 'k6/x/loadkit';
const own = { c: new Counter('own_counter'), g: new Gauge('own_gauge'), r: new Rate('own_rate'), t: new Trend('own_trend'), ms: new Trend('own_time', true) };
export const options = { discardResponseBodies: false, scenarios: { main: { executor: 'poisson-arrival-rate', seed: 1, timeUnit: '1s',
  startRate: 50.5, preAllocatedVUs: 30, stages: [ { duration: '2s', target: 300 }, { duration: '1500ms', target: 300 } ] } } };
export default iteration(() => {
  exec.vu.metrics.tags.stage = String(exec.scenario.iterationInTest % 2);
  const n = exec.scenario.iterationInTest;
  group('g', () => {
    const r = http.get(__ENV.URL + '/' + n % 3, { tags: { name: '/' + n % 3 } });
    check(r, { 'is 200': (r) => r.status === 200, 'has body': (r) => r.body.length > 2 });
  });
  if (n % 5 === 0) http.batch([__ENV.URL + '/a', ['POST', __ENV.URL + '/b', 'x'.repeat(n)]]);
  own.c.add(n); own.g.add(n); own.r.add(n % 7 === 0); own.t.add(Math.sin(n)); own.ms.add(n / 3);
});`

// What k6 counts is the truth; what the engine writes must be the same, and its
// frames must add up to its own totals.
func TestTheRecordHoldsWhatK6Counted(t *testing.T) {
	t.Parallel()
	url := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/2" {
			w.WriteHeader(http.StatusTeapot)
		}
		time.Sleep(time.Duration(len(r.URL.Path)) * time.Millisecond)
		_, _ = fmt.Fprint(w, "hello", r.URL.Path)
	})
	export := filepath.Join(t.TempDir(), "summary.json")
	run := start(t, busyScript, url, "--summary-mode=compact", "--summary-export", export)
	code, r := run.wait()
	if code != 0 || r.end == nil {
		t.Fatalf("exit code %d\n%s", code, run.log.String())
	}
	content, err := os.ReadFile(export)
	if err != nil {
		t.Fatal(err)
	}
	var k6 summary
	if err := json.Unmarshal(content, &k6); err != nil {
		t.Fatal(err)
	}

	requests, _ := r.sum("http_reqs")
	if requests < 500 || r.end.Other != 0 || r.end.Invalid != 0 {
		t.Errorf("%v requests, end %+v", requests, r.end)
	}
	for _, metric := range []string{"http_reqs", "iterations", "data_sent", "data_received", "own_counter"} {
		if _, sum := r.sum(metric); sum != k6.value(t, metric, "count") {
			t.Errorf("%s: %v, k6 counted %v", metric, sum, k6.value(t, metric, "count"))
		}
	}
	for _, metric := range []string{"checks", "http_req_failed", "own_rate"} {
		count, nonzero := r.sum(metric)
		if passes, fails := k6.value(t, metric, "passes"), k6.value(t, metric, "fails"); nonzero != passes || count != passes+fails {
			t.Errorf("%s: %v of %v, k6 counted %v and %v", metric, nonzero, count, passes, fails)
		}
	}
	last := map[float64]bool{} // of each of the gauge's two series; k6 knows the later one
	for id, s := range r.series {
		if s.Metric == "own_gauge" {
			last[r.entries[id].second] = true
		}
	}
	if value := k6.value(t, "own_gauge", "value"); len(last) != 2 || !last[value] {
		t.Errorf("own_gauge: %v, k6 says %v", last, value)
	}
	for metric, unit := range map[string]float64{"http_req_duration": 1000, "iteration_duration": 1000, "own_time": 1000, "http_req_waiting": 1000} {
		got, want := r.percentile(metric, 0.95)*unit, k6.value(t, metric, "p(95)")
		precision := 0.001
		if metric == "http_req_waiting" {
			precision = 0.016
		}
		if math.Abs(got-want) > precision*want {
			t.Errorf("p95 of %s: %v, k6 says %v", metric, got, want)
		}
	}

	if len(r.end.Totals) != len(r.series) {
		t.Errorf("%d totals of %d series", len(r.end.Totals), len(r.series))
	}
	for _, total := range r.end.Totals {
		e, s := r.entries[int(total[0])], r.series[int(total[0])]
		if e.count != total[1] || e.second != total[2] {
			t.Errorf("%s %v: frames add up to %v and %v, the total is %v", s.Metric, s.Tags, e.count, e.second, total)
		}
		in := int64(0)
		for _, n := range e.histogram {
			in += n
		}
		if s.Type == "trend" && float64(in) != e.count {
			t.Errorf("%s: %d of %v in the histogram", s.Metric, in, e.count)
		}
	}
	if waited, _ := r.sum("request_time"); waited != requests {
		t.Errorf("%v request_time for %v requests", waited, requests)
	}
	for i, g := range r.gens {
		if g.S != int64(i) {
			t.Errorf("generator line %d is of second %d", i, g.S)
		}
	}
	iterations, _ := r.sum("iterations")
	if scheduled, started, dropped := r.arrivals(); scheduled < started+dropped || scheduled > started+dropped+5 || float64(started) != iterations {
		t.Errorf("%d arrivals: %d started, %d dropped; %v iterations", scheduled, started, dropped, iterations)
	}
	if !slices.Equal(r.marks, []string{"main"}) {
		t.Error("marks", r.marks)
	}
}

// A wall clock in the script is the truth about request_time.
func TestRequestTimeIsWhatTheScriptWaits(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(50 * time.Millisecond)
		_, _ = fmt.Fprint(w, "hello")
	}))
	s.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		time.Sleep(200 * time.Millisecond)
		return nil, nil //nolint:nilnil // the server's own
	}}
	s.StartTLS()
	t.Cleanup(s.Close)
	_, r := start(t, `
import http from 'k6/http';
import { Trend } from 'k6/metrics';
const wall = new Trend('wall', true);
export const options = { insecureSkipTLSVerify: true, noConnectionReuse: true, iterations: 5 };
export default function () {
  const before = Date.now();
  http.get(__ENV.URL);
  wall.add(Date.now() - before);
}`, s.URL).wait()
	count, wall := r.sum("wall")
	_, requestTime := r.sum("request_time")
	_, duration := r.sum("http_req_duration")
	// 200 ms of handshake and 50 ms of answer each; http_req_duration goes without the first.
	if count != 5 || requestTime < 5*0.25 || requestTime > wall+5*0.002 || duration > requestTime-5*0.2 {
		t.Errorf("%v requests took %v s, request_time says %v, http_req_duration %v", count, wall, requestTime, duration)
	}
	if r.gens[0].Scheduled != nil {
		t.Error("arrivals of an executor that has none")
	}
}
