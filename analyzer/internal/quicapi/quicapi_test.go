package quicapi

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

func TestIsLibrary(t *testing.T) {
	api := &API{Extra: []string{"example.com/transport"}}
	for path, want := range map[string]bool{
		"github.com/quic-go/quic-go":                        true,
		"github.com/quic-go/quic-go/http3":                  true,
		"github.com/lucas-clemente/quic-go":                 true,
		"github.com/apernet/quic-go":                        true,
		"github.com/sagernet/quic-go":                       true,
		"github.com/sagernet/quic-go/ech":                   true,
		"github.com/metacubex/quic-go/http3":                true,
		"github.com/refraction-networking/uquic":            true,
		"github.com/Psiphon-Labs/quic-go":                   true,
		"github.com/quic-go/webtransport-go":                true,
		"github.com/okdaichi/webtransport-go":               true,
		"example.com/app/vendor/github.com/apernet/quic-go": true,
		"example.com/quic-go/v2":                            true,
		"example.com/transport":                             true,
		"example.com/transport/sub":                         false,
		"github.com/quic-go/quic-go/internal/wire":          false,
		"github.com/quic-go/quic-go/example/echo":           false,
		"golang.org/x/net/quic":                             false,
		"github.com/xtaci/smux":                             false,
	} {
		if got := api.IsLibrary(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// The generations and look-alikes of the API, each with a method OpenStream of
// type Conn.
const (
	structs = `
		type Code uint64
		type Stream struct{}
		func (*Stream) Close() error
		func (*Stream) CancelWrite(Code)
		type Conn struct{}
		func (*Conn) OpenStream() (*Stream, error)`
	interfaces = `
		type Code uint64
		type Stream interface { Close() error; CancelWrite(Code) }
		type Conn interface { OpenStream() (Stream, error) }`
	webtransport = `
		type Code uint32
		type Stream struct{}
		func (*Stream) Close() error
		func (*Stream) CancelWrite(Code)
		type Conn struct{}
		func (*Conn) OpenStream() (*Stream, error)`
	adapter = `
		type Stream interface { Close() error; Reset(uint32) }
		type Conn interface { OpenStream() (Stream, error); OpenUniStream() (Stream, error); AcceptUniStream() (Stream, error) }`
	smux = `
		type Stream struct{}
		func (*Stream) Close() error
		type Conn struct{}
		func (*Conn) OpenStream() (*Stream, error)`
	libp2p = `
		type Stream interface { Close() error; Reset() error; CloseWrite() error }
		type Conn interface { OpenStream() (Stream, error); AcceptStream() (Stream, error) }`
	noError = `
		type Stream struct{}
		func (*Stream) Close() error
		func (*Stream) CancelWrite(uint64)
		type Conn struct{}
		func (*Conn) OpenStream() *Stream`
)

func TestAcquire(t *testing.T) {
	const quicgo, mine = "github.com/quic-go/quic-go", "example.com/mine"
	for _, test := range []struct {
		name, path, source string
		api                API
		want               bool
	}{
		{"structs", quicgo, structs, API{}, true},
		{"interfaces", quicgo, interfaces, API{}, true},
		{"original path", "github.com/lucas-clemente/quic-go", interfaces, API{}, true},
		{"second copy in a fork", "github.com/sagernet/quic-go/ech", interfaces, API{}, true},
		{"webtransport", "github.com/quic-go/webtransport-go", webtransport, API{}, true},
		{"look-alike", mine, structs, API{Lookalikes: true}, true},
		{"look-alike, not asked for", mine, structs, API{}, false},
		{"adapter", mine, adapter, API{Lookalikes: true}, true},
		{"adapter, not asked for", mine, adapter, API{}, false},
		{"smux", "github.com/xtaci/smux", smux, API{Lookalikes: true}, false},
		{"smux, asked for", "github.com/xtaci/smux", smux, API{Extra: []string{"github.com/xtaci/smux"}}, true},
		{"libp2p", "github.com/libp2p/go-libp2p/core/network", libp2p, API{Lookalikes: true}, false},
		{"no error result", mine, noError, API{Lookalikes: true}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			result, got := test.api.Acquire(openStream(t, test.path, test.source))
			if got != test.want || result != 0 {
				t.Errorf("result %d, %v, want %v", result, got, test.want)
			}
		})
	}
}

// openStream returns the method OpenStream of the type Conn in a package.
func openStream(t *testing.T, path, source string) *types.Func {
	t.Helper()
	return Method(typeConn(t, path, source), "OpenStream")
}

// typeConn returns the type Conn of a package.
func typeConn(t *testing.T, path, source string) types.Type {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", "package quic\n"+source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: importer.Default()}
	pkg, err := config.Check(path, fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg.Scope().Lookup("Conn").Type()
}

func TestIsStreamError(t *testing.T) {
	const (
		coded     = "type Conn struct{}; type Code uint64; type StreamError struct { StreamID int64; ErrorCode Code; Remote bool }; func (*StreamError) Error() string"
		http2     = "type Conn struct{}; type StreamError struct { StreamID uint32; Code uint32; Cause error }; func (StreamError) Error() string"
		noError   = "type Conn struct{}; type StreamError struct { ErrorCode uint64 }"
		otherName = "type Conn struct{}; type ApplicationError struct { ErrorCode uint64 }; func (*ApplicationError) Error() string"
		otherType = "type Conn struct{}; type StreamError struct { ErrorCode string }; func (*StreamError) Error() string"
	)
	const quicgo, mine = "github.com/quic-go/quic-go", "example.com/mine"
	for _, test := range []struct {
		name, path, source, typ string
		lookalikes, want        bool
	}{
		{"quic-go", quicgo, coded, "StreamError", false, true},
		{"internal package", quicgo + "/internal/qerr", coded, "StreamError", false, true},
		{"look-alike", mine, coded, "StreamError", true, true},
		{"look-alike, not asked for", mine, coded, "StreamError", false, false},
		{"HTTP/2", "golang.org/x/net/http2", http2, "StreamError", true, false},
		{"no error", mine, noError, "StreamError", true, false},
		{"of the connection", quicgo, otherName, "ApplicationError", true, false},
		{"text", mine, otherType, "StreamError", true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			pkg := typeConn(t, test.path, test.source).(*types.Named).Obj().Pkg()
			api := &API{Lookalikes: test.lookalikes}
			if got := api.IsStreamError(types.NewPointer(pkg.Scope().Lookup(test.typ).Type())); got != test.want {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

func TestKnown(t *testing.T) {
	pkg := types.NewPackage("example.com/errs", "errs")
	function := func(name string, result types.Type) *types.Func {
		sig := types.NewSignatureType(nil, nil, nil, nil, types.NewTuple(types.NewVar(token.NoPos, pkg, "", result)), false)
		return types.NewFunc(token.NoPos, pkg, name, sig)
	}
	failure := types.Universe.Lookup("error").Type()
	require := types.NewPackage("github.com/stretchr/testify/require", "require")
	requires := func(name string) *types.Func {
		return types.NewFunc(token.NoPos, require, name, types.NewSignatureType(nil, nil, nil, nil, nil, false))
	}
	const source = "type Conn struct{}; func (*Conn) OpenStream(); func (*Conn) Write(); func (*Conn) Fatalf()"
	api := API{Table: make(Table)}
	if err := api.Table.Read("mine", "(example.com/mine.Conn).Write closes(recv)\nexample.com/errs.New* keeps"); err != nil {
		t.Fatal(err)
	}
	of := func(name string) *types.Func {
		return Method(typeConn(t, "example.com/mine", source), name)
	}
	for _, test := range []struct {
		fn   *types.Func
		want Known
	}{
		{requires("NoError"), Known{Role: RequiresNil, Uses: AllOperands}},
		{requires("ErrorAsf"), Known{Role: RequiresAs, Uses: AllOperands}},
		{requires("ErrorContains"), Known{Uses: AllOperands}},
		{function("Newf", types.Typ[types.String]), Known{Keeps: AllOperands}}, // by the table
		{function("Errorf", failure), Known{Role: NonNil}},
		{function("Wrap", failure), Known{Role: WrapsError}},
		{function("Errorf", types.Typ[types.String]), Known{}},
		{function("Validate", failure), Known{}},
		{of("Write"), Known{Closes: 1}}, // by the table, and not by its name
		{of("Fatalf"), Known{Role: NoReturn}},
		{of("OpenStream"), Known{}},
	} {
		if got := api.Known(test.fn); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.fn, got, test.want)
		}
	}
}
