package executor

import (
	"errors"
	"math"
	"sync"
	"time"

	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/census"
)

// censusEvery is how often the census is written while the rate stays.
const censusEvery = 500 * time.Millisecond

// checkCensus says what a census needs: samples that tell whose they are, and
// VUs that no other scenario has used.
func (e *Executor) checkCensus() error {
	if e.census == nil {
		return nil
	}
	if !e.state.Test.Options.SystemTags.Has(metrics.TagVU) {
		return errors.New("a census needs the system tag vu: systemTags must hold it")
	}
	if len(e.state.Test.Options.Scenarios) > 1 {
		return errors.New("a census needs a test of one scenario")
	}
	return nil
}

func (e *Executor) beginCensus() error {
	if e.census == nil {
		return nil
	}
	options := census.Options{
		Scenario: e.config.Name, Rate: firstRate(e.config.plan()), Requests: e.config.Census.Requests,
	}
	for _, objective := range e.config.Census.Objectives {
		limit := math.Inf(1)
		if objective.Limit.Valid {
			limit = objective.Limit.Float64
		}
		options.Objectives = append(options.Objectives, census.Objective{Limit: limit, Where: objective.Where})
	}
	return e.census.Begin(options)
}

// runCensus counts from now on, and writes lines until the function returned is called.
func (e *Executor) runCensus() func() {
	if e.census == nil {
		return func() {}
	}
	e.census.Enter()
	e.ticker = time.NewTicker(censusEvery)
	quit := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		for {
			select {
			case <-e.ticker.C:
				e.census.Cut()
			case <-quit:
				return
			}
		}
	})
	return func() {
		e.ticker.Stop()
		close(quit)
		writing.Wait()
		e.census.Leave()
		e.census.Cut()
	}
}

// steer changes the plan and begins a batch of the census at the same moment;
// the census's lines come every half second since then.
func (e *Executor) steer(plan *process, at time.Duration, rate float64) {
	plan.steer(at, rate)
	if e.census != nil {
		e.census.Steer(rate)
		e.ticker.Reset(censusEvery)
	}
}

// firstRate is what a plan begins with.
func firstRate(plan []piece) float64 {
	for _, p := range plan {
		if p.length > 0 {
			return p.from
		}
	}
	return 0
}
