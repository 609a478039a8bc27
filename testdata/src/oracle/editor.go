package oracle

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
)

// An editor puts the hook around what acquires streams.
type editor struct {
	fset   *token.FileSet
	file   *ast.File
	calls  map[ast.Expr]bool // expressions that are called
	edits  []edit
	hooked bool
}

type edit struct {
	offset, end int
	text        string
}

func (e *editor) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Body == nil {
			e.insert(n.End(), ` { panic("no body") }`)
		}
		if n.Name.Name == "_" && n.Recv == nil {
			e.replace(n.Name.Pos(), n.Name.End(), unblanked(e.fset, n))
		}
	case *ast.GoStmt:
		e.later(n.Call)
	case *ast.DeferStmt:
		e.later(n.Call)
	case *ast.CallExpr:
		e.calls[n.Fun] = true
		fun, ok := n.Fun.(*ast.SelectorExpr)
		switch {
		case !ok:
		case acquires(fun):
			e.around(n, "Stream")
		case isPackage(fun.X, "quic") && (fun.Sel.Name == "DialAddr" || fun.Sel.Name == "ListenAddr"):
			e.around(fun, fun.Sel.Name)
		}
	case *ast.SelectorExpr:
		switch {
		case e.calls[n] || !acquires(n) || expression(n):
		case n.Sel.Name == "OpenStream":
			e.around(n, "Opener")
		default:
			e.around(n, "Accepter")
		}
	}
	return true
}

// later makes a function literal of the call in a go or defer statement, so that
// the hook does not move the call to another time or goroutine.
func (e *editor) later(call *ast.CallExpr) {
	if fun, ok := call.Fun.(*ast.SelectorExpr); ok && acquires(fun) {
		e.insert(call.Pos(), "func() { ")
		e.insert(call.End(), " }()")
	}
}

func acquires(s *ast.SelectorExpr) bool {
	switch s.Sel.Name {
	case "AcceptStream", "OpenStream", "OpenStreamSync":
		return true
	}
	return false
}

// expression tells whether a selector is a method expression.
func expression(s *ast.SelectorExpr) bool {
	_, ok := s.X.(*ast.ParenExpr)
	return ok
}

func isPackage(x ast.Expr, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == name
}

func (e *editor) around(n ast.Node, hook string) {
	e.hooked = true
	e.insert(n.Pos(), "oraclehook."+hook+"(")
	e.edits = append([]edit{{e.offset(n.End()), e.offset(n.End()), ")"}}, e.edits...) // before the ends of what is around
}

func (e *editor) insert(at token.Pos, text string) { e.replace(at, at, text) }

func (e *editor) replace(from, to token.Pos, text string) {
	e.edits = append(e.edits, edit{e.offset(from), e.offset(to), text})
}

func (e *editor) offset(p token.Pos) int { return e.fset.Position(p).Offset }

func (e *editor) apply(text []byte) []byte {
	slices.SortStableFunc(e.edits, func(a, b edit) int { return cmp.Or(a.offset-b.offset, a.end-b.end) })
	var out []byte
	done := 0
	for _, edit := range e.edits {
		out = append(append(out, text[done:edit.offset]...), edit.text...)
		done = edit.end
	}
	return append(out, text[done:]...)
}
