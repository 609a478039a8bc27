package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
)

// moved proposes to move a deferred Close that comes too late up behind the
// error check.
func (a *attempt) moved() (*proposal, string) {
	if a.v.InLoop || a.neverEnds() {
		return nil, ""
	}
	last := a.checked()
	late := a.lateDefer(last)
	if late == nil || !a.visible(a.stream, last.End()) {
		return nil, ""
	}
	t := &flow.Trial{Acquired: true, Without: make(map[ssa.Instruction]bool)}
	for _, b := range a.v.Call.Parent().Blocks {
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok && d.Pos() == late.Defer {
				t.Without[d] = true
			}
		}
	}
	if len(t.Without) == 0 || !a.works(t) {
		return nil, ""
	}
	p := a.propose()
	_, text := p.line(late.Pos())
	if a.lines(late) > 1 {
		text = string(a.content[a.offset(late.Pos()):a.offset(late.End())])
	}
	return p.after(last, text).remove(late), "move the deferred Close up behind the error check"
}

// lateDefer returns the first deferred call among the statements behind last,
// if that is a Close of the stream.
func (a *attempt) lateDefer(last ast.Stmt) *ast.DeferStmt {
	if last == nil {
		return nil
	}
	for _, s := range a.list(last) {
		if s.Pos() <= last.Pos() {
			continue
		}
		if d, ok := s.(*ast.DeferStmt); ok {
			if a.closes(d) {
				return d
			}
			return nil
		}
		if hasDefer(s) {
			return nil // to go before it would change the order of the calls
		}
	}
	return nil
}

func hasDefer(s ast.Stmt) (found bool) {
	ast.Inspect(s, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			found = true
		}
		return true
	})
	return found
}

// closes reports whether a deferred call does nothing but close the stream.
func (a *attempt) closes(d *ast.DeferStmt) bool {
	call := d.Call
	if lit, ok := call.Fun.(*ast.FuncLit); ok {
		if len(lit.Body.List) != 1 || len(call.Args) > 0 {
			return false
		}
		switch s := lit.Body.List[0].(type) {
		case *ast.ExprStmt:
			call, _ = s.X.(*ast.CallExpr)
		case *ast.AssignStmt:
			if id, ok := s.Lhs[0].(*ast.Ident); !ok || id.Name != "_" || len(s.Rhs) != 1 {
				return false
			}
			call, _ = s.Rhs[0].(*ast.CallExpr)
		default:
			return false
		}
	}
	if call == nil {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Close" {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && a.Pass.TypesInfo.Uses[id] == types.Object(a.stream)
}

// remove takes away a statement that has lines of its own, with the comment
// behind it, and the blank line before it where one would be left over.
func (p *proposal) remove(s ast.Stmt) *proposal {
	before, _ := p.line(s.Pos())
	_, after := p.line(s.End())
	if comment := strings.TrimSpace(after); strings.TrimSpace(before) != "" || comment != "" && (p.lines(s) > 1 || !strings.HasPrefix(comment, "//")) {
		p.bad = true
	}
	start := s.Pos() - token.Pos(len(before)+len(p.newline))
	end := s.End() + token.Pos(len(after))
	if p.bad || p.offset(start) <= 0 || p.offset(end)+len(p.newline) > len(p.content) {
		p.bad = true
		return p
	}
	above, _ := p.line(start)
	_, below := p.line(end + token.Pos(len(p.newline)))
	if strings.HasPrefix(strings.TrimSpace(above), "//") {
		p.bad = true // what is said there is about the statement
	}
	if next := strings.TrimSpace(below); strings.TrimSpace(above) == "" && (next == "" || strings.HasPrefix(next, "}")) {
		start -= token.Pos(len(above) + len(p.newline))
	}
	p.insert(start, end, "")
	return p
}
