package arrivals

import (
	"sync"
	"testing"
	"time"
)

func TestAnArrivalBelongsToTheSecondOfItsSchedule(t *testing.T) {
	start := time.Now()
	at := func(seconds float64) time.Time { return start.Add(time.Duration(seconds * float64(time.Second))) }
	r := New()
	r.Scheduled(at(0.5)) // before Begin: nobody reads
	r.Begin(start)
	if _, ran := r.Take(0); ran {
		t.Error("second 0 ran without a scenario")
	}
	r.Enter(at(1.2))
	r.Scheduled(at(1.9))
	r.Started(at(1.9), at(2.3))
	r.Scheduled(at(2.5))
	r.Dropped(at(2.5))

	one, ran := r.Take(1)
	if !ran || one.Scheduled != 1 || one.Started != 1 || one.Dropped != 0 {
		t.Errorf("second 1: %+v %v", one, ran)
	}
	if late := one.Late; late.Count != 1 || late.Min < 0.399 || late.Max > 0.401 {
		t.Errorf("lateness %+v", late)
	}
	// too late for its second: counted in the oldest still open
	r.Scheduled(at(1.95))
	r.Started(at(1.95), at(4))
	two, ran := r.Take(2)
	if !ran || two.Scheduled != 2 || two.Started != 1 || two.Dropped != 1 {
		t.Errorf("second 2: %+v %v", two, ran)
	}
	if none, ran := r.Take(3); !ran || none.Scheduled != 0 {
		t.Errorf("second 3 ran without arrivals: %+v %v", none, ran)
	}
	r.Scheduled(at(4.5))
	r.Leave(at(4.7))
	r.Scheduled(at(5.1))
	if skipped, ran := r.Take(6); !ran || skipped.Scheduled != 2 { // a gap: no lines for 4 and 5
		t.Errorf("seconds 4 to 6: %+v %v", skipped, ran)
	}
	if _, ran := r.Take(7); ran {
		t.Error("second 7 ran after the last scenario left")
	}
}

func TestNothingIsLostBetweenGoroutines(t *testing.T) {
	start := time.Now()
	r := New()
	r.Begin(start)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for n := range 10_000 {
				due := start.Add(time.Duration(n) * time.Millisecond)
				r.Scheduled(due)
				r.Started(due, due.Add(time.Microsecond))
			}
		})
	}
	var scheduled, late int64
	for s := range int64(5) {
		c, _ := r.Take(s)
		scheduled, late = scheduled+c.Scheduled, late+c.Late.Count
	}
	all.Wait()
	c, _ := r.Take(100)
	if scheduled+c.Scheduled != 80_000 || late+c.Late.Count != 80_000 {
		t.Errorf("%d scheduled, %d started", scheduled+c.Scheduled, late+c.Late.Count)
	}
}
