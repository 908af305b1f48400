// Command grpc is a gRPC server for tests: it serves every service of the .proto files in a folder. Unary calls and client
// streams are answered once, server streams three times, messages of bidirectional streams one by one. It is no part of
// the engine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/bufbuild/protocompile"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// streamed is how many messages a server stream sends.
const streamed = 3

// service answers the calls of all services.
type service struct {
	delay time.Duration
	// fail makes every n-th unary call end with UNAVAILABLE; 0 none.
	fail  int64
	calls atomic.Int64
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	addr := flag.String("addr", "127.0.0.1:0", "address to listen on")
	protos := flag.String("protos", ".", "folder of .proto files")
	fail := flag.Int64("fail", 0, "answer every n-th unary call with UNAVAILABLE")
	delay := flag.Duration("delay", 0, "time that a unary call takes")
	cert := flag.String("cert", "", "certificate (PEM); TLS with -key")
	key := flag.String("key", "", "its key (PEM)")
	flag.Parse()

	var options []grpc.ServerOption
	if *cert != "" {
		transport, err := credentials.NewServerTLSFromFile(*cert, *key)
		if err != nil {
			return err
		}
		options = append(options, grpc.Creds(transport))
	}
	server := grpc.NewServer(options...)
	grpc_health_v1.RegisterHealthServer(server, health.NewServer())
	if err := register(server, *protos, &service{delay: *delay, fail: *fail}); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	// Whoever started it holds its standard input: it ends with them.
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		server.Stop()
	}()
	return server.Serve(listener)
}

func register(server *grpc.Server, folder string, answering *service) error {
	paths, err := filepath.Glob(filepath.Join(folder, "*.proto"))
	if err != nil {
		return err
	}
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = filepath.Base(path)
	}
	compiler := protocompile.Compiler{Resolver: protocompile.WithStandardImports(
		&protocompile.SourceResolver{ImportPaths: []string{folder}},
	)}
	files, err := compiler.Compile(context.Background(), names...)
	if err != nil {
		return err
	}
	for _, file := range files {
		for i := range file.Services().Len() {
			server.RegisterService(describe(file.Services().Get(i), answering), answering)
		}
	}
	return nil
}

func describe(of protoreflect.ServiceDescriptor, answering *service) *grpc.ServiceDesc {
	desc := &grpc.ServiceDesc{ServiceName: string(of.FullName()), HandlerType: (*any)(nil)}
	for i := range of.Methods().Len() {
		method := of.Methods().Get(i)
		name := string(method.Name())
		if !method.IsStreamingClient() && !method.IsStreamingServer() {
			desc.Methods = append(desc.Methods, grpc.MethodDesc{MethodName: name, Handler: answering.unary(method)})
			continue
		}
		desc.Streams = append(desc.Streams, grpc.StreamDesc{
			StreamName:    name,
			ServerStreams: method.IsStreamingServer(),
			ClientStreams: method.IsStreamingClient(),
			Handler:       streaming(method),
		})
	}
	return desc
}

func (s *service) unary(method protoreflect.MethodDescriptor) grpc.MethodHandler {
	return func(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
		if err := decode(dynamicpb.NewMessage(method.Input())); err != nil {
			return nil, err
		}
		time.Sleep(s.delay)
		if n := s.calls.Add(1); s.fail > 0 && n%s.fail == 0 {
			return nil, status.Error(codes.Unavailable, "as asked by -fail")
		}
		return answer(method.Output()), nil
	}
}

func streaming(method protoreflect.MethodDescriptor) grpc.StreamHandler {
	return func(_ any, stream grpc.ServerStream) error {
		for {
			err := stream.RecvMsg(dynamicpb.NewMessage(method.Input()))
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			if !method.IsStreamingClient() {
				return send(stream, method, streamed)
			}
			if method.IsStreamingServer() {
				if err := send(stream, method, 1); err != nil {
					return err
				}
			}
		}
		if method.IsStreamingServer() {
			return nil
		}
		return send(stream, method, 1)
	}
}

func send(stream grpc.ServerStream, method protoreflect.MethodDescriptor, messages int) error {
	for range messages {
		if err := stream.SendMsg(answer(method.Output())); err != nil {
			return err
		}
	}
	return nil
}

// answer is a message whose texts, truths and whole numbers are not their defaults, which clients could not tell from nothing.
func answer(of protoreflect.MessageDescriptor) *dynamicpb.Message {
	message := dynamicpb.NewMessage(of)
	for i := range of.Fields().Len() {
		field := of.Fields().Get(i)
		if field.IsList() || field.IsMap() {
			continue
		}
		switch field.Kind() {
		case protoreflect.StringKind:
			message.Set(field, protoreflect.ValueOfString("x"))
		case protoreflect.BoolKind:
			message.Set(field, protoreflect.ValueOfBool(true))
		case protoreflect.Int32Kind:
			message.Set(field, protoreflect.ValueOfInt32(5))
		case protoreflect.Int64Kind:
			message.Set(field, protoreflect.ValueOfInt64(5))
		default:
		}
	}
	return message
}
