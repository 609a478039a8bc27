package analyzer_test

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/packages"
)

// callers knows which functions of a module name which.
type callers struct {
	of    map[*types.Func]map[*types.Func]bool
	lines map[*types.Func]func(spot) bool
}

func callersIn(loaded []*packages.Package) *callers {
	c := &callers{make(map[*types.Func]map[*types.Func]bool), make(map[*types.Func]func(spot) bool)}
	for _, pkg := range loaded {
		for _, file := range pkg.Syntax {
			for _, d := range file.Decls {
				if d, ok := d.(*ast.FuncDecl); ok {
					c.add(pkg, d)
				}
			}
		}
	}
	return c
}

func (c *callers) add(pkg *packages.Package, d *ast.FuncDecl) {
	fn := pkg.TypesInfo.Defs[d.Name].(*types.Func)
	from, to := pkg.Fset.Position(d.Pos()), pkg.Fset.Position(d.End())
	c.lines[fn] = func(s spot) bool { return s.file == from.Filename && from.Line <= s.line && s.line <= to.Line }
	ast.Inspect(d, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if used, ok := pkg.TypesInfo.Uses[id].(*types.Func); ok {
				used = used.Origin()
				if c.of[used] == nil {
					c.of[used] = make(map[*types.Func]bool)
				}
				c.of[used][fn] = true
			}
		}
		return true
	})
}

// around returns a function and all that call it, up to so many levels.
func (c *callers) around(fn *types.Func, levels int) map[*types.Func]bool {
	found := map[*types.Func]bool{fn: true}
	for range levels {
		for f := range found {
			for caller := range c.of[f] {
				found[caller] = true
			}
		}
	}
	return found
}

// has reports whether a line belongs to a function, or to one that calls it.
func (c *callers) has(fn *types.Func, levels int, s spot) bool {
	for fn := range c.around(fn, levels) {
		if lines := c.lines[fn]; lines != nil && lines(s) {
			return true
		}
	}
	return false
}

// anyIn reports whether one of some lines does.
func (c *callers) anyIn(fn *types.Func, levels int, lines map[spot]string) bool {
	for s := range lines {
		if c.has(fn, levels, s) {
			return true
		}
	}
	return false
}
