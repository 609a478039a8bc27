// Package hook is what the copies of the fixtures call: it shows the streams
// they acquire to whoever drives them.
package hook

import (
	"context"
	"crypto/tls"
	"errors"
	"reflect"

	"github.com/quic-go/quic-go"
)

// Func is a fixture function.
type Func struct {
	Package  string // import path
	Name     string // as in "f" or "(*T).f"
	Value    any
	Literals []string // strings and numbers in its source, to steer it with
}

// What the copies of the fixtures have registered.
var (
	Funcs []Func
	Types = make(map[string][]reflect.Type) // those of each package
	Vars  = make(map[string][]any)          // pointers to the variables of each package
)

// Driver is the surroundings of the fixture function that runs.
type Driver interface {
	// Acquired sees each stream. If it returns an error, so does the acquire.
	Acquired(*quic.Stream) error
	Dial(context.Context) (*quic.Conn, error)
	Listen() (*quic.Listener, error)
}

// Current drives the fixture function that runs.
var Current Driver

// Register makes the functions, types and variables of a package known.
func Register(path string, types []reflect.Type, vars []any, funcs ...Func) {
	Vars[path] = append(Vars[path], vars...)
	Types[path] = append(Types[path], types...)
	for _, f := range funcs {
		f.Package = path
		Funcs = append(Funcs, f)
	}
}

// Stream stands around each call that acquires a stream.
func Stream[S any](s S, err error) (S, error) {
	if err != nil {
		return s, err
	}
	if stream, ok := any(s).(*quic.Stream); ok {
		if err := Current.Acquired(stream); err != nil {
			var none S
			return none, err
		}
	}
	return s, nil
}

// Opener stands around a method value that acquires streams.
func Opener[S any](open func() (S, error)) func() (S, error) {
	return func() (S, error) { return Stream(open()) }
}

// Accepter is an Opener for methods that take a context.
func Accepter[S any](accept func(context.Context) (S, error)) func(context.Context) (S, error) {
	return func(ctx context.Context) (S, error) { return Stream(accept(ctx)) }
}

type (
	dialAddr   = func(context.Context, string, *tls.Config, *quic.Config) (*quic.Conn, error)
	listenAddr = func(string, *tls.Config, *quic.Config) (*quic.Listener, error)
)

// DialAddr stands around the function of this name.
func DialAddr(dialAddr) dialAddr {
	return func(ctx context.Context, _ string, _ *tls.Config, _ *quic.Config) (*quic.Conn, error) {
		return Current.Dial(ctx)
	}
}

// ListenAddr stands around the function of this name.
func ListenAddr(listenAddr) listenAddr {
	return func(string, *tls.Config, *quic.Config) (*quic.Listener, error) { return Current.Listen() }
}

// ErrInjected is the error of an acquire that was made to fail.
var ErrInjected = errors.New("injected: no stream")
