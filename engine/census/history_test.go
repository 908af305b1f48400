package census

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"
)

// A random history, told late and out of step, against a count of all pairs.
func TestARandomHistoryAgainstCountingEveryPair(t *testing.T) {
	type one struct {
		start, end   float64
		batch, found int
		vu           uint64
	}
	random := rand.New(rand.NewPCG(1, 2))
	s := newStand(t, Options{Rate: 30, Objectives: []Objective{{Limit: 0.1}}, Requests: true})
	s.Enter()
	free := []uint64{}
	for vu := range uint64(40) {
		free = append(free, vu)
	}
	var history, running, untold []*one
	batch, dropped := 0, 0
	told := func(o *one) {
		id := strconv.FormatUint(o.vu, 10)
		s.Request(id, s.time(o.end), time.Duration(math.Round((o.end-o.start)*1e9)), false, nil)
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
		for _, text := range l.Found {
			var f []float64
			if err := json.Unmarshal(text, &f); err != nil {
				t.Fatal(err)
			}
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
