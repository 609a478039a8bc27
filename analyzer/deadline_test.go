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

// Where a read may have failed for a deadline, nothing is proven before the error is
// looked at. TestReceive goes by the findings; of the other acquires the verdict is
// in a comment on the line.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(structs, receive, "deadlines", "deadlines.go"))
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := newBench(t).check(string(text))
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.NewReceiving(t)}, []*packages.Package{pkg}, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	seen := make(map[string]bool)
	for _, a := range graph.Roots[0].Result.(*analyzer.Inventory).Acquires {
		if a.Half != analyzer.Receive {
			continue
		}
		at := pkg.Fset.Position(a.Pos)
		_, want, _ := strings.Cut(lines[at.Line-1], " // ")
		if strings.HasPrefix(want, "want") {
			want = analyzer.Leak
		}
		if a.Verdict != want || want == analyzer.Trusted && !strings.Contains("deadline channel", a.Reason) {
			t.Errorf("line %d: %s (%s), want %s", at.Line, a.Verdict, a.Reason, want)
		}
		seen[a.Verdict] = true
	}
	if len(seen) != 3 {
		t.Errorf("only %v", seen)
	}
}
