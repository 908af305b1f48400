//go:build unix

package main

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

type censusLine struct {
	T                             string
	Batch                         int
	Rate, From, To, Complete      float64
	InFlight                      [2]int
	Arrivals, Dropped, Departures int
	At                            [][]float64
	Found                         [][]any
	Requests                      []int64
	Lost                          int
}

func censusOf(t *testing.T, text string) (lines []censusLine) {
	t.Helper()
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, `{"t":"census"`) {
			continue
		}
		var c censusLine
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%s in %q", err, line)
		}
		lines = append(lines, c)
	}
	return lines
}

// slotted is a server of so many slots, each request 20 ms long, every tenth
// answered with 500; it integrates its own number in flight.
type slotted struct {
	slots          chan struct{}
	mu             sync.Mutex
	served, failed int
	spent          time.Duration
}

func (s *slotted) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	began := time.Now()
	s.slots <- struct{}{}
	time.Sleep(20 * time.Millisecond)
	<-s.slots
	s.mu.Lock()
	s.served++
	fails := s.served%10 == 0
	if fails {
		s.failed++
	}
	s.spent += time.Since(began)
	s.mu.Unlock()
	if fails {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

const countedScript = `
import http from 'k6/http';
export const options = { systemTags: ['scenario', 'name', 'method', 'status', 'expected_response', 'vu'],
  scenarios: { main: { executor: 'poisson-arrival-rate', startRate: 50, preAllocatedVUs: 40, seed: 5, gracefulStop: '10s',
    stages: [ { duration: '5s', target: 50 } ], census: { requests: true,
      objectives: [{ limit: 0.001 }, { limit: 60 }, { limit: null }, { limit: 60, where: { status: ['5xx'], method: ['!POST'] } }] } } } };
export default function () { http.get(__ENV.URL); }`

// The conservation laws of a queue, on the real k6 and a server that counts for itself.
func TestTheCensusOfAServerThatCountsForItself(t *testing.T) {
	t.Parallel()
	target := &slotted{slots: make(chan struct{}, 4)}
	run := start(t, countedScript, server(t, target.ServeHTTP))
	run.until(`"t":"census"`)
	run.say(`{"rate": 120}` + "\n")
	run.until(`"batch":1,`)
	run.until(`"t":"frame","s":1,`)
	run.say(`{"rate": 80}` + "\n")
	code, r := run.wait()
	lines := censusOf(t, r.text)
	if code != 0 || len(lines) < 8 {
		t.Fatalf("exit code %d, %d lines\n%s", code, len(lines), run.log.String())
	}

	rates := map[int]float64{0: 50, 1: 120, 2: 80, 3: 0}
	arrived, told := map[int]int{}, map[int]float64{}
	var arrivals, departures, dropped int
	var complete, found, spent, slow, verySlow, failed, little, before, inFlight, wall, logged, ofSome, badOfSome float64
	for i, l := range lines {
		if l.Rate != rates[l.Batch] {
			t.Errorf("batch %d at a rate of %v", l.Batch, l.Rate)
		}
		if i > 0 && (l.From != before || float64(l.InFlight[0]) != inFlight) {
			t.Errorf("line %d does not begin where the one before ended", i)
		}
		before, inFlight = l.To, float64(l.InFlight[1])
		wall += l.To - l.From
		arrivals, departures, dropped = arrivals+l.Arrivals, departures+l.Departures, dropped+l.Dropped
		arrived[l.Batch] += l.Arrivals
		sum := 0.0
		for _, at := range l.At {
			sum += at[1]
			little += at[0] * at[1]
		}
		if math.Abs(sum-(l.To-l.From)) > 1e-6 {
			t.Errorf("line %d: %v s by number in flight, lasted %v s", i, sum, l.To-l.From)
		}
		for _, level := range l.Found {
			some := level[8].([]any) // of those with status 5xx: bad, all
			f := make([]float64, 8)
			for i := range f {
				f[i] = level[i].(float64)
			}
			told[int(f[0])] += f[2]
			found, spent, slow, verySlow, failed = found+f[2], spent+f[3], slow+f[5], verySlow+f[6], failed+f[7]
			badOfSome, ofSome = badOfSome+some[0].(float64), ofSome+some[1].(float64)
		}
		for i := 0; i < len(l.Requests); i += 2 {
			logged += float64(l.Requests[i+1]) / 1e6
		}
		if l.Lost != 0 || l.Complete < complete {
			t.Errorf("line %d: %d lost, complete to %v", i, l.Lost, l.Complete)
		}
		complete = l.Complete
	}
	if arrivals != departures || inFlight != 0 || dropped != 0 || arrivals < 200 || len(arrived) != 4 {
		t.Errorf("%d arrivals %v, %d departures, %d dropped, %v in flight", arrivals, arrived, departures, dropped, inFlight)
	}
	for batch, n := range arrived {
		if told[batch] != float64(n) {
			t.Errorf("batch %d: %d arrivals, told of %v", batch, n, told[batch])
		}
	}
	if int(found) != target.served || int(failed) != target.failed || slow != found || verySlow != failed {
		t.Errorf("found %v slow %v very slow %v failed %v; served %d failed %d", found, slow, verySlow, failed, target.served, target.failed)
	}
	if ofSome != failed || badOfSome != failed {
		t.Errorf("%v with status 5xx, %v of them bad; %v failed", ofSome, badOfSome, failed)
	}
	if math.Abs(logged-spent) > 1e-5*found {
		t.Errorf("%v s in the log, %v s counted", logged, spent)
	}
	// the server's own time is contained in the request's, and that in the iteration's
	served := target.spent.Seconds()
	if !(served <= spent && spent <= little) || little > 1.5*served {
		t.Errorf("in flight %v s, requests %v s, at the server %v s", little, spent, served)
	}
	scheduled, began, _ := r.arrivals()
	if scheduled != began || int(began) != arrivals {
		t.Errorf("%d scheduled, %d started, the census has %d", scheduled, began, arrivals)
	}
	if last := lines[len(lines)-1]; math.Abs(wall-(last.To-lines[0].From)) > 1e-6 || wall < 4 {
		t.Errorf("%v s in all lines", wall)
	}
}

func TestACensusWithoutItsTagIsRefused(t *testing.T) {
	t.Parallel()
	code, r := start(t, strings.Replace(countedScript, `, 'vu'`, ``, 1), server(t, answer)).wait()
	if code == 0 || len(censusOf(t, r.text)) != 0 {
		t.Errorf("exit code %d", code)
	}
}
