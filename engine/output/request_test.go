package output

import (
	"fmt"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib/netext/httpext"
	"go.k6.io/k6/v2/metrics"
)

func (b *bench) trail(tags map[string]string, end float64, edit func(*httpext.Trail)) {
	trail := &httpext.Trail{EndTime: b.at(end)}
	edit(trail)
	trail.SaveSamples(b.builtin, &metrics.TagsAndMeta{
		Tags: b.root.WithTagsFromMap(tags), Metadata: map[string]string{"vu": "3", "iter": "17"},
	})
	b.add(trail)
}

// k6's blocked time includes connecting and the handshake, so that adding all
// would count them twice.
func TestRequestTimeIsAllTheUserWaits(t *testing.T) {
	b := newBench()
	b.trail(nil, 0.5, func(tr *httpext.Trail) { // a new connection
		tr.Blocked, tr.Connecting, tr.TLSHandshaking = 1000*time.Millisecond, 300*time.Millisecond, 600*time.Millisecond
		tr.Duration = 500 * time.Millisecond
	})
	b.trail(nil, 0.5, func(tr *httpext.Trail) { // should k6 ever measure them apart
		tr.Blocked, tr.Connecting, tr.Duration = time.Millisecond, 500*time.Millisecond, time.Second
	})
	b.flush(t, 0)
	for _, s := range b.series {
		if s.metric == "request_time" {
			if s.unit != "seconds" || s.bits != 9 || s.totals.sum != 3 || s.totals.count != 2 {
				t.Errorf("%+v", s)
			}
			return
		}
	}
	t.Error("no request_time")
}

func TestPhasesAreCoarse(t *testing.T) {
	b := newBench()
	b.trail(nil, 0.5, func(tr *httpext.Trail) { tr.Duration = time.Second })
	bits := map[string]uint{}
	for _, s := range b.series {
		bits[s.metric] = s.bits
	}
	for metric, want := range map[string]uint{
		"http_req_blocked": 5, "http_req_connecting": 5, "http_req_tls_handshaking": 5, "http_req_sending": 5,
		"http_req_waiting": 5, "http_req_receiving": 5, "http_req_duration": 9, "request_time": 9, "http_reqs": 0,
	} {
		if bits[metric] != want {
			t.Errorf("%s has %d bits, want %d", metric, bits[metric], want)
		}
	}
}

func TestExemplarsAreTheSlowestAndTheFirstErrors(t *testing.T) {
	b := newBench()
	request := func(tags map[string]string, end, seconds float64) {
		b.trail(tags, end, func(tr *httpext.Trail) { tr.Duration = time.Duration(seconds * 1e9) })
	}
	ok := map[string]string{"url": "http://h/x?token=secret", "name": "/x", "method": "GET", "status": "200"}
	for i, v := range []float64{1, 5, 2, 4, 3, 5} { // 5, 5, 4
		request(ok, float64(i)/10, v)
	}
	b.flush(t, 0)
	request(ok, 1.5, 4.5)
	request(ok, 1.6, 1)
	bad := map[string]string{"name": "/x", "method": "GET", "status": "0", "error": "refused", "error_code": "1212"}
	for range 5 {
		request(bad, 1.7, 0)
	}
	b.flush(t, 1)
	var got []string
	for _, line := range b.lines {
		if line["t"] == "exemplar" {
			got = append(got, fmt.Sprintf("%v %v %v %v", line["kind"], line["s"], line["value"], line["code"]))
		}
	}
	expect(t, got, "slow 0 5 ", "slow 0 4 ", "slow 0 5 ", "slow 1 4.5 ",
		"slow 1 0 1212", "error 1 0 1212", "slow 1 0 1212", "error 1 0 1212", "slow 1 0 1212", "error 1 0 1212")
	expect(t, b.of("exemplar")[:1], `{"code":"","error":"","id":1,"iter":"17","kind":"slow","method":"GET","s":0,"status":"200",`+
		`"t":"exemplar","traceparent":"","url":"http://h/x?…","value":5,"vu":"3"}`)
}
