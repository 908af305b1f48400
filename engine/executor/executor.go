package executor

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sirupsen/logrus"

	k6executor "go.k6.io/k6/v2/lib/executor"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/arrivals"
	"github.com/loadkit/loadkit/engine/census"
	"github.com/loadkit/loadkit/engine/control"
)

// Executor starts iterations at random moments, independently of how earlier
// ones fare.
type Executor struct {
	*k6executor.BaseExecutor
	config   *Config
	state    *lib.ExecutionState
	logger   *logrus.Entry
	recorder *arrivals.Recorder
	census   *census.Census // nil unless the options ask for one
	ticker   *time.Ticker   // of the census's lines

	tuple    *lib.ExecutionTuple
	indexMu  sync.Mutex
	index    *lib.SegmentedIndex
	rates    <-chan float64
	unsteer  func()
	rate     atomic.Uint64 // bits of the planned rate, for the progress bar
	failOnce sync.Once
	failure  error
}

var _ lib.Executor = &Executor{}

// NewExecutor is called by k6 once, before the test.
func (c *Config) NewExecutor(state *lib.ExecutionState, logger *logrus.Entry) (lib.Executor, error) {
	executor := &Executor{
		BaseExecutor: k6executor.NewBaseExecutor(c, state, logger),
		config:       c,
		state:        state,
		logger:       logger,
		recorder:     arrivals.Default,
	}
	if c.Census != nil {
		executor.census = census.Default
	}
	return executor, nil
}

// Init is called by k6 when the VUs are ready. From here the rate can be set,
// also of a scenario that starts later.
func (e *Executor) Init(context.Context) error {
	if err := e.checkCensus(); err != nil {
		return err
	}
	tuple, err := e.state.ExecutionTuple.GetNewExecutionTupleFromValue(e.config.MaxVUs.Int64)
	if err != nil {
		return err
	}
	e.tuple = tuple
	e.index = lib.NewSegmentedIndex(tuple)
	e.rates, e.unsteer = control.Subscribe(e.config.Name)
	return nil
}

// Run starts iterations to the end of the stages and waits for them within the
// graceful stop. Unlike ramping-arrival-rate it stays to the end of stages that
// hold no more arrivals, since the rate can still be raised.
func (e *Executor) Run(parent context.Context, out chan<- metrics.SampleContainer) error {
	defer e.unsteer()
	duration, gracefulStop := e.config.duration(), e.config.GetGracefulStop()
	preAllocated, maximum := e.config.vus(e.state.ExecutionTuple)
	e.logger.WithFields(logrus.Fields{
		"maxVUs": maximum, "preAllocatedVUs": preAllocated, "duration": duration,
		"numStages": len(e.config.Stages), "type": e.config.GetType(),
	}).Debug("Starting executor run...")

	ctx, endFor := context.WithCancelCause(parent)
	cancel := func() { endFor(nil) }
	defer cancel()
	vus := &pool{
		state:    e.state,
		recorder: e.recorder,
		run: iteration(e.state, e.logger, func(err error) {
			e.failOnce.Do(func() { e.failure = err })
			cancel()
		}),
	}
	scenario := &lib.ScenarioState{Name: e.config.Name, Executor: e.config.Type}
	crew := &crew{executor: e, pool: vus, spare: maximum - preAllocated, requests: make(chan struct{})}
	crew.ctx = lib.WithScenarioState(ctx, scenario)
	if err := e.beginCensus(); err != nil {
		return err
	}
	crew.hire()
	err := crew.start(preAllocated)

	// The time runs from here: what thousands of VUs take to be activated would be missing at the end of the last stage.
	started := time.Now()
	progress := e.progress(started, vus.running.Load, crew.size.Load)
	scenario.StartTime, scenario.ProgressFn = started, progress
	regDuration, regCancel := context.WithDeadline(ctx, started.Add(duration))
	end := time.AfterFunc(duration+gracefulStop, func() { endFor(context.DeadlineExceeded) })
	defer end.Stop()
	var tracked sync.WaitGroup
	tracked.Go(func() { e.track(parent, ctx, regDuration, progress) })
	stopCensus := e.runCensus()
	if err == nil {
		e.recorder.Enter(started)
		e.arrive(parent, regDuration, started, crew, out)
		e.recorder.Leave(time.Now())
		e.census.Steer(0) // what is still in flight ends in a batch without arrivals
	}

	crew.stopHiring()
	vus.close() // waits for the running iterations, to the end of the graceful stop
	cancel()
	regCancel()
	crew.returned.Wait()
	tracked.Wait()
	stopCensus()
	if err == nil {
		err = e.failure
	}
	return err
}

// arrive offers every arrival to a free VU at its moment. Behind schedule, it
// goes on at once and skips nothing.
func (e *Executor) arrive(
	parent, ctx context.Context, start time.Time, crew *crew, out chan<- metrics.SampleContainer,
) {
	plan := newProcess(e.config.plan(), e.config.Seed.Int64, e.config.Name, segmentOf(e.tuple))
	bell := newAlarm()
	defer bell.close()
	defer func() {
		// what a slow generator did not get to was still scheduled
		limit := min(time.Since(start), e.config.duration())
		for next, more := plan.peek(); more && next <= limit; next, more = plan.peek() {
			e.recorder.Scheduled(start.Add(next))
			plan.take()
		}
	}()

	for {
		next, more := plan.peek()
		e.rate.Store(math.Float64bits(plan.rate()))
		due := start.Add(next)
		wait := time.Until(due)
		if !more {
			wait = time.Hour
		}
		if wait > 0 {
			bell.set(wait)
			select {
			case <-bell.timer.C:
			case <-bell.C:
			case rate := <-e.rates:
				e.steer(plan, time.Since(start), rate)
			case <-ctx.Done():
				return
			}
			continue
		}
		select {
		case rate := <-e.rates:
			e.steer(plan, time.Since(start), rate)
		case <-ctx.Done():
			return
		default:
		}

		e.recorder.Scheduled(due)
		plan.take()
		if crew.pool.offer(due) {
			continue
		}
		e.recorder.Dropped(due)
		e.census.Dropped()
		e.push(parent, out, e.state.Test.BuiltinMetrics.DroppedIterations, 1)
		crew.grow()
	}
}

// push emits a sample of the executor's own.
func (e *Executor) push(ctx context.Context, out chan<- metrics.SampleContainer, m *metrics.Metric, value float64) {
	series := metrics.TimeSeries{Metric: m, Tags: e.tags()}
	metrics.PushIfNotDone(ctx, out, metrics.Sample{TimeSeries: series, Time: time.Now(), Value: value})
}

// tags are those of the executor's own samples.
func (e *Executor) tags() *metrics.TagSet {
	tags := e.state.Test.RunTags
	if e.state.Test.Options.SystemTags.Has(metrics.TagScenario) {
		tags = tags.With("scenario", e.config.Name)
	}
	return tags
}

// nextCounters numbers an iteration within the segment and within the test.
func (e *Executor) nextCounters() (local, global uint64) {
	e.indexMu.Lock()
	defer e.indexMu.Unlock()
	scaled, unscaled := e.index.Next()
	return uint64(scaled - 1), uint64(unscaled - 1) //nolint:gosec // they count from 1
}

func segmentOf(tuple *lib.ExecutionTuple) segment {
	start, offsets, lcd := tuple.GetStripedOffsets()
	return segment{
		start: start, offsets: offsets,
		share:  float64(len(offsets)) / float64(lcd),
		number: tuple.SegmentIndex,
	}
}
