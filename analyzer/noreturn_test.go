package analyzer_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
)

// Of packages without streams only the functions that may never return are
// looked at more closely. Those that never do are the same as if all were.
func TestNoReturn(t *testing.T) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, "testing", "log", "go/types")
	if err != nil {
		t.Fatal(err)
	}
	want := neverReturning(t, ctrlflow.Analyzer, "noReturn", pkgs)
	got := neverReturning(t, analyzer.Analyzer, "never returns", pkgs)
	if len(want) < 20 {
		t.Errorf("only %d functions to compare", len(want))
	}
	for name := range want {
		if !got[name] {
			t.Errorf("%s never returns, which was not seen", name)
		}
	}
	for name := range got {
		if !want[name] {
			t.Errorf("%s can return", name)
		}
	}
}

// neverReturning returns the exported functions of the packages, and of those
// that they import, about which an analyzer has a fact.
func neverReturning(t *testing.T, a *analysis.Analyzer, fact string, pkgs []*packages.Package) map[string]bool {
	t.Helper()
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]bool)
	for act := range graph.All() {
		if act.Analyzer != a {
			continue
		}
		for _, f := range act.AllObjectFacts() {
			if f.Object.Exported() && f.Object.Pkg() == act.Package.Types && f.Fact.(interface{ String() string }).String() == fact {
				found[f.Object.(interface{ FullName() string }).FullName()] = true
			}
		}
	}
	return found
}
