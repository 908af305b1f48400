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
	for _, limit := range e.config.Census.Limits {
		seconds := math.Inf(1)
		if limit.Valid {
			seconds = limit.Float64
		}
		options.Limits = append(options.Limits, seconds)
	}
	return e.census.Begin(options)
}

// runCensus counts from now on, and writes lines until the function returned is called.
func (e *Executor) runCensus() func() {
	if e.census == nil {
		return func() {}
	}
	e.census.Enter()
	quit := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		ticker := time.NewTicker(censusEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				e.census.Cut()
			case <-quit:
				return
			}
		}
	})
	return func() {
		close(quit)
		writing.Wait()
		e.census.Leave()
		e.census.Cut()
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
