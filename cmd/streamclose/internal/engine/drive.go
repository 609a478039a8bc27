package engine

import (
	"fmt"
	"go/types"
	"os"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/guard"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

// Analyzers are three of the same: one for the packages whose findings are told, one
// that suggests no fixes with these, and one for the packages that are only imported.
type Analyzers struct {
	*analysis.Analyzer
	WithoutFixes *analysis.Analyzer
	Imported     *analysis.Analyzer
}

// A driver has an analyzer look at one package after the other, and keeps the
// facts. It does what the checker of go/analysis does with packages that are all
// there at once.
type driver struct {
	analyzers Analyzers

	mu      sync.RWMutex
	actions map[*packages.Package]*action
	facts   map[factKey]analysis.Fact
}

// An action is what came of the analysis of one package.
type action struct {
	diagnostics []analysis.Diagnostic
	verdicts    []report.Verdict
	err         error
	skipped     bool // because of the failure of another analysis
}

// A factKey is an object or a package, and the type of what is known of it.
type factKey struct {
	of  any
	typ reflect.Type
}

func newDriver(a Analyzers) *driver {
	return &driver{analyzers: a, actions: make(map[*packages.Package]*action), facts: make(map[factKey]analysis.Fact)}
}

// analyze runs an analyzer on one package, after those that it imports.
func (d *driver) analyze(pkg *packages.Package, told bool) {
	a := d.analyzers.Imported
	if told {
		a = d.analyzers.Analyzer
	}
	act := &action{skipped: len(a.FactTypes) > 0 && d.anyFailed(pkg.Imports)}
	if !act.skipped {
		act.verdicts = verdicts(pkg, d.run(a, pkg, act, make(map[*analysis.Analyzer]any)))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.actions[pkg] = act
}

func (d *driver) anyFailed(imports map[string]*packages.Package) bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for _, imported := range imports {
		if act := d.actions[imported]; act != nil && (act.err != nil || act.skipped) {
			return true
		}
	}
	return false
}

// run returns the result of an analyzer, after those that it requires.
func (d *driver) run(a *analysis.Analyzer, pkg *packages.Package, act *action, results map[*analysis.Analyzer]any) any {
	if result, ok := results[a]; ok {
		return result
	}
	pass := &analysis.Pass{
		Analyzer:     a,
		Fset:         pkg.Fset,
		Files:        pkg.Syntax,
		OtherFiles:   pkg.OtherFiles,
		IgnoredFiles: pkg.IgnoredFiles,
		Pkg:          pkg.Types,
		TypesInfo:    pkg.TypesInfo,
		TypesSizes:   pkg.TypesSizes,
		Module:       module(pkg.Module),
		ResultOf:     make(map[*analysis.Analyzer]any),
		ReadFile:     os.ReadFile,
		Report: func(found analysis.Diagnostic) {
			if a == d.analyzers.Analyzer || found.Category == guard.Category {
				act.diagnostics = append(act.diagnostics, found)
			}
		},

		ImportObjectFact:  func(obj types.Object, fact analysis.Fact) bool { return d.find(obj, fact) },
		ImportPackageFact: func(of *types.Package, fact analysis.Fact) bool { return d.find(of, fact) },
		ExportObjectFact:  func(obj types.Object, fact analysis.Fact) { d.keep(obj, obj.Pkg(), pkg.Types, fact) },
		ExportPackageFact: func(fact analysis.Fact) { d.keep(pkg.Types, pkg.Types, pkg.Types, fact) },
	}
	for _, required := range a.Requires {
		pass.ResultOf[required] = d.run(required, pkg, act, results)
		if act.err != nil {
			act.skipped = true
			return nil
		}
	}
	results[a], act.err = a.Run(pass)
	return results[a]
}

func (d *driver) find(of any, fact analysis.Fact) bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	known, ok := d.facts[factKey{of, reflect.TypeOf(fact)}]
	if ok {
		reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(known).Elem())
	}
	return ok
}

func (d *driver) keep(of any, owner, pkg *types.Package, fact analysis.Fact) {
	if owner != pkg {
		panic(fmt.Sprintf("a fact about %v, which is not of package %s", of, pkg.Path()))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.facts[factKey{of, reflect.TypeOf(fact)}] = fact
}

func module(m *packages.Module) *analysis.Module {
	if m == nil {
		return new(analysis.Module)
	}
	return &analysis.Module{Path: m.Path, Version: m.Version, GoVersion: m.GoVersion}
}
