package histogram

import (
	"slices"
	"strconv"
)

// Histogram counts values by bucket. Adding only appends the index; counting is
// put off until the raw indices are many or the histogram is encoded, which is
// cheaper than a map on the path of every request. The zero value is not ready:
// call Reset with the precision first. Not safe for concurrent use.
type Histogram struct {
	bits  uint
	raw   []int32
	index []int32
	count []int64
}

// maxRaw bounds the memory of a second in which very many values arrive.
const maxRaw = 8192

// Reset empties the histogram, keeping its memory, and sets its precision.
func (h *Histogram) Reset(bits uint) {
	h.bits = bits
	h.raw, h.index, h.count = h.raw[:0], h.index[:0], h.count[:0]
}

// Add counts v, which must be finite.
func (h *Histogram) Add(v float64) {
	if len(h.raw) >= maxRaw {
		h.compact()
	}
	h.raw = append(h.raw, Index(v, h.bits))
}

// Each calls f for every bucket that is not empty, ascending.
func (h *Histogram) Each(f func(index int32, count int64)) {
	h.compact()
	for i, index := range h.index {
		f(index, h.count[i])
	}
}

// AppendJSON appends [index, count, Δindex, count, …], ascending; only the
// first index is absolute.
func (h *Histogram) AppendJSON(b []byte) []byte {
	b = append(b, '[')
	var previous int32
	h.Each(func(index int32, count int64) {
		if b[len(b)-1] != '[' {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(index-previous), 10)
		b = append(b, ',')
		b = strconv.AppendInt(b, count, 10)
		previous = index
	})
	return append(b, ']')
}

// Merge adds the counts of another histogram of the same precision.
func (h *Histogram) Merge(other *Histogram) {
	h.compact()
	other.compact()
	h.absorb(other.index, other.count)
}

// compact counts the raw indices into the sorted buckets.
func (h *Histogram) compact() {
	if len(h.raw) == 0 {
		return
	}
	slices.Sort(h.raw)
	if len(h.index) == 0 {
		h.index, h.count = countRuns(h.raw, h.index, h.count)
	} else {
		h.absorb(countRuns(h.raw, nil, nil))
	}
	h.raw = h.raw[:0]
}

// absorb merges another sorted list of buckets.
func (h *Histogram) absorb(index []int32, count []int64) {
	oldIndex, oldCount := h.index, h.count
	size := len(oldIndex) + len(index)
	h.index, h.count = make([]int32, 0, size), make([]int64, 0, size)
	for len(oldIndex) > 0 || len(index) > 0 {
		var bucket int32
		switch {
		case len(oldIndex) == 0:
			bucket = index[0]
		case len(index) == 0:
			bucket = oldIndex[0]
		default:
			bucket = min(oldIndex[0], index[0])
		}
		var n int64
		if len(oldIndex) > 0 && oldIndex[0] == bucket {
			n += oldCount[0]
			oldIndex, oldCount = oldIndex[1:], oldCount[1:]
		}
		if len(index) > 0 && index[0] == bucket {
			n += count[0]
			index, count = index[1:], count[1:]
		}
		h.index, h.count = append(h.index, bucket), append(h.count, n)
	}
}

// countRuns appends the runs of a sorted list as buckets and their counts.
func countRuns(sorted, index []int32, count []int64) ([]int32, []int64) {
	for i, v := range sorted {
		if i == 0 || v != sorted[i-1] {
			index, count = append(index, v), append(count, 0)
		}
		count[len(count)-1]++
	}
	return index, count
}
