package fix

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// read gets the text of the file.
func (a *attempt) read() error {
	content, err := a.Pass.ReadFile(a.Pass.Fset.PositionFor(a.file.Package, false).Filename)
	a.content, a.newline = content, "\n"
	if bytes.Contains(content, []byte("\r\n")) {
		a.newline = "\r\n"
	}
	return err
}

// close returns the statement that closes a stream.
func (a *attempt) close(v *types.Var) string {
	if a.Blank && a.hasError(v) {
		return "_ = " + v.Name() + ".Close()"
	}
	return v.Name() + ".Close()"
}

// deferClose returns the statement that closes a stream at the end of a
// function.
func (a *attempt) deferClose(v *types.Var) string {
	if a.Blank && a.hasError(v) {
		return "defer func() { _ = " + v.Name() + ".Close() }()"
	}
	return "defer " + v.Name() + ".Close()"
}

func (a *attempt) hasError(v *types.Var) bool {
	obj, _, _ := types.LookupFieldOrMethod(v.Type(), true, a.Pass.Pkg, "Close")
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Results().Len() > 0
}

// A proposal is a change of the file.
type proposal struct {
	*attempt
	edits []analysis.TextEdit
	bad   bool // a statement shares its line with others
}

func (a *attempt) propose() *proposal { return &proposal{attempt: a} }

func (p *proposal) offset(pos token.Pos) int { return p.Pass.Fset.File(p.file.FileStart).Offset(pos) }

// line returns the text of a line up to a position, and from there on.
func (p *proposal) line(pos token.Pos) (before, after string) {
	at := p.offset(pos)
	if at > len(p.content) {
		p.bad = true
		return "", ""
	}
	start := bytes.LastIndexByte(p.content[:at], '\n') + 1
	end := bytes.IndexByte(p.content[at:], '\n')
	if end < 0 {
		end = len(p.content) - at
	}
	return string(p.content[start:at]), strings.TrimSuffix(string(p.content[at:at+end]), "\r")
}

func indent(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }

func (p *proposal) insert(pos, end token.Pos, text string) {
	p.edits = append(p.edits, analysis.TextEdit{Pos: pos, End: end, NewText: []byte(text)})
}

// after adds a line behind a statement.
func (p *proposal) after(s ast.Stmt, text string) *proposal {
	first, _ := p.line(s.Pos())
	_, rest := p.line(s.End())
	if r := strings.TrimSpace(rest); r != "" && !strings.HasPrefix(r, "//") {
		p.bad = true
	}
	at := s.End() + token.Pos(len(rest))
	p.insert(at, at, p.newline+indent(first)+text)
	return p
}

// before adds a line in front of a statement.
func (p *proposal) before(s ast.Stmt, text string) *proposal {
	first, _ := p.line(s.Pos())
	if strings.TrimSpace(first) != "" {
		p.bad = true
	}
	p.insert(s.Pos(), s.Pos(), text+p.newline+indent(first))
	return p
}

// end adds a line at the end of a block.
func (p *proposal) end(b *ast.BlockStmt, text string) *proposal {
	first, _ := p.line(b.Rbrace)
	if strings.TrimSpace(first) != "" {
		p.bad = true
	}
	at := b.Rbrace - token.Pos(len(first))
	p.insert(at, at, first+"\t"+text+p.newline)
	return p
}

// head adds a line at the beginning of a block, which is broken over lines if
// it stands on one.
func (p *proposal) head(b *ast.BlockStmt, text string) *proposal {
	first, rest := p.line(b.Lbrace + 1)
	in := indent(first)
	stmts := b.List
	if p.Pass.Fset.Position(b.Lbrace).Line != p.Pass.Fset.Position(b.Rbrace).Line {
		if r := strings.TrimSpace(rest); r != "" && !strings.HasPrefix(r, "//") {
			p.bad = true
		}
		at := b.Lbrace + 1 + token.Pos(len(rest))
		p.insert(at, at, p.newline+in+"\t"+text)
		return p
	}
	p.insert(b.Lbrace+1, stmts[0].Pos(), p.newline+in+"\t"+text+p.newline+in+"\t")
	p.insert(stmts[len(stmts)-1].End(), b.Rbrace, p.newline+in)
	return p
}

// wellFormed reports whether the file can be read after the change, and is
// formatted if it was before.
func (p *proposal) wellFormed() bool {
	if p.bad {
		return false
	}
	slices.SortFunc(p.edits, func(x, y analysis.TextEdit) int { return int(x.Pos - y.Pos) })
	var changed []byte
	done := 0
	for _, e := range p.edits {
		start, end := p.offset(e.Pos), p.offset(e.End)
		if start < done || end > len(p.content) {
			return false
		}
		changed = append(append(changed, p.content[done:start]...), e.NewText...)
		done = end
	}
	changed = append(changed, p.content[done:]...)
	formatted, err := format.Source(changed)
	if err != nil {
		return false
	}
	was, err := format.Source(p.content)
	return err == nil && (bytes.Equal(formatted, changed) || !bytes.Equal(was, p.content))
}
