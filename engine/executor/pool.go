package executor

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sirupsen/logrus"

	"go.k6.io/k6/v2/errext"
	"go.k6.io/k6/v2/lib"

	"github.com/loadkit/loadkit/engine/arrivals"
	"github.com/loadkit/loadkit/engine/census"
)

// pool hands arrivals to VUs that are free. An arrival is the moment for which an
// iteration was scheduled. Of the free VUs the one that was busy last gets it: a
// VU keeps a connection of its own, so that the target holds as many as there
// were requests in flight, not as many as there are VUs, of which a search has
// thousands. (k6's own arrival-rate executors have their VUs take turns.)
type pool struct {
	free struct {
		sync.Mutex
		turns []chan time.Time // of each free VU; the one that was busy last stands last
		over  bool
	}
	running  atomic.Int64
	state    *lib.ExecutionState
	recorder *arrivals.Recorder
	run      func(context.Context, lib.ActiveVU) ending
	vus      sync.WaitGroup
}

// offer gives the arrival to a free VU; false if there is none.
func (p *pool) offer(due time.Time) bool {
	p.free.Lock()
	defer p.free.Unlock()
	last := len(p.free.turns) - 1
	if last < 0 {
		return false
	}
	p.free.turns[last] <- due // it has room for one, and none is in it while its VU is free
	p.free.turns = p.free.turns[:last]
	return true
}

// rest makes a VU that was busy free again; false if no arrival will come.
func (p *pool) rest(turn chan time.Time) bool {
	p.free.Lock()
	defer p.free.Unlock()
	if p.free.over {
		return false
	}
	p.free.turns = append(p.free.turns, turn)
	return true
}

// add lets a VU wait for arrivals, behind all that wait already.
func (p *pool) add(ctx context.Context, vu lib.ActiveVU, lane *census.Lane) {
	turn := make(chan time.Time, 1)
	p.free.Lock()
	defer p.free.Unlock()
	if p.free.over {
		return
	}
	p.free.turns = slices.Insert(p.free.turns, 0, turn)
	p.vus.Go(func() {
		for due := range turn {
			p.running.Add(1)
			p.state.ModCurrentlyActiveVUsCount(+1)
			p.recorder.Started(due, time.Now())
			lane.Start(due)
			if end := p.run(ctx, vu); end == interrupted {
				lane.Abandon()
			} else {
				lane.End(end == threw)
			}
			p.state.ModCurrentlyActiveVUsCount(-1)
			p.running.Add(-1)
			if !p.rest(turn) {
				return
			}
		}
	})
}

// close ends the hand-out and waits for all running iterations.
func (p *pool) close() {
	p.free.Lock()
	p.free.over = true
	for _, turn := range p.free.turns {
		close(turn)
	}
	p.free.turns = nil
	p.free.Unlock()
	p.vus.Wait()
}

// ending is how an iteration ended.
type ending int

const (
	complete ending = iota
	threw
	interrupted
)

// iteration runs one iteration and counts it as k6 does. An iteration that
// calls test.abort() is handed to abort: k6's own way of ending the test from
// an executor is not open to extensions, returning the error from Run is.
func iteration(
	state *lib.ExecutionState, logger *logrus.Entry, abort func(error),
) func(context.Context, lib.ActiveVU) ending {
	return func(ctx context.Context, vu lib.ActiveVU) ending {
		err := vu.RunOnce()
		if ctx.Err() != nil {
			// cut off iterations are neither logged nor counted as complete
			state.AddInterruptedIterations(1)
			return interrupted
		}
		if errext.IsInterruptError(err) {
			state.AddInterruptedIterations(1)
			abort(err)
			return interrupted
		}
		state.AddFullIterations(1)
		if err != nil {
			text, fields := errext.Format(err)
			logger.WithFields(logrus.Fields(fields)).Error(text)
			return threw
		}
		return complete
	}
}
