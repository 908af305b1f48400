// Package histogram is loadkit's sparse logarithmic histogram: a bucket is the
// exponent and the leading mantissa bits of an IEEE-754 double, so that no
// range has to be chosen and histograms of equal precision add exactly.
package histogram

import "math"

// Mantissa widths in use: a value and the middle of its bucket differ by at
// most 2^-(bits+1) of the value.
const (
	Coarse = 5 // 1.6 %: the phases of a request
	Fine   = 9 // 0.1 %: everything else
)

// Index is the bucket of v at the given mantissa width. Zero, negative zero and
// subnormals too small for the width share bucket 0; negative values mirror
// positive ones. v must be finite.
func Index(v float64, bits uint) int32 {
	if v < 0 {
		return -index(-v, bits)
	}
	return index(v, bits)
}

func index(v float64, bits uint) int32 {
	return int32((math.Float64bits(v) &^ (1 << 63)) >> (52 - bits))
}

// Bounds are the smallest and largest edge of a bucket, lower <= v < upper for
// positive indices and mirrored for negative ones. Bucket 0 is the point 0, and
// the last bucket ends at the largest finite number.
func Bounds(i int32, bits uint) (lower, upper float64) {
	if i == 0 {
		return 0, 0
	}
	if i < 0 {
		lower, upper = Bounds(-i, bits)
		return -upper, -lower
	}
	shift := 52 - bits
	lower = math.Float64frombits(uint64(i) << shift)
	upper = math.Min(math.Float64frombits(uint64(i+1)<<shift), math.MaxFloat64)
	return lower, upper
}

// Representative is the value that stands for all values of a bucket: its middle.
func Representative(i int32, bits uint) float64 {
	lower, upper := Bounds(i, bits)
	return lower + (upper-lower)/2
}
