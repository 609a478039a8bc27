package analyzer_test

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
)

// The fixes of all fixtures leave code that is formatted, type-checks, and has
// the other findings only, with no fix that was not there before.
func TestFixes(t *testing.T) {
	t.Parallel()
	for _, module := range []string{structs, interfaces, webtransport} {
		t.Run(filepath.Base(module), func(t *testing.T) {
			download(t, module)
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(module)); err != nil {
				t.Fatal(err)
			}
			left := places(t, dir, nil)
			fixes := make(map[string][]edit) // by file
			fixed, postponed := 0, make(map[string]bool)
			for _, place := range slices.Sorted(maps.Keys(left)) {
				edits := left[place]
				if len(edits) == 0 {
					continue
				}
				file := edits[0].file
				if overlap(fixes[file], edits) {
					postponed[place] = true
					continue
				}
				fixes[file] = append(fixes[file], edits...)
				delete(left, place)
				fixed++
			}
			t.Logf("%d findings with a fix, of which %d meet another one, %d without", fixed+len(postponed), len(postponed), len(left)-len(postponed))
			if fixed == 0 {
				t.Error("no fixes")
			}
			for name, edits := range fixes {
				text := change(t, name, edits)
				if formatted, err := format.Source(text); err != nil || !bytes.Equal(formatted, text) {
					t.Errorf("%s: not formatted after the fixes: %v", name, err)
				}
			}
			after := places(t, dir, fixes)
			for place, edits := range after {
				if _, ok := left[place]; !ok {
					t.Errorf("finding after the fixes that is new, or was to be fixed: %s", place)
				} else if len(edits) > 0 && !postponed[place] {
					t.Errorf("fix after the fixes that was not there before: %s", place)
				}
			}
			for place := range left {
				if _, ok := after[place]; !ok && !postponed[place] {
					t.Errorf("finding without a fix that is gone after the others: %s", place)
				}
			}
		})
	}
}

// Without fixes the findings are the same.
func TestWithoutFixes(t *testing.T) {
	t.Parallel()
	const module = "../testdata/src/fixes"
	download(t, module)
	found := func(a *analysis.Analyzer) (lines []string, fixes int) {
		for _, action := range analyze(t, module, a) {
			for _, d := range action.Diagnostics {
				fixes += len(d.SuggestedFixes)
				lines = append(lines, fmt.Sprint(action.Package.Fset.Position(d.Pos), d.Category, d.Message))
			}
		}
		return lines, fixes
	}
	want, some := found(analyzer.Analyzer)
	got, none := found(analyzer.WithoutFixes)
	if !slices.Equal(got, want) || some == 0 || none != 0 {
		t.Errorf("%d findings with %d fixes, without fixes %d with %d", len(want), some, len(got), none)
	}
}

// Each form of fix changes the source as it should, with line ends and a byte
// order mark as on Windows, too, and is not offered where it would do harm.
func TestFixForms(t *testing.T) {
	t.Parallel()
	const module = "../testdata/src/fixes"
	download(t, module)
	same := func(text []byte) []byte { return text }
	windows := func(text []byte) []byte {
		return append([]byte("\uFEFF"), bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))...)
	}
	for name, as := range map[string]func([]byte) []byte{"as it is": same, "Windows": windows} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(module)); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "forms.go")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden, err := os.ReadFile(file + ".golden")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, as(text), 0o666); err != nil {
				t.Fatal(err)
			}
			found := places(t, dir, nil)
			if n := bytes.Count(text, []byte("// leak\n")); len(found) != n {
				t.Errorf("%d findings, want %d", len(found), n)
			}
			var edits []edit
			for _, e := range found {
				edits = append(edits, e...)
			}
			if got, want := change(t, file, edits), as(golden); !bytes.Equal(got, want) {
				t.Errorf("after the fixes:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

type edit struct {
	file       string
	start, end int
	text       string
}

func overlap(all, more []edit) bool {
	return slices.ContainsFunc(all, func(a edit) bool {
		return slices.ContainsFunc(more, func(b edit) bool { return a.start <= b.end && b.start <= a.end })
	})
}

// change applies edits, which it sorts, to a file, and returns its new text.
func change(t *testing.T, name string, edits []edit) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
	for _, e := range slices.Backward(edits) {
		text = slices.Concat(text[:e.start], []byte(e.text), text[e.end:])
	}
	if err := os.WriteFile(name, text, 0o666); err != nil {
		t.Fatal(err)
	}
	return text
}

// places returns where the findings of a module are, with their fixes: as
// offsets in the text before it was changed by the given edits.
func places(t *testing.T, dir string, changed map[string][]edit) map[string][]edit {
	t.Helper()
	found := make(map[string][]edit)
	for _, action := range analyze(t, dir, analyzer.Analyzer) {
		fset := action.Package.Fset
		for _, d := range action.Diagnostics {
			at := fset.Position(d.Pos)
			offset := at.Offset
			for _, e := range slices.Backward(changed[at.Filename]) {
				if before := shift(changed[at.Filename], e.start); e.start+before+len(e.text) <= at.Offset {
					offset = at.Offset - before - len(e.text) + e.end - e.start
					break
				}
			}
			found[fmt.Sprintf("%s:#%d", at.Filename, offset)] = editsOf(t, fset, d)
		}
	}
	return found
}

// analyze runs an analyzer on the packages of a module.
func analyze(t *testing.T, dir string, a *analysis.Analyzer) []*checker.Action {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: dir, Env: append(os.Environ(), "GOWORK=off"),
	}, "./...")
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		t.Fatal("the fixtures do not load", err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return graph.Roots
}

// shift returns by how much sorted edits have moved the text at an offset.
func shift(edits []edit, offset int) (n int) {
	for _, e := range edits {
		if e.start < offset {
			n += len(e.text) - (e.end - e.start)
		}
	}
	return n
}

func editsOf(t *testing.T, fset *token.FileSet, d analysis.Diagnostic) (edits []edit) {
	t.Helper()
	if len(d.SuggestedFixes) > 1 {
		t.Errorf("%v: more than one fix", fset.Position(d.Pos))
	}
	for _, fix := range d.SuggestedFixes {
		for _, e := range fix.TextEdits {
			start, end := fset.Position(e.Pos), fset.Position(e.End)
			edits = append(edits, edit{start.Filename, start.Offset, end.Offset, string(e.NewText)})
			if start.Filename != fset.Position(d.Pos).Filename {
				t.Errorf("%v: a fix in another file", fset.Position(d.Pos))
			}
		}
	}
	return edits
}
