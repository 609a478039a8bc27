// Package oracle compares the verdicts of streamclose on the fixtures with what
// happens when the fixtures run.
package oracle

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A fixture is a function that is declared in the fixtures.
type fixture struct {
	Package string // import path
	Name    string // as in hook.Func
	File    string // relative to the module
	First   int    // its lines
	Last    int
	// Broken has the first line of calls that are broken before the method's
	// name, by the line of the name: the one is where the hook is called, the
	// other where the verdict stands.
	Broken map[int]int
}

const modulePath = "example.com/structs"

// copyModule copies a module of fixtures so that what the copies acquire is seen
// by the hook, and each package registers its functions. Lines stay as they are.
func copyModule(from, to string) (fixtures []fixture, packages []string, err error) {
	sources := make(map[string]*source) // by directory
	err = filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		name, err = filepath.Rel(from, name)
		if err != nil {
			return err
		}
		if filepath.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") {
			dir := filepath.Dir(name)
			if sources[dir] == nil {
				sources[dir] = &source{path: modulePath + "/" + filepath.ToSlash(dir)}
			}
			if text, err = sources[dir].add(name, text); err != nil {
				return err
			}
		}
		return write(filepath.Join(to, name), text)
	})
	if err != nil {
		return nil, nil, err
	}
	for _, dir := range slices.Sorted(maps.Keys(sources)) {
		s := sources[dir]
		if err := write(filepath.Join(to, dir, "register_for_oracle.go"), s.registration()); err != nil {
			return nil, nil, err
		}
		fixtures = append(fixtures, s.fixtures...)
		packages = append(packages, s.path)
	}
	return fixtures, packages, nil
}

func write(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o666)
}

// A source is a package of fixtures.
type source struct {
	path, name string
	fixtures   []fixture
	types      []string
	vars       []string
	funcs      []string // elements of the registration
}

// add takes in a file, and returns the copy of it.
func (s *source) add(name string, text []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			s.function(fset, decl)
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && decl.Tok == token.VAR {
					s.variables(fset, v)
				}
				if t, ok := spec.(*ast.TypeSpec); ok && t.TypeParams == nil && !t.Assign.IsValid() {
					s.types = append(s.types, t.Name.Name)
				}
			}
		}
	}
	e := editor{fset: fset, file: file, calls: make(map[ast.Expr]bool)}
	ast.Inspect(file, e.visit)
	if e.hooked { // on the line of the package clause, so that no line moves
		e.insert(file.Name.End(), "; import oraclehook \"example.com/oracle/hook\"")
	}
	s.name = file.Name.Name
	if s.name == "main" {
		s.name = "imported" // a command cannot be imported
		e.replace(file.Name.Pos(), file.Name.End(), s.name)
	}
	return e.apply(text), nil
}

func (s *source) function(fset *token.FileSet, decl *ast.FuncDecl) {
	if decl.Body == nil || decl.Name.Name == "init" || decl.Name.Name == "_" && decl.Recv != nil {
		return
	}
	name, generic := decl.Name.Name, decl.Type.TypeParams != nil
	if name == "_" {
		name = unblanked(fset, decl)
	}
	if decl.Recv != nil {
		receiver := decl.Recv.List[0].Type
		star, pointer := receiver.(*ast.StarExpr)
		if pointer {
			receiver = star.X
		}
		switch r := receiver.(type) {
		case *ast.Ident:
			name = r.Name + ")." + name
		case *ast.IndexExpr:
			generic = true
			name = r.X.(*ast.Ident).Name + ")." + name
		case *ast.IndexListExpr:
			generic = true
			name = r.X.(*ast.Ident).Name + ")." + name
		}
		if pointer {
			name = "*" + name
		}
		name = "(" + name
	}
	s.declare(fset, decl, name)
	value := name
	if generic {
		arguments, ok := instances[strings.TrimPrefix(s.path, modulePath+"/")+"."+name]
		if !ok {
			return
		}
		value = arguments
	}
	s.register(name, value, decl)
}

// declare notes the lines of a function.
func (s *source) declare(fset *token.FileSet, n ast.Node, name string) {
	from := fset.Position(n.Pos())
	s.fixtures = append(s.fixtures, fixture{s.path, name, filepath.ToSlash(from.Filename), from.Line, fset.Position(n.End()).Line, broken(fset, n)})
}

func (s *source) register(name, value string, n ast.Node) {
	s.funcs = append(s.funcs, fmt.Sprintf("oraclehook.Func{Name: %q, Value: %s, Literals: %#v}", name, value, literals(n)))
}

// unblanked is the name in the copy of a function without one.
func unblanked(fset *token.FileSet, decl *ast.FuncDecl) string {
	return fmt.Sprintf("blank%d", fset.Position(decl.Pos()).Line)
}

// variables notes the variables of a declaration. One that is initialized with
// a function literal counts as a function.
func (s *source) variables(fset *token.FileSet, v *ast.ValueSpec) {
	for i, name := range v.Names {
		if name.Name == "_" {
			continue
		}
		s.vars = append(s.vars, name.Name)
		if i < len(v.Values) {
			if literal, ok := v.Values[i].(*ast.FuncLit); ok {
				s.declare(fset, literal, name.Name)
				s.register(name.Name, name.Name, literal)
			}
		}
	}
}

func broken(fset *token.FileSet, decl ast.Node) map[int]int {
	lines := make(map[int]int)
	ast.Inspect(decl, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && acquires(s) {
			lines[fset.Position(s.Sel.Pos()).Line] = fset.Position(s.Pos()).Line
		}
		return true
	})
	return lines
}

// literals returns the strings and numbers in a function, unquoted.
func literals(decl ast.Node) []string {
	found := make(map[string]bool)
	ast.Inspect(decl, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok {
			text := lit.Value
			if unquoted, err := strconv.Unquote(text); err == nil {
				text = unquoted
			}
			found[text] = true
		}
		return true
	})
	return slices.Sorted(maps.Keys(found))
}

func (s *source) registration() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "package %s\n\nimport (\n\t\"reflect\"\n\n\toraclehook \"example.com/oracle/hook\"\n\t\"github.com/quic-go/quic-go\"\n)\n\nvar _ *quic.Conn\n\nfunc init() {\n\toraclehook.Register(%q, []reflect.Type{\n", s.name, s.path)
	for _, t := range s.types {
		fmt.Fprintf(&b, "\t\treflect.TypeFor[%s](),\n", t)
	}
	b.WriteString("\t}, []any{\n")
	for _, v := range s.vars {
		fmt.Fprintf(&b, "\t\t&%s,\n", v)
	}
	b.WriteString("\t},\n")
	for _, f := range s.funcs {
		fmt.Fprintf(&b, "\t\t%s,\n", f)
	}
	b.WriteString("\t)\n}\n")
	return []byte(b.String())
}
