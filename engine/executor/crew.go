package executor

import (
	"context"
	"sync"
	"sync/atomic"

	"go.k6.io/k6/v2/lib"
)

// crew brings VUs into the pool: those allocated before the test, and more, one
// at a time and in the background, when an arrival found none free.
type crew struct {
	executor *Executor
	pool     *pool
	ctx      context.Context //nolint:containedctx // the activated VUs' own, of one Run
	size     atomic.Int64
	spare    int64
	warned   bool
	requests chan struct{}
	hiring   sync.WaitGroup
	returned sync.WaitGroup
}

// start activates the pre-allocated VUs.
func (c *crew) start(preAllocated int64) error {
	for range preAllocated {
		vu, err := c.executor.state.GetPlannedVU(c.executor.logger, false)
		if err != nil {
			return err
		}
		c.activate(vu)
	}
	return nil
}

func (c *crew) activate(vu lib.InitializedVU) {
	c.returned.Add(1)
	config := c.executor.config
	active := vu.Activate(&lib.VUActivationParams{
		RunContext: c.ctx,
		Scenario:   config.Name,
		Exec:       config.GetExec(),
		Env:        config.GetEnv(),
		Tags:       config.GetTags(),
		DeactivateCallback: func(vu lib.InitializedVU) {
			// the pool counts active VUs by running iterations, so the global
			// count is left alone here
			c.executor.state.ReturnVU(vu, false)
			c.returned.Done()
		},
		GetNextIterationCounters: c.executor.nextCounters,
	})
	c.size.Add(1)
	c.pool.add(c.ctx, active, c.executor.census.Lane(vu.GetID()))
}

// hire initialises a VU for every request, until stopHiring.
func (c *crew) hire() {
	c.hiring.Go(func() {
		logger := c.executor.logger
		for range c.requests {
			logger.Debug("Starting initialization of an unplanned VU...")
			vu, err := c.executor.state.GetUnplannedVU(c.ctx, logger)
			if err != nil {
				logger.WithError(err).Error("Error while allocating unplanned VU")
				continue
			}
			logger.Debug("The unplanned VU finished initializing successfully!")
			c.activate(vu)
		}
	})
}

// grow asks for one more VU, unless one is on its way or none is left.
func (c *crew) grow() {
	if c.spare == 0 {
		if !c.warned {
			_, maximum := c.executor.config.vus(c.executor.state.ExecutionTuple)
			c.executor.logger.Warningf("Insufficient VUs, reached %d active VUs and cannot initialize more", maximum)
			c.warned = true
		}
		return
	}
	select {
	case c.requests <- struct{}{}:
		c.spare--
	default:
	}
}

func (c *crew) stopHiring() {
	close(c.requests)
	c.hiring.Wait()
}
