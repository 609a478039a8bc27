package fix

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// text returns the content of a file.
func (f *Fixer) text(file *ast.File) ([]byte, error) {
	name := f.Pass.Fset.File(file.FileStart).Name()
	if f.Pass.ReadFile == nil { // as in Bazel's nogo
		return os.ReadFile(name)
	}
	return f.Pass.ReadFile(name)
}

// read gets the text of the file.
func (a *attempt) read() (err error) {
	a.content, err = a.text(a.file)
	a.newline = "\n"
	if bytes.Contains(a.content, []byte("\r\n")) {
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

func (a *attempt) offset(pos token.Pos) int { return a.Pass.Fset.File(a.file.FileStart).Offset(pos) }

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
	slices.SortStableFunc(p.edits, byPos)
}

func byPos(x, y analysis.TextEdit) int { return int(x.Pos - y.Pos) }

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

// block adds the head of a block right behind a statement, and its only
// statement and end on lines of their own.
func (p *proposal) block(s ast.Stmt, head, text string) {
	_, rest := p.line(s.End())
	if r := strings.TrimSpace(rest); r != "" && !strings.HasPrefix(r, "//") {
		p.bad = true
	}
	in := p.newline + indent(p.start(s))
	tail := in + "\t" + text + in + "}"
	if rest == "" {
		p.insert(s.End(), s.End(), head+tail)
		return
	}
	at := s.End() + token.Pos(len(rest))
	p.insert(s.End(), s.End(), head)
	p.insert(at, at, tail)
}

// lines counts the lines of a statement.
func (a *attempt) lines(s ast.Stmt) int {
	file := a.Pass.Fset.File(a.file.FileStart)
	return 1 + file.Line(s.End()) - file.Line(s.Pos())
}

// start returns the line of a statement up to it.
func (p *proposal) start(s ast.Stmt) string {
	before, _ := p.line(s.Pos())
	return before
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

// end adds a line at the end of a block, which is broken over lines if it stands
// on one.
func (p *proposal) end(b *ast.BlockStmt, text string) *proposal {
	if p.oneLine(b) {
		in := p.newline + indent(p.start(b))
		p.insert(b.Lbrace+1, b.List[0].Pos(), in+"\t")
		p.insert(b.List[len(b.List)-1].End(), b.Rbrace, in+"\t"+text+in)
		return p
	}
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
	if !p.oneLine(b) {
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

// oneLine reports whether a block with statements is on one line.
func (p *proposal) oneLine(b *ast.BlockStmt) bool {
	return len(b.List) > 0 && p.lines(b) == 1
}

// wellFormed reports whether the file can be read after the change, and is
// formatted if it was before.
func (p *proposal) wellFormed() bool {
	if p.bad {
		return false
	}
	changed, _ := splice(p.Pass.Fset.File(p.file.FileStart), p.content, p.edits)
	formatted, err := format.Source(changed)
	if err != nil || changed == nil {
		return false
	}
	if bytes.Equal(formatted, changed) {
		return true
	}
	was, err := format.Source(p.content)
	return err == nil && !bytes.Equal(was, p.content)
}

// splice makes edits of a file, sorted by position. It returns the text and
// where that of each edit begins in it, or nothing if edits overlap.
func splice(file *token.File, content []byte, edits []analysis.TextEdit) (changed []byte, offsets []int) {
	done := 0
	for _, e := range edits {
		start, end := file.Offset(e.Pos), file.Offset(e.End)
		if start < done || end > len(content) {
			return nil, nil
		}
		changed = append(changed, content[done:start]...)
		offsets = append(offsets, len(changed))
		changed = append(changed, e.NewText...)
		done = end
	}
	return append(changed, content[done:]...), offsets
}
