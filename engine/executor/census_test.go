package executor

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/census"
)

const counted = `{"startRate": 200, "preAllocatedVUs": 2, "stages": [{"duration": "400ms", "target": 200}],
	"census": {"objectives": [{"limit": 0.15}, {}]}}`

func TestACensusNeedsWhatItIsMadeOf(t *testing.T) {
	s := newStand(t, strings.Replace(counted, `"census"`, `"gracefulStop": "1s", "census"`, 1), nil, withVUTag)
	s.state.Test.Options.SystemTags = &metrics.DefaultSystemTagSet
	if err := s.checkCensus(); err == nil || !strings.Contains(err.Error(), "system tag vu") {
		t.Error("without the tag:", err)
	}
	withVUTag(&s.state.Test.Options)
	s.state.Test.Options.Scenarios = lib.ScenarioConfigs{"main": s.config, "side": s.config}
	if err := s.checkCensus(); err == nil || !strings.Contains(err.Error(), "one scenario") {
		t.Error("with two scenarios:", err)
	}
	s.census = census.New()
	if err := s.Run(t.Context(), s.out); err == nil || !strings.Contains(err.Error(), "--out loadkit") {
		t.Error("without an output:", err)
	}
}

func TestTheExecutorTellsItsCensus(t *testing.T) {
	s := newStand(t, counted, func(context.Context) error {
		time.Sleep(20 * time.Millisecond)
		return errors.New("thrown")
	}, withVUTag)
	s.census = census.New()
	var text strings.Builder
	s.census.Attach(time.Now(), func(line []byte) { text.Write(line) })
	if err := s.Run(t.Context(), s.out); err != nil {
		t.Fatal(err)
	}
	c := s.counts()
	if c.Started == 0 || c.Dropped == 0 || !strings.Contains(text.String(), `"batch":1,"rate":0,`) {
		t.Errorf("%+v in\n%s", c, text.String())
	}
}

func withVUTag(options *lib.Options) {
	tags := metrics.DefaultSystemTagSet | metrics.SystemTagSet(metrics.TagVU)
	options.SystemTags = &tags
}
