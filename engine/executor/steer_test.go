package executor

import (
	"slices"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib"
)

// takeUntil takes the arrivals before a moment, in seconds.
func takeUntil(p *process, moment float64) (all []float64) {
	for next, more := p.peek(); more && next.Seconds() < moment; next, more = p.peek() {
		all = append(all, next.Seconds())
		p.take()
	}
	return all
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func TestSteeringReplacesThePlanFromItsMomentOn(t *testing.T) {
	p := newProcess(constant(100, 300), 1, "main", undivided)
	before := takeUntil(p, 100)
	p.steer(seconds(100), 400)
	fast := takeUntil(p, 200)
	p.steer(seconds(200), 10)
	slow := drain(p)
	within(t, "as planned", len(before), 10_000)
	within(t, "faster", len(fast), 40_000)
	within(t, "slower, to the end", len(slow), 1000)
	if fast[0] < 100 || slow[0] < 200 || slow[len(slow)-1] > 300 {
		t.Error("arrivals outside of their regime")
	}
}

func TestSteeringLeavesWhatIsOverdue(t *testing.T) {
	untouched := drain(newProcess(constant(100, 300), 1, "main", undivided))
	p := newProcess(constant(100, 300), 1, "main", undivided)
	p.steer(seconds(100), 0) // all of these while nothing was taken yet
	p.steer(seconds(200), 50)
	p.steer(seconds(250), 7)
	all := drain(p)
	planned := all[:count(all, 0, 100)]
	if !slices.Equal(planned, untouched[:count(untouched, 0, 100)]) {
		t.Error("arrivals before the steering changed")
	}
	if n := count(all, 100, 200); n != 0 {
		t.Error(n, "arrivals at rate 0")
	}
	within(t, "after the second", count(all, 200, 250), 2500)
	within(t, "after the third", count(all, 250, 300), 350)
}

func TestSteeringWakesASilentPlanAndEndsWithIt(t *testing.T) {
	p := newProcess(constant(0, 20), 1, "main", undivided)
	if _, more := p.peek(); more {
		t.Fatal("arrivals at rate 0")
	}
	p.steer(seconds(10), 500)
	all := drain(p)
	within(t, "after waking", len(all), 5000)
	if all[len(all)-1] > 20 {
		t.Error("arrivals after the end")
	}
	p.steer(seconds(20), 500)
	if _, more := p.peek(); more {
		t.Error("steered after the end")
	}
}

func TestSteeredSegmentsAddUp(t *testing.T) {
	parts, err := lib.NewExecutionSegmentSequenceFromString("0,1/4,1")
	if err != nil {
		t.Fatal(err)
	}
	var union []float64
	for i, part := range parts {
		tuple, err := lib.NewExecutionTuple(part, &parts)
		if err != nil {
			t.Fatal(err)
		}
		p := newProcess(constant(100, 100), 1, "main", segmentOf(tuple))
		if rate := p.rate(); rate != 100*part.FloatLength() {
			t.Error("planned rate", rate)
		}
		p.steer(seconds(float64(i)), 200)
		own := takeUntil(p, 50)
		if rate := p.rate(); rate != 200*part.FloatLength() {
			t.Error("steered rate", rate)
		}
		own = append(own, drain(p)...)
		within(t, "segment", count(own, 10, 100), 90*200*part.FloatLength())
		union = append(union, own...)
	}
	slices.Sort(union)
	windows := make([]float64, 900)
	for _, at := range union {
		if at >= 10 && at < 100 {
			windows[int((at-10)*10)]++
		}
	}
	mean, variance := moments(windows)
	if d := variance / mean; d < 0.75 || d > 1.25 {
		t.Errorf("index of dispersion of the union %.2f", d)
	}
}
