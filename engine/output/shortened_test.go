package output

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// The vectors are read by loadkit's own test as well.
func TestLongValuesAreShortened(t *testing.T) {
	text, err := os.ReadFile("../../test/fixtures/shortened.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Repeat  [][2]any `json:"repeat"`
		Becomes string   `json:"becomes"`
	}
	if err := json.Unmarshal(text, &vectors); err != nil || len(vectors) < 4 {
		t.Fatal(len(vectors), err)
	}
	for _, v := range vectors {
		var value strings.Builder
		for _, part := range v.Repeat {
			text, _ := part[0].(string)
			times, _ := part[1].(float64)
			value.WriteString(strings.Repeat(text, int(times)))
		}
		want := v.Becomes
		if want == "=" {
			want = value.String()
		}
		if got := shortened(value.String()); got != want {
			t.Errorf("%v became %q, want %q", v.Repeat, got, want)
		}
	}
}
