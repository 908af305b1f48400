package output

import (
	"testing"
)

// everything a sample may carry.
func allTags() map[string]string {
	return map[string]string{
		"scenario": "main", "stage": "1x", "name": "/x", "method": "GET", "status": "200", "group": "::g",
		"error_code": "1000", "expected_response": "true", "own": "tag", "empty": "", "url": "http://h/x", "proto": "HTTP/1.1",
		"error": "text", "tls_version": "tls1.3", "service": "gateway",
	}
}

const seriesTags = `"error_code":"1000","expected_response":"true","group":"::g","method":"GET","name":"/x","own":"tag",` +
	`"proto":"HTTP/1.1","scenario":"main","service":"gateway","stage":"1x","status":"200","tls_version":"tls1.3"`

func TestOfARequestOnlyWhatAnotherTagSaysIsLeftOut(t *testing.T) {
	b := newBench()
	tags := allTags()
	b.sample(b.builtin.HTTPReqs, b.root.WithTagsFromMap(tags), 0, 1)
	tags["url"], tags["error"] = "http://h/y", "read tcp 127.0.0.1:54321: reset" // the same series
	b.sample(b.builtin.HTTPReqs, b.root.WithTagsFromMap(tags), 0, 1)
	tags["service"] = "inference" // another
	b.sample(b.builtin.HTTPReqs, b.root.WithTagsFromMap(tags), 0, 1)
	b.flush(t, 0)
	expect(t, b.of("series")[:1],
		`{"id":0,"metric":"http_reqs","t":"series","tags":{`+seriesTags+`},"type":"counter","unit":"none"}`)
	expect(t, b.of("frame"), `{"d":[[0,2,2],[1,1,1]],"s":0,"t":"frame"}`)
}

func TestTagsThatAnObjectiveNamesAreKept(t *testing.T) {
	b := newBenchNaming("url,error")
	b.sample(b.builtin.HTTPReqs, b.root.WithTagsFromMap(allTags()), 0, 1)
	if tags := b.series.all[0].tags; tags["url"] != "http://h/x" || tags["error"] != "text" {
		t.Error(tags)
	}
}

func TestAWebSocketHasNoNameSoItsAddressStays(t *testing.T) {
	b := newBench()
	b.sample(b.builtin.WSSessions, b.root.With("url", "ws://h/a"), 0, 1)
	b.sample(b.builtin.WSSessions, b.root.With("url", "ws://h/b"), 0, 1)
	if len(b.series.all) != 2 {
		t.Error(b.series.all)
	}
}

func TestOfTheUsersOwnMetricsEveryTagStays(t *testing.T) {
	b := newBench()
	b.sample(b.builtin.Checks, b.root.WithTagsFromMap(allTags()), 0, 1)
	b.sample(b.builtin.HTTPReqs, b.root.WithTagsFromMap(allTags()), 0, 1)
	if tags := b.series.all[0].tags; tags["url"] == "" || tags["error"] == "" || len(tags) != len(allTags())-1 {
		t.Error(tags)
	}
	if tags := b.series.all[1].tags; tags["url"] != "" {
		t.Error("the same tags of a request:", tags)
	}
}
