// Package quicapi is what streamclose knows of QUIC libraries, as data: which
// calls hand out a stream, which end it, which take it over, and what well
// known functions do with their arguments. A new kind of stream is added here
// and nowhere else.
//
// Nothing is matched by one import path: quic-go has had two, and its forks
// have more. A package counts as a QUIC library by its name and the end of
// its path; a method by its name and shape.
package quicapi

import (
	"go/types"
	"maps"
	"slices"
	"strings"
)

// acquires by name: the methods of quic-go's connections since v0.8.0 and of
// webtransport-go's sessions (quic-go connection.go, webtransport-go
// session.go).
var acquires = map[string]bool{
	"AcceptStream":   true,
	"OpenStream":     true,
	"OpenStreamSync": true,

	"AcceptUniStream":   true,
	"OpenUniStream":     true,
	"OpenUniStreamSync": true,

	// http3/client.go and http3/response_writer.go; the error result of
	// HTTPStream came with v0.65.0.
	"OpenRequestStream": true,
	"HTTPStream":        true,
}

// AcquireNames returns the names of the methods that hand out streams, in
// alphabetical order.
func AcquireNames() []string { return slices.Sorted(maps.Keys(acquires)) }

// A Half is one of the two halves of a stream.
type Half uint8

const (
	Send Half = iota
	Receive
	// Credit is none of the two, but is owed like one by who accepts a stream on a
	// connection whose configuration has RequireStreamCreditRelease (quic-go v0.65.0,
	// interface.go).
	Credit
)

// API is the set of libraries that is looked for, for one half of their streams.
type API struct {
	Half Half
	// Extra are further import paths whose connections count, also if their
	// streams have no CancelWrite.
	Extra []string
	// Lookalikes says whether types of any package count whose methods have
	// the names and shapes of quic-go's.
	Lookalikes bool
	// Table says what functions do; it takes precedence over what is known of
	// them here.
	Table Table
	// Closers says whether files and network connections of the standard
	// library count as streams. There are far more of them than streams, so
	// that tests can show what the engine makes of much code.
	Closers bool
}

// IsLibrary reports whether an import path is that of a QUIC library: the
// root package of quic-go or a fork of it, its http3, or webtransport-go.
func (a *API) IsLibrary(path string) bool {
	if i := strings.LastIndex(path, "/vendor/"); i >= 0 {
		path = path[i+len("/vendor/"):]
	}
	path = strings.TrimSuffix(strings.TrimSuffix(path, "/http3"), "/ech")
	if i := strings.LastIndex(path, "/v"); i >= 0 && isDigits(path[i+2:]) {
		path = path[:i]
	}
	if slices.Contains(a.Extra, path) || a.Closers && closerPackages[path] {
		return true
	}
	switch path[strings.LastIndex(path, "/")+1:] {
	case "quic-go", "uquic", "webtransport-go", "gquic-go":
		return true
	}
	return false
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Acquire reports whether a function hands out a stream whose half its caller
// owes, and as which of its results.
func (a *API) Acquire(fn *types.Func) (result int, ok bool) {
	sig := fn.Signature()
	if a.Closers && opensCloser(fn) {
		return 0, true
	}
	if sig.Recv() == nil || !acquires[fn.Name()] {
		return 0, false
	}
	res := sig.Results()
	if res.Len() != 2 && fn.Name() != "HTTPStream" || res.Len() == 0 || res.Len() == 2 && !isError(res.At(1).Type()) {
		return 0, false
	}
	t := res.At(0).Type()
	switch {
	case a.Half == Credit:
		return 0, hasCredit(t) && strings.HasPrefix(fn.Name(), "Accept")
	case a.Half == Receive:
		return 0, IsReceiveHalf(t) && (a.Lookalikes || a.fromLibrary(t))
	case fn.Pkg() != nil && slices.Contains(a.Extra, fn.Pkg().Path()):
		return 0, hasMethod(t, "Close", 0)
	case IsSendHalf(t):
		return 0, a.Lookalikes || a.fromLibrary(t)
	}
	return 0, a.Lookalikes && isAdapter(sig.Recv().Type()) && isAdaptedHalf(t)
}

// isAdapter reports whether a type has the methods of a QUIC connection that
// other multiplexers lack: those of unidirectional streams.
func isAdapter(t types.Type) bool {
	return Method(t, "AcceptUniStream") != nil && Method(t, "OpenUniStream") != nil
}

// isAdaptedHalf reports whether a type has the two methods that end a send
// half where CancelWrite goes by another name, as in libraries that adapt
// several QUIC implementations: Close, and Reset with an error code.
func isAdaptedHalf(t types.Type) bool {
	return hasMethod(t, "Close", 0) && hasMethod(t, "Reset", 1)
}

func (a *API) fromLibrary(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && a.IsLibrary(n.Obj().Pkg().Path())
}

// StandsForAccept reports whether a function takes the place of a
// connection's AcceptStream: its callers take any error for the end of the
// connection.
func (a *API) StandsForAccept(fn *types.Func) bool {
	_, ok := a.Acquire(fn)
	return ok && strings.HasPrefix(fn.Name(), "Accept")
}

// A Side of a stream is one of its two ends.
type Side uint8

const (
	UnknownSide Side = iota
	Opener
	Acceptor
)

// SideOf returns the side that a function acquires.
func SideOf(fn *types.Func) Side {
	if strings.HasPrefix(fn.Name(), "Open") {
		return Opener
	}
	return Acceptor
}

// IsSendHalf reports whether a type has the two methods that end a send half:
// Close, and CancelWrite with an integer error code.
func IsSendHalf(t types.Type) bool {
	return hasMethod(t, "Close", 0) && (hasMethod(t, "CancelWrite", 1) || isReset(t))
}

// IsReceiveHalf reports whether a type has the two methods that a receive half
// is ended with: Read, and CancelRead with an error code.
func IsReceiveHalf(t types.Type) bool {
	return hasMethod(t, "Read", 1) && (hasMethod(t, "CancelRead", 1) || isReset(t))
}

// isReset reports whether a type has the method that ended both halves with an
// error before there was one for each (quic-go up to v0.6.0).
func isReset(t types.Type) bool {
	m := Method(t, "Reset")
	return m != nil && m.Signature().Params().Len() == 1 && isError(m.Signature().Params().At(0).Type())
}

// IsUnidirectional reports whether a type is that of a stream with one half.
func IsUnidirectional(t types.Type) bool { return IsSendHalf(t) != IsReceiveHalf(t) }

// IsConnection reports whether a type has a method that ends all its streams
// and one that hands a stream out.
func IsConnection(t types.Type) bool {
	for name := range acquires {
		if m := Method(t, name); m != nil {
			return true
		}
	}
	return hasMethod(t, "CloseWithError", 2)
}

// IsCarrier reports whether a connection may run over a value of the type, and
// ends when that is closed: a socket for packets, a transport or the like that
// dials, or a connection that another one is made of.
func IsCarrier(t types.Type) bool {
	return IsConnection(t) || hasMethod(t, "Close", 0) && (hasMethod(t, "WriteTo", 2) || Method(t, "Dial") != nil)
}

// IsListener reports whether a type has a method that accepts connections.
func IsListener(t types.Type) bool {
	accept := Method(t, "Accept")
	return accept != nil && accept.Signature().Results().Len() == 2 && IsConnection(accept.Signature().Results().At(0).Type())
}

// AcceptsFromPeer reports whether a method waits for the next stream that the peer
// opens.
func AcceptsFromPeer(fn *types.Func) bool {
	res := fn.Signature().Results()
	return strings.HasPrefix(fn.Name(), "Accept") && acquires[fn.Name()] && res.Len() == 2 && isError(res.At(1).Type())
}

// WaitsForGroup reports whether a method waits for goroutines and returns the
// error that one of them ended with.
func WaitsForGroup(fn *types.Func) bool {
	sig := fn.Signature()
	return fn.Name() == "Wait" && sig.Recv() != nil && sig.Params().Len() == 0 && sig.Results().Len() == 1 && isError(sig.Results().At(0).Type())
}

// FitsStream reports whether an interface with a method that ends the half may
// hold a stream or a wrapper of one: not what reads packets or accepts
// connections.
func (a *API) FitsStream(t types.Type) bool {
	ends := hasMethod(t, "Close", 0) || a.Half != Send && a.CanRelease(t)
	return ends && Method(t, "ReadFrom") == nil && Method(t, "Accept") == nil
}

// CanRelease reports whether a value of the type has a method that ends the
// half, or may do so in a wrapper.
func (a *API) CanRelease(t types.Type) bool {
	switch a.Half {
	case Receive:
		return hasMethod(t, "Close", 0) || hasMethod(t, "CancelRead", 1) || hasMethod(t, "Read", 1)
	case Credit:
		return hasMethod(t, "Close", 0) || hasCredit(t)
	}
	return CanRelease(t)
}

// CanRelease reports whether a value of the type has a method that ends the
// send half.
func CanRelease(t types.Type) bool {
	return hasMethod(t, "Close", 0) || hasMethod(t, "CancelWrite", 1)
}

// MayEndWrapped reports whether an interface has a method that ends a connection, by
// its name, and so may end that of a wrapper behind it.
func MayEndWrapped(t *types.Interface) bool {
	for m := range t.Methods() {
		if EndsConnection(m.Name()) {
			return true
		}
	}
	return false
}

// hasCredit reports whether a type is that of a stream whose place may be kept
// until it is given back.
func hasCredit(t types.Type) bool { return hasMethod(t, "ReleaseStreamCredit", 0) }

// borrows are the methods of connections and streams that wrappers have as well
// and that leave a stream open.
var borrows = map[string]bool{
	"Read": true, "Write": true, "ReadFrom": true, "WriteTo": true, "ReadByte": true, "WriteString": true,
	"SetDeadline": true, "SetReadDeadline": true, "SetWriteDeadline": true,
	"LocalAddr": true, "RemoteAddr": true, "Context": true, "StreamID": true, "CancelRead": true,
}

// Borrows reports whether a method of the name leaves the stream of its receiver
// open, whatever the type.
func Borrows(method string) bool { return borrows[method] }

// IsStreamError reports whether t is the error type of a stream that was
// cancelled by the peer: *quic.StreamError (v0.21.0 and later, errors.go).
func (a *API) IsStreamError(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Name() != "StreamError" || n.Obj().Pkg() == nil {
		return false
	}
	return a.IsLibrary(strings.TrimSuffix(n.Obj().Pkg().Path(), "/internal/qerr")) || a.Lookalikes && hasErrorCode(n)
}

// hasErrorCode reports whether a type is an error, behind a pointer at least, with the
// code that the peer gave for it. The StreamError of HTTP/2 has none of this name.
func hasErrorCode(t types.Type) bool {
	m := Method(types.NewPointer(t), "Error")
	s, ok := t.Underlying().(*types.Struct)
	if !ok || m == nil || m.Signature().Params().Len() != 0 {
		return false
	}
	return slices.ContainsFunc(slices.Collect(s.Fields()), func(f *types.Var) bool {
		b, ok := f.Type().Underlying().(*types.Basic)
		return f.Name() == "ErrorCode" && ok && b.Info()&types.IsInteger != 0
	})
}

// Method returns the exported method of a type that has the name, or nil.
func Method(t types.Type, name string) *types.Func {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		t = t.Underlying()
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	m, _ := obj.(*types.Func)
	return m
}

// hasMethod reports whether a type has an exported method with so many
// parameters.
func hasMethod(t types.Type, name string, params int) bool {
	m := Method(t, name)
	return m != nil && m.Signature().Params().Len() == params
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}
