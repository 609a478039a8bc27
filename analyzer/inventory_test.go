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
	acquires := acquiresOf(t, analyzer.Analyzer, filepath.Join(advised, "messages", "messages.go"))
	if len(acquires) < 5 {
		t.Fatalf("only %v", acquires)
	}
	for _, a := range acquires {
		if want := strings.HasSuffix(a.line, "// per message"); a.PerMessage != want {
			t.Errorf("%s, %s: per message is %v, want %v", a.line, a.Name, a.PerMessage, want)
		}
	}
}

// The inventory says why a stream is trusted: on those lines that say so.
func TestTrusted(t *testing.T) {
	t.Parallel()
	for file, reason := range map[string]struct {
		name, comment string
		atLeast       int
	}{
		// What a function hands out, or leaves to its caller, where its connection has
		// ended, by all signs, is trusted to have ended with it.
		"outlived/handed.go": {"connection-over", "// late", 3},
		// The end of the process is not that of what a channel takes until then.
		"mains/inbox/main.go": {"channel", "// in the channel", 1},
	} {
		n := 0
		for _, a := range acquiresOf(t, analyzer.Analyzer, filepath.Join(structs, filepath.FromSlash(file))) {
			want := strings.HasSuffix(a.line, reason.comment)
			if got := a.Verdict == analyzer.Trusted && a.Reason == reason.name; got != want {
				t.Errorf("%s: %s (%s)", a.line, a.Verdict, a.Reason)
			}
			if want {
				n++
			}
		}
		if n < reason.atLeast {
			t.Errorf("%s: only %d acquires with %s", file, n, reason.comment)
		}
	}
}

// A lineAcquire is an acquire with the text of its line.
type lineAcquire struct {
	analyzer.Acquire
	line string
}

// acquiresOf returns the acquires that an analyzer finds in a file.
func acquiresOf(t *testing.T, a *analysis.Analyzer, file string) []lineAcquire {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := newBench(t).check(string(text))
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, []*packages.Package{pkg}, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	var acquires []lineAcquire
	for _, a := range graph.Roots[0].Result.(*analyzer.Inventory).Acquires {
		acquires = append(acquires, lineAcquire{a, lines[pkg.Fset.Position(a.Pos).Line-1]})
	}
	return acquires
}
