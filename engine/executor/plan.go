package executor

import "math"

// piece is a stretch of time in which the rate changes linearly. Times are in
// seconds since the scenario's start, rates in arrivals per second.
type piece struct {
	start, length float64
	from, to      float64
}

func (p piece) slope() float64 {
	if p.length == 0 {
		return 0
	}
	return (p.to - p.from) / p.length
}

// area is the expected number of arrivals in the first x seconds of the piece.
func (p piece) area(x float64) float64 { return x * (p.from + p.slope()*x/2) }

// after is the inverse of area: how long until the expected number is n. The
// form without a difference in its denominator has no cancellation, and covers
// constant rates.
func (p piece) after(n float64) float64 {
	if n <= 0 {
		return 0
	}
	root := math.Sqrt(math.Max(p.from*p.from+2*n*p.slope(), 0))
	return math.Min(2*n/(p.from+root), p.length)
}

// cut is the plan up to a moment.
func cut(plan []piece, at float64) []piece {
	var kept []piece
	for _, p := range plan {
		if p.start >= at {
			break
		}
		if length := at - p.start; length < p.length {
			p.to = p.from + p.slope()*length
			p.length = length
		}
		kept = append(kept, p)
	}
	return kept
}

func end(plan []piece) float64 {
	if len(plan) == 0 {
		return 0
	}
	last := plan[len(plan)-1]
	return last.start + last.length
}
