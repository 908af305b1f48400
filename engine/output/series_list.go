package output

import "go.k6.io/k6/v2/metrics"

// room is how many series there may be for a new set of open tags to be kept at
// a detail, and mostSeries for a new series of one that is kept already: a name
// that has its own series has them for every stage and status, so that what is
// said of it is true. Closed tags always find room, unless a script invents
// their values.
var (
	//nolint:gochecknoglobals // constants
	room = [nothing]int{whole: 2_000, addressed: 4_000, patterned: 6_000, named: 8_000, exact: 60_000}
	//nolint:gochecknoglobals // constants
	mostSeries = [nothing]int{whole: 30_000, addressed: 35_000, patterned: 40_000, named: 50_000, exact: 60_000}
)

// seriesList holds the series of a run, by metric and kept tags, in the order in
// which they came up.
type seriesList struct {
	wanted map[string]bool // tags that an objective or a threshold names
	all    []*series
	byKey  map[string]*series
	open   [nothing]map[string]bool // sets of open tags that are kept, by detail
}

func newSeriesList(wanted map[string]bool) *seriesList {
	l := &seriesList{wanted: wanted, byKey: map[string]*series{}}
	for d := range l.open {
		l.open[d] = map[string]bool{}
	}
	return l
}

// of returns the series of a sample, made when it is new, at the first detail
// that has one or has room for one.
func (l *seriesList) of(metric *metrics.Metric, g *group) *series {
	for d := whole; ; d++ {
		n := g.naming(metric.Name, l.wanted, d)
		key := metric.Name + n.key
		if s := l.byKey[key]; s != nil {
			return s
		}
		if !l.admits(d, n.open) {
			continue
		}
		s := newSeries(len(l.all), metric, n.tags, n.folded)
		l.all = append(l.all, s)
		l.byKey[key] = s
		return s
	}
}

// admits says whether there is room for one more series.
func (l *seriesList) admits(d detail, open string) bool {
	switch {
	case d == nothing:
		return true
	case open == "" || l.open[d][open]:
		return len(l.all) < mostSeries[d]
	case len(l.all) < room[d]:
		l.open[d][open] = true
		return true
	}
	return false
}
