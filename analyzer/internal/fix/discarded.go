package fix

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// discarded proposes to close a stream that is dropped by the statement which
// acquires it.
func (a *attempt) discarded() bool {
	call, ok := a.v.Call.(*ssa.Call)
	if !ok || call.Call.Signature().Results().Len() != 2 || !quicapi.IsSendHalf(call.Call.Signature().Results().At(0).Type()) {
		return false
	}
	const name = "stream"
	closing := name + ".Close()"
	if a.Blank {
		closing = "_ = " + closing
	}
	p := a.propose()
	switch s := a.statementOf(call.Pos()).(type) {
	case *ast.ExprStmt:
		p.insert(s.Pos(), s.Pos(), "if "+name+", err := ")
		p.block(s, "; err == nil {", closing)
	case *ast.AssignStmt:
		if len(s.Lhs) != 2 || !isBlank(s.Lhs[0]) {
			return false
		}
		if isBlank(s.Lhs[1]) {
			p.insert(s.Pos(), s.Rhs[0].Pos(), "if "+name+", err := ")
			p.block(s, "; err == nil {", closing)
			break
		}
		id, ok := s.Lhs[1].(*ast.Ident)
		if !ok || s.Tok != token.DEFINE || a.mentions(name) {
			return false
		}
		p.insert(s.Lhs[0].Pos(), s.Lhs[0].End(), name)
		if a.assign = s; a.checked() != nil {
			p.after(a.checked(), closing)
		} else {
			in := p.newline + indent(p.start(s))
			p.after(s, "if "+id.Name+" == nil {"+in+"\t"+closing+in+"}")
		}
	default:
		return false
	}
	if p.wellFormed() {
		a.found, a.message = p, "close the stream that is dropped"
	}
	return a.found != nil
}

// statementOf returns the statement that consists of a call and the assignment
// of its results, or nil.
func (a *attempt) statementOf(lparen token.Pos) ast.Stmt {
	path, _ := astutil.PathEnclosingInterval(a.file, lparen, lparen)
	for i, n := range path {
		if c, ok := n.(*ast.CallExpr); !ok || c.Lparen != lparen {
			continue
		}
		s, ok := path[i+1].(ast.Stmt)
		if !ok || a.list(s) == nil {
			return nil
		}
		return s
	}
	return nil
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// mentions reports whether a name occurs in the function with the acquire.
func (a *attempt) mentions(name string) (found bool) {
	fn := a.v.Call.Parent()
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	ast.Inspect(fn.Syntax(), func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}
