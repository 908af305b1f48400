package reach

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"

	"github.com/sirupsen/logrus"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/netext"
)

// These mark the lines of the log that tell what was blocked. loadkit believes no
// others: a script may print what a target answered. What browsers are refused
// stands in the log only, since much of it no page asked for: what pages do ask
// for, k6 tells.
const (
	ofUsers    = "allow-list"
	ofBrowsers = "browser-proxy"
)

// dialer is k6's own, telling of every address that it refused, also where the
// script catches the exception.
type dialer struct {
	*netext.Dialer
	logger logrus.FieldLogger
}

func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := d.Dialer.DialContext(ctx, network, address)
	if blocked := (netext.BlackListedIPError{}); errors.As(err, &blocked) {
		tell(d.logger, address, blocked)
	}
	return conn, err //nolint:wrapcheck // k6 tells errors apart by their type
}

// Watch has a user's connections told of. It is cheap to call again.
func Watch(state *lib.State) {
	own, ok := state.Dialer.(*netext.Dialer)
	if !ok {
		return
	}
	watched := &dialer{own, state.Logger.WithField(source, ofUsers)}
	state.Dialer = watched
	if transport, ok := state.Transport.(*http.Transport); ok {
		transport.DialContext = watched.DialContext
	}
}

// source is the field by which k6 says where a line of its log comes from.
const source = "source"

// mostTold bounds what is told: loadkit keeps no more.
const mostTold = 20

var told = struct { //nolint:gochecknoglobals // of the process, as its log is
	sync.Mutex
	lines map[string]bool
}{lines: map[string]bool{}}

func tell(logger logrus.FieldLogger, address string, blocked error) {
	line := fmt.Sprintf(`dial "tcp://%s": %v`, address, blocked)
	told.Lock()
	known := told.lines[line] || len(told.lines) >= mostTold
	if !known {
		told.lines[line] = true
	}
	told.Unlock()
	if !known {
		logger.Warn(line)
	}
}
