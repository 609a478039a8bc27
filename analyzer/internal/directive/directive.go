// Package directive finds the comments that silence findings or say who owns a
// stream, and tells which of them are wrong or have no effect.
package directive

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Category is that of the findings about directives themselves.
const Category = "directive"

// Prefix is what directives begin with.
const Prefix = "//streamclose:"

// The pattern nolint matches the comment by which golangci-lint is told to be silent,
// with its list of linters, if any.
var nolint = regexp.MustCompile(`^//\s*nolint(?::\s*([\w,\s-]+))?`)

// A Set holds the directives of a package.
type Set struct {
	fset     *token.FileSet
	info     *types.Info
	ignores  []*ignore
	declared map[types.Object]*Declared
	wrong    []analysis.Diagnostic
	nolint   bool
	// generated are the files that no finding is reported in.
	generated map[string]bool
}

// Options say what silences findings besides the directives.
type Options struct {
	Generated bool // a generated file does not
	Nolint    bool // comments for golangci-lint do
}

// An ignore silences findings in a range of lines of one file.
type ignore struct {
	pos         token.Pos
	file        string
	first, last int
	own         bool // written for streamclose, and so to be used
	used        bool
}

// Any reports whether there are directives in the files.
func Any(files []*ast.File) bool {
	for _, f := range files {
		for _, group := range f.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, Prefix) {
					return true
				}
			}
		}
	}
	return false
}

// Parse reads the directives in the files of a package.
func Parse(fset *token.FileSet, files []*ast.File, info *types.Info, opts Options) *Set {
	s := &Set{fset: fset, info: info, declared: make(map[types.Object]*Declared), nolint: opts.Nolint, generated: make(map[string]bool)}
	for _, f := range files {
		if !opts.Generated && ast.IsGenerated(f) {
			s.generated[fset.Position(f.FileStart).Filename] = true
		}
		for _, group := range f.Comments {
			for _, c := range group.List {
				s.comment(f, c)
			}
		}
	}
	return s
}

// comment reads one comment.
func (s *Set) comment(f *ast.File, c *ast.Comment) {
	if m := nolint.FindStringSubmatch(c.Text); m != nil {
		names := strings.FieldsFunc(m[1], func(r rune) bool { return r == ',' || r == ' ' })
		if s.nolint && (len(names) == 0 || slices.Contains(names, "streamclose") || slices.Contains(names, "all")) {
			s.add(f, c, false)
		}
		return
	}
	text, ok := strings.CutPrefix(c.Text, Prefix)
	if !ok {
		return
	}
	switch name, reason, _ := strings.Cut(text, " "); {
	case name == "owns" || name == "borrows":
		s.declare(f, c, name, reason)
	case name != "ignore":
		s.complain(c, "unknown directive "+Prefix+name+"; there are "+Prefix+"ignore, owns and borrows")
	case strings.TrimSpace(reason) == "":
		s.complain(c, Prefix+"ignore needs a reason: "+Prefix+"ignore why this is no leak")
	default:
		s.add(f, c, true)
	}
}

func (s *Set) complain(c *ast.Comment, message string) {
	s.wrong = append(s.wrong, analysis.Diagnostic{Pos: c.Pos(), End: c.End(), Category: Category, Message: message})
}

// add notes a directive: before a function it silences the function, on a
// line of code that line, on a line of its own the next line.
func (s *Set) add(f *ast.File, c *ast.Comment, own bool) {
	at := s.fset.Position(c.Pos())
	i := &ignore{pos: c.Pos(), file: at.Filename, first: at.Line, last: at.Line + 1, own: own}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if fn.Doc != nil && fn.Doc.Pos() <= c.Pos() && c.End() <= fn.Doc.End() {
			i.last = s.fset.Position(fn.End()).Line
		}
	}
	if i.last == at.Line+1 && s.codeBefore(f, c) {
		i.last = at.Line
	}
	s.ignores = append(s.ignores, i)
}

// codeBefore reports whether there is code on the line of a comment.
func (s *Set) codeBefore(f *ast.File, c *ast.Comment) bool {
	line := s.fset.Position(c.Pos()).Line
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil || found || n.Pos() >= c.Pos() {
			return false
		}
		switch n.(type) {
		case *ast.Comment, *ast.CommentGroup:
			return false
		case *ast.File:
			return true
		}
		found = s.fset.Position(n.Pos()).Line == line || s.fset.Position(n.End()).Line == line
		return !found
	})
	return found
}

// Declared returns what is declared of functions, interface methods and fields.
func (s *Set) Declared() map[types.Object]*Declared { return s.declared }

// Silences reports whether a finding is not to be reported.
func (s *Set) Silences(pos token.Pos) bool {
	at := s.fset.Position(pos)
	silent := s.generated[at.Filename]
	for _, i := range s.ignores {
		if i.file == at.Filename && i.first <= at.Line && at.Line <= i.last {
			i.used = true
			silent = true
		}
	}
	return silent
}

// Findings returns what is wrong with the directives themselves, after all
// other findings were asked for.
func (s *Set) Findings() []analysis.Diagnostic {
	found := slices.Clone(s.wrong)
	for _, i := range s.ignores {
		if i.own && !i.used {
			found = append(found, analysis.Diagnostic{
				Pos: i.pos, Category: Category,
				Message: Prefix + "ignore silences nothing here: remove it",
			})
		}
	}
	slices.SortFunc(found, func(a, b analysis.Diagnostic) int { return int(a.Pos - b.Pos) })
	return found
}
