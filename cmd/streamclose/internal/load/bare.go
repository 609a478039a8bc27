package load

import (
	"go/ast"
	"go/parser"
	"go/token"
	"runtime"
	"strconv"

	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
)

// A bare package is one of which the types count, and hardly any function: it
// is of others, and no stream is in sight. Most packages are. To type-check the
// bodies of their functions would take longer than all the rest, and more
// memory.

// bareFiles parses the files of the bare packages among the given ones and all
// they import, without the bodies that nobody looks at. A file that is not in
// the result has to be parsed as it is.
func bareFiles(fset *token.FileSet, roots []*packages.Package, sees func(*packages.Package) bool) map[string]*ast.File {
	var blind []*packages.Package // those that packages import before them
	whole := make(map[string]bool)
	packages.Visit(roots, nil, func(pkg *packages.Package) {
		isBlind := !sees(pkg) && len(pkg.GoFiles) > 0
		if isBlind {
			blind = append(blind, pkg)
		}
		if !isBlind || !analyzer.IsForeign(pkg.PkgPath, pkg.GoFiles[0]) {
			for _, file := range pkg.GoFiles {
				whole[file] = true
			}
		}
	})

	// A few packages are parsed in advance, and not all of them: their bodies
	// fill the memory.
	type parsed struct {
		*packages.Package
		files map[string]*ast.File
	}
	queue := make(chan chan parsed, runtime.GOMAXPROCS(0))
	go func() {
		defer close(queue)
		for _, pkg := range blind {
			result := make(chan parsed, 1)
			queue <- result
			go func() { result <- parsed{pkg, parse(fset, pkg)} }()
		}
	}()

	files := make(map[string]*ast.File)
	var needs analyzer.Needs
	for result := range queue {
		pkg := <-result
		var all []*ast.File
		for _, name := range pkg.GoFiles {
			if f := pkg.files[name]; f != nil {
				all = append(all, f)
			}
		}
		needed := needs.Of(all)
		for name, f := range pkg.files {
			if !whole[name] && files[name] == nil && bare(f, needed, pkg.Package) {
				files[name] = f
			}
		}
	}
	return files
}

// parseExcept returns what parses the files that are not parsed already.
func parseExcept(done map[string]*ast.File) func(*token.FileSet, string, []byte) (*ast.File, error) {
	return func(fset *token.FileSet, name string, source []byte) (*ast.File, error) {
		if f := done[name]; f != nil {
			return f, nil
		}
		return parser.ParseFile(fset, name, source, parser.AllErrors|parser.ParseComments|parser.SkipObjectResolution)
	}
}

// parse returns the files of a package that have no errors.
func parse(fset *token.FileSet, pkg *packages.Package) map[string]*ast.File {
	files := make(map[string]*ast.File)
	for _, name := range pkg.GoFiles {
		if f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution); err == nil {
			files[name] = f
		}
	}
	return files
}

// bare takes what nobody looks at out of a file, and reports whether the rest
// is as good as the whole to the type checker.
func bare(f *ast.File, needed map[*ast.FuncDecl]bool, pkg *packages.Package) bool {
	kept := f.Decls[:0]
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			switch {
			case needed[d], d.Type.TypeParams != nil, name == "main":
				// The type checker wants a body for the last two.
			case d.Recv == nil && name == "init", name == "_":
				continue
			default:
				d.Body = nil
			}
		case *ast.GenDecl:
			if d.Tok == token.VAR {
				emptyLiterals(d)
			}
		}
		kept = append(kept, d)
	}
	clear(f.Decls[len(kept):])
	f.Decls = kept
	return dropImports(f, pkg)
}

// emptyLiterals takes the elements out of the composite literals that variables
// begin with. Tables of data are as large as code.
func emptyLiterals(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		for _, value := range spec.(*ast.ValueSpec).Values {
			if unary, ok := value.(*ast.UnaryExpr); ok {
				value = unary.X
			}
			literal, ok := value.(*ast.CompositeLit)
			if !ok {
				continue
			}
			if array, ok := literal.Type.(*ast.ArrayType); ok && !hasLength(array, literal.Elts) {
				continue
			}
			literal.Elts = nil
		}
	}
}

// hasLength reports whether the length of an array does not depend on elements
// with keys. If it depends on others, they are counted.
func hasLength(array *ast.ArrayType, elements []ast.Expr) bool {
	if _, ok := array.Len.(*ast.Ellipsis); !ok {
		return true
	}
	for _, element := range elements {
		if _, ok := element.(*ast.KeyValueExpr); ok {
			return false
		}
	}
	array.Len = &ast.BasicLit{ValuePos: array.Len.Pos(), Kind: token.INT, Value: strconv.Itoa(len(elements))}
	return true
}

// dropImports renames the imports that a bare file does not use any more, which
// would be an error. It reports whether it is sure of all of them.
func dropImports(f *ast.File, pkg *packages.Package) bool {
	uses := usesIn(f)
	for _, spec := range f.Imports {
		name := ""
		if spec.Name != nil {
			name = spec.Name.Name
		} else if imported := pkg.Imports[importPath(spec)]; imported != nil {
			name = imported.Name
		}
		switch {
		case name == "", name == ".", name == "C":
			return false
		case uses.sure[name] || name == "_":
		case uses.maybe[name]:
			return false
		default:
			spec.Name = &ast.Ident{NamePos: spec.Path.Pos(), Name: "_"}
		}
	}
	return true
}

// uses are the names before the dot in selectors.
type uses struct {
	sure  map[string]bool // those of imports
	maybe map[string]bool // of imports, or of what is declared beside them
}

func usesIn(f *ast.File) uses {
	u := uses{make(map[string]bool), make(map[string]bool)}
	for _, d := range f.Decls {
		if gen, ok := d.(*ast.GenDecl); ok && gen.Tok == token.IMPORT {
			continue
		}
		selected, other := make(map[string]bool), make(map[string]bool)
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok {
					selected[x.Name] = true
					return false
				}
				return true
			case *ast.Ident:
				other[n.Name] = true
			}
			return true
		})
		for name := range selected {
			if other[name] {
				u.maybe[name] = true
			} else {
				u.sure[name] = true
			}
		}
	}
	return u
}

func importPath(spec *ast.ImportSpec) string {
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	return path
}
