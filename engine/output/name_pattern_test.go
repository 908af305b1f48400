package output

import (
	"encoding/json"
	"os"
	"testing"
)

// The vectors are read by loadkit's own test as well.
func TestNamesBecomePatterns(t *testing.T) {
	text, err := os.ReadFile("../../test/fixtures/name-patterns.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors [][2]string
	if err := json.Unmarshal(text, &vectors); err != nil || len(vectors) < 20 {
		t.Fatal(len(vectors), err)
	}
	for _, v := range vectors {
		if got := namePattern(v[0]); got != v[1] {
			t.Errorf("%q became %q, want %q", v[0], got, v[1])
		}
		if again := namePattern(v[1]); again != v[1] {
			t.Errorf("the pattern %q became %q", v[1], again)
		}
	}
}
