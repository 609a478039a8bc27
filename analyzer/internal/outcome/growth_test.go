package outcome

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/streamclose/streamclose/analyzer/internal/directive"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
	"github.com/streamclose/streamclose/internal/usage"
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
	pkg, info, err := ssautil.BuildPackage(&types.Config{}, fset, types.NewPackage("p", "p"), []*ast.File{file}, ssa.InstantiateGenerics)
	if err != nil {
		t.Fatal(err)
	}
	var fns []*ssa.Function
	for _, d := range file.Decls {
		if d, ok := d.(*ast.FuncDecl); ok && d.Body != nil {
			fns = append(fns, pkg.Prog.FuncValue(info.Defs[d.Name].(*types.Func)))
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

// streams is a function that opens n streams, one after the other.
func streams(n int) string {
	var b strings.Builder
	b.WriteString("func f(conn *Conn) {\n")
	for i := range n {
		fmt.Fprintf(&b, "s%d, err%[1]d := conn.OpenStream()\nif err%[1]d != nil {\nreturn\n}\ns%[1]d.Close()\n", i)
	}
	return b.String() + "}\n"
}

// openStreams is a function that opens n streams, and closes them when it ends.
func openStreams(n int) string {
	return strings.ReplaceAll(streams(n), "}\ns", "}\ndefer s")
}

// functions is n functions with a stream each, as many packages have, too.
func functions(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "func f%d(conn *Conn) error {\ns, err := conn.OpenStream()\nif err != nil {\nreturn err\n}\ndefer s.Close()\n_, err = s.Write(nil)\nreturn err\n}\n", i)
	}
	return b.String()
}

// depth is a function that has its stream closed by a chain of n others.
func depth(n int) string {
	var b strings.Builder
	b.WriteString("func f(conn *Conn) {\ns, err := conn.OpenStream()\nif err != nil {\nreturn\n}\nf0(s)\n}\n")
	for i := range n {
		fmt.Fprintf(&b, "func f%d(s *Stream) {\nif cond(%[1]d) {\nuse(%[1]d)\n}\nf%[2]d(s)\n}\n", i, i+1)
	}
	fmt.Fprintf(&b, "func f%d(s *Stream) {\ns.Close()\n}\n", n)
	return b.String()
}

// entries is a chain of n functions, each of which enters the next one in twice as
// many states as it is entered in itself.
func entries(n int) string {
	var b strings.Builder
	b.WriteString("type flags struct {\n")
	for i := range n {
		fmt.Fprintf(&b, "b%d bool\n", i)
	}
	b.WriteString("}\nfunc f(conn *Conn) {\ns, err := conn.OpenStream()\nif err != nil {\nreturn\n}\nf0(s, &flags{})\n}\n")
	for i := range n {
		fmt.Fprintf(&b, "func f%d(s *Stream, g *flags) {\nif cond(%[1]d) {\ng.b%[1]d = true\n}\nf%[2]d(s, g)\n}\n", i, i+1)
	}
	fmt.Fprintf(&b, "func f%d(s *Stream, g *flags) {\ns.Close()\n}\n", n)
	return b.String()
}

// recursion is n functions that call one another in a circle, each of which
// may close the stream.
func recursion(n int) string {
	var b strings.Builder
	b.WriteString("func f(conn *Conn) {\ns, err := conn.OpenStream()\nif err != nil {\nreturn\n}\nf0(s)\n}\n")
	for i := range n {
		fmt.Fprintf(&b, "func f%d(s *Stream) {\nif cond(%[1]d) {\ns.Close()\nreturn\n}\nf%[2]d(s)\n}\n", i, (i+1)%n)
	}
	return b.String()
}

// methods is a wrapper with n methods, each of which calls the next one.
func methods(n int) string {
	var b strings.Builder
	b.WriteString("type wrapper struct{ s *Stream }\nfunc open(conn *Conn) *wrapper {\ns, err := conn.OpenStream()\nif err != nil {\nreturn nil\n}\nreturn &wrapper{s}\n}\n")
	for i := range n {
		fmt.Fprintf(&b, "func (w *wrapper) f%d() {\nif cond(%[1]d) {\nuse(%[1]d)\n}\nw.f%[2]d()\n}\n", i, i+1)
	}
	fmt.Fprintf(&b, "func (w *wrapper) f%d() {\nw.s.Close()\n}\n", n)
	return b.String() + "func f(conn *Conn) {\nif w := open(conn); w != nil {\nw.f0()\n}\n}\n"
}

// largest is up to which size growth is measured. go/ssa itself is not linear, which
// makes the larger sizes slow.
var largest = flag.Int("largest", 2_000, "the largest `size` in TestGrowth")

// The steps of the engine, and the memory that it takes on the way, grow with
// the size of the code as size to the power of an exponent.
func TestGrowth(t *testing.T) {
	for _, shape := range []struct {
		name  string
		of    func(n int) string
		sizes []int
		most  float64 // of the exponent
		over  bool    // too deep to be followed: the verdict is trusted
	}{
		{"branches", branches, []int{10, 100, 1_000, 10_000}, 1.1, false},
		{"functions", functions, []int{10, 100, 1_000, 10_000}, 1.1, false},
		{"depth", depth, []int{3, 6, 12}, 1.1, false},
		{"great depth", depth, []int{20, 200, 2_000, 20_000, 100_000}, 0.1, true},
		{"methods", methods, []int{3, 6, 12}, 1.1, false},
		{"entries", entries, []int{4, 8, 12}, 2.5, false},
		{"recursion", recursion, []int{3, 6, 12}, 1.1, false},
		{"great recursion", recursion, []int{20, 200, 2_000, 20_000, 100_000}, 0.1, true},
		{"streams", streams, []int{10, 100, 1_000, 10_000}, 1.1, false},
		// Each is open, and followed, to the end of the function.
		{"open streams", openStreams, []int{10, 50, 250}, 2, false},
	} {
		t.Run(shape.name, func(t *testing.T) {
			sizes := slices.DeleteFunc(shape.sizes, func(n int) bool { return n > *largest })
			var steps, bytes, times []float64
			for _, n := range sizes {
				fns := build(t, shape.of(n))
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				start := usage.Processor()
				found := judgeAll(fns)
				times = append(times, (usage.Processor() - start).Seconds())
				runtime.ReadMemStats(&after)
				for _, v := range found.Verdicts {
					if _, _, trusted := found.Trust(v); trusted != shape.over || len(v.Leaks) > 0 {
						t.Errorf("%d: trusted %t, want %t; leaks %v", n, trusted, shape.over, v.Leaks)
					}
				}
				steps = append(steps, float64(found.Steps()))
				bytes = append(bytes, float64(after.TotalAlloc-before.TotalAlloc))
				if len(found.Verdicts) == 0 {
					t.Fatalf("%d: no stream found", n)
				}
			}
			s, b := exponent(sizes, steps), exponent(sizes, bytes)
			t.Logf("%v: steps %.0f, exponent %.2f; memory %.0f, exponent %.2f; seconds %.3f", sizes, steps, s, bytes, b, times)
			if s > shape.most || b > max(shape.most, 1)+0.1 {
				t.Errorf("exponent %.2f of steps, %.2f of memory, want %.1f or less", s, b, shape.most)
			}
		})
	}
}

// A function with more to follow than the budget permits ends the analysis of
// itself, and of nothing else.
func TestBudget(t *testing.T) {
	loop := strings.NewReplacer("{\ns0,", "{\nfor {\ns0,", "s899.Close()\n", "s899.Close()\n}\n")
	fns := build(t, loop.Replace(streams(900))+strings.ReplaceAll(streams(1), "func f(", "func g("))
	found := judgeAll(fns)
	trusted := 0
	for i, v := range found.Verdicts {
		reason, _, isTrusted := found.Trust(v)
		switch last := i == len(found.Verdicts)-1; {
		case len(v.Leaks) > 0:
			t.Fatalf("stream %d leaks", i)
		case isTrusted && (last || i == 0 || reason != "budget"):
			t.Errorf("stream %d is trusted: %s", i, reason)
		case isTrusted:
			trusted++
		}
	}
	if trusted == 0 {
		t.Error("the budget is never exceeded")
	}
}

// exponent fits cost = c * size^e by least squares of the logarithms and
// returns e.
func exponent(sizes []int, costs []float64) float64 {
	n := float64(len(sizes))
	var x, y, xx, xy float64
	for i, size := range sizes {
		a, b := math.Log(float64(size)), math.Log(costs[i])
		x, y, xx, xy = x+a, y+b, xx+a*a, xy+a*b
	}
	return (n*xy - x*y) / (n*xx - x*x)
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
