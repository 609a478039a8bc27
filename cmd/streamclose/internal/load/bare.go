package load

import (
	"go/ast"
	"go/parser"
	"go/token"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
)

// A bare package is one of which the types count, and hardly any function: it
// is of others, and no stream is in sight. Most packages are. To type-check the
// bodies of their functions would take longer than all the rest, and more
// memory.

// bareFiles are the files of a bare package without the bodies that nobody looks
// at.
type bareFiles struct {
	syntax  []*ast.File
	imports map[string]*packages.Package // what is left of those of the package
	bodies  bool                         // whether a function has one
}

// A barer finds the bare packages.
type barer struct {
	fset  *token.FileSet
	needs analyzer.Needs
	files map[*packages.Package]*bareFiles

	blind  []*packages.Package // those that packages import before them
	seeing []*packages.Package // the others
	cgo    []*packages.Package // blind, and made of more than their own files
	// broken packages are blind, and have errors or import, at any depth, what has.
	broken map[*packages.Package]bool
}

func newBarer(fset *token.FileSet, roots []*packages.Package, sees func(*packages.Package) bool) *barer {
	b := &barer{
		fset:   fset,
		files:  make(map[*packages.Package]*bareFiles),
		broken: make(map[*packages.Package]bool),
	}
	packages.Visit(roots, nil, func(pkg *packages.Package) {
		if !sees(pkg) && len(pkg.GoFiles) > 0 {
			b.blind = append(b.blind, pkg)
		} else {
			b.seeing = append(b.seeing, pkg)
		}
	})
	return b
}

// bareAll looks at the packages before the ones that import them.
func (b *barer) bareAll() {
	// A few packages are parsed in advance, and not all of them: their bodies
	// fill the memory.
	queue := make(chan chan []*ast.File, runtime.GOMAXPROCS(0))
	go func() {
		defer close(queue)
		for _, pkg := range b.blind {
			result := make(chan []*ast.File, 1)
			queue <- result
			go func() { result <- parse(b.fset, pkg.GoFiles) }()
		}
	}()
	for _, pkg := range b.blind {
		files := <-<-queue
		switch {
		case forSwig(pkg) || slices.ContainsFunc(files, importsC):
			b.cgo = append(b.cgo, pkg)
			b.needs.Of(files)
		default:
			b.strip(pkg, pkg.GoFiles, files)
		}
	}
}

// bare looks at a package again, which cgo has made more files of.
func (b *barer) bare(pkg *packages.Package) {
	b.strip(pkg, pkg.CompiledGoFiles, parse(b.fset, pkg.CompiledGoFiles))
}

// parse returns the files without errors.
func parse(fset *token.FileSet, names []string) []*ast.File {
	var files []*ast.File
	for _, name := range names {
		if f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution); err == nil {
			files = append(files, f)
		}
	}
	return files
}

// strip takes out of the files of a package what nobody looks at, if it is one
// of others and has no errors.
func (b *barer) strip(pkg *packages.Package, names []string, files []*ast.File) {
	needed := b.needs.Of(files)
	if len(files) < len(names) {
		b.broken[pkg] = true
		return
	}
	if !analyzer.IsForeign(pkg.PkgPath, pkg.GoFiles[0]) {
		return
	}
	bare := &bareFiles{syntax: files, imports: make(map[string]*packages.Package)}
	for _, f := range files {
		bare.dropDeclarations(f, needed)
		bare.dropImports(f, pkg)
	}
	b.files[pkg] = bare
}

// keepBroken has the bare packages keep what they import and has errors, so that
// these are told wherever they are.
func (b *barer) keepBroken() {
	for _, pkg := range b.blind {
		for path, imported := range pkg.Imports {
			if !b.broken[imported] && len(imported.Errors) == 0 {
				continue
			}
			b.broken[pkg] = true
			if bare := b.files[pkg]; bare != nil {
				bare.imports[path] = imported
			}
		}
	}
}

func (b *bareFiles) dropDeclarations(f *ast.File, needed map[*ast.FuncDecl]bool) {
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool {
		switch d := d.(type) {
		case *ast.FuncDecl:
			switch name := d.Name.Name; {
			case needed[d]:
				b.bodies = true
			case name == "_", d.Recv == nil && (name == "init" || name == "main"):
				return true
			default:
				d.Body = nil
			}
		case *ast.GenDecl:
			if d.Tok == token.VAR {
				emptyLiterals(d)
			}
		}
		return false
	})
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

// dropImports takes out the imports that the rest of a file does not mention.
func (b *bareFiles) dropImports(f *ast.File, pkg *packages.Package) {
	mentioned := mentions(f)
	unused := func(spec *ast.ImportSpec) bool {
		imported := pkg.Imports[importPath(spec)]
		if imported == nil {
			return false // unsafe, or an error
		}
		name := imported.Name
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name != "." && !mentioned[name] {
			return true
		}
		b.imports[importPath(spec)] = imported
		return false
	}
	f.Imports = slices.DeleteFunc(f.Imports, unused)
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool {
		gen, ok := d.(*ast.GenDecl)
		if !ok || gen.Tok != token.IMPORT {
			return false
		}
		gen.Specs = slices.DeleteFunc(gen.Specs, func(spec ast.Spec) bool { return unused(spec.(*ast.ImportSpec)) })
		return len(gen.Specs) == 0
	})
}

// mentions returns the names in a file of which something is selected: those of
// imports, and others.
func mentions(f *ast.File) map[string]bool {
	names := make(map[string]bool)
	for _, d := range f.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			if n, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := n.X.(*ast.Ident); ok {
					names[x.Name] = true
				}
			}
			return true
		})
	}
	return names
}

func importsC(f *ast.File) bool {
	return slices.ContainsFunc(f.Imports, func(spec *ast.ImportSpec) bool { return importPath(spec) == "C" })
}

func importPath(spec *ast.ImportSpec) string {
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	return path
}
