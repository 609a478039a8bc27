package analyzer

import (
	"go/ast"
	"path/filepath"
	"strings"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// IsForeign reports whether a package, of which file is a file, comes from the
// standard library, the module cache or a vendor directory. If no stream can be
// in sight there, the Analyzer looks at few of its functions, see [Needs].
func IsForeign(path, file string) bool {
	file = filepath.ToSlash(file)
	return quicapi.IsStandard(path) || strings.Contains(file, "@v") || strings.Contains(file, "/vendor/")
}

// Needs finds the functions that may never return, in packages where no stream
// is in sight. The Analyzer looks at these alone, so that a driver can spare
// itself the bodies of the others. It goes by syntax, and for functions that
// have the same name, by the one of which there is more to fear.
//
// The zero value is ready for use.
type Needs struct {
	names map[string]bool // of exported functions that may never return
}

// Of returns the functions that may never return, among those in the files of a
// package. It must have been called for the packages that this one imports.
func (n *Needs) Of(files []*ast.File) map[*ast.FuncDecl]bool {
	if n.names == nil {
		n.names = make(map[string]bool)
	}
	p := &needs{
		exported: n.names,
		own:      map[string]bool{"panic": true},
		waiting:  make(map[string][]*ast.FuncDecl),
		needed:   make(map[*ast.FuncDecl]bool),
	}
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				p.look(fn)
			}
		}
	}
	return p.needed
}

// needs are those of one package.
type needs struct {
	exported, own map[string]bool            // names of functions that may never return
	waiting       map[string][]*ast.FuncDecl // by a name they call: they return unless that does not
	needed        map[*ast.FuncDecl]bool
}

// names is where a name of a function is noted.
func (p *needs) names(name string) map[string]bool {
	if ast.IsExported(name) {
		return p.exported
	}
	return p.own
}

// look decides on a function by what is known of the names that it calls, and
// again on those that wait for its own name.
func (p *needs) look(first *ast.FuncDecl) {
	for todo := []*ast.FuncDecl{first}; len(todo) > 0; {
		fn := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if p.needed[fn] {
			continue
		}
		var passed []string
		g := glance{func(call *ast.CallExpr) bool {
			name := calledName(call)
			passed = append(passed, name)
			return !p.names(name)[name]
		}}
		if !g.doubts(fn) {
			for _, name := range passed {
				p.waiting[name] = append(p.waiting[name], fn)
			}
			continue
		}
		p.needed[fn] = true
		if name := fn.Name.Name; !p.names(name)[name] {
			p.names(name)[name] = true
			todo = append(todo, p.waiting[name]...)
			delete(p.waiting, name)
		}
	}
}
