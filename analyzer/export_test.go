package analyzer

import (
	"go/token"
	"go/types"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/outcome"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// With returns an analyzer with values for its flags.
func With(values map[string]string) (*analysis.Analyzer, error) {
	a := newAnalyzer(&options{})
	for name, value := range values {
		if err := a.Flags.Set(name, value); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// A Cost is what the analysis of a package, or of a function, took.
type Cost struct {
	Name string
	Time time.Duration
	*Inventory
	Fset *token.FileSet
}

// slow is the time from which on the functions of a package are looked at one
// by one.
const slow = 500 * time.Millisecond

// NewReceiving returns an analyzer that reports receive halves, too.
func NewReceiving(t testing.TB) *analysis.Analyzer {
	a := newAnalyzer(&options{})
	if err := a.Flags.Set("recv", "true"); err != nil {
		t.Fatal(err)
	}
	return a
}

// NewClosers returns an analyzer for which files and network connections of
// the standard library are streams. It reports the cost of every package, and
// of every function of the slow ones.
func NewClosers(report func(Cost)) *analysis.Analyzer {
	opts := &options{closers: true}
	a := newAnalyzer(opts)
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		start := time.Now()
		result, err := run(pass)
		if err != nil {
			return nil, err
		}
		c := Cost{Name: pass.Pkg.Path(), Time: time.Since(start), Inventory: result.(*Inventory), Fset: pass.Fset}
		if c.Time > slow {
			never, err := noReturn(pass, pass.Files)
			if err != nil {
				return nil, err
			}
			prog, fns := buildSSA(pass, never)
			for _, fn := range fns {
				start := time.Now()
				outcome.Judge(prog, []*ssa.Function{fn}, &quicapi.API{Closers: true}, facts{pass: pass})
				report(Cost{Name: fn.String(), Time: time.Since(start)})
			}
		}
		report(c)
		return result, nil
	}
	return a
}

// Prepare returns a function that runs the engine over a package, of which
// nothing else is known, and returns the steps it took.
func Prepare(pkg *packages.Package) (run func() int) {
	pass := &analysis.Pass{
		Fset: pkg.Fset, Files: pkg.Syntax, Pkg: pkg.Types, TypesInfo: pkg.TypesInfo,
		ImportObjectFact: func(types.Object, analysis.Fact) bool { return false },
	}
	prog, fns := buildSSA(pass, func(*types.Func) bool { return false })
	return func() int {
		return outcome.Judge(prog, fns, &quicapi.API{Lookalikes: true}, facts{pass: pass}).Steps()
	}
}
