package ledger

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"time"

	"go.k6.io/k6/v2/metrics"
)

// seat is where one user's iterations stand, one after the other.
//
// k6 gives every iteration a context of its own and cancels it at the
// iteration's end, however that came: when the script's function returned and
// nothing of the event loop is left (sockets, timers), or when the scenario's
// time was over. So an iteration is under way as long as its context is.
type seat struct {
	ledger *Ledger
	tags   func() *metrics.TagSet

	mu       sync.Mutex
	ctx      context.Context //nolint:containedctx // it is what tells of the iteration's end
	began    time.Time
	settled  bool
	returned bool // the script's function did, work of the event loop may be left
	watched  bool
}

// begin notes that an iteration begins; false where it is part of one.
func (s *seat) begin(ctx context.Context) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx == ctx {
		return false
	}
	s.close(time.Now())
	s.ctx, s.began, s.settled, s.returned, s.watched = ctx, time.Now(), false, false, false
	s.ledger.iterations.started.Add(1)
	return true
}

// end notes that the function of the iteration returned. If its time was over
// by then, that is why.
func (s *seat) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.returned = true
	if s.ctx.Err() != nil {
		s.cut(time.Now())
	}
}

// busy says whether the user's iteration is under way. One that outlives its
// function is watched from the first look on, so that its end is known.
func (s *seat) busy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx == nil || s.settled || s.ctx.Err() != nil && s.returned {
		return false
	}
	if s.returned && !s.watched {
		s.watched = true
		ctx := s.ctx
		context.AfterFunc(ctx, func() { s.over(ctx, time.Now()) })
	}
	return true
}

// over settles an iteration whose function had returned long before.
func (s *seat) over(ctx context.Context, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx != ctx || s.settled {
		return
	}
	if stopped(ctx) {
		s.cut(now)
	}
	s.settled = true
}

// settle closes the last iteration at the end of the test.
func (s *seat) settle(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.close(now)
}

// close settles the latest iteration when the next begins, or none follows.
func (s *seat) close(now time.Time) {
	if s.ctx == nil || s.settled {
		return
	}
	switch {
	case !s.returned: // it never did
		s.cut(now)
	case timeIsOver(s.ctx):
		if deadline, ok := s.ctx.Deadline(); ok {
			now = deadline
		}
		s.cut(now)
	}
	s.settled = true
}

func (s *seat) cut(now time.Time) {
	if s.settled {
		return
	}
	s.settled = true
	s.ledger.cut(CutOff{Iteration, now, max(now.Sub(s.began), 0), s.tags()})
}

// stopped says whether it was the scenario that ended an iteration's context,
// and not the iteration's own end. The context that it is made from tells; where
// Go should name that field otherwise, only the scenario's time does.
func stopped(ctx context.Context) bool {
	if timeIsOver(ctx) {
		return true
	}
	made := reflect.ValueOf(ctx)
	if made.Kind() != reflect.Pointer || made.Elem().Kind() != reflect.Struct {
		return false
	}
	field := made.Elem().FieldByName("Context")
	if !field.IsValid() || !field.CanInterface() {
		return false
	}
	parent, ok := field.Interface().(context.Context)
	return ok && parent.Err() != nil
}

// timeIsOver says whether a context ended with the time of its scenario: k6's own
// executors set a deadline, ours gives it as the cause.
func timeIsOver(ctx context.Context) bool {
	return errors.Is(context.Cause(ctx), context.DeadlineExceeded)
}
