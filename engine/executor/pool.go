package executor

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sirupsen/logrus"

	"go.k6.io/k6/v2/errext"
	"go.k6.io/k6/v2/lib"

	"github.com/loadkit/loadkit/engine/arrivals"
	"github.com/loadkit/loadkit/engine/census"
)

// pool hands arrivals to VUs that are free, as the pool of k6's own arrival-rate
// executors does. An arrival is the moment for which an iteration was scheduled.
type pool struct {
	arrivals chan time.Time
	running  atomic.Int64
	state    *lib.ExecutionState
	recorder *arrivals.Recorder
	run      func(context.Context, lib.ActiveVU) ending
	vus      sync.WaitGroup
}

// offer gives the arrival to a free VU; false if there is none.
func (p *pool) offer(due time.Time) bool {
	select {
	case p.arrivals <- due:
		return true
	default:
		return false
	}
}

// add lets a VU wait for arrivals. It returns when the VU is about to.
func (p *pool) add(ctx context.Context, vu lib.ActiveVU, lane *census.Lane) {
	p.vus.Add(1)
	ready := make(chan struct{})
	go func() {
		defer p.vus.Done()
		close(ready)
		for due := range p.arrivals {
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
		}
	}()
	<-ready
}

// close ends the hand-out and waits for all running iterations.
func (p *pool) close() {
	close(p.arrivals)
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
