package ledger

import (
	"context"
	"time"

	"github.com/grafana/sobek"

	"go.k6.io/k6/v2/js/modules"
	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/ceiling"
	"github.com/loadkit/loadkit/engine/reach"
)

// Module is the name by which a script asks for the ledger.
const Module = "k6/x/loadkit"

func init() { //nolint:gochecknoinits // how k6 finds modules
	modules.Register(Module, root{})
}

type root struct{}

func (root) NewModuleInstance(vu modules.VU) modules.Instance {
	return newInstance(vu, Default)
}

// instance is the module of one user.
type instance struct {
	vu       modules.VU
	ledger   *Ledger
	seat     *seat
	state    *lib.State // whose transport counts
	around   *lib.State // whose transport is held below the ceiling, and counts nothing
	scenario *lib.ScenarioState
}

func newInstance(vu modules.VU, ledger *Ledger) *instance {
	i := &instance{vu: vu, ledger: ledger}
	i.seat = &seat{ledger: ledger, tags: i.tags}
	return i
}

func (i *instance) Exports() modules.Exports {
	return modules.Exports{Named: map[string]any{"iteration": i.iteration, "elapsed": i.elapsed}}
}

// iteration puts the ledger around a function that k6 runs, as an iteration or
// around them. What is no function is given back as it is.
func (i *instance) iteration(call sobek.FunctionCall) sobek.Value {
	value := call.Argument(0)
	run, ok := sobek.AssertFunction(value)
	if !ok {
		return value
	}
	return i.vu.Runtime().ToValue(func(call sobek.FunctionCall) sobek.Value {
		outermost := i.enter()
		result, err := run(call.This, call.Arguments...)
		if outermost {
			i.seat.end()
		}
		if err != nil {
			panic(err) // an exception or an interruption, as sobek itself throws them on
		}
		return result
	})
}

// enter notes that an iteration begins; false inside one, and in setup and the like.
func (i *instance) enter() bool {
	ctx, state := i.vu.Context(), i.vu.State()
	if state == nil || ctx == nil {
		return false
	}
	reach.Watch(state)
	scenario := lib.GetScenarioState(ctx)
	if scenario == nil {
		i.hold(state)
		return false
	}
	if i.state != state {
		i.join(state)
	}
	if i.scenario != scenario {
		i.scenario = scenario
		i.ledger.mark(scenario.Name, scenario.StartTime)
	}
	return i.seat.begin(ctx)
}

// hold keeps the requests of setup() and teardown() below the ceiling. They are no
// iterations, and in no account.
func (i *instance) hold(state *lib.State) {
	if i.around != state {
		i.around = state
		state.Transport = &held{next: state.Transport, ceiling: ceiling.Default}
	}
}

// join takes part in the ledger from the user's first iteration on: k6 makes
// users for setup and teardown, too, which run none.
func (i *instance) join(state *lib.State) {
	if i.state == nil {
		i.ledger.join(i.seat)
	}
	i.state = state
	limit := state.Options.MaxRedirects // 10, and not valid, unless the script says so
	state.Transport = &transport{
		next: state.Transport, ledger: i.ledger, ceiling: ceiling.Default, iteration: i.current, tags: i.tagsOf,
		most: int(limit.Int64), chosen: limit.Valid,
	}
}

// current is the context of the iteration that runs.
func (i *instance) current() context.Context {
	if ctx := i.vu.Context(); ctx != nil {
		return ctx
	}
	return context.Background()
}

// elapsed is how long ago the scenario began, in seconds, by the monotonic clock.
func (i *instance) elapsed() float64 {
	if i.scenario == nil {
		return 0
	}
	return time.Since(i.scenario.StartTime).Seconds()
}

func (i *instance) tags() *metrics.TagSet { return i.state.Tags.GetCurrentValues().Tags }

func (i *instance) tagsOf(method string) *metrics.TagSet { return i.tags().With("method", method) }
