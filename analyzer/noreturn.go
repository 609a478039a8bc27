package analyzer

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// neverReturns is the fact about a function that it ends the process, the
// goroutine or the test, or panics, in every case.
type neverReturns struct{}

func (*neverReturns) AFact()         {}
func (*neverReturns) String() string { return "never returns" }

// noReturn finds the functions of the package that never return, makes them
// known to the packages that import it, and returns a predicate for them and
// for those of other packages.
//
// It has ctrlflow look at the functions in doubt only. To require ctrlflow would
// be to build a control-flow graph of every function there is, which costs more
// than all the rest in a program without streams.
func noReturn(pass *analysis.Pass) (func(*types.Func) bool, error) {
	known := func(fn types.Object) bool {
		return pass.ImportObjectFact(fn, new(neverReturns)) || inTable(fn)
	}
	own := func(*types.Func) bool { return false }
	if files := doubtful(pass); files != nil {
		in := *pass
		in.Files = files
		in.ResultOf = map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(files)}
		in.ImportObjectFact = func(obj types.Object, _ analysis.Fact) bool { return known(obj) }
		in.ExportObjectFact = func(obj types.Object, _ analysis.Fact) {
			if obj.Exported() { // others cannot call it
				pass.ExportObjectFact(obj, new(neverReturns))
			}
		}
		result, err := ctrlflow.Analyzer.Run(&in)
		if err != nil {
			return nil, err
		}
		own = result.(*ctrlflow.CFGs).NoReturn
	}
	return func(fn *types.Func) bool { return own(fn) || fn.Pkg() != pass.Pkg && known(fn) }, nil
}

// inTable reports whether a function of the standard library is known not to
// return without a fact: Bazel's nogo has none about the standard library.
func inTable(obj types.Object) bool {
	fn, ok := obj.(*types.Func)
	return ok && fn.Pkg() != nil && quicapi.IsStandard(fn.Pkg().Path()) && new(quicapi.API).Known(fn).Role&quicapi.NoReturn != 0
}

// A glance looks at the statements of a function from the first one on, until
// it is sure that the function returns, or in doubt.
type glance struct {
	// comesBack reports whether a call is sure to be taken for one that can
	// return.
	comesBack func(*ast.CallExpr) bool
}

// doubtful returns the functions of the package that are not seen to return at a
// glance, each as a file. Most are.
func doubtful(pass *analysis.Pass) []*ast.File {
	g := glance{func(call *ast.CallExpr) bool {
		if calledName(call) == "panic" {
			return false
		}
		fn := typeutil.StaticCallee(pass.TypesInfo, call)
		return fn == nil || fn.Pkg() != pass.Pkg && !pass.ImportObjectFact(fn, new(neverReturns))
	}}
	var files []*ast.File
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && g.doubts(fn) {
				// By itself, since the inspector takes as much memory as there is
				// between the first and the last declaration of a file.
				files = append(files, &ast.File{Package: fn.Pos(), Name: f.Name, Decls: []ast.Decl{fn}})
			}
		}
	}
	return files
}

func (g glance) doubts(fn *ast.FuncDecl) bool {
	return isSpecial(fn.Name.Name) || fn.Body != nil && g.list(fn.Body.List) == doubt
}

// isSpecial reports whether ctrlflow may know a function by its name, whatever
// it looks like.
func isSpecial(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"exit", "fatal", "goexit", "panic"}, func(special string) bool {
		return strings.HasPrefix(name, special)
	})
}

// An ending is how statements that are reached can end.
type ending uint8

const (
	doubt   ending = iota // nothing is known
	passes                // in the statement after them, or at the end of the function
	returns               // in a return from the function
)

func (g glance) list(list []ast.Stmt) ending {
	for _, s := range list {
		if e := g.stmt(s); e != passes {
			return e
		}
	}
	return passes
}

func (g glance) stmt(s ast.Stmt) ending {
	switch s := s.(type) {
	case nil:
		return passes
	case *ast.ReturnStmt, *ast.DeferStmt: // the deferred function may recover
		return returns
	case *ast.BranchStmt, *ast.BadStmt:
		return doubt
	case *ast.ExprStmt:
		if call, ok := s.X.(*ast.CallExpr); ok && !g.comesBack(call) {
			return doubt
		}
	case *ast.BlockStmt:
		return g.list(s.List)
	case *ast.LabeledStmt:
		return g.stmt(s.Stmt)
	case *ast.IfStmt:
		return g.after(s.Init, s.Else != nil, s.Body, s.Else)
	case *ast.SwitchStmt:
		return g.after(s.Init, hasDefault(s.Body), s.Body.List...)
	case *ast.TypeSwitchStmt:
		return g.after(s.Init, hasDefault(s.Body), s.Body.List...)
	case *ast.CaseClause:
		return g.list(s.Body)
	case *ast.SelectStmt:
		return g.after(nil, true, s.Body.List...)
	case *ast.CommClause:
		return g.list(s.Body)
	case *ast.RangeStmt:
		return g.after(nil, false, s.Body)
	case *ast.ForStmt:
		if e := g.after(s.Init, false, s.Body); e == returns || s.Cond != nil {
			return e
		}
		return doubt
	}
	return passes
}

// after looks at branches after a first statement: at all that there are, or at
// some that may be passed by.
func (g glance) after(first ast.Stmt, all bool, branches ...ast.Stmt) ending {
	if e := g.stmt(first); e != passes {
		return e
	}
	together := passes
	if all {
		together = doubt
	}
	for _, b := range branches {
		together = max(together, g.stmt(b))
	}
	return together
}

func hasDefault(body *ast.BlockStmt) bool {
	return slices.ContainsFunc(body.List, func(s ast.Stmt) bool { return s.(*ast.CaseClause).List == nil })
}

// calledName is the name of the function that is called; empty if the call does
// not name one.
func calledName(call *ast.CallExpr) string {
	fun := ast.Unparen(call.Fun)
	switch index := fun.(type) {
	case *ast.IndexExpr:
		fun = ast.Unparen(index.X)
	case *ast.IndexListExpr:
		fun = ast.Unparen(index.X)
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	}
	return ""
}
