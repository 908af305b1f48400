package ledger

import (
	"context"
	"net/http"
	"testing"
	"time"

	"go.k6.io/k6/v2/metrics"
)

func newSeat() *seat {
	return &seat{ledger: New(), tags: func() *metrics.TagSet { return nil }}
}

// count is started, in flight and cut off.
func (s *seat) count() [3]int64 {
	s.ledger.seats = []*seat{s}
	c := s.ledger.Count()
	return [3]int64{c.Iterations, c.IterationsInFlight, c.IterationsCutOff}
}

func TestAnIterationEndsWithItsContext(t *testing.T) {
	s := newSeat()
	scenario, stop := context.WithCancel(t.Context())
	for range 2 {
		iteration, end := context.WithCancel(scenario)
		if !s.begin(iteration) || s.begin(iteration) {
			t.Error("a call inside an iteration is no other")
		}
		s.end()
		if got := s.count(); got[1] != 1 {
			t.Error("in flight while its event loop has work:", got)
		}
		end()
		if got := s.count(); got[1] != 0 || got[2] != 0 {
			t.Error(got)
		}
	}
	last, finish := context.WithCancel(scenario)
	defer finish()
	s.begin(last)
	stop()
	s.end()
	s.settle(time.Now())
	if got := s.count(); got != [3]int64{3, 0, 1} {
		t.Error(got)
	}
}

func TestAnIterationThatNeverReturnsIsCutOffAtTheEnd(t *testing.T) {
	s := newSeat()
	s.begin(t.Context())
	s.settle(time.Now().Add(7 * time.Second))
	_, cut := s.ledger.Take()
	if len(cut) != 1 || cut[0].Kind != Iteration || cut[0].Age.Round(time.Second) != 7*time.Second {
		t.Errorf("%+v", cut)
	}
	if got := s.count(); got != [3]int64{1, 0, 1} {
		t.Error(got)
	}
}

func TestWorkThatOutlivesItsFunctionIsCutOffByTheScenariosEnd(t *testing.T) {
	for name, end := range map[string]func(parent, iteration context.CancelFunc){
		"its scenario's": func(parent, _ context.CancelFunc) { parent() },
		"its own":        func(_, iteration context.CancelFunc) { iteration() },
	} {
		s := newSeat()
		parent, stop := context.WithCancel(t.Context())
		iteration, finish := context.WithCancel(parent)
		s.begin(iteration)
		s.end()
		s.count() // the first look watches it
		end(stop, finish)
		want := int64(0)
		if name == "its scenario's" {
			want = 1
		}
		for range 500 {
			s.mu.Lock()
			settled := s.settled
			s.mu.Unlock()
			if settled {
				break
			}
			time.Sleep(time.Millisecond)
		}
		if got := s.count(); got != [3]int64{1, 0, want} {
			t.Error(name, got)
		}
		stop()
		finish()
	}
}

// The executor of random arrivals knows the end only once its VUs are active, and so has no deadline.
func TestWorkThatNobodyWatchedIsCutOffWhenTheTimeIsOver(t *testing.T) {
	for end, want := range map[error]int64{context.DeadlineExceeded: 1, nil: 0} {
		s := newSeat()
		parent, endFor := context.WithCancelCause(t.Context())
		iteration, finish := context.WithCancel(parent)
		s.begin(iteration)
		s.end()
		endFor(end)
		s.settle(time.Now())
		if got := s.count(); got != [3]int64{1, 0, want} {
			t.Error(end, got)
		}
		finish()
	}
}

// Fails when Go names the field otherwise by which a context's parent is found.
func TestWhatEndedAContext(t *testing.T) {
	parent, stop := context.WithCancel(t.Context())
	own, finish := context.WithCancel(parent)
	finish()
	if stopped(own) {
		t.Error("its own end")
	}
	other, end := context.WithCancel(parent)
	defer end()
	stop()
	if !stopped(other) {
		t.Error("its parent's end")
	}
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	<-late.Done()
	if !stopped(late) || stopped(context.Background()) {
		t.Error("deadline")
	}
}

func TestHopsAreTheRedirectsThatLedToARequest(t *testing.T) {
	request := &http.Request{}
	for want := range 4 {
		if got := hops(request); got != want {
			t.Errorf("%d hops, want %d", got, want)
		}
		request = &http.Request{Response: &http.Response{Request: request}}
	}
}
