package census

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/loadkit/loadkit/engine/histogram"
)

// appendLine appends the line as docs/record.md defines it.
func (p *piece) appendLine(b []byte) []byte {
	b = append(b, `{"t":"census","scenario":`...)
	name, _ := json.Marshal(p.scenario) // a string: cannot fail
	b = append(b, name...)
	b = appendInt(b, `,"batch":`, int64(p.batch))
	b = histogram.AppendFloat(append(b, `,"rate":`...), p.rate)
	b = appendSeconds(append(b, `,"from":`...), p.from)
	b = appendSeconds(append(b, `,"to":`...), p.to)
	b = appendInt(b, `,"inFlight":[`, int64(p.before))
	b = append(appendInt(b, `,`, int64(p.inFlight)), ']')
	b = appendInt(b, `,"arrivals":`, p.arrivals)
	b = appendInt(b, `,"dropped":`, p.dropped)
	b = appendInt(b, `,"departures":`, p.departures)
	b = appendSeconds(append(b, `,"late":[`...), p.lateSum)
	b = append(appendSeconds(append(b, ','), p.lateMax), ']')
	b = p.appendLevels(append(b, `,"at":[`...))
	b = p.appendFound(append(b, `],"found":[`...))
	b = append(b, ']')
	if p.logs {
		b = p.appendRequests(append(b, `,"requests":[`...))
		b = appendSeconds(append(b, `],"complete":`...), p.complete)
		b = appendInt(b, `,"lost":`, p.lost)
	}
	return append(b, "}\n"...)
}

// appendLevels appends [n, seconds, departures] of every number in flight that was seen.
func (p *piece) appendLevels(b []byte) []byte {
	first := true
	for n, d := range p.seconds {
		if d == 0 && p.left[n] == 0 {
			continue
		}
		b = appendOpen(b, &first)
		b = strconv.AppendInt(b, int64(n), 10)
		b = appendSeconds(append(b, ','), d)
		b = append(appendInt(b, `,`, p.left[n]), ']')
	}
	return b
}

// appendFound appends [batch, n, requests, seconds, squares, bad…] of every level
// told of; of an objective about some requests [bad, requests] instead of bad.
func (p *piece) appendFound(b []byte) []byte {
	levels := slices.SortedFunc(maps.Keys(p.found), func(x, y level) int {
		return cmp.Or(cmp.Compare(x.batch, y.batch), cmp.Compare(x.n, y.n))
	})
	first := true
	for _, at := range levels {
		t := p.found[at]
		b = appendOpen(b, &first)
		b = strconv.AppendInt(b, int64(at.batch), 10)
		b = appendInt(b, `,`, int64(at.n))
		b = appendInt(b, `,`, t.count)
		b = histogram.AppendFloat(append(b, ','), t.seconds)
		b = histogram.AppendFloat(append(b, ','), t.squares)
		for i, bad := range t.bad {
			if !p.some[i] {
				b = appendInt(b, `,`, bad)
				continue
			}
			b = append(appendInt(appendInt(b, `,[`, bad), `,`, t.of[i]), ']')
		}
		b = append(b, ']')
	}
	return b
}

// appendRequests appends start and length of every request, in microseconds and
// in order of their starts, of which the second and later ones are differences.
func (p *piece) appendRequests(b []byte) []byte {
	slices.SortStableFunc(p.requests, func(x, y request) int { return cmp.Compare(x.start, y.start) })
	before := int64(0)
	for i, q := range p.requests {
		if i > 0 {
			b = append(b, ',')
		}
		start := q.start.Microseconds()
		b = strconv.AppendInt(b, start-before, 10)
		b = appendInt(b, `,`, q.lasted.Microseconds())
		before = start
	}
	return b
}

func appendOpen(b []byte, first *bool) []byte {
	if !*first {
		b = append(b, ',')
	}
	*first = false
	return append(b, '[')
}

func appendInt(b []byte, before string, v int64) []byte {
	return strconv.AppendInt(append(b, before...), v, 10)
}

func appendSeconds(b []byte, d time.Duration) []byte { return histogram.AppendFloat(b, d.Seconds()) }
