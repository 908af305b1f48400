package histogram

import (
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// vectors is the file that the tests of the engine and of loadkit both read.
// Numbers are decimal strings, which no JSON reader can round.
type vectors struct {
	About  []string       `json:"about"`
	Values []valueVector  `json:"values"`
	Sparse []sparseVector `json:"sparse"`
}

type valueVector struct {
	Value  string `json:"value"`
	Fine   bucket `json:"bits9"`
	Coarse bucket `json:"bits5"`
}

type bucket struct {
	Index          int32  `json:"index"`
	Lower          string `json:"lower"`
	Upper          string `json:"upper"`
	Representative string `json:"representative"`
}

type sparseVector struct {
	Bits    uint     `json:"bits"`
	Values  []string `json:"values"`
	Encoded []int64  `json:"encoded"`
}

var (
	writeVectors = flag.Bool("write-vectors", false, "write the vector file anew")
	vectorFile   = filepath.Join("..", "..", "test", "fixtures", "histogram-vectors.json")
)

func decimal(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func bucketOf(v float64, bits uint) bucket {
	i := Index(v, bits)
	lower, upper := Bounds(i, bits)
	return bucket{i, decimal(lower), decimal(upper), decimal(Representative(i, bits))}
}

func encode(t *testing.T, values []float64, bits uint) []int64 {
	t.Helper()
	var h Histogram
	h.Reset(bits)
	for _, v := range values {
		h.Add(v)
	}
	var encoded []int64
	if err := json.Unmarshal(h.AppendJSON(nil), &encoded); err != nil {
		t.Fatal(err)
	}
	return encoded
}

func interesting() []float64 {
	values := []float64{
		0, math.Copysign(0, -1), math.SmallestNonzeroFloat64, 1e-320, 1e-310, 2.2250738585072014e-308, math.MaxFloat64,
		1e-9, 1e-6, 1e-3, 0.1, 0.2, 0.3, 0.25, 0.75, 1.5, 3, 10, 100, 123.456, 1e9, 1e15, 9007199254740993, 1e100,
		-1, -0.1, -2, -1e-6, -1e9, -math.SmallestNonzeroFloat64, -math.MaxFloat64,
	}
	for _, exponent := range []int{-1022, -537, -30, -10, -3, -1, 0, 1, 2, 7, 10, 31, 52, 53, 64, 1023} {
		power := math.Ldexp(1, exponent)
		values = append(values, math.Nextafter(power, 0), power, math.Nextafter(power, math.MaxFloat64))
	}
	for _, bits := range []uint{Fine, Coarse} { // the edges of a bucket
		lower, upper := Bounds(Index(0.1, bits), bits)
		values = append(values, math.Nextafter(lower, 0), lower, math.Nextafter(upper, 0), upper)
	}
	return values
}

// sample are 200 values such as a run has: most alike, some equal, a few far out.
func sample() []float64 {
	random := rand.New(rand.NewPCG(1, 2))
	values := []float64{0, 0, 0, -0.5, -0.5, -2}
	for len(values) < 194 {
		values = append(values, math.Round(math.Exp(random.NormFloat64())*20e6)/1e9)
	}
	return append(values, 0.02, 0.02, 0.02, 3, 59.999, 1e9)
}

func TestWriteVectors(t *testing.T) {
	if !*writeVectors {
		t.Skip("only with -write-vectors")
	}
	file := vectors{About: []string{
		"index: bucket of the value at 9 and 5 mantissa bits. lower and upper: the bucket's bounds, representative: lower + (upper - lower) / 2.",
		"Bucket 0 (zero and subnormals too small for the width) is the point 0; the last bucket ends at the largest finite number.",
		"sparse: the values' histogram as frames hold it. Written by `go test ./histogram -run WriteVectors -write-vectors` in engine/.",
	}}
	for _, v := range interesting() {
		file.Values = append(file.Values, valueVector{decimal(v), bucketOf(v, Fine), bucketOf(v, Coarse)})
	}
	for _, bits := range []uint{Fine, Coarse} {
		vector := sparseVector{Bits: bits, Encoded: encode(t, sample(), bits)}
		for _, v := range sample() {
			vector.Values = append(vector.Values, decimal(v))
		}
		file.Sparse = append(file.Sparse, vector)
	}
	content, err := json.MarshalIndent(file, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(vectorFile), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorFile, append(content, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestVectors(t *testing.T) {
	content, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var file vectors
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Values) < 50 || len(file.Sparse) != 2 {
		t.Fatalf("%d values, %d lists", len(file.Values), len(file.Sparse))
	}
	for _, vector := range file.Values {
		v := number(t, vector.Value)
		if got := bucketOf(v, Fine); got != vector.Fine {
			t.Errorf("%s at 9 bits: %+v, want %+v", vector.Value, got, vector.Fine)
		}
		if got := bucketOf(v, Coarse); got != vector.Coarse {
			t.Errorf("%s at 5 bits: %+v, want %+v", vector.Value, got, vector.Coarse)
		}
	}
	for _, vector := range file.Sparse {
		values := make([]float64, len(vector.Values))
		for i, s := range vector.Values {
			values[i] = number(t, s)
		}
		got := encode(t, values, vector.Bits)
		if decimalList(got) != decimalList(vector.Encoded) {
			t.Errorf("at %d bits: %v, want %v", vector.Bits, got, vector.Encoded)
		}
	}
}

func decimalList(values []int64) string {
	content, _ := json.Marshal(values)
	return string(content)
}
