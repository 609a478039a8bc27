package load

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/types"
	"os"
	"strings"

	"golang.org/x/tools/go/packages"
)

// check type-checks one package, after those that it imports. It fills in what
// go/packages would, except for the parts that nobody looks at.
func (p *Program) check(pkg *packages.Package, expressions bool) {
	pkg.Fset, pkg.TypesSizes = p.fset, p.sizes
	if pkg.PkgPath == "unsafe" {
		pkg.Types = types.Unsafe
		return
	}
	b := p.bare[pkg]
	report := func(err error) {
		if b == nil || !spared(err) {
			note(pkg, err)
		}
	}
	if b != nil {
		pkg.Syntax = b.syntax
	} else {
		pkg.Syntax = p.parse(pkg.CompiledGoFiles, report)
	}
	if expressions {
		pkg.TypesInfo = newInfo()
	}
	config := &types.Config{Importer: importer(pkg.Imports), Error: report, Sizes: p.sizes}
	if pkg.Module != nil && pkg.Module.GoVersion != "" {
		config.GoVersion = "go" + pkg.Module.GoVersion
	}
	pkg.Types = types.NewPackage(pkg.PkgPath, pkg.Name)
	err := types.NewChecker(config, p.fset, pkg.Types, pkg.TypesInfo).Files(pkg.Syntax)
	if err != nil && len(pkg.Errors) == 0 && b == nil {
		report(err) // of the package, such as a version of Go that is too new
	}
	pkg.IllTyped = len(pkg.Errors) > 0
	for _, imported := range pkg.Imports {
		pkg.IllTyped = pkg.IllTyped || imported.IllTyped
	}
}

// parse reports errors, and returns all files that something could be made of.
func (p *Program) parse(names []string, report func(error)) []*ast.File {
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(p.fset, name, nil, parser.AllErrors|parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			report(err)
		}
		if f != nil {
			files = append(files, f)
		}
	}
	return files
}

// note adds an error to those of a package.
func note(pkg *packages.Package, err error) {
	add := func(kind packages.ErrorKind, pos, message string) {
		pkg.Errors = append(pkg.Errors, packages.Error{Kind: kind, Pos: pos, Msg: message})
	}
	var (
		list    scanner.ErrorList
		checked types.Error
		file    *os.PathError
	)
	switch {
	case errors.As(err, &list):
		for _, err := range list {
			add(packages.ParseError, err.Pos.String(), err.Msg)
		}
	case errors.As(err, &checked):
		pkg.TypeErrors = append(pkg.TypeErrors, checked)
		add(packages.TypeError, checked.Fset.Position(checked.Pos).String(), checked.Msg)
	case errors.As(err, &file):
		add(packages.ParseError, file.Path+":1", file.Err.Error())
	default:
		add(packages.UnknownError, "-", err.Error())
	}
}

// spared reports whether an error only comes from what was taken out of the
// files of a package.
func spared(err error) bool {
	checked, ok := err.(types.Error)
	return ok && checked.Soft && (strings.HasSuffix(checked.Msg, "and not used") || strings.HasSuffix(checked.Msg, "missing function body"))
}

// An importer knows packages that are type-checked already, by the paths by which
// another one imports them.
type importer map[string]*packages.Package

func (m importer) Import(path string) (*types.Package, error) {
	imported := m[path]
	switch {
	case path == "unsafe":
		return types.Unsafe, nil
	case imported == nil:
		return nil, errors.New("import cycle, or no such package")
	case imported.Types == nil:
		return nil, fmt.Errorf("%s is not loaded", path)
	}
	return imported.Types, nil
}

func newInfo() *types.Info {
	return &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
}
