package load

import (
	"errors"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

const modeOutline = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedForTest | packages.NeedModule

func (l *Loader) list(mode packages.LoadMode, patterns []string) ([]*packages.Package, error) {
	config := &packages.Config{Mode: mode, Dir: l.Dir, Tests: l.Tests}
	if l.Tags != "" {
		config.BuildFlags = []string{"-tags=" + l.Tags}
	}
	pkgs, err := packages.Load(config, patterns...)
	if err != nil {
		return nil, errors.New(goCommandError(err))
	}
	return pkgs, nil
}

// goCommandError is what the go command had to say, without what go/packages
// wraps around it.
func goCommandError(err error) string {
	message, stderr, _ := strings.Cut(err.Error(), ": stderr: ")
	if stderr != "" {
		message = stderr
	}
	return withCure(strings.TrimSpace(message))
}

// compile tells all that the roots import by which files they are compiled, and
// returns the sizes of types. That are their files, except where cgo makes others
// of them: for those the go command is asked again, since it takes time to do so
// for all.
func (l *Loader) compile(generated, roots []*packages.Package, patterns []string) (types.Sizes, error) {
	known := make(map[string]*packages.Package)
	packages.Visit(roots, nil, func(pkg *packages.Package) {
		known[pkg.ID] = pkg
		if pkg.PkgPath != "unsafe" { // has no files in truth
			pkg.CompiledGoFiles = pkg.GoFiles
		}
	})
	const mode = modeOutline | packages.NeedCompiledGoFiles | packages.NeedTypesSizes
	compiled, err := l.list(mode, append(pathsOf(generated, patterns), "unsafe"))
	if err != nil {
		return nil, err
	}
	var sizes types.Sizes
	packages.Visit(compiled, nil, func(pkg *packages.Package) {
		sizes = pkg.TypesSizes
		if known[pkg.ID] == nil {
			known[pkg.ID] = pkg
		}
	})
	packages.Visit(compiled, nil, func(pkg *packages.Package) {
		for path, imported := range pkg.Imports {
			pkg.Imports[path] = known[imported.ID]
		}
		old := known[pkg.ID]
		if !slices.Contains(generated, old) {
			return
		}
		// What cgo makes imports more.
		old.CompiledGoFiles, old.Imports = pkg.CompiledGoFiles, pkg.Imports
		for _, err := range pkg.Errors {
			if !slices.Contains(old.Errors, err) {
				old.Errors = append(old.Errors, err)
			}
		}
	})
	return sizes, nil
}

// cgo returns the packages that have files for cgo or Swig.
func cgo(pkgs []*packages.Package) []*packages.Package {
	return slices.DeleteFunc(slices.Clone(pkgs), func(pkg *packages.Package) bool {
		return !forSwig(pkg) && !slices.ContainsFunc(pkg.GoFiles, func(name string) bool {
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			return err == nil && importsC(f)
		})
	})
}

func forSwig(pkg *packages.Package) bool {
	return slices.ContainsFunc(pkg.OtherFiles, func(name string) bool {
		return strings.HasPrefix(filepath.Ext(name), ".swig")
	})
}

// matched are the paths of the packages that have files, without those made up
// for tests.
func matched(pkgs []*packages.Package) []string {
	var paths []string
	for _, pkg := range pkgs {
		if !isTestMain(pkg) && len(pkg.GoFiles) > 0 {
			paths = append(paths, pkg.PkgPath)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func (l *Loader) sum(pkgs []*packages.Package) {
	if l.Sums == nil {
		return
	}
	for _, pkg := range pkgs {
		for _, file := range pkg.GoFiles {
			l.Sums.Add(file)
		}
	}
}

// pathsOf are the patterns that match just the given packages. Packages that
// have no import path, like files named on the command line, can only be asked
// for in the words of the user.
func pathsOf(pkgs []*packages.Package, patterns []string) []string {
	var paths []string
	seen := make(map[string]bool)
	for _, pkg := range pkgs {
		path := pkg.PkgPath
		if pkg.ForTest != "" {
			path = pkg.ForTest
		}
		if path == "command-line-arguments" || strings.HasPrefix(path, "_/") {
			return patterns
		}
		if !seen[path] {
			seen[path] = true
			paths = append(paths, path)
		}
	}
	return paths
}
