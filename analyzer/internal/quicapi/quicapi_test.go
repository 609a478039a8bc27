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
	return method(pkg.Scope().Lookup("Conn").Type(), "OpenStream")
}

func TestRoleOf(t *testing.T) {
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
	for _, test := range []struct {
		fn   *types.Func
		want Role
	}{
		{requires("NoError"), RequiresNil | Uses},
		{requires("ErrorAsf"), RequiresAs | Uses},
		{requires("ErrorContains"), Uses},
		{function("New", failure), NonNil},
		{function("NewPeerError", failure), NonNil},
		{function("Wrap", failure), WrapsError},
		{function("New", types.Typ[types.String]), 0},
		{function("Validate", failure), 0},
	} {
		if got := RoleOf(test.fn); got != test.want {
			t.Errorf("%s: %b, want %b", test.fn, got, test.want)
		}
	}
}
