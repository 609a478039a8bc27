package load

import (
	"flag"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
)

var module = flag.String("module", "../../../../testdata/src/e2e/app", "the `directory` of the module to load in TestBare")

// What the analyzer finds, in the packages themselves and for those that import
// them, is the same without the bodies that are left out.
func TestBare(t *testing.T) {
	t.Setenv("GOWORK", "off")
	l := &Loader{Dir: *module, Tests: true}
	outline, err := l.list(&packages.Config{Mode: modeOutline}, []string{"./..."})
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	relevant, sees := seeStreams(outline)
	bare := bareFiles(fset, relevant, sees)
	got, bodies := l.known(t, &packages.Config{Mode: modeFull, Fset: fset, ParseFile: parseExcept(bare)})
	want, all := l.known(t, &packages.Config{Mode: modeFull})
	if len(want) < 50 {
		t.Errorf("only %d facts and findings", len(want))
	}
	for _, text := range slices.Sorted(maps.Keys(want)) {
		if got[text] != want[text] {
			t.Errorf("%d instead of %d times: %s", got[text], want[text], text)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(got)) {
		if want[text] == 0 {
			t.Errorf("not without bare files: %s", text)
		}
	}
	t.Logf("%d facts and findings; %d of %d expressions are left in %d bare files", len(want), bodies, all, len(bare))
	if bodies*2 > all {
		t.Errorf("%d of %d expressions are left", bodies, all)
	}
}

// known analyzes all packages. It returns the facts and findings, each with how
// often it is there, and the number of expressions that were type-checked.
func (l *Loader) known(t *testing.T, config *packages.Config) (texts map[string]int, expressions int) {
	t.Helper()
	pkgs, err := l.list(config, []string{"./..."})
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
	texts = make(map[string]int)
	for action := range graph.All() {
		if action.Err != nil {
			t.Error(action.Err)
		}
		for _, fact := range action.AllObjectFacts() {
			if fact.Object.Pkg() == action.Package.Types {
				texts[fmt.Sprintf("%s: %s: %s: %v", action.Package.ID, action.Package.Fset.Position(fact.Object.Pos()), types.ObjectString(fact.Object, nil), fact.Fact)]++
			}
		}
		for _, d := range action.Diagnostics {
			texts[fmt.Sprintf("%s: %s: %s", action.Package.ID, action.Package.Fset.Position(d.Pos), d.Message)]++
		}
	}
	return texts, expressions
}
