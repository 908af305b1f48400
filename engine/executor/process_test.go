package executor

import (
	"math"
	"slices"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib"
)

// drain takes all arrivals, in seconds.
func drain(p *process) (all []float64) {
	for next, more := p.peek(); more; next, more = p.peek() {
		all = append(all, next.Seconds())
		p.take()
	}
	return all
}

func constant(rate, length float64) []piece { return []piece{{0, length, rate, rate}} }

func count(all []float64, from, to float64) (n int) {
	for _, at := range all {
		if at >= from && at < to {
			n++
		}
	}
	return n
}

// within fails unless a Poisson count is within four standard deviations.
func within(t *testing.T, what string, got int, want float64) {
	t.Helper()
	if math.Abs(float64(got)-want) > 4*math.Sqrt(want) {
		t.Errorf("%s: %d arrivals, expected %.0f", what, got, want)
	}
}

// Counts of a Poisson process vary as much as their mean, in windows of any
// length; those of evenly spaced arrivals hardly vary.
func TestCountsAreAsDispersedAsPoissons(t *testing.T) {
	const rate, length = 300, 1000
	all := drain(newProcess(constant(rate, length), 7, "main", undivided))
	within(t, "in total", len(all), rate*length)
	for _, window := range []float64{0.01, 0.02, 0.05, 0.1, 0.2} {
		windows := make([]float64, int(length/window))
		for _, at := range all {
			windows[min(int(at/window), len(windows)-1)]++
		}
		mean, variance := moments(windows)
		dispersion := variance / mean
		if bound := 5 * math.Sqrt(2/float64(len(windows))); math.Abs(dispersion-1) > bound {
			t.Errorf("index of dispersion %.3f over %v s, more than %.3f from 1", dispersion, window, bound)
		}
	}
}

func moments(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		variance += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, variance
}

// stagesOf makes stages of durations in seconds and targets.
func stagesOf(figures [][2]float64) (stages []Stage) {
	for _, s := range figures {
		var stage Stage
		_ = stage.Duration.UnmarshalText([]byte(time.Duration(s[0] * float64(time.Second)).String()))
		stage.Target.Float64 = s[1]
		stages = append(stages, stage)
	}
	return stages
}

// Seen through the cumulative rate, the gaps of any plan are exponential with
// mean 1; compared with that distribution by Kolmogorov and Smirnov.
func TestGapsAreExponentialThroughThePlan(t *testing.T) {
	config := NewConfig("main")
	config.StartRate.Float64 = 10
	config.Stages = stagesOf([][2]float64{{100, 200}, {50, 200}, {0, 20.5}, {10, 0}, {200, 300}, {100, 0}})
	plan := config.plan()
	var gaps []float64
	previous := 0.0
	for _, at := range drain(newProcess(plan, 11, "main", undivided)) {
		area := 0.0
		for _, p := range plan {
			area += p.area(math.Max(0, math.Min(at-p.start, p.length)))
		}
		gaps = append(gaps, area-previous)
		previous = area
	}
	expected := 0.0
	for _, p := range plan {
		expected += p.area(p.length)
	}
	within(t, "in total", len(gaps), expected)
	slices.Sort(gaps)
	distance := 0.0
	for i, gap := range gaps {
		f := 1 - math.Exp(-gap)
		distance = max(distance, math.Abs(f-float64(i)/float64(len(gaps))), math.Abs(f-float64(i+1)/float64(len(gaps))))
	}
	if limit := 1.95 / math.Sqrt(float64(len(gaps))); distance > limit { // 0.1 % level
		t.Errorf("distance %.4f, more than %.4f, from the exponential distribution", distance, limit)
	}
}

func TestStagesGetTheirArrivals(t *testing.T) {
	plan := []piece{
		{0, 100, 0, 200},     // ramp: 10,000, a quarter of them in its first half
		{100, 50, 200, 200},  // 10,000
		{150, 0, 200, 40},    // a jump
		{150, 100, 40, 40},   // 4,000
		{250, 100, 0, 0},     // silence
		{350, 100, 0.5, 0.5}, // 50
		{450, 100, 100, 0},   // down: 5,000, three quarters in its first half
	}
	all := drain(newProcess(plan, 3, "main", undivided))
	if !slices.IsSorted(all) || all[0] < 0 || all[len(all)-1] > 550 {
		t.Error("arrivals out of order or out of the plan")
	}
	within(t, "first half of the ramp", count(all, 0, 50), 2500)
	within(t, "second half of the ramp", count(all, 50, 100), 7500)
	within(t, "plateau", count(all, 100, 150), 10_000)
	within(t, "after the jump", count(all, 150, 250), 4000)
	if n := count(all, 250, 350); n != 0 {
		t.Error(n, "arrivals at rate 0")
	}
	within(t, "slow stage", count(all, 350, 450), 50)
	within(t, "first half of the way down", count(all, 450, 500), 3750)
	within(t, "second half of the way down", count(all, 500, 550), 1250)
	if none := drain(newProcess(constant(0, 10), 3, "main", undivided)); len(none) != 0 {
		t.Error("arrivals in an empty plan")
	}
}

// A stage without length is a jump, also at the beginning: the next one holds
// its rate from its first second on.
func TestAStageWithoutLengthIsAJump(t *testing.T) {
	config := NewConfig("main")
	config.Stages = stagesOf([][2]float64{{0, 200}, {100, 200}, {0, 40}, {100, 40}, {0, 0}})
	all := drain(newProcess(config.plan(), 5, "main", undivided))
	within(t, "first second", count(all, 0, 1), 200)
	within(t, "first half", count(all, 0, 50), 10_000)
	within(t, "second half", count(all, 50, 100), 10_000)
	within(t, "first half after the jump", count(all, 100, 150), 2000)
	within(t, "second half after the jump", count(all, 150, 200), 2000)
}

func TestArrivalsDependOnSeedAndScenarioOnly(t *testing.T) {
	draw := func(seed int64, scenario string) []float64 {
		return drain(newProcess(constant(50, 100), seed, scenario, undivided))
	}
	if !slices.Equal(draw(1, "main"), draw(1, "main")) {
		t.Error("one seed gave two sequences")
	}
	if slices.Equal(draw(1, "main"), draw(2, "main")) || slices.Equal(draw(1, "main"), draw(1, "side")) {
		t.Error("seeds or scenarios share their arrivals")
	}
	first := draw(1, "main")[:3] // another Go version must not draw others
	want := []float64{0.000189742, 0.018443821, 0.036007263}
	for i := range want {
		if math.Abs(first[i]-want[i]) > 1e-8 {
			t.Fatalf("seed 1 began with %v, want %v", first, want)
		}
	}
}

func TestSegmentsDivideTheArrivals(t *testing.T) {
	plan := []piece{{0, 20, 0, 100}, {20, 20, 100, 100}}
	whole := drain(newProcess(plan, 5, "main", undivided))
	for _, sequence := range []string{"0,1/2,1", "0,1/3,2/3,1", "0,1/10,1/2,1"} {
		parts, err := lib.NewExecutionSegmentSequenceFromString(sequence)
		if err != nil {
			t.Fatal(err)
		}
		var union []float64
		for _, part := range parts {
			tuple, err := lib.NewExecutionTuple(part, &parts)
			if err != nil {
				t.Fatal(err)
			}
			if tuple, err = tuple.GetNewExecutionTupleFromValue(60); err != nil {
				t.Fatal(err)
			}
			own := drain(newProcess(plan, 5, "main", segmentOf(tuple)))
			share := part.FloatLength() * float64(len(whole))
			if math.Abs(float64(len(own))-share) > 1 {
				t.Errorf("segment %s of %s has %d arrivals, want %.1f", part, sequence, len(own), share)
			}
			union = append(union, own...)
		}
		slices.Sort(union)
		if !slices.Equal(union, whole) {
			t.Errorf("the union over %s has %d arrivals, undivided %d, or they differ", sequence, len(union), len(whole))
		}
	}
}
