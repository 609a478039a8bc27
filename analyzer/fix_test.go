package analyzer_test

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
)

// The fixes of all fixtures leave code that is formatted, type-checks, and has
// the other findings only.
func TestFixes(t *testing.T) {
	t.Parallel()
	for _, module := range []string{structs, interfaces, webtransport} {
		t.Run(filepath.Base(module), func(t *testing.T) {
			download(t, module)
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(module)); err != nil {
				t.Fatal(err)
			}
			fixed := 0
			want := places(t, dir, nil)
			changed := make(map[string][]int) // per file, the lines behind which one was added
			files := make(map[string][]edit)
			for place, edits := range want {
				if len(edits) > 0 && !overlap(files[edits[0].file], edits) {
					files[edits[0].file] = append(files[edits[0].file], edits...)
					delete(want, place)
					fixed++
				}
			}
			t.Logf("%d findings with a fix, %d without", fixed, len(want))
			if fixed == 0 {
				t.Error("no fixes")
			}
			for name, edits := range files {
				changed[name] = change(t, name, edits)
			}
			for place := range places(t, dir, changed) {
				if _, ok := want[place]; !ok {
					t.Errorf("finding after the fixes that is new, or was to be fixed: %s", place)
				}
			}
		})
	}
}

type edit struct {
	file       string
	start, end int
	line       int // of start
	text       string
}

func overlap(all, more []edit) bool {
	return slices.ContainsFunc(all, func(a edit) bool {
		return slices.ContainsFunc(more, func(b edit) bool { return a.start <= b.end && b.start <= a.end })
	})
}

// change applies edits to a file and returns, for each line that they add, the
// one before it.
func change(t *testing.T, name string, edits []edit) (added []int) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(b.start, a.start) })
	for _, e := range edits {
		text = slices.Concat(text[:e.start], []byte(e.text), text[e.end:])
		for range strings.Count(e.text, "\n") {
			added = append(added, e.line)
		}
	}
	if formatted, err := format.Source(text); err != nil || !bytes.Equal(formatted, text) {
		t.Errorf("%s: not formatted after the fixes: %v", name, err)
	}
	if err := os.WriteFile(name, text, 0o666); err != nil {
		t.Fatal(err)
	}
	slices.Sort(added)
	return added
}

// places returns where the findings of a module are, with their fixes. Lines
// that were added do not count.
func places(t *testing.T, dir string, added map[string][]int) map[string][]edit {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: dir, Env: append(os.Environ(), "GOWORK=off"),
	}, "./...")
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		t.Fatal("the fixtures do not load", err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.Analyzer}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string][]edit)
	for _, action := range graph.Roots {
		fset := action.Package.Fset
		for _, d := range action.Diagnostics {
			at := fset.Position(d.Pos)
			for i, line := range added[at.Filename] {
				if line+i < fset.Position(d.Pos).Line {
					at.Line--
				}
			}
			place := fmt.Sprintf("%s:%d:%d", at.Filename, at.Line, at.Column)
			found[place] = editsOf(t, fset, d)
		}
	}
	return found
}

func editsOf(t *testing.T, fset *token.FileSet, d analysis.Diagnostic) (edits []edit) {
	t.Helper()
	if len(d.SuggestedFixes) > 1 {
		t.Errorf("%v: more than one fix", fset.Position(d.Pos))
	}
	for _, fix := range d.SuggestedFixes {
		for _, e := range fix.TextEdits {
			start, end := fset.Position(e.Pos), fset.Position(e.End)
			edits = append(edits, edit{start.Filename, start.Offset, end.Offset, start.Line, string(e.NewText)})
			if start.Filename != fset.Position(d.Pos).Filename {
				t.Errorf("%v: a fix in another file", fset.Position(d.Pos))
			}
		}
	}
	return edits
}
