package output

import (
	"math"
	"slices"
	"strconv"
	"sync"
	"time"

	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/histogram"
)

// cell is one second of one series. Of a trend only trend is used, of the
// others only the rest.
type cell struct {
	count, nonzero int64
	sum, min, max  float64
	last           float64
	trend          histogram.Trend
}

var cells = sync.Pool{New: func() any { return &cell{} }} //nolint:gochecknoglobals // keeps the histograms' memory

func newCell(s *series) *cell {
	c := cells.Get().(*cell) //nolint:forcetypeassert // nothing else is put there
	c.count, c.nonzero, c.sum, c.min, c.max, c.last = 0, 0, 0, 0, 0, 0
	c.trend.Reset(s.bits)
	return c
}

func (c *cell) add(kind metrics.MetricType, v float64) {
	if kind == metrics.Trend {
		c.trend.Add(v)
		return
	}
	if c.count == 0 || v < c.min {
		c.min = v
	}
	if c.count == 0 || v > c.max {
		c.max = v
	}
	if v != 0 {
		c.nonzero++
	}
	c.count++
	c.sum += v
	c.last = v
}

// appendEntry appends a frame's entry: the id, then what the type of metric calls for.
func (c *cell) appendEntry(b []byte, s *series) []byte {
	b = strconv.AppendInt(append(b, '['), int64(s.id), 10)
	b = append(b, ',')
	switch s.kind {
	case metrics.Trend:
		b = c.trend.AppendJSON(b)
	case metrics.Rate:
		b = appendInts(b, c.count, c.nonzero)
	case metrics.Gauge:
		b = appendFloats(append(strconv.AppendInt(b, c.count, 10), ','), c.last, c.min, c.max)
	case metrics.Counter:
		b = appendFloats(append(strconv.AppendInt(b, c.count, 10), ','), c.sum)
	}
	return append(b, ']')
}

// second is one second of all series, cells by series id.
type second struct {
	s     int64
	cells []*cell
	ids   []int // of the cells in use
}

func (sec *second) cell(s *series) *cell {
	if s.id >= len(sec.cells) {
		sec.cells = append(sec.cells, make([]*cell, s.id+1-len(sec.cells))...)
	}
	c := sec.cells[s.id]
	if c == nil {
		c = newCell(s)
		sec.cells[s.id] = c
		sec.ids = append(sec.ids, s.id)
	}
	return c
}

// appendFrame appends the second's frame line and adds it to the totals. The
// second must not be used any more. Sums of times are rounded to nanoseconds,
// k6's own resolution, which leaves short numbers.
func (sec *second) appendFrame(b []byte, all []*series) []byte {
	slices.Sort(sec.ids)
	b = append(b, `{"t":"frame","s":`...)
	b = strconv.AppendInt(b, sec.s, 10)
	b = append(b, `,"d":[`...)
	for i, id := range sec.ids {
		if i > 0 {
			b = append(b, ',')
		}
		c := sec.cells[id]
		if all[id].unit == "seconds" {
			c.sum, c.trend.Sum = round(c.sum), round(c.trend.Sum)
		}
		b = c.appendEntry(b, all[id])
		all[id].totals.add(c, sec.s)
		cells.Put(c)
	}
	return append(b, "]}\n"...)
}

// totals are what a series' frames add up to, in the order in which they were
// written, so that a reader who adds them gets the very same sums.
type totals struct {
	count, nonzero int64
	sum, last      float64
	lastSecond     int64
}

func (t *totals) add(c *cell, s int64) {
	t.count += c.count + c.trend.Count
	t.nonzero += c.nonzero
	t.sum += c.sum + c.trend.Sum
	if s >= t.lastSecond {
		t.last, t.lastSecond = c.last, s
	}
}

func (t *totals) appendEntry(b []byte, s *series) []byte {
	b = append(strconv.AppendInt(append(b, '['), int64(s.id), 10), ',')
	switch s.kind {
	case metrics.Rate:
		b = appendInts(b, t.count, t.nonzero)
	case metrics.Gauge:
		b = appendFloats(append(strconv.AppendInt(b, t.count, 10), ','), t.last)
	case metrics.Counter, metrics.Trend:
		b = appendFloats(append(strconv.AppendInt(b, t.count, 10), ','), t.sum)
	}
	return append(b, ']')
}

func appendInts(b []byte, values ...int64) []byte {
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, v, 10)
	}
	return b
}

func appendFloats(b []byte, values ...float64) []byte {
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = histogram.AppendFloat(b, v)
	}
	return b
}

// round makes a number of seconds a whole number of nanoseconds, where doubles
// still tell these apart.
func round(seconds float64) float64 {
	if math.Abs(seconds) < 1e6 {
		return math.Round(seconds*1e9) / 1e9
	}
	return seconds
}

// secondOf is the whole second in which t lies; what was before is second 0.
func secondOf(t, start time.Time) int64 { return max(int64(t.Sub(start)/time.Second), 0) }
