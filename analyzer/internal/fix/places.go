package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A mark is a Close at a place where it might help.
type mark struct {
	piece  *piece
	lparen token.Pos // in the text of the piece
	instr  ssa.Instruction
	depth  int // of the statements around it
	put    func(*proposal) *proposal
	what   string
}

// maxMarks bounds the places that are tried for a finding, for each of which
// the paths are followed a few times.
const maxMarks = 40

// places returns the places of the function with the acquire where the stream
// may be closed. A deferred Close, if it is one of them, comes first.
func (a *attempt) places() []*mark {
	body := bodyOf(a.v.Call.Parent())
	if body == nil {
		return nil
	}
	var marks []*mark
	add := func(depth int, what, text string, put func(p *proposal, text string) *proposal) {
		trial := put(a.propose(), what)
		if trial.bad || len(trial.edits) != 1 || len(marks) == maxMarks {
			return
		}
		e := trial.edits[0]
		at := strings.Index(string(e.NewText), ".Close(") + len(".Close")
		marks = append(marks, &mark{
			piece: &piece{TextEdit: e}, lparen: token.Pos(at), depth: depth, what: what,
			put: func(p *proposal) *proposal { return put(p, text) },
		})
	}
	name := a.stream.Name() + ".Close()"
	if last := a.checked(); last != nil && !a.v.InLoop && !a.neverEnds() && a.visible(a.stream, last.End()) {
		add(0, "defer "+name, a.deferClose(a.stream), func(p *proposal, text string) *proposal { return p.after(last, text) })
	}
	depth := 0
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil {
			depth--
			return true
		}
		if _, ok := n.(*ast.FuncLit); ok {
			return false
		}
		depth++
		list, isList := statements(n)
		if !isList {
			return true
		}
		for _, s := range list {
			if s.Pos() > a.assign.End() && a.mayPrecede(s) {
				add(depth, name, a.close(a.stream), func(p *proposal, text string) *proposal { return p.before(s, text) })
			}
		}
		if n.End() > a.assign.End() && !a.terminates(list) && a.visibleAtEnd(n) {
			add(depth, name, a.close(a.stream), func(p *proposal, text string) *proposal { return p.last(n, list, text) })
		}
		return true
	})
	return marks
}

// statements returns the list of statements of a clause, or of a block without
// clauses.
func statements(n ast.Node) ([]ast.Stmt, bool) {
	switch n := n.(type) {
	case *ast.BlockStmt:
		if len(n.List) > 0 {
			switch n.List[0].(type) {
			case *ast.CaseClause, *ast.CommClause:
				return nil, false
			}
		}
		return n.List, true
	case *ast.CaseClause:
		return n.Body, true
	case *ast.CommClause:
		return n.Body, true
	}
	return nil, false
}

// mayPrecede reports whether a Close may come before a statement: one that
// leaves the block, assigns to the variable, or may be the loop without an end where
// nothing refers to the stream any more.
func (a *attempt) mayPrecede(s ast.Stmt) bool {
	if !a.visible(a.stream, s.Pos()) {
		return false
	}
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return a.usable(place{stmt: s, owner: a.stream})
	case *ast.BranchStmt:
		return s.Tok != token.FALLTHROUGH
	case *ast.ForStmt:
		return s.Cond == nil && a.neverEnds()
	case *ast.AssignStmt:
		for _, e := range s.Lhs {
			if id, ok := e.(*ast.Ident); ok && s.Tok == token.ASSIGN && a.Pass.TypesInfo.Uses[id] == types.Object(a.stream) {
				return true
			}
		}
	}
	return false
}

func (a *attempt) visibleAtEnd(n ast.Node) bool {
	if b, ok := n.(*ast.BlockStmt); ok {
		return a.visible(a.stream, b.Rbrace)
	}
	return a.visible(a.stream, n.End())
}

// last adds a line at the end of a block or clause.
func (p *proposal) last(n ast.Node, list []ast.Stmt, text string) *proposal {
	if b, ok := n.(*ast.BlockStmt); ok {
		if len(list) == 0 {
			p.bad = true
		}
		return p.end(b, text)
	}
	if len(list) > 0 {
		return p.after(list[len(list)-1], text)
	}
	colon := n.(interface{ End() token.Pos }).End()
	before, rest := p.line(colon)
	if r := strings.TrimSpace(rest); r != "" && !strings.HasPrefix(r, "//") {
		p.bad = true
	}
	at := colon + token.Pos(len(rest))
	p.insert(at, at, p.newline+indent(before)+"\t"+text)
	return p
}
