// Package load finds the packages to analyze and says what stands in the way.
package load

import (
	"go/token"
	"go/types"

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

// A Program is the packages that have to be analyzed, and of what they import
// that which matters to them. Nothing is type-checked yet.
type Program struct {
	loader    *Loader
	paths     []string
	outline   []*packages.Package // what the patterns match
	relevant  []*packages.Package // of these, what has to be analyzed
	unmatched []Problem

	fset  *token.FileSet
	sizes types.Sizes
	bare  map[*packages.Package]*bareFiles
	order []*packages.Package // all that matters, each after what it needs

	// variants are those of a package to look at instead.
	variants map[*packages.Package]*packages.Package
	// told are the packages whose findings are told, unless they have errors.
	told map[*packages.Package]bool
}

// A Result is what a load came to.
type Result struct {
	// Paths are those of all packages of the pattern, sorted.
	Paths []string

	// Packages were analyzed for what is in them, and not only for those that
	// import them: their types and those of all they import are complete. No
	// file is in two of them.
	Packages []*packages.Package

	// Problems are the errors in the packages of the pattern and in all that
	// they import, sorted.
	Problems []Problem

	// Skipped are the IDs of the packages that would have to be analyzed and
	// cannot be, because of an error in themselves or in an import; sorted.
	Skipped []string
}

// Load finds the packages that the patterns match.
func (l *Loader) Load(patterns []string) (*Program, error) {
	outline, err := l.list(modeOutline, patterns)
	if err != nil {
		return nil, err
	}
	l.sum(outline)
	unmatched, err := l.unmatched(patterns, outline)
	if err != nil {
		return nil, err
	}
	p := &Program{loader: l, paths: matched(outline), outline: outline, unmatched: unmatched, fset: token.NewFileSet()}

	// Most packages never meet a stream. To know that takes their imports and
	// a look at the text, and no types.
	relevant, sees := seeStreams(outline)
	if len(relevant) == 0 {
		return p, nil
	}
	p.relevant = relevant
	b := newBarer(p.fset, relevant, sees)
	b.bareAll()
	if p.sizes, err = l.compile(append(b.cgo, cgo(b.seeing)...), relevant, patterns); err != nil {
		return nil, err
	}
	for _, pkg := range b.cgo {
		b.bare(pkg)
	}
	b.keepBroken()
	p.bare, p.variants, p.told = b.files, variants(relevant), preferred(relevant)
	p.order = p.matters()
	return p, nil
}

// Len is the number of packages to come.
func (p *Program) Len() int { return len(p.order) }

// Check type-checks the packages, and calls analyze for each one that may have
// something to analyze, after those that it imports, and for several at a time. It
// says whether the findings will be told, or the package is only imported. One that
// was thought to be that comes again if the variant with its tests has errors.
// The syntax and what is known of expressions is gone when analyze returns: that
// of all packages is the larger part of what a run would need in memory.
func (p *Program) Check(analyze func(pkg *packages.Package, told bool)) *Result {
	p.checkAll(analyze)
	chosen, skipped := choose(p.relevant)
	for i, pkg := range chosen {
		if !p.isTold(pkg) {
			again := *pkg
			chosen[i] = &again
			p.check(&again, true)
			analyze(&again, true)
			again.Syntax, again.TypesInfo = nil, nil
		}
	}
	return &Result{
		Paths:    p.paths,
		Packages: chosen,
		Problems: append(p.unmatched, p.loader.problems(p.outline)...),
		Skipped:  skipped,
	}
}

// Matched returns the paths of the packages that the patterns match, sorted,
// and a problem for each pattern that matches none.
func (l *Loader) Matched(patterns []string) ([]string, []Problem, error) {
	pkgs, err := l.list(packages.NeedName|packages.NeedFiles|packages.NeedImports|packages.NeedForTest, patterns)
	if err != nil {
		return nil, nil, err
	}
	l.sum(pkgs)
	problems, err := l.unmatched(patterns, pkgs)
	return matched(pkgs), problems, err
}
