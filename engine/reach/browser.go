package reach

import (
	"net"
	"os"
	"strings"
	"time"

	"github.com/sirupsen/logrus"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/netext"
	"go.k6.io/k6/v2/lib/types"
)

// browserArguments is where k6 looks for what it gives to the browsers it starts.
const browserArguments = "K6_BROWSER_ARGS"

// browsers is the proxy of this process.
var browsers proxy //nolint:gochecknoglobals // it begins before k6 does, and is told later what is allowed

// holdBrowsers has every browser that k6 starts connect through a proxy in this
// process, and by nothing else: requests of pages, of their workers and
// WebSockets go through the same dialer as all other load. k6's own check sees
// requests of pages only, and not what the browser resolves their names to.
//
// The browser itself takes every name and every address for the proxy's, so that
// what a context asks of a proxy of its own, or of none, comes to this one, too.
func holdBrowsers() {
	address := "127.0.0.1:1" // nothing listens there: without a proxy a browser reaches nothing
	if listener, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		address = listener.Addr().String()
		go browsers.serve(listener)
	}
	given := strings.FieldsFunc(os.Getenv(browserArguments), func(r rune) bool { return r == ',' })
	// Of an argument that is given twice k6 takes the last.
	_ = os.Setenv(browserArguments, strings.Join(append(given,
		"proxy-server=socks5://"+address,
		"proxy-bypass-list=<-loopback>",
		"host-resolver-rules=MAP * "+address,
		"force-webrtc-ip-handling-policy=disable_non_proxied_udp",
		"webrtc-ip-handling-policy=disable_non_proxied_udp",
	), ","))
}

// AllowBrowsers has browsers connect to what a test's options allow, which until
// then is nothing.
func AllowBrowsers(options lib.Options, logger logrus.FieldLogger) {
	const ttl = 5 * time.Minute // as k6 does it for its users
	dns := types.DefaultDNSConfig()
	browsers.dialer.Store(&dialer{&netext.Dialer{
		Resolver:  netext.NewResolver(net.LookupIP, ttl, dns.Select.DNSSelect, dns.Policy.DNSPolicy),
		Blacklist: options.BlacklistIPs,
		Hosts:     options.Hosts.Trie,
	}, ofBrowsers, logger})
}
