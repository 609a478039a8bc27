package analyzer

import (
	"go/token"
	"go/types"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

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
		start := used()
		result, err := run(pass)
		if err != nil {
			return nil, err
		}
		c := Cost{Name: pass.Pkg.Path(), Time: used() - start, Inventory: result.(*Inventory), Fset: pass.Fset}
		if c.Time > slow {
			never, err := noReturn(pass)
			if err != nil {
				return nil, err
			}
			prog, fns := buildSSA(pass, never)
			start := used()
			work := outcome.Judge(prog, fns, &quicapi.API{Closers: true}, facts{pass: pass}).Work()
			all, each := 0, used()-start
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

// used returns the time of the processor that the process has had.
func used() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
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
