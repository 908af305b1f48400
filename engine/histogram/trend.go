package histogram

import (
	"math"
	"strconv"
)

// Trend is what a frame says about one second of a trend.
type Trend struct {
	Count    int64
	Sum      float64
	Min, Max float64
	Hist     Histogram
}

// Reset empties the trend, keeping its memory, and sets its precision.
func (t *Trend) Reset(bits uint) {
	t.Count, t.Sum, t.Min, t.Max = 0, 0, 0, 0
	t.Hist.Reset(bits)
}

// Add counts v, which must be finite.
func (t *Trend) Add(v float64) {
	if t.Count == 0 || v < t.Min {
		t.Min = v
	}
	if t.Count == 0 || v > t.Max {
		t.Max = v
	}
	t.Count++
	t.Sum += v
	t.Hist.Add(v)
}

// AppendJSON appends count, sum, min, max, histogram without brackets, so that
// a series' id may stand before them.
func (t *Trend) AppendJSON(b []byte) []byte {
	b = append(strconv.AppendInt(b, t.Count, 10), ',')
	b = append(AppendFloat(b, t.Sum), ',')
	b = append(AppendFloat(b, t.Min), ',')
	b = append(AppendFloat(b, t.Max), ',')
	return t.Hist.AppendJSON(b)
}

// AppendFloat appends the shortest decimal that reads back as v. JSON has no
// infinities: a sum that overflowed is written as the largest finite number.
func AppendFloat(b []byte, v float64) []byte {
	v = math.Max(-math.MaxFloat64, math.Min(v, math.MaxFloat64))
	if magnitude := math.Abs(v); magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21) {
		return strconv.AppendFloat(b, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

// Merge adds what another trend of the same precision counted.
func (t *Trend) Merge(other *Trend) {
	if other.Count == 0 {
		return
	}
	if t.Count == 0 || other.Min < t.Min {
		t.Min = other.Min
	}
	if t.Count == 0 || other.Max > t.Max {
		t.Max = other.Max
	}
	t.Count += other.Count
	t.Sum += other.Sum
	t.Hist.Merge(&other.Hist)
}
