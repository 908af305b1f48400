package executor

import (
	"slices"
	"strings"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib"
)

func parse(t *testing.T, json string) (*Config, error) {
	t.Helper()
	config, err := lib.GetParsedExecutorConfig("main", Type, []byte(json))
	if err != nil {
		return nil, err
	}
	return config.(*Config), nil //nolint:forcetypeassert // what is registered
}

func tuple(t *testing.T, segment, sequence string) *lib.ExecutionTuple {
	t.Helper()
	seg, err := lib.NewExecutionSegmentFromString(segment)
	if err != nil {
		t.Fatal(err)
	}
	seq, err := lib.NewExecutionSegmentSequenceFromString(sequence)
	if err != nil {
		t.Fatal(err)
	}
	et, err := lib.NewExecutionTuple(seg, &seq)
	if err != nil {
		t.Fatal(err)
	}
	return et
}

func TestValidOptions(t *testing.T) {
	config, err := parse(t, `{"executor": "poisson-arrival-rate", "startRate": 0.5, "timeUnit": "1m", "seed": -3,
		"stages": [{"duration": "10s", "target": 120.5}, {"duration": "0s", "target": 60}, {"duration": 2000, "target": 60}],
		"preAllocatedVUs": 10, "maxVUs": 40, "gracefulStop": "5s", "startTime": "1s", "exec": "other", "tags": {"a": "b"}}`)
	if err != nil {
		t.Fatal(err)
	}
	if errs := config.Validate(); len(errs) != 0 {
		t.Error(errs)
	}
	if config.Seed.Int64 != -3 || config.GetExec() != "other" || config.maxRate() != 120.5/60 {
		t.Errorf("%+v", config)
	}
	want := []piece{{0, 10, 0.5 / 60, 120.5 / 60}, {10, 0, 120.5 / 60, 1}, {10, 2, 1, 1}}
	if got := config.plan(); !slices.Equal(got, want) {
		t.Errorf("plan %v, want %v", got, want)
	}
	half := tuple(t, "0:1/2", "0,1/2,1")
	if got, want := config.GetDescription(half),
		"Up to 1.00 random iterations/s for 12s over 3 stages (maxVUs: 5-20, exec: other, startTime: 1s, gracefulStop: 5s)"; got != want {
		t.Errorf("described as %q, want %q", got, want)
	}
	steps := config.GetExecutionRequirements(half)
	if !slices.Equal(steps, []lib.ExecutionStep{{PlannedVUs: 5, MaxUnplannedVUs: 15}, {TimeOffset: 17 * time.Second}}) {
		t.Error(steps)
	}
	if !config.HasWork(half) {
		t.Error("no work for a half")
	}
	config.MaxVUs.Int64, config.PreAllocatedVUs.Int64 = 1, 1
	if config.HasWork(tuple(t, "1/2:1", "0,1/2,1")) {
		t.Error("work for a half without VUs")
	}
}

func TestInvalidOptions(t *testing.T) {
	for json, want := range map[string]string{
		`{"stages": [], "preAllocatedVUs": 1}`:                                                                          "at least one stage",
		`{"stages": [{"target": 1}], "preAllocatedVUs": 1}`:                                                             "stage 1 doesn't have a duration",
		`{"stages": [{"duration": "1s"}], "preAllocatedVUs": 1}`:                                                        "stage 1 doesn't have a target",
		`{"stages": [{"duration": "1s", "target": 1}, {"duration": "1s", "target": -0.1}], "maxVUs": 1}`:                "target for stage 2 can't be negative",
		`{"stages": [{"duration": "-1s", "target": 1}], "preAllocatedVUs": 1}`:                                          "duration for stage 1 can't be negative",
		`{"stages": [{"duration": "1s", "target": 1}], "preAllocatedVUs": 1, "startRate": -0.5}`:                        "startRate value can't be negative",
		`{"stages": [{"duration": "1s", "target": 1}], "preAllocatedVUs": 1, "timeUnit": "0s"}`:                         "timeUnit must be more than 0",
		`{"stages": [{"duration": "1s", "target": 1}]}`:                                                                 "preAllocatedVUs isn't specified",
		`{"stages": [{"duration": "1s", "target": 1}], "preAllocatedVUs": -1}`:                                          "preAllocatedVUs can't be negative",
		`{"stages": [{"duration": "1s", "target": 1}], "preAllocatedVUs": 5, "maxVUs": 4}`:                              "maxVUs can't be less than preAllocatedVUs",
		`{"stages": [{"duration": "1s", "target": 1}], "preAllocatedVUs": 5, "gracefulStop": "-1s"}`:                    "gracefulStop timeout can't be negative",
		`{"stages": [{"duration": "1s", "target": 1}], "preAllocatedVUs": 5, "rate": 4}`:                                `unknown field "rate"`,
		`{"stages": [{"duration": "1s", "target": "many"}], "preAllocatedVUs": 5}`:                                      "invalid syntax",
		`{"stages": [{"duration": "1s", "target": 1}], "preAllocatedVUs": 5, "seed": 0.5}`:                              "cannot unmarshal",
		`{"stages": [{"duration": "1s", "target": 1}], "preAllocatedVUs": 5, "census": {}}`:                             "a census needs objectives",
		`{"stages": [{"duration": "1s", "target": 1}], "preAllocatedVUs": 5, "census": {"objectives": [{"limit": 0}]}}`: "limit of the census's objective 1",
		`{"stages": [{"duration": "1s", "target": 1}], "preAllocatedVUs": 5, "census": {"limit": 1}}`:                   `unknown field "limit"`,
		`{"stages": [{"duration": "1s", "target": 1, "rate": 1}], "preAllocatedVUs": 5, "startRate": 10}`:               `unknown field "rate"`,
	} {
		config, err := parse(t, json)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = lib.ConcatErrors(config.Validate(), "; ")
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", json, got, want)
		}
	}
}

func TestMaxVUsDefaultsToPreAllocatedVUs(t *testing.T) {
	config, err := parse(t, `{"stages": [{"duration": "1s", "target": 1}], "preAllocatedVUs": 5}`)
	if err != nil {
		t.Fatal(err)
	}
	if errs := config.Validate(); len(errs) != 0 || config.MaxVUs.Int64 != 5 {
		t.Error(errs, config.MaxVUs)
	}
}
