// Package executor is k6's `poisson-arrival-rate` executor: the
// ramping-arrival-rate executor with iterations that arrive independently of
// each other, as those of independent users do, instead of evenly spaced.
package executor

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"gopkg.in/guregu/null.v3"

	k6executor "go.k6.io/k6/v2/lib/executor"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/types"

	"github.com/loadkit/loadkit/engine/census"
)

// Type is the executor's name in a script's options.
const Type = "poisson-arrival-rate"

func init() { //nolint:gochecknoinits // how k6 finds executors
	lib.RegisterExecutorConfigType(Type, func(name string, rawJSON []byte) (lib.ExecutorConfig, error) {
		config := NewConfig(name)
		err := lib.StrictJSONUnmarshal(rawJSON, config)
		return config, err
	})
}

// Stage is a linear change of the rate to a target within a duration.
type Stage struct {
	Duration types.NullDuration `json:"duration"`
	Target   null.Float         `json:"target"`
}

// Config holds the options: those of ramping-arrival-rate, with rates that may
// be fractions, and the seed from which the arrivals are drawn.
type Config struct {
	k6executor.BaseConfig
	StartRate       null.Float         `json:"startRate"`
	TimeUnit        types.NullDuration `json:"timeUnit"`
	Stages          []Stage            `json:"stages"`
	PreAllocatedVUs null.Int           `json:"preAllocatedVUs"`
	MaxVUs          null.Int           `json:"maxVUs"`
	Seed            null.Int           `json:"seed"`
	Census          *Census            `json:"census"`
}

// Census asks for the counts by number in flight, package census.
type Census struct {
	Objectives []Objective `json:"objectives"`
	Requests   bool        `json:"requests"`
}

// Objective is about all requests, or about those whose tags fit. One is bad
// when it failed or lasted longer than the limit, in seconds; where that is null
// only when it failed.
type Objective struct {
	Limit null.Float   `json:"limit"`
	Where census.Where `json:"where"`
}

var _ lib.ExecutorConfig = &Config{}

// NewConfig returns the defaults: rates per second, seed 0.
func NewConfig(name string) *Config {
	return &Config{
		BaseConfig: k6executor.NewBaseConfig(name, Type),
		TimeUnit:   types.NewNullDuration(time.Second, false),
	}
}

// Validate reports everything that is wrong with the options.
func (c *Config) Validate() []error {
	errs := c.BaseConfig.Validate()
	if c.StartRate.Float64 < 0 {
		errs = append(errs, errors.New("the startRate value can't be negative"))
	}
	if c.TimeUnit.TimeDuration() <= 0 {
		errs = append(errs, errors.New("the timeUnit must be more than 0"))
	}
	errs = append(errs, validateStages(c.Stages)...)
	errs = append(errs, c.Census.validate()...)

	if !c.PreAllocatedVUs.Valid {
		errs = append(errs, errors.New("the number of preAllocatedVUs isn't specified"))
	} else if c.PreAllocatedVUs.Int64 < 0 {
		errs = append(errs, errors.New("the number of preAllocatedVUs can't be negative"))
	}
	if !c.MaxVUs.Valid {
		c.MaxVUs.Int64 = c.PreAllocatedVUs.Int64 // as k6's own executors do while validating
	} else if c.MaxVUs.Int64 < c.PreAllocatedVUs.Int64 {
		errs = append(errs, errors.New("maxVUs can't be less than preAllocatedVUs"))
	}
	return errs
}

func validateStages(stages []Stage) (errs []error) {
	if len(stages) == 0 {
		return []error{errors.New("at least one stage has to be specified")}
	}
	for i, s := range stages {
		if !s.Duration.Valid {
			errs = append(errs, fmt.Errorf("stage %d doesn't have a duration", i+1))
		} else if s.Duration.Duration < 0 {
			errs = append(errs, fmt.Errorf("the duration for stage %d can't be negative", i+1))
		}
		if !s.Target.Valid {
			errs = append(errs, fmt.Errorf("stage %d doesn't have a target", i+1))
		} else if s.Target.Float64 < 0 {
			errs = append(errs, fmt.Errorf("the target for stage %d can't be negative", i+1))
		}
	}
	return errs
}

func (c *Census) validate() (errs []error) {
	if c == nil {
		return nil
	}
	if len(c.Objectives) == 0 {
		errs = append(errs, errors.New("a census needs objectives"))
	}
	for i, objective := range c.Objectives {
		if objective.Limit.Valid && !(objective.Limit.Float64 > 0) {
			errs = append(errs, fmt.Errorf("the limit of the census's objective %d must be more than 0", i+1))
		}
	}
	return errs
}

// GetDescription is the line that k6 prints about the scenario.
func (c *Config) GetDescription(et *lib.ExecutionTuple) string {
	preAllocated, maximum := c.vus(et)
	facts := []string{fmt.Sprintf("maxVUs: %d", preAllocated)}
	if maximum > preAllocated {
		facts[0] += fmt.Sprintf("-%d", maximum)
	}
	if c.Exec.Valid {
		facts = append(facts, "exec: "+c.Exec.String)
	}
	if c.StartTime.Duration > 0 {
		facts = append(facts, fmt.Sprintf("startTime: %s", c.StartTime.Duration))
	}
	if c.GracefulStop.Duration > 0 {
		facts = append(facts, fmt.Sprintf("gracefulStop: %s", c.GracefulStop.Duration))
	}
	return fmt.Sprintf("Up to %.2f random iterations/s for %s over %d stages (%s)",
		c.maxRate()*et.Segment.FloatLength(), c.duration(), len(c.Stages), strings.Join(facts, ", "))
}

// GetExecutionRequirements tells the scheduler how many VUs to prepare, to the
// end of the last iteration that may be running.
func (c *Config) GetExecutionRequirements(et *lib.ExecutionTuple) []lib.ExecutionStep {
	preAllocated, maximum := c.vus(et)
	return []lib.ExecutionStep{
		{PlannedVUs: uint64(preAllocated), MaxUnplannedVUs: uint64(maximum - preAllocated)}, //nolint:gosec // validated
		{TimeOffset: c.duration() + c.GetGracefulStop()},
	}
}

// HasWork reports whether the execution segment has any VUs to work with.
func (c *Config) HasWork(et *lib.ExecutionTuple) bool {
	_, maximum := c.vus(et)
	return maximum > 0
}

// vus are the VUs that fall to an execution segment.
func (c *Config) vus(et *lib.ExecutionTuple) (preAllocated, maximum int64) {
	return et.ScaleInt64(c.PreAllocatedVUs.Int64), et.ScaleInt64(c.MaxVUs.Int64)
}

func (c *Config) duration() (total time.Duration) {
	for _, s := range c.Stages {
		total += s.Duration.TimeDuration()
	}
	return total
}

// maxRate is the highest rate of the plan, per second.
func (c *Config) maxRate() float64 {
	rate := c.StartRate.Float64
	for _, s := range c.Stages {
		rate = math.Max(rate, s.Target.Float64)
	}
	return rate / c.TimeUnit.TimeDuration().Seconds()
}

// plan is the stages as pieces of linear rates per second.
func (c *Config) plan() []piece {
	unit := c.TimeUnit.TimeDuration().Seconds()
	from, start := c.StartRate.Float64/unit, 0.0
	var plan []piece
	for _, s := range c.Stages {
		to, length := s.Target.Float64/unit, s.Duration.TimeDuration().Seconds()
		plan = append(plan, piece{start: start, length: length, from: from, to: to})
		from, start = to, start+length
	}
	return plan
}
