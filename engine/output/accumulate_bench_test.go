package output

import (
	"strconv"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib/netext/httpext"
	"go.k6.io/k6/v2/metrics"
)

// BenchmarkRequest is what one HTTP request costs the engine, including its
// share of encoding: seconds of 5,000 requests to 10 endpoints.
func BenchmarkRequest(b *testing.B) {
	bench := newBench()
	var trails []*httpext.Trail
	for i := range 5000 {
		d := time.Duration(1000+i*7919%5000) * time.Microsecond
		trail := &httpext.Trail{
			EndTime: bench.begin, Blocked: d / 1000, Sending: d / 100, Waiting: d, Receiving: d / 50, Duration: d + d/100 + d/50,
		}
		trail.SaveSamples(bench.builtin, &metrics.TagsAndMeta{
			Tags: bench.root.With("name", strconv.Itoa(i%10)), Metadata: map[string]string{"vu": "3", "iter": "17"},
		})
		trails = append(trails, trail)
	}
	var buffer []byte
	b.ReportAllocs()
	for i := range b.N {
		bench.add(trails[i%len(trails)])
		if i%len(trails) == len(trails)-1 {
			batch := bench.take(1)
			buffer = buffer[:0]
			for _, sec := range batch.seconds {
				buffer = sec.appendFrame(buffer, batch.all)
			}
		}
	}
}
