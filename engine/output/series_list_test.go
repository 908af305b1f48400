package output

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.k6.io/k6/v2/metrics"
)

func TestBeyondTheBoundNamesGoAndStatusesStay(t *testing.T) {
	b := newBench()
	const names = 20_000
	for n := range names {
		status := []string{"200", "200", "500"}[n%3]
		tags := b.root.WithTagsFromMap(map[string]string{"name": "/" + strconv.Itoa(n), "status": status, "stage": "1x"})
		b.sample(b.builtin.HTTPReqs, tags, 0.5, 1)
		b.sample(b.builtin.HTTPReqFailed, tags, 0.5, float64(n%3/2))
	}
	b.flush(t, 0)
	if n := len(b.series.all); n != 4_000+4 {
		t.Error(n, "series")
	}
	if b.other != 2*(names-2_000) {
		t.Error(b.other, "samples were folded")
	}
	expect(t, b.of("series")[4000:4002],
		`{"folded":["name"],"id":4000,"metric":"http_reqs","t":"series","tags":{"name":"/{id}","stage":"1x","status":"500"},`+
			`"type":"counter","unit":"none"}`,
		`{"folded":["name"],"id":4001,"metric":"http_req_failed","t":"series","tags":{"name":"/{id}","stage":"1x","status":"500"},`+
			`"type":"rate","unit":"none"}`)
	var failed, all int64
	for _, s := range b.series.all {
		if s.metric == "http_req_failed" {
			failed, all = failed+s.totals.nonzero, all+s.totals.count
		}
	}
	if all != names || failed != names/3 {
		t.Errorf("%d of %d failed", failed, all)
	}
}

// What is said of a name must be true: its failures are not with those of others.
func TestANameThatIsKeptHasASeriesForEachOfItsStatuses(t *testing.T) {
	b := newBench()
	request := func(name int, status string) {
		tags := b.root.WithTagsFromMap(map[string]string{"name": strconv.Itoa(name), "status": status})
		b.sample(b.builtin.HTTPReqs, tags, 0.5, 1)
		b.sample(b.builtin.HTTPReqFailed, tags, 0.5, 0)
	}
	for n := range 5_000 {
		request(n, "200")
	}
	request(7, "500")
	request(4_999, "500")
	tail := b.series.all[len(b.series.all)-4:]
	for i, want := range []string{"7", "7", "{id}", "{id}"} {
		if s := tail[i]; s.tags["name"] != want || s.tags["status"] != "500" || (s.folded == nil) != (want == "7") {
			t.Errorf("%d: %v %v", i, s.tags, s.folded)
		}
	}
}

// One tag of ever new values costs that tag, and no name.
func TestWhereUsersAreTagsNamesStay(t *testing.T) {
	b := newBench()
	for n := range 10_000 {
		tags := map[string]string{"name": "/orders/" + strconv.Itoa(n%7), "user": strconv.Itoa(n)}
		b.sample(b.builtin.HTTPReqs, b.root.WithTagsFromMap(tags), 0.5, 1)
	}
	last := b.series.all[len(b.series.all)-1]
	if len(b.series.all) != 2_007 || !slices.Equal(last.folded, []string{"user"}) {
		t.Error(len(b.series.all), last.tags, last.folded)
	}
}

// Names that have nothing in common leave names altogether.
func TestPatternsAreBoundedToo(t *testing.T) {
	b := newBenchNaming("service,name")
	letters := func(n int) string {
		return strings.Map(func(r rune) rune { return r - '0' + 'a' }, strconv.Itoa(n))
	}
	for n := range 12_000 {
		tags := map[string]string{"name": letters(n), "service": []string{"a", "b"}[n%2]}
		b.sample(b.builtin.HTTPReqs, b.root.WithTagsFromMap(tags), 0.5, 1)
	}
	if n := len(b.series.all); n != 6_002 {
		t.Fatal(n, "series")
	}
	expect(t, []string{fmt.Sprint(b.series.all[6000].tags, b.series.all[6000].folded)}, "map[service:a] [name]")
}

func TestATagThatAnObjectiveNamesOutlivesNames(t *testing.T) {
	b := newBenchNaming("service")
	for n := range 5_000 {
		tags := map[string]string{"name": strconv.Itoa(n), "service": []string{"a", "b"}[n%2], "user": strconv.Itoa(n)}
		b.sample(b.builtin.HTTPReqs, b.root.WithTagsFromMap(tags), 0.5, 1)
	}
	if n := len(b.series.all); n != 4_002 {
		t.Fatal(n, "series")
	}
	expect(t, []string{
		fmt.Sprint(b.series.all[2000].folded), fmt.Sprint(b.series.all[4000].tags, b.series.all[4000].folded),
	}, "[user]", "map[name:{id} service:a] [name user]")
}

func TestWhatHasNoOpenTagsAlwaysFindsRoom(t *testing.T) {
	b := newBench()
	for n := range 3_000 {
		b.sample(b.builtin.HTTPReqs, b.root.With("name", strconv.Itoa(n)), 0.5, 1)
	}
	b.sample(b.builtin.Iterations, b.root.With("stage", "3x"), 0.5, 1)
	if last := b.series.all[len(b.series.all)-1]; last.tags["stage"] != "3x" || last.folded != nil {
		t.Error(last)
	}
}

// A script may even invent statuses without end: memory stays bounded, and the
// series says that it knows nothing of its samples.
func TestInventedStatusesAreBoundedToo(t *testing.T) {
	b := newBench()
	counter := b.registry.MustNewMetric("mine", metrics.Counter)
	for n := range 70_000 {
		b.sample(counter, b.root.With("status", strconv.Itoa(n)), 0.5, 1)
	}
	last := b.series.all[len(b.series.all)-1]
	if len(b.series.all) != 60_001 || len(last.tags) != 0 || !slices.Equal(last.folded, []string{"*"}) {
		t.Error(len(b.series.all), last.tags, last.folded)
	}
}

// Folded or not, the counts by closed tags are the same.
func TestFoldingIsExactOnClosedTags(t *testing.T) {
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a test
		b := newBenchNaming("service")
		want := map[string]float64{}
		for range 12_000 {
			tags := map[string]string{
				"name": strconv.Itoa(random.IntN(4_000)), "status": strconv.Itoa(200 + random.IntN(3)),
				"stage": strconv.Itoa(random.IntN(4)), "service": strconv.Itoa(random.IntN(3)),
			}
			if random.IntN(2) == 0 {
				tags["user"] = strconv.Itoa(random.IntN(100))
			}
			b.sample(b.builtin.HTTPReqs, b.root.WithTagsFromMap(tags), random.Float64(), 1)
			want[projected(tags)]++
		}
		b.flush(t, 9)
		got := map[string]float64{}
		for _, s := range b.series.all {
			got[projected(s.tags)] += s.totals.sum
		}
		if b.other == 0 || !maps.Equal(got, want) {
			t.Errorf("seed %d: %d folded\n%v\n%v", seed, b.other, got, want)
		}
	}
}

func projected(tags map[string]string) string {
	return strings.Join([]string{tags["status"], tags["stage"], tags["service"]}, " ")
}
