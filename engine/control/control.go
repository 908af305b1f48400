// Package control reads the control pipe: lines of JSON that steer the
// executors of this process, and an end-of-file that stops the run, so that an
// engine never outlives the loadkit that started it.
package control

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/sirupsen/logrus"

	"go.k6.io/k6/v2/errext"
	"go.k6.io/k6/v2/errext/exitcodes"

	"github.com/loadkit/loadkit/engine/ceiling"
)

// patience is how long a stopped run may take for its teardown and last lines.
const patience = 10 * time.Second

// Pipe is one control pipe and those that it steers. Safe for concurrent use.
type Pipe struct {
	mu     sync.Mutex
	stop   func(error)
	rates  map[string]chan float64
	logger logrus.FieldLogger

	allows   func(iterations float64) bool // what the ceiling says of a rate
	exit     func(code int)
	patience time.Duration
}

var std = newPipe() //nolint:gochecknoglobals // k6 builds executors and outputs by name, without a common parent

func newPipe() *Pipe {
	return &Pipe{
		rates:    map[string]chan float64{},
		logger:   logrus.StandardLogger(),
		allows:   ceiling.Default.Allows,
		exit:     os.Exit,
		patience: patience,
	}
}

// Start reads r in the background, for the rest of the process's life.
func Start(r io.Reader) { go std.read(r) }

// SetLogger replaces the standard logger, which is all there is before k6 starts.
func SetLogger(logger logrus.FieldLogger) {
	std.mu.Lock()
	defer std.mu.Unlock()
	std.logger = logger
}

// SetStop says how to stop the run. Before that, end-of-file exits at once.
//
// k6 gives its outputs a function that aborts the run as its handler of a first
// SIGINT does. It is used rather than a signal to the own process because a
// second signal (loadkit forwards the user's Ctrl-C, then goes away) would lose
// teardown and summary, because there is a moment before k6 traps signals, and
// because Windows cannot send os.Interrupt.
func SetStop(stop func(error)) {
	std.mu.Lock()
	defer std.mu.Unlock()
	std.stop = stop
}

// Subscribe returns the rates set for a scenario from now on, the newest only,
// in iterations per second. Call the function when the scenario has ended.
func Subscribe(scenario string) (<-chan float64, func()) { return std.subscribe(scenario) }

func (p *Pipe) subscribe(scenario string) (<-chan float64, func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	rates := make(chan float64, 1)
	p.rates[scenario] = rates
	return rates, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.rates, scenario)
	}
}

func (p *Pipe) read(r io.Reader) {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			p.obey(line)
		}
		if err != nil { // an unreadable pipe is as closed as one at its end
			p.end()
			return
		}
	}
}

// obey applies one line: {"rate": 12.5} or {"rate": 12.5, "scenario": "main"}.
func (p *Pipe) obey(line []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(line, &keys); err != nil {
		p.logger.Warnf("Ignored a control line: %s: %.200q", err, line)
		return
	}
	for key := range keys {
		if key != "rate" && key != "scenario" {
			p.logger.Warnf("Ignored the key %.200q of a control line", key)
		}
	}
	if _, ok := keys["rate"]; !ok {
		return
	}
	if err := p.setRate(keys["rate"], keys["scenario"]); err != nil {
		p.logger.Warnf("Ignored a control line: %s: %.200q", err, line)
	}
}

func (p *Pipe) setRate(rawRate, rawScenario json.RawMessage) error {
	var rate *float64
	if err := json.Unmarshal(rawRate, &rate); err != nil || rate == nil || *rate < 0 {
		return errors.New("rate must be a number that is not negative")
	}
	if !p.allows(*rate) {
		return errors.New("rate is above the ceiling of this run")
	}
	if rawScenario == nil {
		if len(p.rates) == 0 {
			return errors.New("no poisson-arrival-rate scenario is left")
		}
		for _, rates := range p.rates {
			replace(rates, *rate)
		}
		return nil
	}
	var scenario string
	if err := json.Unmarshal(rawScenario, &scenario); err != nil {
		return errors.New("scenario must be a string")
	}
	rates, ok := p.rates[scenario]
	if !ok {
		return fmt.Errorf("no poisson-arrival-rate scenario %q is left", scenario)
	}
	replace(rates, *rate)
	return nil
}

// replace leaves the newest rate in a channel of one. The caller holds the lock,
// so no other sender can fill it in between.
func replace(rates chan float64, rate float64) {
	select {
	case <-rates:
	default:
	}
	rates <- rate
}

func (p *Pipe) end() {
	p.mu.Lock()
	stop := p.stop
	p.logger.Warn("The control pipe was closed: the run ends")
	p.mu.Unlock()
	if stop == nil {
		p.exit(int(exitcodes.ExternalAbort))
		return
	}
	time.AfterFunc(p.patience, func() { p.exit(int(exitcodes.ExternalAbort)) })
	stop(errext.WithAbortReasonIfNone(
		errext.WithExitCodeIfNone(errors.New("the control pipe was closed"), exitcodes.ExternalAbort),
		errext.AbortedByUser,
	))
}
