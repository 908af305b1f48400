package output

import (
	"fmt"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib/netext/httpext"
	"go.k6.io/k6/v2/metrics"
)

func (b *bench) trail(tags map[string]string, end float64, edit func(*httpext.Trail)) {
	b.trailWith(map[string]string{}, tags, end, edit)
}

// trailWith adds a request whose samples have metadata besides who sent it.
func (b *bench) trailWith(meta, tags map[string]string, end float64, edit func(*httpext.Trail)) {
	meta["vu"], meta["iter"] = "3", "17"
	trail := &httpext.Trail{EndTime: b.at(end)}
	edit(trail)
	trail.SaveSamples(b.builtin, &metrics.TagsAndMeta{
		Tags: b.root.WithTagsFromMap(tags), Metadata: meta,
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
	for _, s := range b.series.all {
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
	for _, s := range b.series.all {
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

// Where a share of the requests is traced, the slowest of all hardly ever are.
func TestTracedRequestsHaveExemplarsOfTheirOwn(t *testing.T) {
	b := newBench()
	ok := map[string]string{"name": "/x", "method": "GET", "status": "200"}
	request := func(meta, tags map[string]string, seconds float64) {
		b.trailWith(meta, tags, 0.5, func(tr *httpext.Trail) { tr.Duration = time.Duration(seconds * 1e9) })
	}
	for _, v := range []float64{9, 8, 7, 6} {
		request(map[string]string{}, ok, v)
	}
	for i, v := range []float64{1, 4, 3, 2} {
		request(map[string]string{"traceparent": fmt.Sprintf("00-%d", i)}, ok, v)
	}
	request(map[string]string{"trace_id": "dc07"}, ok, 5) // as k6's own library for Tempo says it
	bad := map[string]string{"name": "/x", "method": "GET", "status": "500", "error_code": "1500"}
	for range 4 {
		request(map[string]string{}, bad, 0)
	}
	request(map[string]string{"traceparent": "00-bad", "trace_id": "other"}, bad, 0)
	b.flush(t, 0)
	var got []string
	for _, line := range b.lines {
		if line["t"] == "exemplar" {
			got = append(got, fmt.Sprintf("%v %v %v %v", line["kind"], line["value"], line["code"], line["traceparent"]))
		}
	}
	expect(t, got, "slow 9  ", "slow 8  ", "slow 7  ", "slow 4  00-1", "slow 3  00-2", "slow 5  dc07",
		"slow 0 1500 ", "error 0 1500 ", "slow 0 1500 ", "error 0 1500 ", "slow 0 1500 ", "error 0 1500 ",
		"slow 0 1500 00-bad", "error 0 1500 00-bad")
}

// A script that calls setResponseCallback(null) has k6 say nothing of success.
func TestWithoutAResponseCallbackTheStatusJudges(t *testing.T) {
	b := newBench()
	var kept *httpext.Trail
	for _, status := range []string{"200", "302", "404", "503", "0"} {
		b.trail(map[string]string{"status": status}, 0.5, func(tr *httpext.Trail) {
			tr.Duration, kept = time.Second, tr
		})
	}
	b.flush(t, 0)
	var failed, expected []string
	for _, s := range b.series.all {
		switch s.metric {
		case "http_req_failed":
			failed = append(failed, fmt.Sprint(s.tags["status"], ":", s.totals.nonzero))
		case "request_time":
			expected = append(expected, fmt.Sprint(s.tags["status"], ":", s.tags["expected_response"]))
		}
	}
	expect(t, failed, "200:0", "302:0", "404:1", "503:1", "0:1")
	expect(t, expected, "200:true", "302:true", "404:false", "503:false", "0:false")
	if _, there := kept.Tags.Get("expected_response"); there || len(kept.Samples) != 8 {
		t.Error("k6's own trail was changed")
	}
}

func TestWithAResponseCallbackItsWordStands(t *testing.T) {
	b := newBench()
	b.trail(map[string]string{"status": "404", "expected_response": "true"}, 0.5, func(tr *httpext.Trail) {
		tr.Failed.Valid = true
	})
	for _, s := range b.series.all {
		if s.metric == "http_req_failed" || s.tags["expected_response"] != "true" {
			t.Errorf("%s %v", s.metric, s.tags)
		}
	}
}
