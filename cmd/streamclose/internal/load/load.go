// Package load finds the packages to analyze and says what stands in the way.
package load

import (
	"errors"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

// A Loader loads packages the way the go command in Dir sees them.
type Loader struct {
	Dir   string // absolute
	Tests bool
	Tags  string // build tags, separated by commas; GOFLAGS has its say if empty

	// Sums gets the sums of the files in the packages of the pattern, before
	// they are analyzed, unless it is nil.
	Sums source.Sums
}

// A Result is what a load came to.
type Result struct {
	// Paths are those of all packages of the pattern, sorted.
	Paths []string

	// Packages can be analyzed: their types and those of all they import are
	// complete. No file is in two of them.
	Packages []*packages.Package

	// Problems are the errors in the packages of the pattern and in all that
	// they import, sorted.
	Problems []Problem

	// Skipped are the IDs of the packages that would have to be analyzed and
	// cannot be, because of an error in themselves or in an import; sorted.
	Skipped []string
}

// Load loads the packages that the patterns match.
func (l *Loader) Load(patterns []string) (*Result, error) {
	outline, err := l.list(&packages.Config{Mode: modeOutline}, patterns)
	if err != nil {
		return nil, err
	}
	l.sum(outline)
	unmatched, err := l.unmatched(patterns, outline)
	if err != nil {
		return nil, err
	}

	// Most packages never meet a stream. To know that takes their imports and
	// a look at the text, and no types.
	var full []*packages.Package
	if relevant, sees := seeStreams(outline); len(relevant) > 0 {
		fset := token.NewFileSet()
		bare := bareFiles(fset, relevant, sees)
		full, err = l.list(&packages.Config{Mode: modeFull, Fset: fset, ParseFile: parseExcept(bare)}, pathsOf(relevant, patterns))
		if err != nil {
			return nil, err
		}
		full, _ = seeStreams(full)
	}

	chosen, skipped := choose(full)
	return &Result{
		Paths:    matched(outline),
		Packages: chosen,
		Problems: append(unmatched, l.problems(outline, full)...),
		Skipped:  skipped,
	}, nil
}

// Matched returns the paths of the packages that the patterns match, sorted,
// and a problem for each pattern that matches none.
func (l *Loader) Matched(patterns []string) ([]string, []Problem, error) {
	pkgs, err := l.list(&packages.Config{Mode: packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedForTest}, patterns)
	if err != nil {
		return nil, nil, err
	}
	l.sum(pkgs)
	problems, err := l.unmatched(patterns, pkgs)
	return matched(pkgs), problems, err
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

const (
	modeOutline = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedForTest

	// Facts about functions of other packages come from their source.
	modeFull = packages.LoadAllSyntax | packages.NeedModule | packages.NeedForTest
)

func (l *Loader) list(config *packages.Config, patterns []string) ([]*packages.Package, error) {
	config.Dir, config.Tests = l.Dir, l.Tests
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
