package output

import (
	"maps"
	"slices"
	"time"

	"go.k6.io/k6/v2/lib/netext/httpext"
	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/census"
)

// requestTime is what a user waits for: http_req_duration leaves out everything
// before a connection is there.
var requestTime = &metrics.Metric{ //nolint:gochecknoglobals // its address identifies it
	Name: "request_time", Type: metrics.Trend, Contains: metrics.Time,
}

// vuTag is the metadata that tells whose samples these are, where it is on.
const vuTag = "vu"

// accumulator turns samples into seconds. Not safe for concurrent use.
type accumulator struct {
	begin   time.Time
	groups  map[*metrics.TagSet]*group
	latest  *group
	series  *seriesList
	seconds map[int64]*second
	current *second // the second used last

	announced      int // series that were taken so far
	marks          []mark
	exemplars      []exemplar
	other, invalid int64
	vus, vusMax    float64
	from, to       time.Time // of the first iteration's beginning, and of the last sample
}

// newAccumulator begins second 0; wanted are the tags that objectives name.
func newAccumulator(begin time.Time, wanted map[string]bool) *accumulator {
	return &accumulator{
		begin:   begin,
		groups:  map[*metrics.TagSet]*group{},
		latest:  &group{},
		series:  newSeriesList(wanted),
		seconds: map[int64]*second{},
		current: &second{s: -1},
	}
}

// batch is what a flush takes from the accumulator, and then owns.
type batch struct {
	all       []*series
	announce  []*series
	marks     []mark
	exemplars []exemplar
	seconds   []*second
}

// take removes every second up to the given one, and all that waits beside them.
func (a *accumulator) take(upTo int64) batch {
	b := batch{
		all: a.series.all, announce: a.series.all[a.announced:],
		marks: a.marks, exemplars: stillWorst(a.exemplars),
	}
	a.announced, a.marks, a.exemplars = len(a.series.all), nil, nil
	for _, s := range slices.Sorted(maps.Keys(a.seconds)) {
		if s <= upTo {
			b.seconds = append(b.seconds, a.seconds[s])
			delete(a.seconds, s)
		}
	}
	a.current = &second{s: -1}
	return b
}

func (a *accumulator) add(container metrics.SampleContainer) {
	switch c := container.(type) {
	case *httpext.Trail:
		a.addTrail(c)
	case metrics.Sample: // its GetSamples would allocate
		a.addSample(&c, 0)
	default:
		samples := container.GetSamples()
		for i := range samples {
			a.addSample(&samples[i], i)
		}
	}
}

// addTrail adds the samples of an HTTP request, which share tags and time, and
// its request_time. k6's blocked time runs to the moment at which a connection
// is there, so it includes connecting and the TLS handshake of a new one.
func (a *accumulator) addTrail(trail *httpext.Trail) {
	if !trail.Failed.Valid {
		trail = judgedByStatus(trail)
	}
	for i := range trail.Samples {
		a.addSample(&trail.Samples[i], i)
	}
	waited := max(trail.Blocked, trail.Connecting+trail.TLSHandshaking) + trail.Duration
	of := a.groupOf(trail.Tags).selection()
	census.Default.Request(trail.Metadata[vuTag], trail.EndTime, waited, trail.Failed.Bool, of)
	a.addSample(&metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: requestTime, Tags: trail.Tags},
		Time:       trail.EndTime,
		Value:      metrics.D(waited),
	}, len(trail.Samples))
}

func (a *accumulator) addSample(sample *metrics.Sample, hint int) {
	v := sample.Value
	if v-v != 0 { // NaN or infinite
		a.invalid++
		return
	}
	s := a.lookup(sample.Metric, sample.Tags, hint)
	if s.unit == "seconds" {
		v = round(v / 1000)
	}
	switch s.role {
	case vus:
		a.vus = v
	case vusMax:
		a.vusMax = v
	case duration:
		a.addExemplars(s, v, sample)
	case ending:
		census.Default.Iteration(sample.Metadata[vuTag])
		a.startedAt(sample.Time.Add(-time.Duration(v * float64(time.Second))))
	case plain:
	}
	if s.folded != nil {
		a.other++
	}
	if sample.Time.After(a.to) {
		a.to = sample.Time
	}
	a.second(sample.Time).cell(s).add(s.kind, v)
}

func (a *accumulator) second(t time.Time) *second {
	s := secondOf(t, a.begin)
	if a.current.s == s {
		return a.current
	}
	sec := a.seconds[s]
	if sec == nil {
		sec = &second{s: s, cells: make([]*cell, len(a.series.all))}
		a.seconds[s] = sec
	}
	a.current = sec
	return sec
}

// lookup returns the series of a sample, making it when it is new.
func (a *accumulator) lookup(metric *metrics.Metric, tags *metrics.TagSet, hint int) *series {
	g := a.groupOf(tags)
	if s := g.find(metric, hint); s != nil {
		return s
	}
	s := a.series.of(metric, g)
	g.entries = append(g.entries, entry{metric, s})
	return s
}

// groupOf returns what is known of a tag set.
func (a *accumulator) groupOf(tags *metrics.TagSet) *group {
	if a.latest.tags == tags {
		return a.latest
	}
	g := a.groups[tags]
	if g == nil {
		if len(a.groups) >= maxGroups {
			clear(a.groups)
		}
		g = &group{tags: tags}
		a.groups[tags] = g
	}
	a.latest = g
	return g
}

func (a *accumulator) startedAt(t time.Time) {
	if a.from.IsZero() || t.Before(a.from) {
		a.from = t
	}
}

// span is the stretch that the run's rates are of, seconds since the start: from
// the beginning of the first iteration that ended to the last sample.
func (a *accumulator) span() (from, to float64) {
	if a.from.IsZero() {
		return 0, max(a.to.Sub(a.begin).Seconds(), 0)
	}
	return max(a.from.Sub(a.begin).Seconds(), 0), a.to.Sub(a.begin).Seconds()
}
