package fix

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/outcome"
)

// A piece is an edit, and where its text begins in the changed source.
type piece struct {
	analysis.TextEdit
	at token.Pos
}

// changed is the package with other source.
type changed struct {
	found *outcome.Findings
	calls map[token.Pos]ssa.CallInstruction // by their left parenthesis
	files map[*token.File]*changedFile      // by the original
}

type changedFile struct {
	*token.File
	pieces []*piece // sorted by position
}

// change makes edits of the package, in any of its files, and judges it. It
// returns nil if the package does not compile with them.
func (f *Fixer) change(pieces []*piece) *changed {
	if f.Judge == nil {
		return nil
	}
	c := &changed{calls: make(map[token.Pos]ssa.CallInstruction), files: make(map[*token.File]*changedFile)}
	if f.index == nil {
		f.index = newIndex(f.Pass)
	}
	part := f.index.part(f.declarations(pieces))
	pass := *f.Pass
	pass.Files = slices.Clone(pass.Files)
	for i, file := range f.Pass.Files {
		var list []*piece
		for _, p := range pieces {
			if file.FileStart <= p.Pos && p.Pos <= file.FileEnd {
				list = append(list, p)
			}
		}
		if len(list) == 0 {
			pass.Files[i] = part.strip(file, file)
			continue
		}
		slices.SortStableFunc(list, func(p, q *piece) int { return cmp.Compare(p.Pos, q.Pos) })
		parsed, err := f.parse(file, list)
		if err != nil {
			return nil
		}
		pass.Files[i] = part.strip(file, parsed)
		c.files[f.Pass.Fset.File(file.FileStart)] = &changedFile{f.Pass.Fset.File(parsed.FileStart), list}
	}
	if err := f.check(&pass); err != nil {
		return nil
	}
	var fns []*ssa.Function
	c.found, fns = f.Judge(&pass, part.concerns)
	for _, fn := range fns {
		for _, call := range outcome.Calls(fn) {
			c.calls[call.Common().Pos()] = call
		}
	}
	return c
}

// declarations returns those that have pieces in them, and whether one is in a func
// that may get into a variable.
func (f *Fixer) declarations(pieces []*piece) map[ast.Decl]bool {
	found := make(map[ast.Decl]bool)
	for _, file := range f.Pass.Files {
		for _, d := range file.Decls {
			for _, p := range pieces {
				if d.Pos() <= p.Pos && p.Pos <= d.End() {
					found[d] = found[d] || f.inValue(file, p.Pos)
				}
			}
		}
	}
	return found
}

// inValue reports whether a position is in a function literal that is neither called
// on the spot nor passed to a function of another package, which has no variable of
// this one to put it into. Behind an interface there may be a method that has.
func (f *Fixer) inValue(file *ast.File, pos token.Pos) bool {
	path, _ := astutil.PathEnclosingInterval(file, pos, pos)
	for i, n := range path {
		lit, ok := n.(*ast.FuncLit)
		if !ok {
			continue
		}
		call, ok := path[i+1].(*ast.CallExpr)
		if !ok {
			return true
		}
		if fn := f.callee(call); call.Fun != lit && (fn == nil || fn.Pkg() == f.Pass.Pkg || isDynamic(fn)) {
			return true
		}
	}
	return false
}

// parse parses a file with edits, sorted by position.
func (f *Fixer) parse(file *ast.File, pieces []*piece) (*ast.File, error) {
	content, err := f.text(file)
	if err != nil {
		return nil, err
	}
	var edits []analysis.TextEdit
	for _, p := range pieces {
		edits = append(edits, p.TextEdit)
	}
	from := f.Pass.Fset.File(file.FileStart)
	text, offsets := splice(from, content, edits)
	if text == nil {
		return nil, fmt.Errorf("%s: edits that overlap", from.Name())
	}
	parsed, err := parser.ParseFile(f.Pass.Fset, from.Name(), text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	for i, p := range pieces {
		p.at = f.Pass.Fset.File(parsed.FileStart).Pos(offsets[i])
	}
	return parsed, nil
}

// check type-checks the files of a pass that is a copy of the fixer's.
func (f *Fixer) check(pass *analysis.Pass) (err error) {
	imports := make(imported)
	for _, file := range f.Pass.Files {
		for _, spec := range file.Imports {
			if name := f.Pass.TypesInfo.PkgNameOf(spec); name != nil {
				imports[spec.Path.Value] = name.Imported()
			}
		}
	}
	pass.TypesInfo = &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Instances:    make(map[*ast.Ident]types.Instance),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}
	report := func(found error) {
		if err == nil && !spared(found) {
			err = found
		}
	}
	conf := types.Config{Importer: imports, Sizes: pass.TypesSizes, GoVersion: pass.Pkg.GoVersion(), Error: report}
	pass.Pkg, _ = conf.Check(pass.Pkg.Path(), pass.Fset, pass.Files, pass.TypesInfo)
	return err
}

// spared reports whether an error only comes from what a [part] leaves out.
func spared(err error) bool {
	found, ok := err.(types.Error)
	return ok && found.Soft && (strings.HasSuffix(found.Msg, "and not used") || strings.HasSuffix(found.Msg, "missing function body"))
}

// imported are the packages that a package imports, by the literal that does.
type imported map[string]*types.Package

func (i imported) Import(path string) (*types.Package, error) {
	for literal, pkg := range i {
		if literal[1:len(literal)-1] == path {
			return pkg, nil
		}
	}
	return nil, fmt.Errorf("%s is not imported", path)
}

// pos returns where a position of the original source is now.
func (c *changed) pos(fset *token.FileSet, pos token.Pos) token.Pos {
	from := fset.File(pos)
	to := c.files[from]
	if to == nil {
		return pos
	}
	offset := from.Offset(pos)
	for _, p := range to.pieces {
		if p.End <= pos {
			offset += len(p.NewText) - int(p.End-p.Pos)
		}
	}
	return to.Pos(offset)
}

// verdict returns the verdict that corresponds to one of the original package.
func (c *changed) verdict(v *outcome.Verdict) *outcome.Verdict {
	at := c.pos(v.Call.Parent().Prog.Fset, v.Call.Common().Pos())
	i := slices.IndexFunc(c.found.Verdicts, func(w *outcome.Verdict) bool { return w.Call.Common().Pos() == at })
	if i < 0 {
		return nil
	}
	return c.found.Verdicts[i]
}

// worse reports whether there is a finding that corresponds to none of the
// original package.
func (c *changed) worse(than *outcome.Findings) bool {
	known := make(map[*outcome.Verdict]bool)
	for _, v := range than.Verdicts {
		if len(v.Leaks) > 0 {
			known[c.verdict(v)] = true
		}
	}
	return slices.ContainsFunc(c.found.Verdicts, func(v *outcome.Verdict) bool { return len(v.Leaks) > 0 && !known[v] }) ||
		more(c.found.Orphans, than.Orphans, func(o outcome.Orphan) string { return o.Struct + "." + o.Var.Name() }) ||
		more(c.found.Duties, than.Duties, func(d outcome.Duty) string { return d.Param.Parent().String() + "." + d.Param.Name() }) ||
		more(c.found.Failures, than.Failures, func(f *outcome.Failure) string { return f.Fn.String() })
}

// more reports whether some findings have a name that none of the others has.
func more[T any](some, others []T, name func(T) string) bool {
	return slices.ContainsFunc(some, func(x T) bool {
		return !slices.ContainsFunc(others, func(y T) bool { return name(x) == name(y) })
	})
}
