package output

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/loadkit/loadkit/engine/arrivals"
	"github.com/loadkit/loadkit/engine/histogram"
)

type hello struct {
	T          string  `json:"t"`
	V          int     `json:"v"`
	K6         string  `json:"k6"`
	Engine     string  `json:"version"`
	PID        int     `json:"pid"`
	Start      string  `json:"start"`
	Cores      int     `json:"cores"`
	PressureOf *string `json:"pressureOf"`
}

type seriesLine struct {
	T      string            `json:"t"`
	ID     int               `json:"id"`
	Metric string            `json:"metric"`
	Type   string            `json:"type"`
	Unit   string            `json:"unit"`
	Bits   uint              `json:"bits,omitempty"`
	Tags   map[string]string `json:"tags"`
	Folded []string          `json:"folded,omitempty"`
}

type mark struct {
	T        string  `json:"t"`
	Scenario string  `json:"scenario"`
	At       float64 `json:"at"`
}

// exceeded tells of the first request that the ceiling held back.
type exceeded struct {
	T        string  `json:"t"`
	S        float64 `json:"s"`
	Requests int64   `json:"requests"`
	Within   float64 `json:"within"`
}

// appendLine appends a line that is written rarely.
func appendLine(b []byte, line any) []byte {
	buffer := bytes.NewBuffer(b)
	encoder := json.NewEncoder(buffer)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(line) // strings and finite numbers: cannot fail
	return buffer.Bytes()
}

func appendSeries(b []byte, s *series) []byte {
	return appendLine(b, seriesLine{"series", s.id, s.metric, s.kind.String(), s.unit, s.bits, s.tags, s.folded})
}

// appendGen appends a generator line; counts is nil while no scenario with
// arrivals of its own runs.
func appendGen(b []byte, g *generated, counts *arrivals.Counts, a *accounts) []byte {
	b = append(b, `{"t":"gen","s":`...)
	b = strconv.AppendInt(b, g.s, 10)
	b = appendField(b, "cpu", g.cpu)
	b = appendField(b, "rss", g.rss)
	b = appendField(b, "vus", &g.vus)
	b = appendField(b, "vusMax", &g.vusMax)
	b = appendField(b, "busy", g.busy)
	b = appendField(b, "steal", g.steal)
	b = appendField(b, "pressure", g.pressure)
	b = appendField(b, "throttled", g.throttled)
	b = appendField(b, "runDelay", g.runDelay)
	b = appendField(b, "slices", g.slices)
	b = append(b, `,"canary":[`...)
	b = append(g.canary.AppendJSON(b), ']')
	if counts != nil {
		b = append(b, `,"scheduled":`...)
		b = strconv.AppendInt(b, counts.Scheduled, 10)
		b = append(b, `,"started":`...)
		b = strconv.AppendInt(b, counts.Started, 10)
		b = append(b, `,"dropped":`...)
		b = strconv.AppendInt(b, counts.Dropped, 10)
		b = append(b, `,"late":[`...)
		b = append(counts.Late.AppendJSON(b), ']')
	}
	b = a.appendLedger(b, g.s)
	return append(b, "}\n"...)
}

func appendField(b []byte, name string, v *float64) []byte {
	b = append(append(append(b, `,"`...), name...), `":`...)
	if v == nil {
		return append(b, "null"...)
	}
	return histogram.AppendFloat(b, *v)
}

func appendEnd(b []byte, s int64, a *accumulator, accounts *accounts) []byte {
	b = append(b, `{"t":"end","s":`...)
	b = strconv.AppendInt(b, s, 10)
	b = append(b, `,"totals":[`...)
	for i, series := range a.series.all {
		if i > 0 {
			b = append(b, ',')
		}
		b = series.totals.appendEntry(b, series)
	}
	b = append(b, `],"other":`...)
	b = strconv.AppendInt(b, a.other, 10)
	b = append(b, `,"invalid":`...)
	b = strconv.AppendInt(b, a.invalid, 10)
	from, to := a.span()
	b = appendFloats(append(b, `,"span":[`...), round(from), round(to))
	b = append(b, ']')
	b = accounts.appendTotals(b)
	return append(b, "}\n"...)
}
