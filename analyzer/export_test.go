package analyzer

import (
	"go/token"
	"go/types"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer/internal/outcome"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
	"github.com/streamclose/streamclose/internal/usage"
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

// A Cost is what the analysis of a package, or of a function, took of the
// processor.
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
// what part of it is due to each function of the slow ones.
func NewClosers(report func(Cost)) *analysis.Analyzer {
	opts := &options{closers: true}
	a := newAnalyzer(opts)
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		start := usage.Processor()
		result, err := run(pass)
		if err != nil {
			return nil, err
		}
		c := Cost{Name: pass.Pkg.Path(), Time: usage.Processor() - start, Inventory: result.(*Inventory), Fset: pass.Fset}
		if c.Time > slow {
			never, err := noReturn(pass)
			if err != nil {
				return nil, err
			}
			prog, fns := buildSSA(pass, never)
			start := usage.Processor()
			work := outcome.Judge(prog, fns, &quicapi.API{Closers: true}, facts{pass: pass}).Work()
			all, each := 0, usage.Processor()-start
			for _, n := range work {
				all += n
			}
			for fn, n := range work {
				report(Cost{Name: fn, Time: time.Duration(float64(each) * float64(n) / float64(max(all, 1)))})
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
