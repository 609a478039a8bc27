package random

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/directive"
	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/outcome"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// An Answer is what the analyzer says of one site.
type Answer struct {
	Leak      bool
	Witness   string // where the leak shows
	Exhausted bool   // the budget ran out
	// Transfers say who else may have the stream, if anybody.
	Transfers []flow.TransferKind
}

// Judge asks the analyzer about each site of a program.
func (p *Package) Judge() (map[int]Answer, []*outcome.Failure) {
	prog := ssa.NewProgram(p.fset, ssa.InstantiateGenerics)
	prog.SetNoReturn(p.noReturn())
	created := make(map[*types.Package]bool)
	var create func(list []*types.Package)
	create = func(list []*types.Package) {
		for _, pkg := range list {
			if !created[pkg] {
				created[pkg] = true
				prog.CreatePackage(pkg, nil, nil, true)
				create(pkg.Imports())
			}
		}
	}
	create(p.types.Imports())
	pkg := prog.CreatePackage(p.types, []*ast.File{p.file}, p.info, false)
	pkg.Build()
	var fns []*ssa.Function
	for _, decl := range p.file.Decls {
		if decl, ok := decl.(*ast.FuncDecl); ok {
			fns = append(fns, prog.FuncValue(p.info.Defs[decl.Name].(*types.Func)))
		}
	}
	found := outcome.Judge(prog, append(fns, pkg.Func("init")), &quicapi.API{Lookalikes: true}, noFacts{})
	sites := p.sites()
	answers := make(map[int]Answer)
	for _, v := range found.Verdicts {
		a := Answer{Leak: len(v.Leaks) > 0}
		if a.Leak {
			l := v.Leaks[0]
			a.Witness = fmt.Sprintf("kind %d in %s, line %d", l.Kind, l.Fn.Name(), p.fset.Position(l.At.Pos()).Line)
		}
		for _, t := range v.Transfers {
			a.Exhausted = a.Exhausted || t.Kind == flow.Exhausted
			a.Transfers = append(a.Transfers, t.Kind)
		}
		line := p.fset.Position(v.Call.Common().Pos()).Line
		if n, ok := sites[line]; ok {
			answers[n] = a
		}
	}
	return answers, found.Failures
}

// noReturn asks ctrlflow which functions never return. Of the stubs, which have
// no bodies, it learns that from a fact.
func (p *Package) noReturn() func(*types.Func) bool {
	files := []*ast.File{p.file}
	result, err := ctrlflow.Analyzer.Run(&analysis.Pass{
		Fset: p.fset, Files: files, Pkg: p.types, TypesInfo: p.info,
		ResultOf:         map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(files)},
		ImportObjectFact: func(obj types.Object, _ analysis.Fact) bool { return isExit(obj) },
		ExportObjectFact: func(types.Object, analysis.Fact) {},
	})
	if err != nil {
		return func(f *types.Func) bool { return isExit(f) }
	}
	return result.(*ctrlflow.CFGs).NoReturn
}

func isExit(obj types.Object) bool {
	return obj.Name() == "Exit" && obj.Pkg() != nil && obj.Pkg().Path() == "os"
}

// noFacts knows nothing of other packages.
type noFacts struct{}

func (noFacts) Summary(*types.Func) *outcome.Summary      { return nil }
func (noFacts) Owner(*types.TypeName) *outcome.Owner      { return nil }
func (noFacts) Declared(types.Object) *directive.Declared { return nil }
