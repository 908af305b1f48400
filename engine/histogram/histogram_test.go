package histogram

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"
)

// The definition in docs/record.md, spelled out.
func TestIndexIsTheLeadingBits(t *testing.T) {
	for _, c := range []struct {
		v    float64
		bits uint
		want int32
	}{
		{1, 9, 1023 << 9}, // exponent 1023, mantissa 0
		{1.5, 9, 1023<<9 | 256},
		{2, 9, 1024 << 9},
		{math.Nextafter(2, 0), 9, 1024<<9 - 1},
		{1, 5, 1023 << 5},
		{-1, 9, -1023 << 9},
		{0, 9, 0},
		{math.Copysign(0, -1), 9, 0},
	} {
		if got := Index(c.v, c.bits); got != c.want {
			t.Errorf("Index(%v, %d) = %d, want %d", c.v, c.bits, got, c.want)
		}
	}
}

func TestBucketsHoldTheirValuesWithinThePrecision(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, bits := range []uint{Fine, Coarse} {
		previous := int32(math.MinInt32)
		for exponent := -300.0; exponent < 300; exponent += 0.01 {
			v := math.Pow(10, exponent+random.Float64()*0.01)
			i := Index(v, bits)
			lower, upper := Bounds(i, bits)
			if v < lower || v >= upper {
				t.Fatalf("%v not in [%v, %v)", v, lower, upper)
			}
			if e := math.Abs(Representative(i, bits)-v) / v; e > math.Ldexp(1, -int(bits)-1) {
				t.Fatalf("%v is off by %v at %d bits", v, e, bits)
			}
			if Index(-v, bits) != -i || Representative(-i, bits) != -Representative(i, bits) {
				t.Fatalf("%v is not mirrored", v)
			}
			if i < previous {
				t.Fatalf("index falls at %v", v)
			}
			previous = i
		}
	}
}

func TestCountsAreExactHoweverTheyArrive(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	want := map[int32]int64{}
	var h, left, right Histogram
	for _, each := range []*Histogram{&h, &left, &right} {
		each.Reset(Fine)
	}
	for n := range 3*maxRaw + 17 { // more than are counted at once
		v := random.NormFloat64()
		want[Index(v, Fine)]++
		h.Add(v)
		if n%3 == 0 {
			left.Add(v)
		} else {
			right.Add(v)
		}
	}
	left.Merge(&right)
	for name, got := range map[string]*Histogram{"one": &h, "merged": &left} {
		seen := map[int32]int64{}
		got.Each(func(index int32, count int64) { seen[index] += count })
		if len(seen) != len(want) {
			t.Fatalf("%s: %d buckets, want %d", name, len(seen), len(want))
		}
		for index, count := range want {
			if seen[index] != count {
				t.Fatalf("%s: bucket %d has %d, want %d", name, index, seen[index], count)
			}
		}
	}
}

func TestTrendJSON(t *testing.T) {
	var trend, other Trend
	trend.Reset(Fine)
	other.Reset(Fine)
	if got := string(trend.AppendJSON(nil)); got != "0,0,0,0,[]" {
		t.Error(got)
	}
	for _, v := range []float64{2, 1, 1} {
		trend.Add(v)
	}
	if got := string(trend.AppendJSON(nil)); got != "3,4,1,2,[523776,2,512,1]" {
		t.Error(got)
	}
	other.Add(-1)
	other.Merge(&trend)
	if got := string(other.AppendJSON(nil)); got != "4,3,-1,2,[-523776,1,1047552,2,512,1]" {
		t.Error(got)
	}
}

func TestNumbersAreJSONAndReadBackTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	values := interesting()
	for range 10_000 {
		if v := math.Float64frombits(random.Uint64()); v-v == 0 {
			values = append(values, v)
		}
	}
	for _, v := range values {
		var got float64
		if err := json.Unmarshal(AppendFloat(nil, v), &got); err != nil || got != v {
			t.Fatalf("%v read back as %v: %v", v, got, err)
		}
	}
	if got := string(AppendFloat(nil, math.Inf(1))); got != "1.7976931348623157e+308" {
		t.Error(got)
	}
}
