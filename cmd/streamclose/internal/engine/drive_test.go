package engine

import (
	"flag"
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
)

var testModule = flag.String("module", "../../../../testdata/src/e2e/app", "the `directory` of the module to analyze in TestDriver")

var both = Analyzers{Analyzer: analyzer.Analyzer, Imported: analyzer.ForFacts}

// What the analyzer finds, in the packages themselves and for those that import
// them, is the same as when all packages are there at once and whole.
func TestDriver(t *testing.T) {
	t.Setenv("GOWORK", "off")
	loader := &load.Loader{Dir: *testModule, Tests: true}
	program, err := loader.Load([]string{"./..."})
	if err != nil {
		t.Fatal(err)
	}
	d := newDriver(both)
	got, expressions := make(map[string]bool), 0
	result := program.Check(func(pkg *packages.Package, told bool) {
		d.mu.Lock()
		expressions += len(pkg.TypesInfo.Types)
		d.mu.Unlock()
		d.analyze(pkg, told)
	})
	if len(result.Problems) > 0 || len(result.Skipped) > 0 {
		t.Fatal(result.Problems, result.Skipped)
	}
	checked := make(map[string]bool)
	for _, pkg := range result.Packages {
		checked[pkg.PkgPath] = false // if it is the variant with tests that counts
	}
	packages.Visit(result.Packages, nil, func(pkg *packages.Package) {
		if pkg.Types != nil {
			checked[pkg.ID] = true
		}
	})
	for pkg, act := range d.actions {
		if act.err != nil {
			t.Error(act.err)
		}
		for key, fact := range d.facts {
			if obj, ok := key.of.(types.Object); ok && obj.Pkg() == pkg.Types {
				got[known(pkg, obj, fact)] = true
			}
		}
		for _, found := range act.diagnostics {
			got[told(pkg, found)] = true
		}
	}

	want, all := whole(t, checked)
	if len(want) < 50 {
		t.Errorf("only %d facts and findings", len(want))
	}
	for _, text := range slices.Sorted(maps.Keys(want)) {
		if !got[text] {
			t.Errorf("missing: %s", text)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(got)) {
		if !want[text] {
			t.Errorf("too much: %s", text)
		}
	}
	t.Logf("%d facts and findings in %d packages; %d of %d expressions are looked at", len(want), len(checked), expressions, all)
	if expressions*4 > all {
		t.Errorf("%d of %d expressions are looked at", expressions, all)
	}
}

// whole analyzes all packages as they are. It returns the facts and findings in
// some of them, and the number of expressions in all.
func whole(t *testing.T, in map[string]bool) (texts map[string]bool, expressions int) {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Dir: *testModule, Tests: true, Mode: packages.LoadAllSyntax}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	packages.Visit(pkgs, nil, func(pkg *packages.Package) {
		for _, err := range pkg.Errors {
			t.Errorf("%s: %v", pkg.ID, err)
		}
		expressions += len(pkg.TypesInfo.Types)
	})
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.Analyzer}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	texts = make(map[string]bool)
	for action := range graph.All() {
		if action.Err != nil {
			t.Error(action.Err)
		}
		var list []string
		for _, fact := range action.AllObjectFacts() {
			if fact.Object.Pkg() == action.Package.Types {
				list = append(list, known(action.Package, fact.Object, fact.Fact))
			}
		}
		for _, found := range action.Diagnostics {
			list = append(list, told(action.Package, found))
		}
		for _, text := range list {
			checked, isRoot := in[action.Package.ID]
			if checked {
				texts[text] = true
			} else if !isRoot && !strings.HasSuffix(text, "never returns") {
				t.Errorf("in a package that was not type-checked: %s", text)
			}
		}
	}
	return texts, expressions
}

func known(pkg *packages.Package, obj types.Object, fact analysis.Fact) string {
	return fmt.Sprintf("%s: %s: %s: %v", pkg.ID, pkg.Fset.Position(obj.Pos()), types.ObjectString(obj, nil), fact)
}

func told(pkg *packages.Package, found analysis.Diagnostic) string {
	return fmt.Sprintf("%s: %s: %s", pkg.ID, pkg.Fset.Position(found.Pos), found.Message)
}
