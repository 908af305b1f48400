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

// teller writes to the log what was blocked, every address once. Its name marks
// the lines: loadkit believes no others, since a script may print what a target
// answered.
type teller struct {
	name string

	mu   sync.Mutex
	told map[string]bool
}

// What browsers are refused stands in the log only, since much of it no page
// asked for: what pages do ask for, k6 tells.
var (
	ofUsers    = &teller{name: "allow-list"}    //nolint:gochecknoglobals // of the process, as its log is
	ofBrowsers = &teller{name: "browser-proxy"} //nolint:gochecknoglobals // as above
)

// mostTold bounds what is told: loadkit keeps no more.
const mostTold = 20

func (t *teller) tell(logger logrus.FieldLogger, address string, blocked error) {
	line := fmt.Sprintf(`dial "tcp://%s": %v`, address, blocked)
	t.mu.Lock()
	known := t.told[line] || len(t.told) >= mostTold
	if !known {
		if t.told == nil {
			t.told = map[string]bool{}
		}
		t.told[line] = true
	}
	t.mu.Unlock()
	if !known {
		logger.WithField("source", t.name).Warn(line)
	}
}

// dialer is k6's own, telling of every address that it refused, also where the
// script catches the exception.
type dialer struct {
	*netext.Dialer
	teller *teller
	logger logrus.FieldLogger
}

func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := d.Dialer.DialContext(ctx, network, address)
	if blocked := (netext.BlackListedIPError{}); errors.As(err, &blocked) {
		d.teller.tell(d.logger, address, blocked)
	}
	return conn, err //nolint:wrapcheck // k6 tells errors apart by their type
}

// Watch has a user's connections told of. It is cheap to call again.
func Watch(state *lib.State) {
	own, ok := state.Dialer.(*netext.Dialer)
	if !ok {
		return
	}
	watched := &dialer{own, ofUsers, state.Logger}
	state.Dialer = watched
	if transport, ok := state.Transport.(*http.Transport); ok {
		transport.DialContext = watched.DialContext
	}
}
