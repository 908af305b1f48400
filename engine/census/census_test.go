package census

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
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
	At, Found                     [][]float64
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
	s := newStand(t, Options{Scenario: "main", Rate: 2, Limits: []float64{1.5, math.Inf(1)}, Requests: true})
	one, two := s.Lane(1), s.Lane(2)
	s.at(10).Enter()
	s.at(11)
	one.Start(s.time(10.75))
	s.at(12)
	two.Start(s.time(12))
	s.at(13).Dropped()
	s.at(14)
	one.End(false)
	s.Request("1", s.time(13.5), 2*time.Second, false)
	s.Request("77", s.time(13.5), time.Second, true) // of setup, or another scenario
	s.Iteration("1")
	s.Iteration("77")
	s.Steer(5)
	equal(t, "the first batch", s.last(), line{
		T: "census", Scenario: "main", Rate: 2, From: 10, To: 14, InFlight: [2]int{0, 1},
		Arrivals: 3, Dropped: 1, Departures: 1, Late: [2]float64{0.25, 0.25},
		At:       [][]float64{{0, 1, 0}, {1, 1, 0}, {2, 2, 1}},
		Found:    [][]float64{{0, 0, 1, 2, 4, 1, 0}, {0, 2, 1, 0, 0, 1, 1}},
		Requests: []int64{11_500_000, 2_000_000}, Complete: 12,
	})
	s.at(15)
	two.End(false)
	s.Request("2", s.time(15), time.Second, true)
	s.Iteration("2")
	s.at(16).Cut()
	equal(t, "the second batch", s.last(), line{
		T: "census", Scenario: "main", Batch: 1, Rate: 5, From: 14, To: 16, InFlight: [2]int{1, 0}, Departures: 1,
		At:       [][]float64{{0, 1, 0}, {1, 1, 1}},
		Found:    [][]float64{{0, 1, 1, 1, 1, 1, 1}}, // it arrived in the first
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
		{"fast", []request{{0, time.Second, false}}, false, []float64{1, 1, 1, 0, 0}},
		{"slow", []request{{0, 2 * time.Second, false}}, false, []float64{1, 2, 4, 1, 0}},
		{"failed", []request{{0, time.Second, true}}, false, []float64{1, 1, 1, 1, 1}},
		{"several", []request{{0, 1e9, false}, {0, 3e9, false}, {0, 1e9, true}}, false, []float64{3, 5, 11, 2, 1}},
		{"threw", []request{{0, time.Second, false}}, true, []float64{1, 1, 1, 1, 1}},
		{"threw after a slow one", []request{{0, 3e9, false}, {0, 1e9, false}}, true, []float64{2, 4, 10, 1, 1}},
		{"no requests", nil, false, []float64{1, 4, 16, 1, 0}},
		{"threw without", nil, true, []float64{1, 4, 16, 1, 1}},
	} {
		for _, samplesFirst := range []bool{false, true} {
			s := newStand(t, Options{Limits: []float64{1.5, math.Inf(1)}})
			s.Enter()
			lane := s.Lane(3)
			lane.Start(s.time(0))
			tell := func() {
				for _, q := range c.requests {
					s.Request("3", s.time(2), q.lasted, q.failed)
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

// A random history, told late and out of step, against a count of all pairs.
func TestARandomHistoryAgainstCountingEveryPair(t *testing.T) {
	type one struct {
		start, end   float64
		batch, found int
		vu           uint64
	}
	random := rand.New(rand.NewPCG(1, 2))
	s := newStand(t, Options{Rate: 30, Limits: []float64{0.1}, Requests: true})
	s.Enter()
	free := []uint64{}
	for vu := range uint64(40) {
		free = append(free, vu)
	}
	var history, running, untold []*one
	batch, dropped := 0, 0
	told := func(o *one) {
		id := strconv.FormatUint(o.vu, 10)
		s.Request(id, s.time(o.end), time.Duration(math.Round((o.end-o.start)*1e9)), false)
		s.Iteration(id)
	}
	for range 20_000 {
		s.clock = math.Round((s.clock+random.ExpFloat64()/400)*1e6) / 1e6
		switch r := random.Float64(); {
		case r < 0.45:
			if len(free) == 0 {
				dropped++
				s.Dropped()
				continue
			}
			o := &one{start: s.clock, batch: batch, found: len(running), vu: free[0]}
			free = free[1:]
			s.Lane(o.vu).Start(s.time(o.start))
			history, running = append(history, o), append(running, o)
		case r < 0.9 && len(running) > 0:
			i := random.IntN(len(running))
			o := running[i]
			running = slices.Delete(running, i, i+1)
			o.end = s.clock
			if random.Float64() < 0.3 {
				told(o)
			} else {
				untold = append(untold, o)
			}
			s.Lane(o.vu).End(false)
			if !slices.Contains(untold, o) {
				free = append(free, o.vu)
			}
		case r < 0.98 && len(untold) > 0:
			told(untold[0])
			free = append(free, untold[0].vu)
			untold = untold[1:]
		case r < 0.985:
			batch++
			s.Steer(float64(batch))
		case r < 0.99:
			s.Cut()
		}
	}
	s.Cut()

	at := map[int]float64{}
	var arrivals, departures, drops, requests int
	found := map[level]int{}
	clock, inFlight, horizon := 0.0, 0, 0.0
	for _, l := range s.lines {
		if l.From != clock || l.InFlight[0] != inFlight || l.Complete < horizon {
			t.Fatalf("a line from %v with %d in flight follows one to %v with %d", l.From, l.InFlight[0], clock, inFlight)
		}
		clock, inFlight, horizon = l.To, l.InFlight[1], l.Complete
		arrivals, departures, drops = arrivals+l.Arrivals, departures+l.Departures, drops+l.Dropped
		if arrivals-drops-departures != inFlight {
			t.Fatal("arrivals are not departures and those in flight")
		}
		sum := 0.0
		for _, a := range l.At {
			at[int(a[0])] += a[1]
			sum += a[1]
		}
		if math.Abs(sum-(l.To-l.From)) > 1e-9 {
			t.Fatalf("%v s by number in flight of %v s", sum, l.To-l.From)
		}
		for _, f := range l.Found {
			found[level{int(f[0]), int(f[1])}] += int(f[2])
		}
		requests += len(l.Requests) / 2
	}
	if arrivals != len(history)+dropped || departures != len(history)-len(running) || drops != dropped || dropped == 0 {
		t.Errorf("%d arrivals, %d departures, %d dropped", arrivals, departures, drops)
	}
	want, spent := map[level]int{}, 0.0
	for _, o := range history {
		if o.end == 0 {
			spent += s.clock - o.start
			continue
		}
		spent += o.end - o.start
		if !slices.Contains(untold, o) {
			want[level{o.batch, o.found}]++
			requests--
		}
	}
	if requests != 0 {
		t.Errorf("%d requests too many in the log", requests)
	}
	for at, n := range want {
		if found[at] < n { // dropped ones come on top
			t.Errorf("%+v: %d, want at least %d", at, found[at], n)
		}
		dropped -= found[at] - n
		delete(found, at)
	}
	for _, n := range found {
		dropped -= n
	}
	if dropped != 0 {
		t.Errorf("%d dropped arrivals are not among those that found", dropped)
	}
	little := 0.0
	for n, seconds := range at {
		little += float64(n) * seconds
	}
	if math.Abs(little-spent) > 1e-6 {
		t.Errorf("%v s by number in flight, %v s by iteration", little, spent)
	}
}

func TestAnIterationThatIsCutOffOnlyLeaves(t *testing.T) {
	s := newStand(t, Options{Limits: []float64{1}, Requests: true})
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
	s.Request("1", s.time(1), 1, false)
	s.Cut()
	s.Dropped()
	if len(s.lines) != 1 {
		t.Error("lines after the end")
	}
}

func TestTheLogIsBounded(t *testing.T) {
	s := newStand(t, Options{Limits: []float64{1}, Requests: true})
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
	if err := c.Begin(Options{Limits: []float64{0.1}, Requests: true}); err != nil {
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
			c.Request(vu, begin, time.Millisecond, false)
			c.Iteration(vu)
			if i%2500 == 2499 {
				c.Cut()
			}
		}
	})
}
