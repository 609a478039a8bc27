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
	// Keeps functions keep their arguments, whatever the parameter types.
	Keeps
	// Uses functions only use their arguments, whatever the parameter types.
	Uses
	// Writes functions write to their first argument and return the error.
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
	// Requires functions end the test unless the error among their arguments
	// is nil (RequiresNil), is not (RequiresError), or is one of the type
	// that the last argument points to (RequiresAs).
	RequiresNil
	RequiresError
	RequiresAs
)

// known lists functions by package path, or by receiver type as
// "(path.Type)", and name. A name that ends in * stands for all names that
// begin like that.
var known = map[string]map[string]Role{
	"os":      {"Exit": NoReturn, "Is*": TestsError},
	"runtime": {"Goexit": NoReturn, "KeepAlive": Uses, "SetFinalizer": Uses},
	"log":     {"Fatal*": NoReturn, "Panic*": NoReturn, "*": Uses},
	"fmt":     {"Fprint*": Uses | Writes, "Errorf": Uses | NonNil, "*": Uses},
	"errors":  {"Is": TestsError, "As": TestsError, "AsType": TestsError, "New": NonNil, "Join": WrapsError, "*": Uses},
	"io": {
		"Copy*": Uses | Writes, "WriteString": Uses | Writes, "NopCloser": Uses,
	},
	"encoding/binary":   {"Write": Uses | Writes, "Read": Uses},
	"log/slog":          {"*": Uses},
	"reflect":           {"ValueOf": Same, "*": Uses},
	"(reflect.Value)":   {"IsNil": TestsNil, "*": Uses},
	"context":           {"WithValue": Keeps, "Cause": ContextErr},
	"(context.Context)": {"Done": ContextDone, "Err": ContextErr},
	"net/http":          {"NewRequest*": Keeps},
	"(sync.Map)":        {"Store": Keeps, "LoadOrStore": Keeps, "Swap": Keeps, "CompareAndSwap": Keeps},
	"(sync.Pool)":       {"Put": Keeps},
	"(sync/atomic.*)":   {"Store": Keeps, "Swap": Keeps, "CompareAndSwap": Keeps},
	"container/heap":    {"Push": Keeps},
	"container/list":    {"*": Keeps},
	"github.com/stretchr/testify/require": {
		"NoError*": RequiresNil | Uses, "Error": RequiresError | Uses, "Errorf": RequiresError | Uses,
		"ErrorAs*": RequiresAs | Uses, "ErrorIs*": RequiresError | Uses, "*": Uses,
	},
	"(sync.WaitGroup)": {"Go": Starts},
	"(golang.org/x/sync/errgroup.Group)": {
		"Go": Starts, "TryGo": Starts,
	},
}

// logging are the modules whose functions only print their arguments.
var logging = []string{
	"go.uber.org/zap", "github.com/sirupsen/logrus", "github.com/rs/zerolog", "github.com/rs/xid",
	"k8s.io/klog", "github.com/stretchr/testify", "github.com/charmbracelet/log", "github.com/op/go-logging",
}

// sinks are the methods of http3 that take over a stream, or the connection
// with all its streams (quic-go http3/server.go, http3/conn.go, client.go).
var sinks = map[string]bool{
	"HandleRequestStream": true, "HandleBidirectionalStream": true, "ServeQUICConn": true,
	"HandleUnidirectionalStream": true,
}

// RoleOf returns what is known of a function or method.
func RoleOf(fn *types.Func) Role {
	name := fn.Name()
	pkg := ""
	if fn.Pkg() != nil {
		pkg = fn.Pkg().Path()
	}
	recv := fn.Signature().Recv()
	if recv != nil {
		switch {
		case sinks[name] && fn.Pkg() != nil && strings.HasPrefix(fn.Pkg().Name(), "http3"):
			return Sinks
		case strings.HasPrefix(name, "Fatal"), pkg == "testing" && (name == "FailNow" || strings.HasPrefix(name, "Skip")):
			return NoReturn
		case name == "Write" || name == "WriteWithLimit" || name == "TryWriteAll" || name == "WriteString":
			return Writes
		case pkg == "log" || pkg == "log/slog" || pkg == "testing" && !strings.HasPrefix(name, "Cleanup") && !strings.HasPrefix(name, "Run"):
			return Uses
		}
		if role, ok := match(known["("+pkg+"."+typeName(recv.Type())+")"], name); ok {
			return role
		}
		if role, ok := match(known["("+pkg+".*)"], name); ok {
			return role
		}
	} else if role, ok := match(known[pkg], name); ok {
		return role
	}
	if role := errorMaker(fn); role != 0 {
		return role
	}
	for _, l := range logging {
		if pkg == l || strings.HasPrefix(pkg, l+"/") {
			return Uses
		}
	}
	return 0
}

func match(roles map[string]Role, name string) (Role, bool) {
	if r, ok := roles[name]; ok {
		return r, true
	}
	best, found := "", false
	for pattern := range roles {
		if prefix, ok := strings.CutSuffix(pattern, "*"); ok && strings.HasPrefix(name, prefix) && (!found || len(pattern) > len(best)) {
			best, found = pattern, true
		}
	}
	return roles[best], found
}

func typeName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// IsStandard reports whether a package belongs to the standard library.
func IsStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != "command-line-arguments"
}

// ReturnsContext reports whether a method returns the context of its
// receiver: of a stream, connection or request.
func ReturnsContext(fn *types.Func) bool {
	sig := fn.Signature()
	return fn.Name() == "Context" && sig.Params().Len() == 0 && sig.Results().Len() == 1
}

// Releases reports whether a method of that name ends the send half of its
// receiver, if the receiver is, or leads to, a stream.
func Releases(name string) bool {
	switch name {
	case "Close", "CancelWrite", "CloseWrite", "Reset", "ResetWithError", "CloseNow":
		return true
	}
	return false
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
