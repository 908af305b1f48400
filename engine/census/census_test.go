package census

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
)

// stand is a census with a clock of its own, in seconds since the output's start.
type stand struct {
	*Census
	t     *testing.T
	clock float64
	lines []line
}

type line struct {
	T, Scenario                   string
	Batch                         int
	Rate, From, To, Complete      float64
	InFlight                      [2]int
	Arrivals, Dropped, Departures int
	Late                          [2]float64
	At                            [][]float64
	Found                         []json.RawMessage
	Requests                      []int64
	Lost                          int
}

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC) //nolint:gochecknoglobals // a constant

func (s *stand) time(seconds float64) time.Time {
	return epoch.Add(time.Duration(math.Round(seconds * 1e9)))
}

func newStand(t *testing.T, options Options) *stand {
	t.Helper()
	s := &stand{Census: New(), t: t}
	s.now = func() time.Time { return s.time(s.clock) }
	s.Attach(epoch, func(text []byte) {
		if !strings.HasSuffix(string(text), "}\n") {
			t.Errorf("not a line: %q", text)
		}
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			t.Fatalf("%s in %q", err, text)
		}
		s.lines = append(s.lines, l)
	})
	if err := s.Begin(options); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *stand) last() line {
	s.t.Helper()
	if len(s.lines) == 0 {
		s.t.Fatal("no line")
	}
	return s.lines[len(s.lines)-1]
}

func (s *stand) at(clock float64) *stand {
	s.clock = clock
	return s
}

// levels are what a line says of each number in flight that was found.
func levels(texts ...string) (all []json.RawMessage) {
	for _, text := range texts {
		all = append(all, json.RawMessage(text))
	}
	return all
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(want)
	if string(g) != string(w) {
		t.Errorf("%s: %s, want %s", what, g, w)
	}
}

// One story in whole seconds: two VUs, a drop, a change of the rate.
func TestALineSaysWhatHappened(t *testing.T) {
	s := newStand(t, Options{Scenario: "main", Rate: 2, Objectives: []Objective{{Limit: 1.5}, {Limit: math.Inf(1)}}, Requests: true})
	one, two := s.Lane(1), s.Lane(2)
	s.at(10).Enter()
	s.at(11)
	one.Start(s.time(10.75))
	s.at(12)
	two.Start(s.time(12))
	s.at(13).Dropped()
	s.at(14)
	one.End(false)
	s.Request("1", s.time(13.5), 2*time.Second, false, nil)
	s.Request("77", s.time(13.5), time.Second, true, nil) // of setup, or another scenario
	s.Iteration("1")
	s.Iteration("77")
	s.Steer(5)
	equal(t, "the first batch", s.last(), line{
		T: "census", Scenario: "main", Rate: 2, From: 10, To: 14, InFlight: [2]int{0, 1},
		Arrivals: 3, Dropped: 1, Departures: 1, Late: [2]float64{0.25, 0.25},
		At:       [][]float64{{0, 1, 0}, {1, 1, 0}, {2, 2, 1}},
		Found:    levels(`[0,0,1,2,4,1,0]`, `[0,2,1,0,0,1,1]`),
		Requests: []int64{11_500_000, 2_000_000}, Complete: 12,
	})
	s.at(15)
	two.End(false)
	s.Request("2", s.time(15), time.Second, true, nil)
	s.Iteration("2")
	s.at(16).Cut()
	equal(t, "the second batch", s.last(), line{
		T: "census", Scenario: "main", Batch: 1, Rate: 5, From: 14, To: 16, InFlight: [2]int{1, 0}, Departures: 1,
		At:       [][]float64{{0, 1, 0}, {1, 1, 1}},
		Found:    levels(`[0,1,1,1,1,1,1]`), // it arrived in the first
		Requests: []int64{14_000_000, 1_000_000}, Complete: 16,
	})
	s.Cut()
	if len(s.lines) != 2 {
		t.Error("a line about nothing")
	}
}

func TestWhatIsBad(t *testing.T) {
	for _, c := range []struct {
		name     string
		requests []request // since the iteration's start
		threw    bool
		found    []float64 // requests, seconds, squares, bad of the limit, bad of failures
	}{
		{"fast", []request{{0, time.Second, false, nil}}, false, []float64{1, 1, 1, 0, 0}},
		{"slow", []request{{0, 2 * time.Second, false, nil}}, false, []float64{1, 2, 4, 1, 0}},
		{"failed", []request{{0, time.Second, true, nil}}, false, []float64{1, 1, 1, 1, 1}},
		{"several", []request{{0, 1e9, false, nil}, {0, 3e9, false, nil}, {0, 1e9, true, nil}}, false, []float64{3, 5, 11, 2, 1}},
		{"threw", []request{{0, time.Second, false, nil}}, true, []float64{1, 1, 1, 1, 1}},
		{"threw after a slow one", []request{{0, 3e9, false, nil}, {0, 1e9, false, nil}}, true, []float64{2, 4, 10, 1, 1}},
		{"no requests", nil, false, []float64{1, 4, 16, 1, 0}},
		{"threw without", nil, true, []float64{1, 4, 16, 1, 1}},
	} {
		for _, samplesFirst := range []bool{false, true} {
			s := newStand(t, Options{Objectives: []Objective{{Limit: 1.5}, {Limit: math.Inf(1)}}})
			s.Enter()
			lane := s.Lane(3)
			lane.Start(s.time(0))
			tell := func() {
				for _, q := range c.requests {
					s.Request("3", s.time(2), q.lasted, q.failed, nil)
				}
				s.Iteration("3")
			}
			s.at(4)
			if samplesFirst {
				tell()
			}
			lane.End(c.threw)
			if !samplesFirst {
				tell()
			}
			s.Cut()
			equal(t, c.name, s.last().Found, [][]float64{append([]float64{0, 0}, c.found...)})
			if s.last().Requests != nil {
				t.Error("requests that nobody asked for")
			}
		}
	}
}

func TestAnIterationThatIsCutOffOnlyLeaves(t *testing.T) {
	s := newStand(t, Options{Objectives: []Objective{{Limit: 1}}, Requests: true})
	s.Enter()
	lane := s.Lane(1)
	lane.Start(s.time(0))
	s.at(1)
	lane.Abandon()
	s.at(2).Leave()
	s.at(3).Cut()
	l := s.last()
	if l.Departures != 1 || len(l.Found) != 0 || l.To != 2 || l.Complete != 3 {
		t.Errorf("%+v", l)
	}
	s.Detach()
	s.Request("1", s.time(1), 1, false, nil)
	s.Cut()
	s.Dropped()
	if len(s.lines) != 1 {
		t.Error("lines after the end")
	}
}

func TestTheLogIsBounded(t *testing.T) {
	s := newStand(t, Options{Objectives: []Objective{{Limit: 1}}, Requests: true})
	s.Enter()
	lane := s.Lane(1)
	for range mostLogged + 5 {
		lane.Start(s.time(0))
		lane.End(false)
		s.Iteration("1")
	}
	s.at(1).Cut()
	if l := s.last(); len(l.Requests) != 2*mostLogged || l.Lost != 5 {
		t.Errorf("%d requests, %d lost", len(l.Requests)/2, l.Lost)
	}
}

func TestWhatACensusNeeds(t *testing.T) {
	c := New()
	if err := c.Begin(Options{}); err == nil || !strings.Contains(err.Error(), "--out loadkit") {
		t.Error("without an output:", err)
	}
	s := newStand(t, Options{})
	if err := s.Begin(Options{}); err == nil {
		t.Error("a second scenario")
	}
	var none *Census
	if err := none.Begin(Options{}); err != nil {
		t.Error(err)
	}
	lane := none.Lane(1)
	lane.Start(time.Now())
	lane.End(true)
	lane.Abandon()
	none.Steer(1)
}

// What an iteration of one request costs, with as many VUs as processors.
func BenchmarkIteration(b *testing.B) {
	c := New()
	begin := time.Now()
	c.Attach(begin, func([]byte) {})
	if err := c.Begin(Options{Objectives: []Objective{{Limit: 0.1}}, Requests: true}); err != nil {
		b.Fatal(err)
	}
	c.Enter()
	id := uint64(0)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		c.mu.Lock()
		id++
		vu := strconv.FormatUint(id, 10)
		c.mu.Unlock()
		number, _ := strconv.ParseUint(vu, 10, 64)
		lane := c.Lane(number)
		for i := 0; pb.Next(); i++ {
			lane.Start(begin)
			lane.End(false)
			c.Request(vu, begin, time.Millisecond, false, nil)
			c.Iteration(vu)
			if i%2500 == 2499 {
				c.Cut()
			}
		}
	})
}
