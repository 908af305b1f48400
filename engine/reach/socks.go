package reach

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strconv"
	"sync/atomic"
	"time"
)

// proxy speaks SOCKS 5 (RFC 1928): names come to it unresolved, and what is
// connected through it is not touched.
type proxy struct{ dialer atomic.Pointer[dialer] }

const (
	socks        = 5
	noPassword   = 0
	connect      = 1
	succeeded    = 0
	notAllowed   = 2
	greetingTime = 10 * time.Second
)

var errNoSocks = errors.New("not a SOCKS 5 client")

func (p *proxy) serve(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go p.handle(client)
	}
}

func (p *proxy) handle(client net.Conn) {
	defer func() { _ = client.Close() }()
	_ = client.SetDeadline(time.Now().Add(greetingTime))
	address, err := greet(client)
	if err != nil {
		return
	}
	_ = client.SetDeadline(time.Time{})
	server, err := p.dial(address)
	if err != nil {
		_, _ = client.Write(reply(notAllowed))
		return
	}
	defer func() { _ = server.Close() }()
	if _, err := client.Write(reply(succeeded)); err != nil {
		return
	}
	done := make(chan struct{}, 2) //nolint:mnd // two directions
	go relay(server, client, done)
	go relay(client, server, done)
	<-done
	<-done
}

var errTooEarly = errors.New("the test has not begun")

func (p *proxy) dial(address string) (net.Conn, error) {
	dialer := p.dialer.Load()
	if dialer == nil {
		return nil, errTooEarly
	}
	return dialer.DialContext(context.Background(), "tcp", address)
}

// relay copies one direction to its end, and ends it on the other side.
func relay(to, from net.Conn, done chan<- struct{}) {
	_, err := io.Copy(to, from)
	if half, ok := to.(interface{ CloseWrite() error }); ok && err == nil {
		_ = half.CloseWrite()
	} else {
		_ = to.Close()
		_ = from.Close()
	}
	done <- struct{}{}
}

// greet reads what the client wants to be connected to.
func greet(client net.Conn) (string, error) {
	head, err := read(client, 2) //nolint:mnd // version, number of methods
	if err != nil || head[0] != socks {
		return "", errNoSocks
	}
	if _, err := read(client, int(head[1])); err != nil {
		return "", err
	}
	if _, err := client.Write([]byte{socks, noPassword}); err != nil {
		return "", err //nolint:wrapcheck // nobody reads it
	}
	request, err := read(client, 4) //nolint:mnd // version, command, reserved, kind of address
	if err != nil || request[0] != socks || request[1] != connect {
		return "", errNoSocks
	}
	host, err := readHost(client, request[3])
	if err != nil {
		return "", err
	}
	port, err := read(client, 2) //nolint:mnd // of 16 bits
	if err != nil {
		return "", err
	}
	return net.JoinHostPort(host, strconv.Itoa(int(binary.BigEndian.Uint16(port)))), nil
}

func readHost(client net.Conn, kind byte) (string, error) {
	switch kind {
	case 1:
		ip, err := read(client, net.IPv4len)
		return net.IP(ip).String(), err
	case 4: //nolint:mnd // as in RFC 1928
		ip, err := read(client, net.IPv6len)
		return net.IP(ip).String(), err
	case 3: //nolint:mnd // as in RFC 1928
		length, err := read(client, 1)
		if err != nil {
			return "", err
		}
		name, err := read(client, int(length[0]))
		return string(name), err
	}
	return "", errNoSocks
}

func read(client net.Conn, n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(client, b)
	return b, err //nolint:wrapcheck // nobody reads it
}

// reply tells the client what became of its wish; the address in it means nothing.
func reply(code byte) []byte { return []byte{socks, code, 0, 1, 0, 0, 0, 0, 0, 0} }
