// Package reach keeps on the allow-list what k6 connects to beside the requests
// of its users, and tells what was blocked.
//
// loadkit hands the allow-list to k6 as the addresses that are blocked
// (`--blacklist-ip`), which no script can change: k6's dialer checks with it
// every address that HTTP, WebSockets and gRPC connect to, once it is resolved.
// Past that dialer go modules that a script loads by URL, DNS servers that it
// names in a gRPC address, and browsers. Those ways are closed here, or lead
// through the same dialer.
package reach

import (
	"errors"
	"net/http"
	"os"
)

// variable is "1" where loadkit started the engine. k6 left to itself goes where it likes.
const variable = "LOADKIT_REACH"

// On says whether the engine is held to an allow-list.
func On() bool { return os.Getenv(variable) == "1" }

func init() { //nolint:gochecknoinits // before k6 reads its environment and loads a script
	if !On() {
		return
	}
	http.DefaultClient = &http.Client{Transport: offline{}}
	holdResolver()
	holdBrowsers()
}

// offline takes the place of the client with which k6 loads modules.
type offline struct{}

var errRemote = errors.New("a run must not change with the network: save the module beside the scenario, or install it from npm")

func (offline) RoundTrip(*http.Request) (*http.Response, error) { return nil, errRemote }
