package analyzer_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// A mutant is a file in which one release was taken away, made conditional,
// or deferred too late. Its lines have the numbers that they had.
type mutant struct {
	pkg    *packages.Package
	file   int // index among the files of pkg
	source string
	name   string // of the operator, place and line that was changed
	// equivalent says why the mutant may be as clean as the original.
	equivalent string
	fn         *types.Func // that was changed
	// verdicts are those on the acquires of the function, and of those that
	// call it, after the change.
	verdicts []string
}

// mutator makes the mutants of one file.
type mutator struct {
	pkg   *packages.Package
	file  int
	src   string
	found []mutant
}

// mutants returns all mutants of a file, except of functions with findings.
func mutants(pkg *packages.Package, file int, src string, unclean func(*ast.FuncDecl) bool) []mutant {
	m := &mutator{pkg: pkg, file: file, src: src}
	for _, d := range pkg.Syntax[file].Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && !unclean(fn) {
			m.function(fn)
		}
	}
	return m.found
}

func (m *mutator) function(fn *ast.FuncDecl) {
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			m.list(fn, n.List)
		case *ast.CaseClause:
			m.list(fn, n.Body)
		case *ast.CommClause:
			m.list(fn, n.Body)
		case *ast.CallExpr:
			if m.releases(n) && !m.isStatement(fn, n) {
				m.replace("delete", fn, n, n, "error(nil)")
			}
		}
		return true
	})
}

// list mutates the statements of a list.
func (m *mutator) list(fn *ast.FuncDecl, list []ast.Stmt) {
	for i, s := range list {
		call := m.statement(s)
		if call == nil {
			continue
		}
		m.replace("delete", fn, call, s, "")
		m.replace("if unknown", fn, call, s, "if mutated { "+m.text(s)+" }")
		if _, ok := s.(*ast.DeferStmt); ok && i+2 < len(list) && mayReturn(list[i+1]) {
			m.swap(fn, call, s, list[i+1])
		}
	}
}

// statement returns the release that a statement is, or defers.
func (m *mutator) statement(s ast.Stmt) *ast.CallExpr {
	var call *ast.CallExpr
	switch s := s.(type) {
	case *ast.ExprStmt:
		call, _ = s.X.(*ast.CallExpr)
	case *ast.GoStmt:
		call = s.Call
	case *ast.DeferStmt:
		call = s.Call
		if lit, ok := call.Fun.(*ast.FuncLit); ok {
			var inside *ast.CallExpr
			acquires := false // and would go with the release
			ast.Inspect(lit, func(n ast.Node) bool {
				if c, ok := n.(*ast.CallExpr); ok {
					if inside == nil && m.releases(c) {
						inside = c
					}
					if fn := typeutil.StaticCallee(m.pkg.TypesInfo, c); fn != nil {
						_, is := new(quicapi.API).Acquire(fn)
						acquires = acquires || is
					}
				}
				return true
			})
			if acquires {
				return nil
			}
			return inside
		}
	}
	if call == nil || !m.releases(call) {
		return nil
	}
	return call
}

func (m *mutator) isStatement(fn *ast.FuncDecl, call *ast.CallExpr) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ExprStmt:
			found = found || n.X == call
		case *ast.DeferStmt:
			found = found || n.Call == call
		case *ast.GoStmt:
			found = found || n.Call == call
		}
		return !found
	})
	return found
}

// releases reports whether a call is one of Close or CancelWrite.
func (m *mutator) releases(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || m.pkg.TypesInfo.Selections[sel] == nil {
		return false
	}
	if t := m.pkg.TypesInfo.TypeOf(sel.X); fromStandard(t) || !new(quicapi.API).FitsStream(t) || quicapi.IsConnection(t) {
		return false
	}
	sig, _ := m.pkg.TypesInfo.TypeOf(sel).(*types.Signature)
	return sig != nil && (sel.Sel.Name == "Close" && sig.Params().Len() == 0 && sig.Results().Len() == 1 ||
		sel.Sel.Name == "CancelWrite" && sig.Params().Len() == 1)
}

// fromStandard reports whether a type is one of the standard library that
// cannot hold a stream: a file, a connection.
func fromStandard(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() != "io" && quicapi.IsStandard(n.Obj().Pkg().Path())
}

func mayReturn(s ast.Stmt) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ReturnStmt:
			found = true
		case *ast.FuncLit:
			return false
		}
		return !found
	})
	return found
}

func (m *mutator) offset(p token.Pos) int { return m.pkg.Fset.Position(p).Offset }

func (m *mutator) text(n ast.Node) string { return m.src[m.offset(n.Pos()):m.offset(n.End())] }

func (m *mutator) replace(operator string, fn *ast.FuncDecl, call *ast.CallExpr, n ast.Node, text string) {
	lines := strings.Count(m.text(n), "\n") - strings.Count(text, "\n")
	m.add(operator, fn, call, m.src[:m.offset(n.Pos())]+text+strings.Repeat("\n", lines)+m.src[m.offset(n.End()):])
}

// swap exchanges two statements that follow each other.
func (m *mutator) swap(fn *ast.FuncDecl, call *ast.CallExpr, first, second ast.Stmt) {
	between := m.src[m.offset(first.End()):m.offset(second.Pos())]
	m.add("swap with next", fn, call, m.src[:m.offset(first.Pos())]+m.text(second)+between+m.text(first)+m.src[m.offset(second.End()):])
}

func (m *mutator) add(operator string, fn *ast.FuncDecl, call *ast.CallExpr, source string) {
	at := m.pkg.Fset.Position(call.Pos())
	m.found = append(m.found, mutant{
		pkg: m.pkg, file: m.file,
		source:     source + "\nvar mutated bool\n",
		name:       fmt.Sprintf("%s/%s: %s: %s: %s", filepath.Base(filepath.Dir(at.Filename)), filepath.Base(at.Filename), fn.Name.Name, operator, m.text(call)),
		equivalent: m.equivalent(fn, call),
		fn:         m.pkg.TypesInfo.Defs[fn.Name].(*types.Func),
	})
}

// equivalent tells by the text of a function why it needs no release there.
func (m *mutator) equivalent(fn *ast.FuncDecl, call *ast.CallExpr) (reason string) {
	of := m.receiver(call)
	if fn.Name.Name == "main" && m.pkg.Name == "main" {
		return "the process ends with the function"
	}
	if of == nil {
		return ""
	}
	var path []ast.Node
	lists := make(map[ast.Node]int) // blocks around the call
	ast.PreorderStack(fn, nil, func(n ast.Node, stack []ast.Node) bool {
		if n == call {
			path = append(path, stack...)
		}
		return true
	})
	for i, n := range path {
		lists[n] = i
	}
	ast.PreorderStack(fn, nil, func(n ast.Node, stack []ast.Node) bool {
		other, ok := n.(*ast.CallExpr)
		if ok && m.endsConnection(other) && len(stack) > 1 && other.Pos() < call.Pos() {
			if _, around := lists[stack[len(stack)-2]]; around && isDefer(stack[len(stack)-1]) {
				reason = "a deferred call closes the connection"
			}
		}
		if !ok || other == call || !m.releases(other) || m.receiver(other) != of || len(stack) < 2 {
			return true
		}
		block := stack[len(stack)-2]
		switch s := stack[len(stack)-1].(type) {
		case *ast.DeferStmt:
			if _, around := lists[block]; around && s.Pos() < call.Pos() {
				reason = "the same is deferred before"
			}
		case *ast.ExprStmt:
			if len(path) > 1 && block == path[len(path)-2] {
				reason = "the same is released beside it"
			}
		}
		return true
	})
	return reason
}

func isDefer(n ast.Node) bool {
	_, ok := n.(*ast.DeferStmt)
	return ok
}

func (m *mutator) endsConnection(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "CloseWithError"
}

// receiver returns the variable that a release is called on.
func (m *mutator) receiver(call *ast.CallExpr) types.Object {
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		if id, ok := sel.X.(*ast.Ident); ok {
			return m.pkg.TypesInfo.Uses[id]
		}
	}
	return nil
}
