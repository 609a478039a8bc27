package analyzer_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/analyzer/internal/directive"
)

var mutate = flag.String("mutate", "", "make mutants of the `module` in this directory instead of the fixtures")

// TestMutants takes away each release in a clean function of the fixtures. The
// analyzer has to report that, unless the function is as clean without.
func TestMutants(t *testing.T) {
	module := *mutate
	if module == "" {
		module = structs
	}
	download(t, module)
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax | packages.NeedModule,
		Dir:  module,
		Env:  append(os.Environ(), "GOWORK=off"),
	}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(loaded) > 0 {
		t.Fatal("the module does not load")
	}
	list := mutantsOf(t, loaded)
	survived := survivors(t, loaded, list)
	count := map[string]int{"killed": len(list) - len(survived)}
	used := make(map[string]bool)
	for _, m := range survived {
		class := m.class()
		used[m.name] = true
		count[class]++
		switch {
		case *mutate != "": // somebody has to look at it
			t.Logf("not reported, %s: %s %v", class, m.name, m.verdicts)
		case class == "survived":
			t.Errorf("not reported: %s %v", m.name, m.verdicts)
		}
	}
	rest := count["trusted"] + count["survived"]
	rate := 100 * float64(count["killed"]) / float64(count["killed"]+rest)
	summary := fmt.Sprintf("%d mutants: %d killed, %d equivalent, %d of functions whose stream is reported anyway, %d trusted, %d survived: %.1f %% of those that leak are reported",
		len(list), count["killed"], count["equivalent"], count["masked"], count["trusted"], count["survived"], rate)
	t.Log(summary)
	if *mutate != "" {
		return
	}
	if len(list) < 800 || rate < 95 {
		t.Error("there are too few mutants, or too few are reported")
	}
	if published, err := os.ReadFile("../testdata/RESULTS.md"); err != nil || !bytes.Contains(published, []byte(summary)) {
		t.Errorf("not what testdata/RESULTS.md says: testdata/results.sh -update mutation (%v)", err)
	}
	for _, list := range []map[string]string{equivalents, trusted} {
		for name := range list {
			if !used[name] {
				t.Errorf("this one is reported: %s", name)
			}
		}
	}
}

// class tells what a mutant that was not reported is.
func (m *mutant) class() string {
	switch {
	case m.equivalent != "" || equivalents[m.name] != "":
		return "equivalent"
	case trusted[m.name] != "":
		return "trusted"
	case slices.ContainsFunc(m.verdicts, func(v string) bool { return strings.HasPrefix(v, analyzer.Leak) }):
		return "masked"
	case len(m.verdicts) > 0 && !slices.ContainsFunc(m.verdicts, func(v string) bool { return v == analyzer.Proven }):
		return "trusted"
	}
	return "survived"
}

// A spot is a line on which something is found.
type spot struct {
	file string
	line int
}

func mutantsOf(t *testing.T, loaded []*packages.Package) []mutant {
	var list []mutant
	found := ask(t, loaded)
	calls := callersIn(loaded)
	for i, pkg := range loaded {
		for n, file := range pkg.Syntax {
			name := pkg.Fset.Position(file.FileStart).Filename
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, mutants(pkg, n, string(src), func(fn *ast.FuncDecl) bool {
				obj := pkg.TypesInfo.Defs[fn.Name].(*types.Func)
				return calls.anyIn(obj, 0, found[i].findings) || *mutate != "" && !calls.anyIn(obj, 3, found[i].verdicts)
			})...)
		}
	}
	return list
}

// An answer is what the analyzer says of a package.
type answer struct {
	findings map[spot]string // categories
	verdicts map[spot]string
}

func ask(t *testing.T, pkgs []*packages.Package) []answer {
	t.Helper()
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.Analyzer}, pkgs, &checker.Options{Sequential: true})
	if err != nil {
		t.Fatal(err)
	}
	var list []answer
	for _, action := range graph.Roots {
		if action.Err != nil {
			t.Fatal(action.Err)
		}
		at := func(p token.Pos) spot {
			position := action.Package.Fset.Position(p)
			return spot{position.Filename, position.Line}
		}
		a := answer{make(map[spot]string), make(map[spot]string)}
		for _, d := range action.Diagnostics {
			if d.Category != directive.Category {
				a.findings[at(d.Pos)] = d.Category
			}
		}
		for _, q := range action.Result.(*analyzer.Inventory).Acquires {
			a.verdicts[at(q.Pos)] = strings.TrimSpace(q.Verdict + " " + q.Reason)
		}
		list = append(list, a)
	}
	return list
}

// survivors returns those mutants with which nothing is found that is not
// found without them.
func survivors(t *testing.T, loaded []*packages.Package, list []mutant) []mutant {
	before := make(map[spot]string)
	for _, a := range ask(t, loaded) {
		maps.Copy(before, a.findings)
	}
	calls := callersIn(loaded)
	const workers = 2
	killed := make([]bool, len(list))
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			var pkgs []*packages.Package
			var of []int
			for i := w; i < len(list); i += workers {
				for _, p := range list[i].packages(t, loaded) {
					pkgs = append(pkgs, p)
					of = append(of, i)
				}
			}
			for i, a := range ask(t, pkgs) {
				m := &list[of[i]]
				for s := range a.findings {
					killed[of[i]] = killed[of[i]] || before[s] == ""
				}
				for s, v := range a.verdicts {
					if calls.has(m.fn, 3, s) && !slices.Contains(m.verdicts, v) {
						m.verdicts = append(m.verdicts, v)
					}
				}
				slices.Sort(m.verdicts)
			}
		})
	}
	wg.Wait()
	var alive []mutant
	for i, m := range list {
		if !killed[i] {
			alive = append(alive, m)
		}
	}
	return alive
}

// packages returns the package with the mutant, and those that depend on it.
func (m *mutant) packages(t *testing.T, loaded []*packages.Package) []*packages.Package {
	changed := map[string]*packages.Package{}
	var list []*packages.Package
	add := func(p *packages.Package, files []*ast.File) {
		clone := m.check(t, p, files, changed)
		changed[p.PkgPath] = clone
		list = append(list, clone)
	}
	name := m.pkg.Fset.Position(m.pkg.Syntax[m.file].FileStart).Filename
	file, err := parser.ParseFile(m.pkg.Fset, name, m.source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Errorf("%s: %v", m.name, err)
		return nil
	}
	files := slices.Clone(m.pkg.Syntax)
	files[m.file] = file
	add(m.pkg, files)
	for again := true; again; {
		again = false
		for _, p := range loaded {
			if changed[p.PkgPath] == nil && importsAny(p, changed) && !slices.ContainsFunc(loaded, func(q *packages.Package) bool {
				return p.Imports[q.PkgPath] != nil && changed[q.PkgPath] == nil && importsAny(q, changed)
			}) {
				add(p, p.Syntax)
				again = true
			}
		}
	}
	return list
}

// importsAny reports whether a package imports one of some packages, or one
// that imports one of them.
func importsAny(p *packages.Package, of map[string]*packages.Package) bool {
	for path, q := range p.Imports {
		if of[path] != nil || q.Module != nil && q.Module.Main && importsAny(q, of) {
			return true
		}
	}
	return false
}

// check type-checks a package again, with other files or with other packages
// that it imports.
func (m *mutant) check(t *testing.T, p *packages.Package, files []*ast.File, changed map[string]*packages.Package) *packages.Package {
	clone := *p
	clone.ID = p.ID + " " + m.name
	clone.Syntax = files
	clone.Imports = maps.Clone(p.Imports)
	for path := range clone.Imports {
		if q := changed[path]; q != nil {
			clone.Imports[path] = q
		}
	}
	clone.TypesInfo = newInfo()
	config := &types.Config{
		Sizes:     p.TypesSizes,
		GoVersion: "go1.26",
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if path == "unsafe" {
				return types.Unsafe, nil
			}
			if q := clone.Imports[path]; q != nil {
				return q.Types, nil
			}
			return nil, fmt.Errorf("%s is not imported", path)
		}),
		Error: func(err error) {
			if !err.(types.Error).Soft {
				t.Errorf("%s: %v", m.name, err)
			}
		},
	}
	clone.Types, _ = config.Check(p.PkgPath, p.Fset, files, clone.TypesInfo)
	return &clone
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
