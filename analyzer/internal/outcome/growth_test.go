package outcome

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/streamclose/streamclose/analyzer/internal/directive"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// quic declares the shapes by which streams and connections are known.
const quic = `package p

type Stream struct{}

func (*Stream) Close() error
func (*Stream) CancelWrite(uint64)
func (*Stream) Write([]byte) (int, error)

type Conn struct{}

func (*Conn) OpenStream() (*Stream, error)

func cond(int) bool
func use(int)
`

type noFacts struct{}

func (noFacts) Summary(*types.Func) *Summary              { return nil }
func (noFacts) Owner(*types.TypeName) *Owner              { return nil }
func (noFacts) Declared(types.Object) *directive.Declared { return nil }

// build returns the SSA form of a package of the given functions.
func build(t testing.TB, functions string) []*ssa.Function {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", quic+functions, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{}, fset, types.NewPackage("p", "p"), []*ast.File{file}, ssa.InstantiateGenerics)
	if err != nil {
		t.Fatal(err)
	}
	var fns []*ssa.Function
	for _, d := range file.Decls {
		if d, ok := d.(*ast.FuncDecl); ok && d.Recv == nil && d.Body != nil {
			fns = append(fns, pkg.Func(d.Name.Name))
		}
	}
	return fns
}

func judgeAll(fns []*ssa.Function) *Findings {
	return Judge(fns[0].Prog, fns, &quicapi.API{Lookalikes: true}, noFacts{})
}

// branches is a function with n branches in a row, every other one on the
// error of a write.
func branches(n int) string {
	var b strings.Builder
	b.WriteString("func f(conn *Conn) error {\ns, err := conn.OpenStream()\nif err != nil {\nreturn err\n}\n")
	for i := range n {
		if i%2 == 0 {
			fmt.Fprintf(&b, "if _, err := s.Write(nil); err != nil {\nuse(%d)\n}\n", i)
		} else {
			fmt.Fprintf(&b, "if cond(%d) {\nuse(%d)\n}\n", i, i)
		}
	}
	b.WriteString("return s.Close()\n}\n")
	return b.String()
}

// Branches that do not touch the stream cost a constant each.
func TestGrowth(t *testing.T) {
	const most = 4 // visits for a branch, of two blocks
	for _, n := range []int{200, 2_000, 20_000} {
		found := judgeAll(build(t, branches(n)))
		if len(found.Verdicts) != 1 || len(found.Verdicts[0].Leaks) != 0 {
			t.Fatalf("%d branches: not one clean verdict: %+v", n, found.Verdicts)
		}
		if _, _, trusted := found.Trust(found.Verdicts[0]); trusted {
			t.Errorf("%d branches: trusted", n)
		}
		if got := found.Verdicts[0].Visits; got > most*n {
			t.Errorf("%d branches: %d visits, want %d or fewer", n, got, most*n)
		}
	}
}

func BenchmarkBranches(b *testing.B) {
	for _, n := range []int{200, 2_000, 20_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			fns := build(b, branches(n)) // go/ssa is not linear
			for b.Loop() {
				judgeAll(fns)
			}
		})
	}
}
