package quicapi

import (
	"go/types"
	"strings"
)

// A Role is what a function does that cannot be seen.
type Role uint32

const (
	// NoReturn functions end the process, the test or the goroutine.
	NoReturn Role = 1 << iota
	// Calls functions call their func argument once, as is assumed of
	// functions that nothing is known of.
	Calls
	// Writes functions write to their first operand and return the error.
	Writes
	// TestsError functions are true only for a non-nil error.
	TestsError
	// Sinks take the stream or connection over for good.
	Sinks
	// Starts functions run their func argument in a goroutine.
	Starts
	// NonNil functions return a value that is never nil.
	NonNil
	// Same functions return their first argument in another form.
	Same
	// TestsNil functions report whether their first argument is nil.
	TestsNil
	// WrapsError functions return nil only for a nil error.
	WrapsError
	// ContextDone and ContextErr functions return the channel, or the error,
	// of a context.
	ContextDone
	ContextErr
	// ContextChild functions return a context that ends with the one among their
	// arguments, or when the func that they return is called.
	ContextChild
	// ContextEndless functions return a context that never ends.
	ContextEndless
	// Requires functions end the test unless the error among their arguments
	// is nil (RequiresNil), is not (RequiresError), or is one of the type
	// that the last argument points to (RequiresAs).
	RequiresNil
	RequiresError
	RequiresAs
)

// Operands is a set of operands of a call, as bits. A method's receiver is
// operand 0, before its arguments.
type Operands uint32

// AllOperands holds every operand.
const AllOperands = ^Operands(0)

// Known is what is known of a function without seeing it.
type Known struct {
	Role
	Uses   Operands // it only uses, whatever the parameter types
	Keeps  Operands // it keeps, whatever the parameter types
	Closes Operands // it closes, in the end
	Wraps  Operands // its first result closes, unless its error result is not nil

	// For the receive half alone; an operand may have one of the roles above,
	// too.
	Reads  Operands // it reads, and has a last result that tells whether that failed
	Drains Operands // it reads to the end
	Views  Operands // its first result reads
}

// sinks are the methods of http3 that take over a stream, or the connection
// with all its streams (quic-go http3/server.go, http3/conn.go, client.go).
var sinks = map[string]bool{
	"HandleRequestStream": true, "HandleBidirectionalStream": true, "ServeQUICConn": true,
	"HandleUnidirectionalStream": true,
}

// TakesHijackers reports whether a field of a struct, behind a pointer, is one for
// callbacks that are handed a stream and return whether they take it over
// (quic-go v0.28.0 to v0.58.1, http3/server.go).
func TakesHijackers(pointer types.Type, field int) bool {
	p, ok := pointer.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	s, ok := p.Elem().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	v := s.Field(field)
	return (v.Name() == "StreamHijacker" || v.Name() == "UniStreamHijacker") && v.Pkg() != nil && strings.HasPrefix(v.Pkg().Name(), "http3")
}

// Known returns what is known of a function or method.
func (a *API) Known(fn *types.Func) Known {
	at := placeOf(fn)
	if k, ok := a.Table.lookup(at, fn.Name()); ok {
		return k
	}
	if role := byName(fn); role != 0 {
		return Known{Role: role}
	}
	if k, ok := known().lookup(at, fn.Name()); ok {
		return k
	}
	return Known{Role: errorMaker(fn)}
}

// byName tells by its name what a method does, in whatever package.
func byName(fn *types.Func) Role {
	if fn.Signature().Recv() == nil {
		return 0
	}
	switch name := fn.Name(); {
	case sinks[name] && fn.Pkg() != nil && strings.HasPrefix(fn.Pkg().Name(), "http3"):
		return Sinks
	case strings.HasPrefix(name, "Fatal"):
		return NoReturn
	case name == "Write" || name == "WriteWithLimit" || name == "TryWriteAll" || name == "WriteString":
		return Writes
	}
	return 0
}

// IsQuick reports whether a function of the standard library waits for nothing but
// perhaps for a lock.
func IsQuick(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return fn.Name() == "Error" // of the built-in interface
	}
	switch fn.Pkg().Path() {
	case "bytes", "encoding/binary", "encoding/json", "errors", "fmt", "log", "log/slog", "strconv", "strings", "sync/atomic":
		return true
	case "sync":
		return fn.Name() != "Wait"
	case "time":
		return fn.Name() != "Sleep"
	}
	return false
}

// ReturnsContext reports whether a method returns the context of its
// receiver: of a stream, connection or request.
func ReturnsContext(fn *types.Func) bool {
	sig := fn.Signature()
	return fn.Name() == "Context" && sig.Params().Len() == 0 && sig.Results().Len() == 1
}

// Releases reports whether a method of that name ends the half of its receiver,
// if the receiver is, or leads to, a stream.
func (a *API) Releases(name string) bool {
	switch name {
	case "CancelRead", "CloseRead":
		return a.Half == Receive
	case "Close", "CancelWrite", "CloseWrite", "CloseNow":
		return a.Half == Send
	case "Reset", "ResetWithError":
		return a.Half != Credit
	case "ReleaseStreamCredit":
		return a.Half == Credit
	}
	return false
}

// Closes reports whether a method of that name closes its receiver, or ends it in
// another way.
func Closes(name string) bool { return (&API{}).Releases(name) }

// MayRelease reports whether a method of that name may end the half of what its
// receiver is wrapped around.
func (a *API) MayRelease(name string) bool {
	switch a.Half {
	case Send:
		return a.Releases(name)
	case Credit:
		return MayEnd(name)
	}
	for _, harmless := range []string{"Write", "Set", "Local", "Remote", "Context", "StreamID", "ID", "String"} {
		if strings.HasPrefix(name, harmless) {
			return false
		}
	}
	return true
}

// Reads reports whether a method reads from its receiver, if that is, or leads
// to, a stream, and has a last result that tells whether that failed.
func Reads(fn *types.Func) bool {
	name := fn.Name()
	return strings.HasPrefix(name, "Read") && name != "ReadFrom" && name != "ReadResponse" ||
		strings.HasPrefix(name, "Decode") || name == "Scan"
}

// HandsBody reports whether a method returns a response whose body reads what
// is left of the receiver (http3 state_tracking_stream.go, RequestStream).
func HandsBody(fn *types.Func) bool {
	return fn.Name() == "ReadResponse" && fn.Signature().Recv() != nil
}

// readers are types of the standard library that read from what they were made
// of, and end nothing.
var readers = map[string]bool{
	"bufio.Reader": true, "bufio.ReadWriter": true, "bufio.Scanner": true,
	"encoding/gob.Decoder": true, "encoding/json.Decoder": true,
}

func isReader(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	return ok && readers[types.TypeString(p.Elem(), nil)]
}

// EndsConnection reports whether a method of that name ends its receiver, a
// connection, and all streams with it.
func EndsConnection(name string) bool {
	switch name {
	case "CloseWithError", "Close", "CloseNow", "CloseNoError", "Shutdown", "Terminate", "Abort":
		return true
	}
	return false
}

// MayEnd reports whether a method is named like one that ends what it is called
// on, whatever that is.
func MayEnd(method string) bool {
	for _, verb := range []string{
		"Abort", "Cancel", "Clean", "Close", "Destroy", "Disconnect", "Dispose", "Drop", "End", "Exit", "Fail",
		"Finish", "Free", "Kill", "Quit", "Release", "Reset", "Shut", "Stop", "Teardown", "Terminate",
	} {
		if strings.HasPrefix(method, verb) {
			return true
		}
	}
	return false
}

// errorMaker tells by its name and result that a function makes errors: many
// modules have a package of their own for that.
func errorMaker(fn *types.Func) Role {
	res := fn.Signature().Results()
	if res.Len() != 1 || !isError(res.At(0).Type()) {
		return 0
	}
	switch name := fn.Name(); {
	case name == "New", name == "Newf", name == "Errorf",
		strings.HasPrefix(name, "New") && strings.HasSuffix(name, "Error"):
		return NonNil
	case strings.HasPrefix(name, "Wrap"), strings.HasPrefix(name, "With"), name == "Cause", name == "Extend", name == "Annotate", name == "Trace":
		return WrapsError
	}
	return 0
}

// MatchesErrors reports whether a predicate on errors asks for one in particular, or
// for those of a type.
func MatchesErrors(fn *types.Func) bool { return fn.Pkg() != nil && fn.Pkg().Path() == "errors" }

// SetsReadDeadline returns one more than the operand of a call of a method behind
// which reads from its receiver fail, or zero.
func SetsReadDeadline(fn *types.Func) int {
	sig := fn.Signature()
	if sig.Recv() == nil || fn.Name() != "SetDeadline" && fn.Name() != "SetReadDeadline" || sig.Params().Len() != 1 {
		return 0
	}
	return 1
}

// AsksForTimeout reports whether a function is a predicate on its first operand, an
// error, that is true only if that says that a deadline has passed.
func AsksForTimeout(fn *types.Func) bool {
	sig := fn.Signature()
	return fn.FullName() == "os.IsTimeout" || fn.Name() == "Timeout" && sig.Recv() != nil && sig.Params().Len() == 0
}

// SaysTimeout reports whether the error in a variable is what a read is found to
// have failed for when a deadline has passed (quic-go deadline.go), or is one that
// it is certainly not found to have failed for then.
func SaysTimeout(v types.Object) (timeout, other bool) {
	if v.Pkg() == nil {
		return false, false
	}
	switch path := v.Pkg().Path(); {
	case v.Name() == "ErrDeadlineExceeded":
		return path == "os", false
	case path == "io", path == "net", path == "net/http", path == "context" && v.Name() == "Canceled", (&API{}).IsLibrary(path):
		return false, true
	}
	return false, false
}

// EndsAll reports whether the error in a variable says that the server did not want
// what was sent before the handshake: the streams of that time are gone, and the
// connection has none (quic-go streams_map.go).
func (a *API) EndsAll(v types.Object) bool {
	return v.Name() == "Err0RTTRejected" && v.Pkg() != nil && (a.Lookalikes || a.IsLibrary(v.Pkg().Path()))
}
