package ledger

import (
	"context"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/ceiling"
)

// transport counts the requests of one user from their beginning to the end of
// the answer's body. Every redirect that is followed is a request of its own,
// as it is in k6's metrics. It is the one place that all HTTP requests of
// iterations pass, and so where they are held below the ceiling.
type transport struct {
	next    http.RoundTripper
	ledger  *Ledger
	ceiling *ceiling.Ceiling
	// iteration is the context of what runs now, most the redirects that k6 follows
	iteration func() context.Context
	tags      func(method string) *metrics.TagSet
	most      int
	chosen    bool // by the script: then what lies beyond is meant to be left, unless it goes in circles
}

func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := t.ceiling.Pass(request.Context()); err != nil {
		return nil, err
	}
	counts := &t.ledger.requests
	counts.started.Add(1)
	if earlier := request.Response; earlier != nil {
		counts.followed.Add(1)
		// A request may have a limit of its own, beyond that of the script's options.
		if earlier.Request != nil && t.givenUp(earlier.Request) {
			counts.endless.Add(-1)
		}
	}
	c := &call{transport: t, iteration: t.iteration(), began: time.Now(), method: request.Method}
	response, err := t.next.RoundTrip(request)
	if err != nil || response == nil {
		c.end()
		return response, err
	}
	if redirects(response) {
		counts.redirects.Add(1)
		if t.givenUp(request) {
			counts.endless.Add(1)
		}
	}
	if _, upgraded := response.Body.(io.Writer); upgraded || response.Body == nil || response.Body == http.NoBody {
		c.end()
		return response, nil
	}
	c.ReadCloser = response.Body
	response.Body = c
	return response, nil
}

// held holds the requests of setup() and teardown(), which no ledger counts, below
// the ceiling.
type held struct {
	next    http.RoundTripper
	ceiling *ceiling.Ceiling
}

func (h *held) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := h.ceiling.Pass(request.Context()); err != nil {
		return nil, err
	}
	return h.next.RoundTrip(request)
}

// call is a request under way; once answered, it is the answer's body.
type call struct {
	io.ReadCloser
	transport *transport
	iteration context.Context //nolint:containedctx // it tells whether the answer still counts
	began     time.Time
	method    string
	over      atomic.Bool
}

func (c *call) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	if err != nil { // io.EOF, too
		c.end()
	}
	return n, err
}

func (c *call) Close() error {
	err := c.ReadCloser.Close()
	c.end()
	return err
}

// end counts the request once. Of one whose iteration is over by then k6 keeps
// no sample: it was cut off.
func (c *call) end() {
	if c.over.Swap(true) {
		return
	}
	if c.iteration.Err() == nil {
		c.transport.ledger.requests.ended.Add(1)
		return
	}
	now := time.Now()
	c.transport.ledger.cut(CutOff{Request, now, now.Sub(c.began), c.transport.tags(c.method)})
}

// givenUp says whether k6 follows no redirect that answers a request, as far as
// the script's options tell, though that is not what the script asks for.
func (t *transport) givenUp(request *http.Request) bool {
	return t.most > 0 && hops(request) >= t.most && (!t.chosen || circles(request))
}

// redirects says whether an answer points elsewhere.
func redirects(response *http.Response) bool {
	switch response.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return response.Header.Get("Location") != ""
	}
	return false
}

// circles says whether the redirects that led to a request came by it before.
func circles(request *http.Request) bool {
	for response := request.Response; response != nil && response.Request != nil; response = response.Request.Response {
		if earlier := response.Request; earlier.URL != nil && earlier.URL.String() == request.URL.String() {
			return true
		}
	}
	return false
}

// hops is how many redirects led to a request.
func hops(request *http.Request) int {
	n := 0
	for response := request.Response; response != nil && response.Request != nil; response = response.Request.Response {
		n++
	}
	return n
}
