package analyzer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
)

// The inventory says which streams are opened in a loop, also in that of a caller:
// just those whose line has a comment that says so.
func TestOpenPerMessage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(advised, "messages", "messages.go"))
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := newBench(t).check(string(text))
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.Analyzer}, []*packages.Package{pkg}, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	acquires := graph.Roots[0].Result.(*analyzer.Inventory).Acquires
	if len(acquires) < 5 {
		t.Fatalf("only %v", acquires)
	}
	for _, a := range acquires {
		at := pkg.Fset.Position(a.Pos)
		if want := strings.HasSuffix(lines[at.Line-1], "// per message"); a.PerMessage != want {
			t.Errorf("line %d, %s: per message is %v, want %v", at.Line, a.Name, a.PerMessage, want)
		}
	}
}
