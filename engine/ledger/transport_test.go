package ledger

import (
	"context"
	"net/http"
	"testing"

	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/ceiling"
)

// elsewhere answers every request with a redirect, but for those of one path.
type elsewhere struct{ end string }

func (e elsewhere) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Path == e.end {
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: request}, nil
	}
	header := http.Header{"Location": {request.URL.Path + "x"}}
	return &http.Response{StatusCode: http.StatusFound, Header: header, Body: http.NoBody, Request: request}, nil
}

func TestAChainIsEndlessOnlyWhereItIsGivenUp(t *testing.T) {
	for _, test := range []struct {
		follows int // more than this k6 does not
		end     string
		endless int64
	}{
		{10, "/none", 1},
		{10, "/xxxxxxxxxx", 0},
		{20, "/xxxxxxxxxxxx", 0}, // a limit of the request's own
		{20, "/none", 1},
	} {
		l := New()
		client := http.Client{
			Transport: &transport{
				next: elsewhere{test.end}, ledger: l, ceiling: &ceiling.Ceiling{},
				most: 10, iteration: context.Background,
				tags: func(string) *metrics.TagSet { return nil },
			},
			CheckRedirect: func(_ *http.Request, via []*http.Request) error {
				if len(via) > test.follows {
					return http.ErrUseLastResponse
				}
				return nil
			},
		}
		response, err := client.Get("http://127.0.0.1/")
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if c := l.Count(); c.Endless != test.endless || c.RequestsInFlight() != 0 {
			t.Errorf("%+v: %+v", test, c)
		}
	}
}
