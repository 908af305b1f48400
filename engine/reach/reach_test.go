package reach

import (
	"bytes"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"
	"google.golang.org/grpc/resolver"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/netext"
)

// changing resolves every name to one address after the other.
type changing struct{ answers []string }

func (c *changing) LookupIP(string) (net.IP, error) {
	answer := c.answers[0]
	if len(c.answers) > 1 {
		c.answers = c.answers[1:]
	}
	return net.ParseIP(answer), nil
}

func blacklist(t *testing.T, ranges ...string) (list []*lib.IPNet) {
	t.Helper()
	for _, each := range ranges {
		parsed, err := lib.ParseCIDR(each)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, parsed)
	}
	return list
}

// page is the address of a server at 127.0.0.1, which counts.
func page(t *testing.T) (port string, count *int) {
	t.Helper()
	count = new(int)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { *count++ }))
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, count
}

func logger() (*logrus.Logger, *bytes.Buffer) {
	log, buffer := logrus.New(), new(bytes.Buffer)
	log.SetOutput(buffer)
	log.SetFormatter(&logrus.JSONFormatter{})
	return log, buffer
}

// The names of the tests' hosts differ, since a process tells of each but once.
func TestAnAddressIsCheckedWhenItIsConnectedTo(t *testing.T) {
	port, count := page(t)
	log, said := logger()
	own := &netext.Dialer{
		Resolver:  &changing{[]string{"127.0.0.1", "127.0.0.2"}},
		Blacklist: blacklist(t, "127.0.0.2/32"),
	}
	transport := &http.Transport{DialContext: own.DialContext, DisableKeepAlives: true}
	state := &lib.State{Dialer: own, Transport: transport, Logger: log}
	Watch(state)
	Watch(state)
	client := http.Client{Transport: state.Transport}
	for i, allowed := range []bool{true, false, false} {
		response, err := client.Get("http://moving.example:" + port)
		if (err == nil) != allowed {
			t.Errorf("%d: %v", i, err)
		}
		if err == nil {
			_ = response.Body.Close()
		}
	}
	if !strings.Contains(said.String(), "blacklisted range") {
		t.Error("of a request it was not told")
	}
	_, err := state.Dialer.DialContext(t.Context(), "tcp", "moving.example:"+port)
	if blocked := (netext.BlackListedIPError{}); !errors.As(err, &blocked) {
		t.Errorf("a socket: %v", err)
	}
	if *count != 1 {
		t.Errorf("%d requests came", *count)
	}
	if text := said.String(); strings.Count(text, "\n") != 1 ||
		!strings.Contains(text, `"msg":"dial \"tcp://moving.example:`+port+`\": IP (127.0.0.2) is in a blacklisted range (127.0.0.2/32)"`) ||
		!strings.Contains(text, `"source":"allow-list"`) {
		t.Error(text)
	}
	if state.GetAddrResolver() == nil {
		t.Error("names cannot be resolved any more")
	}
}

func TestWhatBrowsersAreRefusedTakesNoLineFromUsers(t *testing.T) {
	log, said := logger()
	browsers, users := &teller{name: "browsers"}, &teller{name: "users"}
	for i := range 3 * mostTold {
		browsers.tell(log, "192.0.2.1:"+strconv.Itoa(i), errRemote)
	}
	users.tell(log, "192.0.2.1:80", errRemote)
	users.tell(log, "192.0.2.1:80", errRemote)
	if text := said.String(); strings.Count(text, "browsers") != mostTold || strings.Count(text, "users") != 1 {
		t.Error(text)
	}
}

func TestBrowsersConnectThroughTheSameDialer(t *testing.T) {
	port, count := page(t)
	log, said := logger()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	var proxy proxy
	go proxy.serve(listener)
	// HTTP without keep-alive: every request asks the proxy anew.
	by := &http.Transport{
		Proxy:             http.ProxyURL(&url.URL{Scheme: "socks5h", Host: listener.Addr().String()}),
		DisableKeepAlives: true,
	}
	client := http.Client{Transport: by}
	get := func(host string) error {
		response, err := client.Get("http://" + host + ":" + port)
		if err == nil {
			_ = response.Body.Close()
		}
		return err
	}
	if get("127.0.0.1") == nil {
		t.Error("before the test's options are known nothing is allowed")
	}
	proxy.dialer.Store(&dialer{&netext.Dialer{
		Resolver:  &changing{[]string{"127.0.0.1", "127.0.0.3"}},
		Blacklist: blacklist(t, "127.0.0.3/32", "::1/128"),
	}, ofBrowsers, log})
	if err := get("shop.example"); err != nil {
		t.Error(err)
	}
	for _, host := range []string{"shop.example", "127.0.0.3", "[::1]"} {
		if get(host) == nil {
			t.Errorf("%s was reached", host)
		}
	}
	if *count != 1 || strings.Count(said.String(), "blacklisted range") != 3 {
		t.Errorf("%d requests came; %s", *count, said)
	}
}

func TestTheProxyTakesNothingButItsProtocol(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	var proxy proxy
	go proxy.serve(listener)
	for _, text := range []string{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "CONNECT x:443 HTTP/1.1\r\n\r\n", "\x05\x01\x00\x05\x02\x00\x01"} {
		client, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = client.Write([]byte(text))
		answer := make([]byte, 64)
		n, _ := client.Read(answer)
		if n > 2 {
			t.Errorf("%q is answered %q", text, answer[:n])
		}
		if n == 2 {
			if n, err := client.Read(answer); err == nil {
				t.Errorf("%q is answered %q", text, answer[:n])
			}
		}
		_ = client.Close()
	}
}

func TestNoModuleIsLoadedByURL(t *testing.T) {
	port, count := page(t)
	client := http.Client{Transport: offline{}}
	if _, err := client.Get("http://127.0.0.1:" + port); !errors.Is(err, errRemote) || *count != 0 { //nolint:bodyclose // there is none
		t.Error(err, *count)
	}
}

// deaf is a resolver that answers nothing.
type deaf struct{ resolver.Builder }

func (deaf) Build(resolver.Target, resolver.ClientConn, resolver.BuildOptions) (resolver.Resolver, error) {
	return nil, nil //nolint:nilnil // it is not looked at
}

func TestNoDNSServerOfAScriptIsAsked(t *testing.T) {
	for address, allowed := range map[string]bool{"dns:///shop.example": true, "dns://192.0.2.1/shop.example": false} {
		parsed, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (system{deaf{}}).Build(resolver.Target{URL: *parsed}, nil, resolver.BuildOptions{}); (err == nil) != allowed {
			t.Error(address, err)
		}
	}
}
