package fix

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// terminates reports whether control never comes out at the end of a list of
// statements: by its last statement, as the Go specification has it under
// "Terminating statements", or by a call that never returns.
func (a *attempt) terminates(list []ast.Stmt) bool {
	return len(list) > 0 && a.terminating(list[len(list)-1], "")
}

func (a *attempt) terminating(s ast.Stmt, label string) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && a.noReturn(call)
	case *ast.BlockStmt:
		return a.terminates(s.List)
	case *ast.LabeledStmt:
		return a.terminating(s.Stmt, s.Label.Name)
	case *ast.IfStmt:
		return s.Else != nil && a.terminates(s.Body.List) && a.terminating(s.Else, "")
	case *ast.ForStmt:
		return s.Cond == nil && !breaks(s.Body, label, true)
	case *ast.SwitchStmt:
		return a.allTerminate(s.Body, label)
	case *ast.TypeSwitchStmt:
		return a.allTerminate(s.Body, label)
	case *ast.SelectStmt:
		return a.allTerminate(s.Body, label)
	}
	return false
}

// allTerminate reports whether control leaves no clause of a switch or select
// behind it, and none is missing.
func (a *attempt) allTerminate(body *ast.BlockStmt, label string) bool {
	complete := false
	for _, clause := range body.List {
		list, _ := statements(clause)
		if !a.terminates(list) || breaks(clause, label, true) {
			return false
		}
		switch c := clause.(type) {
		case *ast.CaseClause:
			complete = complete || c.List == nil
		case *ast.CommClause:
			complete = true
		}
	}
	return complete
}

// breaks reports whether a statement has a break that ends what is around it,
// with the given label. Without a label it ends that only directly.
func breaks(n ast.Node, label string, directly bool) (found bool) {
	ast.Inspect(n, func(in ast.Node) bool {
		switch in := in.(type) {
		case *ast.BranchStmt:
			found = found || in.Tok == token.BREAK && (in.Label == nil && directly || in.Label != nil && in.Label.Name == label)
		case *ast.FuncLit:
			return false
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			found = found || directly && n != in && breaks(in, label, false)
			return !directly || n == in
		}
		return true
	})
	return found
}

func (a *attempt) noReturn(call *ast.CallExpr) bool {
	if id, ok := call.Fun.(*ast.Ident); ok && a.Pass.TypesInfo.Uses[id] == types.Universe.Lookup("panic") {
		return true
	}
	fn := a.callee(call)
	return fn != nil && a.API.Known(fn).Role&quicapi.NoReturn != 0
}
