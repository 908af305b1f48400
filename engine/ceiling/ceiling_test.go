package ceiling

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func with(t *testing.T, text string) (*Ceiling, *[]Crossing) {
	t.Helper()
	c := &Ceiling{}
	if err := c.Set(text); err != nil {
		t.Fatal(err)
	}
	crossings := &[]Crossing{}
	c.Attach(func(crossing Crossing) { *crossings = append(*crossings, crossing) })
	return c, crossings
}

func TestABurstMayComeAtOnceAndNoMore(t *testing.T) {
	c, crossings := with(t, `{"refill":10,"burst":20}`)
	now := time.Now()
	sent := 0
	for range 100 {
		if c.take(now) {
			sent++
		}
	}
	if sent != 20 || len(*crossings) != 1 || (*crossings)[0].Requests != 21 {
		t.Error(sent, *crossings)
	}
}

func TestTheCeilingItselfMayBeSentForEver(t *testing.T) {
	c, crossings := with(t, `{"refill":10,"burst":20}`)
	now := time.Now()
	for i := range 36_000 {
		if !c.take(now.Add(time.Duration(i) * 100 * time.Millisecond)) {
			t.Fatal("request", i)
		}
	}
	if len(*crossings) != 0 {
		t.Error(*crossings)
	}
}

func TestWhatIsALittleAboveIsFoundInTime(t *testing.T) {
	c, crossings := with(t, `{"refill":10,"burst":20}`)
	now := time.Now()
	sent := 0
	for i := 0; i < 1000 && len(*crossings) == 0; i++ { // 12 a second
		if c.take(now.Add(time.Duration(float64(i) / 12 * float64(time.Second)))) {
			sent++
		}
	}
	if sent < 90 || sent > 150 || len(*crossings) != 1 || (*crossings)[0].Within < 5*time.Second {
		t.Error(sent, *crossings)
	}
}

func TestARequestBeyondTheCeilingWaitsForTheEndOfItsIteration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, crossings := with(t, `{"refill":1,"burst":1}`)
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if err := c.Pass(ctx); err != nil {
			t.Error(err)
		}
		before := time.Now()
		if err := c.Pass(ctx); err == nil || time.Since(before) != time.Minute || len(*crossings) != 1 {
			t.Error(err, time.Since(before), *crossings)
		}
	})
}

func TestWithoutACeilingNothingIsHeld(t *testing.T) {
	c, crossings := with(t, "")
	for range 100_000 {
		if !c.take(time.Time{}) {
			t.Fatal("held")
		}
	}
	if !c.Allows(1e9) || len(*crossings) != 0 {
		t.Error(*crossings)
	}
}

func TestRatesThatMayBeAskedFor(t *testing.T) {
	c, _ := with(t, `{"iterations":5}`)
	if !c.Allows(5) || c.Allows(5.01) || !c.take(time.Now()) {
		t.Error("5 iterations per second, any number of requests")
	}
}

func TestWhatIsNoCeilingIsRefused(t *testing.T) {
	for _, text := range []string{"nonsense", `{"refill":-1}`, `{"burst":"many"}`} {
		if err := (&Ceiling{}).Set(text); err == nil {
			t.Error(text)
		}
	}
}
