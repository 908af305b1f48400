package reach

import (
	"fmt"

	_ "google.golang.org/grpc" // registers its resolver
	"google.golang.org/grpc/resolver"
)

// holdResolver has gRPC ask no DNS server that a script names in an address
// (`dns://192.0.2.1/shop`): it would be connected to past the dialer.
func holdResolver() {
	if dns := resolver.Get("dns"); dns != nil {
		resolver.Register(system{dns})
	}
}

// system resolves names as the system does, and in no other way.
type system struct{ resolver.Builder }

func (s system) Build(
	target resolver.Target, conn resolver.ClientConn, options resolver.BuildOptions,
) (resolver.Resolver, error) {
	if server := target.URL.Host; server != "" {
		return nil, fmt.Errorf("the DNS server %s is not asked: write the address without it", server)
	}
	return s.Builder.Build(target, conn, options) //nolint:wrapcheck // it is that of gRPC
}
