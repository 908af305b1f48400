package output

import (
	"strconv"

	"go.k6.io/k6/v2/lib/netext/httpext"
	"go.k6.io/k6/v2/metrics"
)

// failedByStatus is k6's http_req_failed where k6 makes no sample of it.
var failedByStatus = &metrics.Metric{ //nolint:gochecknoglobals // its address identifies it
	Name: metrics.HTTPReqFailedName, Type: metrics.Rate,
}

// judgedByStatus says of a request whether it failed, where the script took the
// response callback away, so that k6 does not: 2xx and 3xx are successes, as k6
// takes them unless told otherwise. The trail itself is k6's and stays as it is.
func judgedByStatus(trail *httpext.Trail) *httpext.Trail {
	own := *trail
	status, _ := trail.Tags.Get(metrics.TagStatus.String())
	code, _ := strconv.Atoi(status)
	expected := code >= 200 && code < 400
	own.Failed.Bool = !expected
	own.Tags = trail.Tags.With(metrics.TagExpectedResponse.String(), strconv.FormatBool(expected))
	own.Samples = make([]metrics.Sample, len(trail.Samples), len(trail.Samples)+1)
	copy(own.Samples, trail.Samples)
	own.Samples = append(own.Samples, metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: failedByStatus}, Time: trail.EndTime, Value: metrics.B(own.Failed.Bool),
	})
	for i := range own.Samples {
		own.Samples[i].Tags = own.Tags
	}
	return &own
}
