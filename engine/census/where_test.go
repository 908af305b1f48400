package census

import (
	"encoding/json"
	"os"
	"testing"
	"time"
)

// The vectors of src/metrics/selector.ts, too.
func TestPatternsFitAsTheyDoWhereObjectivesAreJudged(t *testing.T) {
	text, err := os.ReadFile("../../test/fixtures/tag-patterns.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors [][3]any
	if err := json.Unmarshal(text, &vectors); err != nil || len(vectors) < 40 {
		t.Fatal(err, len(vectors))
	}
	for _, v := range vectors {
		var patterns []string
		switch p := v[0].(type) {
		case string:
			patterns = []string{p}
		case []any:
			for _, each := range p {
				patterns = append(patterns, each.(string))
			}
		}
		value, has := v[1].(string)
		where := Where{"tag": patterns}
		if got := where.selects(func(string) (string, bool) { return value, has }); got != v[2] {
			t.Errorf("%v fits %v: %v", v[0], v[1], got)
		}
	}
}

func TestAnObjectiveIsAboutTheRequestsWhoseTagsFit(t *testing.T) {
	s := newStand(t, Options{Objectives: []Objective{{Limit: 1.5}, {Limit: 1.5, Where: Where{"service": {"gateway"}}}}})
	of := func(service string) Selection {
		selection, on := s.Select(func(string) (string, bool) { return service, true })
		if !on {
			t.Fatal("no census")
		}
		return selection
	}
	s.Enter()
	tell := func(at float64, threw bool, services ...string) {
		lane := s.Lane(1)
		s.at(at)
		lane.Start(s.time(at))
		for _, service := range services {
			s.Request("1", s.time(at+2), 2*time.Second, false, of(service))
		}
		s.Request("1", s.time(at+1), time.Second, false, nil) // nothing is known of its tags
		s.at(at + 2)
		lane.End(threw)
		s.Iteration("1")
	}
	for _, c := range []struct {
		services []string
		threw    bool
		found    string
	}{
		{[]string{"gateway", "search"}, false, `[0,0,3,5,9,2,[1,1]]`},
		{[]string{"search"}, false, `[0,0,2,3,5,1,[0,0]]`},
		{[]string{"search"}, true, `[0,0,2,3,5,1,[1,1]]`}, // it may have been one of the others
	} {
		tell(s.clock, c.threw, c.services...)
		s.Cut()
		equal(t, "told", s.last().Found, levels(c.found))
	}
	s.Dropped()
	s.Cut()
	equal(t, "dropped", s.last().Found, levels(`[0,0,1,0,0,1,[1,1]]`))
}

func TestASelectionIsForgottenWithTheCensus(t *testing.T) {
	c := New()
	if _, on := c.Select(func(string) (string, bool) { return "", false }); on {
		t.Error("none was begun")
	}
	var none *Census
	if _, on := none.Select(nil); on {
		t.Error("there is none")
	}
}
