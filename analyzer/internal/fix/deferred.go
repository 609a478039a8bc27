package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// deferred proposes a deferred Close behind the error check of the acquire.
func (a *attempt) deferred() (*proposal, string) {
	fn := a.v.Call.Parent()
	if a.v.InLoop || a.neverEnds() || strings.Contains(fn.Synthetic, "range-over-func") {
		return nil, ""
	}
	last := a.checked()
	if last == nil || !a.visible(a.stream, last.End()) || !a.works(&flow.Trial{Acquired: true}) {
		return nil, ""
	}
	return a.propose().after(last, a.deferClose(a.stream)), "close the stream with a deferred Close"
}

// neverEnds reports whether the function with the acquire may come to a loop without
// an end, where nothing refers to the stream any more: what it defers is not run then.
func (a *attempt) neverEnds() bool {
	return slices.ContainsFunc(a.v.Leaks, func(l flow.Leak) bool {
		return l.Kind == flow.Lost && l.Fn == a.v.Call.Parent()
	})
}

// checked returns the statement behind which the acquire is known to have
// succeeded: the check of its error, or the acquire itself if it has none.
func (a *attempt) checked() ast.Stmt {
	next := a.following(a.assign)
	if len(a.assign.Lhs) == 1 {
		return a.assign
	}
	id, ok := a.assign.Lhs[1].(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	err := a.Pass.TypesInfo.ObjectOf(id)
	isErr := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && a.Pass.TypesInfo.ObjectOf(id) == err
	}
	switch next := next.(type) {
	case *ast.IfStmt:
		cmp, ok := ast.Unparen(next.Cond).(*ast.BinaryExpr)
		if ok && cmp.Op == token.NEQ && isErr(cmp.X) && a.Pass.TypesInfo.Types[cmp.Y].IsNil() && next.Init == nil && next.Else == nil && a.terminates(next.Body.List) {
			return next
		}
	case *ast.ExprStmt:
		call, ok := next.X.(*ast.CallExpr)
		if fn := a.callee(call); ok && fn != nil && a.API.Known(fn).Role&quicapi.RequiresNil != 0 {
			for _, arg := range call.Args {
				if isErr(arg) {
					return next
				}
			}
		}
	}
	return nil
}

// following returns the statement after s in its list, or nil.
func (a *attempt) following(s ast.Stmt) ast.Stmt {
	list := a.list(s)
	for i, t := range list {
		if t == s && i+1 < len(list) {
			return list[i+1]
		}
	}
	return nil
}

// list returns the statements among which s stands, or nil.
func (a *attempt) list(s ast.Stmt) []ast.Stmt {
	path, _ := astutil.PathEnclosingInterval(a.file, s.Pos(), s.End())
	for i, n := range path {
		if n != s || i+1 == len(path) {
			continue
		}
		switch in := path[i+1].(type) {
		case *ast.BlockStmt:
			return in.List
		case *ast.CaseClause:
			return in.Body
		case *ast.CommClause:
			if in.Comm != s {
				return in.Body
			}
		}
	}
	return nil
}

// callee returns the function or method that a call names, or nil.
func (f *Fixer) callee(call *ast.CallExpr) *types.Func {
	if call == nil {
		return nil
	}
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		fn, _ := f.Pass.TypesInfo.Uses[fun].(*types.Func)
		return fn
	case *ast.SelectorExpr:
		fn, _ := f.Pass.TypesInfo.Uses[fun.Sel].(*types.Func)
		return fn
	}
	return nil
}

// inGoroutine proposes a deferred Close at the head of the one goroutine at
// whose end the stream is open.
func (a *attempt) inGoroutine() (*proposal, string) {
	fn := a.v.Leaks[0].Fn
	for _, l := range a.v.Leaks {
		if l.Kind != flow.EndOfGoroutine || l.Fn != fn {
			return nil, ""
		}
	}
	for _, s := range a.v.Leaks[0].Path {
		if s.Kind != flow.Start || s.Callee != fn {
			continue
		}
		body, v := a.enter(s.Instr.(ssa.CallInstruction), fn, a.stream)
		if v == nil || len(body.List) == 0 || !a.works(&flow.Trial{Before: map[ssa.Instruction]bool{fn.Blocks[0].Instrs[0]: true}}) {
			return nil, ""
		}
		return a.propose().head(body, a.deferClose(v)), "close the stream with a deferred Close in the goroutine"
	}
	return nil, ""
}

// enter returns the body of the function that a call enters, and the name
// that a variable of the caller has there. The function must be written in the
// same file, and the call the only use of it.
func (a *attempt) enter(call ssa.CallInstruction, fn *ssa.Function, v *types.Var) (*ast.BlockStmt, *types.Var) {
	var body *ast.BlockStmt
	var params *ast.FieldList
	switch syntax := fn.Syntax().(type) {
	case *ast.FuncLit:
		body, params = syntax.Body, syntax.Type.Params
	case *ast.FuncDecl:
		if !a.onlyUse(fn) {
			return nil, nil
		}
		body, params = syntax.Body, syntax.Type.Params
	}
	if body == nil || body.Pos() < a.file.FileStart || a.file.FileEnd <= body.Pos() {
		return nil, nil
	}
	if in := a.parameter(call, params, v); in != nil {
		v = in
	} else if _, ok := fn.Syntax().(*ast.FuncLit); !ok {
		return nil, nil
	}
	if !a.visible(v, body.Lbrace+1) {
		return nil, nil
	}
	return body, v
}

// parameter returns the parameter for which a call passes a variable, if it
// is never assigned to.
func (a *attempt) parameter(call ssa.CallInstruction, params *ast.FieldList, v *types.Var) *types.Var {
	at := call.Pos()
	path, _ := astutil.PathEnclosingInterval(a.file, at, at)
	for _, n := range path {
		var c *ast.CallExpr
		switch n := n.(type) {
		case *ast.GoStmt:
			c = n.Call
		case *ast.CallExpr:
			c = n
		default:
			continue
		}
		var names []*ast.Ident
		for _, field := range params.List {
			if _, variadic := field.Type.(*ast.Ellipsis); !variadic {
				names = append(names, field.Names...)
			}
		}
		for i, arg := range c.Args {
			id, ok := ast.Unparen(arg).(*ast.Ident)
			if !ok || a.Pass.TypesInfo.Uses[id] != v || i >= len(names) {
				continue
			}
			p, ok := a.Pass.TypesInfo.Defs[names[i]].(*types.Var)
			if ok && p.Name() != "_" && quicapi.IsSendHalf(p.Type()) && a.changes(p) == 0 {
				return p
			}
		}
		return nil
	}
	return nil
}

// onlyUse reports whether a function is called in one place and named nowhere
// else, now or by other packages.
func (a *attempt) onlyUse(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Exported() && a.Pass.Pkg.Name() != "main" || len(a.Found.Callers(fn)) != 1 {
		return false
	}
	uses := 0
	for _, used := range a.Pass.TypesInfo.Uses {
		f, ok := used.(*types.Func)
		if ok && (f.Origin() == obj || f.Name() == obj.Name() && f.Signature().Recv() != nil && types.IsInterface(f.Signature().Recv().Type())) {
			uses++
		}
	}
	return uses == 1
}
