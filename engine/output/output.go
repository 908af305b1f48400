// Package output is k6's output `loadkit`: it sums up samples by second and
// series where they arise and writes them, with what the load generator itself
// does, as lines of JSON to file descriptor 3. docs/record.md is its contract.
package output

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/sirupsen/logrus"

	k6output "go.k6.io/k6/v2/output"

	"go.k6.io/k6/v2/errext"
	"go.k6.io/k6/v2/errext/exitcodes"
	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/arrivals"
	"github.com/loadkit/loadkit/engine/ceiling"
	"github.com/loadkit/loadkit/engine/census"
	"github.com/loadkit/loadkit/engine/control"
	"github.com/loadkit/loadkit/engine/ledger"
	"github.com/loadkit/loadkit/engine/reach"
	"github.com/loadkit/loadkit/engine/version"
)

func init() { //nolint:gochecknoinits // how k6 finds outputs
	k6output.RegisterExtension("loadkit", New)
}

// delay is the age, counted from its beginning, at which a second is written.
const delay = 2

// Output implements k6's output.
type Output struct {
	name   string
	logger logrus.FieldLogger
	stop   func(error)
	file   *os.File // tests put theirs here; otherwise the inherited descriptor

	named      map[string]bool // tags that objectives name
	thresholds ownThresholds

	mu  sync.Mutex
	acc *accumulator

	begin     time.Time
	generator *generator
	accounts  *accounts
	writer    *writer
	buffer    []byte
	quit      chan struct{}
	stopped   chan struct{}
}

// tagsVariable holds the tags that objectives and thresholds name, with commas
// between them: of these none is dropped.
const tagsVariable = "LOADKIT_TAGS"

var (
	_ k6output.WithTestRunStop    = &Output{}
	_ k6output.WithThresholds     = &Output{}
	_ k6output.WithBuiltinMetrics = &Output{}
)

// New is called by k6 for `--out loadkit=<run>`; the name only serves the description.
func New(params k6output.Params) (k6output.Output, error) {
	logger := params.Logger.WithField("output", "loadkit")
	control.SetLogger(logger)
	ledger.Default.Watch(params.Logger)
	reach.AllowBrowsers(params.ScriptOptions, params.Logger)
	if err := ceiling.Default.Set(params.Environment[ceiling.Variable]); err != nil {
		return nil, err
	}
	return &Output{
		name: params.ConfigArgument, logger: logger, stop: func(error) {},
		named: tagList(params.Environment[tagsVariable]),
	}, nil
}

// Description is shown by `k6 run`.
func (o *Output) Description() string {
	return fmt.Sprintf("loadkit %s (%s)", version.Engine, o.name)
}

// SetTestRunStopCallback is called by k6 before Start.
func (o *Output) SetTestRunStopCallback(stop func(error)) { o.stop = stop }

// SetThresholds is called by k6 before Start; k6 goes on writing what became of
// each into what the map points to.
func (o *Output) SetThresholds(byName map[string]metrics.Thresholds) { o.thresholds.byName = byName }

// SetBuiltinMetrics is called by k6 before Start.
func (o *Output) SetBuiltinMetrics(builtin *metrics.BuiltinMetrics) { o.thresholds.builtin = builtin }

// Start writes the hello line and begins second 0.
func (o *Output) Start() error {
	if o.file == nil {
		file, err := inherited()
		if err != nil {
			return err
		}
		o.file = file
	}
	o.begin = time.Now()
	o.acc = newAccumulator(o.begin, o.named)
	o.generator = newGenerator(o.begin)
	o.accounts = newAccounts(ledger.Default)
	arrivals.Default.Begin(o.begin)
	o.writer = newWriter(o.file, func(err error) {
		err = fmt.Errorf("measurements are lost, the run is stopped: %w", err)
		o.logger.Error(err)
		o.stop(errext.WithExitCodeIfNone(err, exitcodes.ExternalAbort))
	})
	o.writer.write(appendLine(nil, hello{
		T: "hello", V: 1, K6: k6Version(), Engine: version.Engine, PID: os.Getpid(),
		Start: o.begin.UTC().Format("2006-01-02T15:04:05.000Z"), Cores: runtime.GOMAXPROCS(0),
		PressureOf: o.generator.pressureOf(),
	}))
	census.Default.Attach(o.begin, o.writer.write)
	ceiling.Default.Attach(func(c ceiling.Crossing) {
		o.writer.write(appendLine(nil, exceeded{
			"exceeded", round(c.At.Sub(o.begin).Seconds()), c.Requests, round(c.Within.Seconds()),
		}))
	})
	o.quit, o.stopped = make(chan struct{}), make(chan struct{})
	go o.run()
	control.SetStop(o.stop)
	return nil
}

// AddMetricSamples is called by k6 every 50 ms, from one goroutine.
func (o *Output) AddMetricSamples(containers []metrics.SampleContainer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, container := range containers {
		o.acc.add(container)
	}
}

// Stop writes all that is left and the end line.
func (o *Output) Stop() error {
	close(o.quit)
	<-o.stopped
	census.Default.Detach()
	now := time.Now()
	last := secondOf(now, o.begin)
	ledger.Default.Close(now)
	o.measure(now)
	o.generator.measurePartial(now)
	o.generator.close()
	o.accounts.measure(last)
	for _, metric := range o.thresholds.untouched(o.acc.series.all) {
		o.acc.series.of(metric, &group{})
	}
	o.flush(1<<62, last)
	if line, any := o.thresholds.line(); any {
		o.writer.write(appendLine(nil, line))
	}
	o.writer.write(appendEnd(nil, last, o.acc, o.accounts))
	o.writer.close()
	return nil
}

// run ticks just after every whole second.
func (o *Output) run() {
	defer close(o.stopped)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		next := o.begin.Add(time.Duration(secondOf(time.Now(), o.begin)+1) * time.Second)
		timer.Reset(time.Until(next))
		select {
		case <-timer.C:
		case <-o.quit:
			return
		}
		now := time.Now()
		o.measure(now)
		s := secondOf(now, o.begin) - delay
		o.flush(s, s)
	}
}

// measure notes how the generator did in the second that just ended.
func (o *Output) measure(now time.Time) {
	marks, cutOff := o.accounts.take(o.begin)
	o.AddMetricSamples(cutOff)
	o.mu.Lock()
	o.acc.marks = append(o.acc.marks, marks...)
	o.generator.vus, o.generator.vusMax = o.acc.vus, o.acc.vusMax
	o.mu.Unlock()
	o.generator.measure(now)
	o.accounts.measure(secondOf(now, o.begin) - 1)
}

// flush writes frames up to one second and generator lines up to another. The
// samples' lock is held only to take the seconds, not to encode them.
func (o *Output) flush(frames, gens int64) {
	o.mu.Lock()
	batch := o.acc.take(frames)
	o.mu.Unlock()

	b := o.buffer[:0]
	for _, s := range batch.announce {
		b = appendSeries(b, s)
	}
	for _, m := range batch.marks {
		b = appendLine(b, m)
	}
	for i := range batch.exemplars {
		b = appendLine(b, &batch.exemplars[i])
	}
	seconds := batch.seconds
	for _, g := range o.generator.take(gens) {
		for ; len(seconds) > 0 && seconds[0].s <= g.s; seconds = seconds[1:] {
			b = seconds[0].appendFrame(b, batch.all)
		}
		counts, ran := arrivals.Default.Take(g.s)
		if !ran {
			counts = nil
		}
		b = appendGen(b, g, counts, o.accounts)
	}
	for _, sec := range seconds {
		b = sec.appendFrame(b, batch.all)
	}
	if len(b) > 0 {
		o.writer.write(b)
	}
	o.buffer = b
}

// k6Version is that of the k6 linked into this binary.
func k6Version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == "go.k6.io/k6/v2" {
				return module.Version
			}
		}
	}
	return "unknown"
}
