package executor

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"

	"go.k6.io/k6/v2/errext"
	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/arrivals"
)

// stand is an executor with VUs that run a Go function, as k6 would set it up.
type stand struct {
	*Executor
	out      chan metrics.SampleContainer
	logs     *logtest.Hook
	recorder *arrivals.Recorder
}

// testVU is both states of k6's VU: initialised and active.
type testVU struct {
	run    func(context.Context) error
	params *lib.VUActivationParams
	busy   sync.Mutex
}

func (v *testVU) GetID() uint64 { return 1 }

func (v *testVU) Activate(params *lib.VUActivationParams) lib.ActiveVU {
	v.params = params
	context.AfterFunc(params.RunContext, func() {
		v.busy.Lock()
		defer v.busy.Unlock()
		params.DeactivateCallback(v)
	})
	return v
}

func (v *testVU) RunOnce() error {
	v.busy.Lock()
	defer v.busy.Unlock()
	v.params.GetNextIterationCounters()
	return v.run(v.params.RunContext)
}

func newStand(
	t *testing.T, options string, run func(context.Context) error, edits ...func(*lib.Options),
) *stand {
	t.Helper()
	config, err := parse(t, options)
	if err != nil {
		t.Fatal(err)
	}
	if errs := config.Validate(); len(errs) > 0 {
		t.Fatal(errs)
	}
	registry := metrics.NewRegistry()
	et, err := lib.NewExecutionTuple(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	steps := config.GetExecutionRequirements(et)
	state := lib.NewExecutionState(&lib.TestRunState{
		TestPreInitState: &lib.TestPreInitState{
			Registry: registry, BuiltinMetrics: metrics.RegisterBuiltinMetrics(registry),
		},
		Options: lib.Options{SystemTags: &metrics.DefaultSystemTagSet},
		RunTags: registry.RootTagSet().With("run", "1"),
	}, et, lib.GetMaxPlannedVUs(steps), lib.GetMaxPossibleVUs(steps))
	for _, edit := range edits {
		edit(&state.Test.Options)
	}
	state.SetInitVUFunc(func(context.Context, *logrus.Entry) (lib.InitializedVU, error) { return &testVU{run: run}, nil })
	for range lib.GetMaxPlannedVUs(steps) {
		state.AddInitializedVU(&testVU{run: run})
	}
	logger, logs := logtest.NewNullLogger()
	made, err := config.NewExecutor(state, logrus.NewEntry(logger))
	if err != nil {
		t.Fatal(err)
	}
	s := &stand{made.(*Executor), make(chan metrics.SampleContainer, 10_000), logs, arrivals.New()} //nolint:forcetypeassert
	s.Executor.recorder = s.recorder
	s.recorder.Begin(time.Now())
	if err := s.Init(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *stand) counts() *arrivals.Counts {
	c, _ := s.recorder.Take(1 << 40)
	return c
}

func (s *stand) warnings() (all []string) {
	for _, entry := range s.logs.AllEntries() {
		if entry.Level <= logrus.WarnLevel {
			all = append(all, entry.Message)
		}
	}
	return all
}

// nearly allows for arrivals at the very end: on a busy machine the scenario may be
// over before the last of them, up to a fifth of these short scenarios, are offered.
func nearly(got, want int64) bool { return got <= want && got >= want*4/5 }

func TestEveryArrivalStartsAnIterationOnTime(t *testing.T) {
	var ran atomic.Int64
	s := newStand(t, `{"startRate": 300, "seed": 3, "preAllocatedVUs": 50, "stages": [{"duration": "1s", "target": 300}]}`,
		func(context.Context) error {
			ran.Add(1)
			time.Sleep(time.Millisecond)
			return nil
		})
	planned := int64(len(drain(newProcess(s.config.plan(), 3, "main", undivided))))
	before := time.Now()
	if err := s.Run(t.Context(), s.out); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(before); took < time.Second {
		t.Errorf("ran for %s", took)
	}
	c := s.counts()
	if !nearly(c.Scheduled, planned) || !nearly(c.Started, c.Scheduled) || c.Dropped != 0 || ran.Load() != c.Started {
		t.Errorf("of %d arrivals %d were scheduled, %d started, %d dropped, %d run",
			planned, c.Scheduled, c.Started, c.Dropped, ran.Load())
	}
	if s.state.GetFullIterationCount() != uint64(c.Started) || s.state.GetCurrentlyActiveVUsCount() != 0 {
		t.Error("k6 counts", s.state.GetFullIterationCount(), s.state.GetCurrentlyActiveVUsCount())
	}
	if mean := c.Late.Sum / float64(c.Late.Count); c.Late.Min < 0 || mean > 0.25 {
		t.Errorf("late by %v s on average, %v at least", mean, c.Late.Min)
	}
	if bar := s.GetProgress().Render(0, 0).String(); !strings.Contains(bar, "✓") || !strings.Contains(bar, "1s/1s") {
		t.Error("the progress bar says", bar)
	}
	if len(s.warnings()) != 0 {
		t.Error(s.warnings())
	}
}

func TestWhatVUsTakeToBeActivatedIsNotMissingAtTheEnd(t *testing.T) {
	s := newStand(t, `{"startRate": 200, "seed": 3, "preAllocatedVUs": 20, "stages": [{"duration": "500ms", "target": 200}]}`,
		func(context.Context) error { return nil })
	planned := int64(len(drain(newProcess(s.config.plan(), 3, "main", undivided))))
	late, err := s.state.GetPlannedVU(s.logger, false)
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(400*time.Millisecond, func() { s.state.ReturnVU(late, false) })
	if err := s.Run(t.Context(), s.out); err != nil {
		t.Fatal(err)
	}
	if c := s.counts(); c.Scheduled != planned || !nearly(c.Started, planned) || c.Dropped != 0 {
		t.Errorf("of %d arrivals %d were scheduled, %d started, %d dropped", planned, c.Scheduled, c.Started, c.Dropped)
	}
}

func TestArrivalsWithoutAFreeVUAreDropped(t *testing.T) {
	s := newStand(t, `{"startRate": 200, "preAllocatedVUs": 1, "maxVUs": 3, "stages": [{"duration": "500ms", "target": 200}],
		"gracefulStop": "100ms"}`,
		func(ctx context.Context) error {
			<-ctx.Done()
			return nil
		})
	before := time.Now()
	if err := s.Run(t.Context(), s.out); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(before); took < 600*time.Millisecond || took > 20*time.Second {
		t.Errorf("stopped after %s, of which 100 ms gracefully", took)
	}
	c := s.counts()
	// On a busy machine the last arrivals of the plan may come too late to be offered: scheduled, neither started nor dropped.
	if missed := c.Scheduled - 3 - c.Dropped; c.Started != 3 || missed < 0 || missed > 10 || c.Dropped < 50 {
		t.Errorf("%+v", c)
	}
	if n := s.state.GetPartialIterationCount(); n != 3 {
		t.Error(n, "iterations were interrupted")
	}
	if n := s.state.GetInitializedVUsCount(); n != 3 {
		t.Error(n, "VUs")
	}
	if int64(len(s.out)) != c.Dropped {
		t.Errorf("%d samples of %d dropped iterations", len(s.out), c.Dropped)
	}
	sample := (<-s.out).GetSamples()[0]
	if sample.Metric.Name != metrics.DroppedIterationsName || sample.Value != 1 ||
		sample.Tags.Map()["scenario"] != "main" || sample.Tags.Map()["run"] != "1" {
		t.Errorf("%+v", sample)
	}
	if w := s.warnings(); len(w) != 1 || w[0] != "Insufficient VUs, reached 3 active VUs and cannot initialize more" {
		t.Error(w)
	}
}

func TestBehindScheduleEverythingStartsAtOnce(t *testing.T) {
	var first sync.Once
	s := newStand(t, `{"startRate": 200, "seed": 9, "preAllocatedVUs": 1, "stages": [{"duration": "600ms", "target": 200}]}`,
		func(context.Context) error {
			first.Do(func() { time.Sleep(50 * time.Millisecond) })
			return nil
		})
	planned := int64(len(drain(newProcess(s.config.plan(), 9, "main", undivided))))
	// the sample of the first dropped arrival holds up the executor for 300 ms,
	// as a process that is stopped would be
	s.out = make(chan metrics.SampleContainer)
	var dropped int64
	var reading sync.WaitGroup
	reading.Go(func() {
		for range s.out {
			if dropped++; dropped == 1 {
				time.Sleep(300 * time.Millisecond)
			}
		}
	})
	if err := s.Run(t.Context(), s.out); err != nil {
		t.Fatal(err)
	}
	close(s.out)
	reading.Wait()
	c := s.counts()
	if !nearly(c.Scheduled, planned) || !nearly(c.Started+c.Dropped, c.Scheduled) || c.Dropped != dropped {
		t.Errorf("of %d arrivals %d were scheduled, %d started, %d dropped (%d samples)",
			planned, c.Scheduled, c.Started, c.Dropped, dropped)
	}
	if c.Late.Max < 0.2 {
		t.Errorf("late by %v s at most", c.Late.Max)
	}
}

func TestWhatAHeldUpExecutorDidNotGetToWasScheduled(t *testing.T) {
	s := newStand(t, `{"startRate": 200, "seed": 9, "preAllocatedVUs": 1, "gracefulStop": "0s", "stages": [{"duration": "300ms", "target": 200}]}`,
		func(ctx context.Context) error {
			<-ctx.Done() // its only VU is busy to the end
			return nil
		})
	planned := int64(len(drain(newProcess(s.config.plan(), 9, "main", undivided))))
	// The sample of the first dropped arrival holds up the executor until its time is over.
	s.out = make(chan metrics.SampleContainer)
	var reading sync.WaitGroup
	reading.Go(func() {
		time.Sleep(600 * time.Millisecond)
		for range s.out { //nolint:revive // only to let the executor go on
		}
	})
	if err := s.Run(t.Context(), s.out); err != nil {
		t.Fatal(err)
	}
	close(s.out)
	reading.Wait()
	if c := s.counts(); c.Scheduled != planned || c.Started+c.Dropped > planned/2 {
		t.Errorf("of %d arrivals %d were scheduled, %d started, %d dropped", planned, c.Scheduled, c.Started, c.Dropped)
	}
}

func TestAnAbortedTestCountsWhatWasScheduled(t *testing.T) {
	s := newStand(t, `{"startRate": 100, "preAllocatedVUs": 5, "stages": [{"duration": "1h", "target": 100}]}`,
		func(context.Context) error { return nil })
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	before := time.Now()
	if err := s.Run(ctx, s.out); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(before); took > 20*time.Second {
		t.Errorf("took %s to stop", took)
	}
	if c := s.counts(); !nearly(c.Started+c.Dropped, c.Scheduled) || c.Scheduled < 5 {
		t.Errorf("%+v", c)
	}
	if bar := s.GetProgress().Render(0, 0).String(); !strings.Contains(bar, "✗") {
		t.Error("the progress bar says", bar)
	}
}

func TestErrorsOfIterations(t *testing.T) {
	interrupt := &errext.InterruptError{Reason: errext.AbortTest}
	var ran atomic.Int64
	s := newStand(t, `{"startRate": 100, "preAllocatedVUs": 1, "stages": [{"duration": "1h", "target": 100}]}`,
		func(context.Context) error {
			if ran.Add(1) < 5 {
				return errors.New("thrown")
			}
			return interrupt
		})
	if err := s.Run(t.Context(), s.out); !errors.Is(err, interrupt) {
		t.Error("ended with", err)
	}
	if s.state.GetFullIterationCount() != 4 || s.state.GetPartialIterationCount() != 1 {
		t.Error(s.state.GetFullIterationCount(), "complete,", s.state.GetPartialIterationCount(), "interrupted")
	}
	if w := strings.Join(s.warnings(), " "); strings.Count(w, "thrown") != 4 {
		t.Error(w)
	}
}
