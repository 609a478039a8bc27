package finding

import (
	"bytes"
	"go/ast"
	"go/printer"
	"go/token"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
)

// A Source finds the syntax behind instructions.
type Source struct {
	fset  *token.FileSet
	files []*ast.File
}

// NewSource returns the source of a package.
func NewSource(fset *token.FileSet, files []*ast.File) *Source {
	return &Source{fset, files}
}

// path returns the syntax around a position, innermost first.
func (s *Source) path(pos, end token.Pos) []ast.Node {
	for _, f := range s.files {
		if f.FileStart <= pos && pos < f.FileEnd {
			path, _ := astutil.PathEnclosingInterval(f, pos, end)
			return path
		}
	}
	return nil
}

// Call returns the extent of a call: from the identifier that names the
// function to the closing parenthesis.
func (s *Source) Call(c ssa.CallInstruction) (pos, end token.Pos) {
	return s.extent(c.Common().Pos())
}

// extent returns the extent of what the position of an instruction stands for:
// a call as by Call, a statement that begins there, or a closing brace.
func (s *Source) extent(at token.Pos) (pos, end token.Pos) {
	for _, n := range s.path(at, at) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if n.Lparen == at {
				return callee(n).Pos(), n.End()
			}
		case *ast.ReturnStmt, *ast.GoStmt, *ast.DeferStmt:
			if n.Pos() == at {
				return at, n.End()
			}
		case *ast.BlockStmt:
			if n.Rbrace == at {
				return at, n.End()
			}
		}
	}
	return at, token.NoPos
}

// callee returns what names the function in a call, without its package or
// receiver.
func callee(call *ast.CallExpr) ast.Expr {
	fun := ast.Unparen(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		return sel.Sel
	}
	return fun
}

// Statement returns the extent of the assignment, send or composite literal
// element at a position.
func (s *Source) Statement(at token.Pos) (pos, end token.Pos) {
	for _, n := range s.path(at, at) {
		switch n := n.(type) {
		case *ast.KeyValueExpr, *ast.AssignStmt, *ast.SendStmt, *ast.CallExpr:
			return n.Pos(), n.End()
		}
	}
	return at, token.NoPos
}

func closingBrace(fn *ssa.Function) token.Pos {
	switch n := fn.Syntax().(type) {
	case *ast.FuncDecl:
		if n.Body != nil {
			return n.Body.Rbrace
		}
	case *ast.FuncLit:
		return n.Body.Rbrace
	}
	return fn.Pos()
}

// branchPos returns where a branch was decided.
func (s *Source) branchPos(step flow.Step) token.Pos {
	if e, _ := s.decision(step); e != nil {
		return e.Pos()
	}
	return step.Instr.(*ssa.If).Cond.Pos()
}

// tested returns the extent of the expression that a branch tests: of a switch
// with a tag, the one in the case clause.
func (s *Source) tested(step flow.Step) (pos, end token.Pos) {
	e, _ := s.decision(step)
	if b, ok := e.(*ast.BinaryExpr); ok && b.OpPos == b.Y.Pos() {
		e = b.Y
	}
	return e.Pos(), e.End()
}

// condition words what a branch assumes, or is empty if the source has no
// words for it.
func (s *Source) condition(step flow.Step) string {
	e, holds := s.decision(step)
	if e == nil {
		return ""
	}
	if !holds {
		e = negation(e)
	}
	return s.text(e)
}

// selected returns the clause of a select statement that a step took, or nil.
func (s *Source) selected(step flow.Step) *ast.CommClause {
	pos := step.Instr.Pos()
	for _, n := range s.path(pos, pos) {
		sel, ok := n.(*ast.SelectStmt)
		if !ok || sel.Pos() != pos {
			continue
		}
		i := 0
		for _, c := range sel.Body.List {
			switch c := c.(*ast.CommClause); {
			case c.Comm == nil && step.Case < 0 || c.Comm != nil && step.Case == i:
				return c
			case c.Comm != nil:
				i++
			}
		}
	}
	return nil
}

// decided words what a step of a path decided, and tells where it stands.
func (s *Source) decided(step flow.Step) (string, token.Pos) {
	switch step.Kind {
	case flow.Branch:
		return s.condition(step), s.branchPos(step)
	case flow.Selected:
		if c := s.selected(step); c != nil {
			return s.clause(c), c.Pos()
		}
	}
	return "", token.NoPos // a call, which the message names as such
}

// clause words the beginning of a clause of a select statement.
func (s *Source) clause(c *ast.CommClause) string {
	if c.Comm == nil {
		return "default"
	}
	return "case " + s.text(c.Comm)
}

// text returns the source of a node on one line, cut off if it is long.
func (s *Source) text(n ast.Node) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, s.fset, n); err != nil {
		return ""
	}
	text := strings.Join(strings.Fields(b.String()), " ")
	if len(text) > 60 {
		text = text[:57] + "..."
	}
	return text
}

// decision finds the expression that a branch tests, and whether it held.
func (s *Source) decision(step flow.Step) (ast.Expr, bool) {
	branch := step.Instr.(*ssa.If)
	pos := branch.Cond.Pos()
	if v, ok := branch.Cond.(*ssa.BinOp); ok && pos.IsValid() {
		for _, n := range s.path(pos, pos) {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if n.OpPos == pos {
					return n, step.Taken
				}
			case *ast.CaseClause:
				return s.caseOf(n, v, step.Taken)
			}
		}
	}
	if _, ok := branch.Cond.(*ssa.Call); ok && pos.IsValid() {
		for _, n := range s.path(pos, pos) {
			if call, ok := n.(*ast.CallExpr); ok && call.Lparen == pos {
				return call, step.Taken
			}
		}
	}
	return s.guard(branch, step.Taken)
}

// caseOf returns the comparison that a case clause stands for.
func (s *Source) caseOf(clause *ast.CaseClause, cmp *ssa.BinOp, taken bool) (ast.Expr, bool) {
	for _, n := range s.path(clause.Pos(), clause.End()) {
		sw, ok := n.(*ast.SwitchStmt)
		if !ok || sw.Tag == nil {
			continue
		}
		for _, e := range clause.List {
			if e.Pos() == cmp.Pos() {
				return &ast.BinaryExpr{X: sw.Tag, OpPos: e.Pos(), Op: token.EQL, Y: e}, taken
			}
		}
	}
	return nil, false
}

// guard finds the condition of the if or for statement around the code that a
// branch leads to.
func (s *Source) guard(branch *ssa.If, taken bool) (ast.Expr, bool) {
	for i, succ := range branch.Block().Succs {
		want := succ.Comment
		if want != "if.then" && want != "if.else" && want != "for.body" {
			continue
		}
		for _, instr := range succ.Instrs {
			if !instr.Pos().IsValid() {
				continue
			}
			for _, n := range s.path(instr.Pos(), instr.Pos()) {
				switch n := n.(type) {
				case *ast.FuncLit:
					if n.Pos() == instr.Pos() {
						continue
					}
					return nil, false
				case *ast.IfStmt:
					holds := (i == 0) == taken
					if want == "if.then" && n.Body.Pos() <= instr.Pos() && instr.Pos() < n.Body.End() {
						return simple(n.Cond, holds)
					}
					if want == "if.else" && n.Else != nil && n.Else.Pos() <= instr.Pos() {
						return simple(n.Cond, !holds)
					}
				case *ast.ForStmt:
					if want == "for.body" && n.Cond != nil {
						return simple(n.Cond, (i == 0) == taken)
					}
				}
			}
			break
		}
	}
	return nil, false
}

// simple returns a condition unless it is made of several, of which the
// branch may have decided any.
func simple(e ast.Expr, holds bool) (ast.Expr, bool) {
	if b, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && (b.Op == token.LAND || b.Op == token.LOR) {
		return nil, false
	}
	if not, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && not.Op == token.NOT {
		return not.X, !holds
	}
	return e, holds
}

var opposite = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LSS: token.GEQ, token.GEQ: token.LSS,
	token.GTR: token.LEQ, token.LEQ: token.GTR,
}

func negation(e ast.Expr) ast.Expr {
	if b, ok := e.(*ast.BinaryExpr); ok && opposite[b.Op] != 0 {
		return &ast.BinaryExpr{X: b.X, OpPos: b.OpPos, Op: opposite[b.Op], Y: b.Y}
	}
	if b, ok := e.(*ast.BinaryExpr); ok {
		e = &ast.ParenExpr{X: b}
	}
	return &ast.UnaryExpr{Op: token.NOT, X: e}
}
