package apply

import (
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

const text = "package a\n\nfunc f() {\n\tx := open()\n\ty := open()\n\tuse(x, y)\n}\n"

// A module is a directory with files of the given texts, as they were analyzed.
type module struct {
	dir  string
	sums source.Sums
}

func newModule(t *testing.T, files map[string]string) *module {
	m := &module{t.TempDir(), make(source.Sums)}
	for name, text := range files {
		m.write(t, name, text)
		m.sums.Add(m.path(name))
	}
	return m
}

func (m *module) path(name string) string { return filepath.Join(m.dir, name) }

func (m *module) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(m.path(name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// check compares the names and texts of all files.
func (m *module) check(t *testing.T, want map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		got, err := os.ReadFile(m.path(entry.Name()))
		if text, ok := want[entry.Name()]; !ok || err != nil || string(got) != text {
			t.Errorf("%s: %v\n%s\nwant:\n%s", entry.Name(), err, got, text)
		}
	}
	if len(entries) != len(want) {
		t.Errorf("%d files, want %d", len(entries), len(want))
	}
}

// finding is one in a line of a file, with a fix that puts a text behind
// another one.
func (m *module) finding(name string, line int, behind, insert string) report.Finding {
	content, _ := os.ReadFile(m.path(name))
	at := strings.Index(string(content), behind) + len(behind)
	return report.Finding{
		Pos:   token.Position{Filename: m.path(name), Line: line, Column: 7},
		Fixes: []report.Fix{{Edits: []report.Edit{{Filename: m.path(name), Start: at, End: at, New: insert}}}},
	}
}

func (m *module) plan(t *testing.T, findings ...report.Finding) *Plan {
	t.Helper()
	plan, err := New(m.dir, findings, m.sums)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// apply writes what the fixes say and returns the diff of it.
func (m *module) apply(t *testing.T, findings ...report.Finding) (*Plan, string) {
	t.Helper()
	plan := m.plan(t, findings...)
	diff := plan.Diff()
	if err := plan.Write(); err != nil {
		t.Fatal(err)
	}
	return plan, diff
}

// The hunks of a diff say where they begin in the new text, whatever those before change.
func TestDiffNumbers(t *testing.T) {
	long := "package p\n\nfunc f() {\n\tx := open()\n\tuse(x)\n\tuse(x)\n\ty := open()\n" + strings.Repeat("\tuse(y)\n", 20) + "\tz := open()\n\tuse(z)\n}\n"
	m := newModule(t, map[string]string{"a.go": long})
	_, diff := m.apply(t,
		m.finding("a.go", 4, "x := open()", "\n\tdefer x.Close()"),
		m.finding("a.go", 7, "y := open()", "\n\tdefer y.Close()"),
		m.finding("a.go", 28, "z := open()", "\n\tdefer z.Close()"),
	)
	content, err := os.ReadFile(m.path("a.go"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(content), "\n")
	hunks := strings.Split(diff, "\n@@ ")[1:]
	if len(hunks) != 2 {
		t.Fatalf("%d hunks:\n%s", len(hunks), diff)
	}
	for _, hunk := range hunks {
		header, body, _ := strings.Cut(hunk, "\n")
		var from, removed, begin, added int
		if _, err := fmt.Sscanf(header, "-%d,%d +%d,%d @@", &from, &removed, &begin, &added); err != nil {
			t.Fatalf("%q: %v", header, err)
		}
		for i, line := range strings.Split(strings.TrimSuffix(body, "\n"), "\n") {
			if line[0] == '-' {
				t.Fatalf("a line is gone: %q", line)
			}
			if got := lines[begin-1+i]; got != line[1:] {
				t.Errorf("@@ %s: line %d is %q, not %q", header, begin+i, got, line[1:])
			}
		}
	}
}

func TestApply(t *testing.T) {
	m := newModule(t, map[string]string{"a.go": text, "b.go": text, "c.go": text})
	plan, diff := m.apply(t,
		m.finding("a.go", 4, "x := open()", "\n\tdefer x.Close()"),
		m.finding("a.go", 5, "y := open()", "\n\tdefer y.Close()"),
		m.finding("b.go", 4, "x := open()", "\n\tdefer x.Close()"),
		report.Finding{Pos: token.Position{Filename: m.path("c.go"), Line: 4}},
	)
	const want = `--- a/a.go
+++ b/a.go
@@ -2,6 +2,8 @@
 
 func f() {
 	x := open()
+	defer x.Close()
 	y := open()
+	defer y.Close()
 	use(x, y)
 }
--- a/b.go
+++ b/b.go
@@ -2,6 +2,7 @@
 
 func f() {
 	x := open()
+	defer x.Close()
 	y := open()
 	use(x, y)
 }
`
	if diff != want || plan.Fixed != 3 || plan.Files() != 2 || len(plan.Left) != 0 {
		t.Errorf("%d fixed in %d files, left %v, diff:\n%s", plan.Fixed, plan.Files(), plan.Left, diff)
	}
	one := strings.Replace(text, "x := open()\n", "x := open()\n\tdefer x.Close()\n", 1)
	both := strings.Replace(one, "y := open()\n", "y := open()\n\tdefer y.Close()\n", 1)
	m.check(t, map[string]string{"a.go": both, "b.go": one, "c.go": text})
}

// Without fixes there is nothing to do, and nothing to read.
func TestNothing(t *testing.T) {
	m := newModule(t, nil)
	plan, diff := m.apply(t, report.Finding{Pos: token.Position{Filename: m.path("none.go")}})
	if plan.Fixed != 0 || diff != "" {
		t.Errorf("%d fixed, diff:\n%s", plan.Fixed, diff)
	}
}

// The bytes around an edit stay: line ends, a byte order mark, a missing end.
func TestBytesKept(t *testing.T) {
	windows := "\uFEFF" + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\r\n")
	m := newModule(t, map[string]string{"a.go": windows})
	_, diff := m.apply(t, m.finding("a.go", 5, "y := open()", "\r\n\tdefer y.Close()"))
	m.check(t, map[string]string{"a.go": strings.Replace(windows, "y := open()", "y := open()\r\n\tdefer y.Close()", 1)})
	if strings.Count(diff, "\n+") != 2 || !strings.Contains(diff, "\n+\tdefer y.Close()\r\n") {
		t.Errorf("diff:\n%q", diff)
	}
}

// Permissions stay whatever the mask says, and a link leads where it did. Two
// names of a file are one file.
func TestFileKept(t *testing.T) {
	m := newModule(t, map[string]string{"a.go": text})
	if err := os.Chmod(m.path("a.go"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a.go", m.path("link.go")); err != nil {
		t.Fatal(err)
	}
	plan, _ := m.apply(t,
		m.finding("a.go", 4, "x := open()", "\n\tdefer x.Close()"),
		m.finding("link.go", 4, "x := open()", "\n\tdefer x.Close()"),
	)
	if plan.Fixed != 1 || plan.Files() != 1 || len(plan.Left) != 0 {
		t.Errorf("%d fixed in %d files, left %v", plan.Fixed, plan.Files(), plan.Left)
	}
	if info, err := os.Lstat(m.path("link.go")); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link is none any more, or: %v", err)
	}
	if info, err := os.Stat(m.path("a.go")); err != nil || info.Mode() != 0o666 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	fixed := strings.Replace(text, "x := open()", "x := open()\n\tdefer x.Close()", 1)
	m.check(t, map[string]string{"a.go": fixed, "link.go": fixed})
}

// Variants of a package have the same finding. Of fixes that meet, the first is
// applied.
func TestChoose(t *testing.T) {
	m := newModule(t, map[string]string{"a.go": text})
	x := m.finding("a.go", 4, "x := open()", "\n\tdefer x.Close()")
	for name, test := range map[string]struct {
		second report.Finding
		fixed  int
		left   string
	}{
		"the same":              {x, 1, ""},
		"another fix for it":    {m.finding("a.go", 4, "use(x, y)", "\n\tx.Close()"), 1, "a.go:4:7"},
		"the same place":        {m.finding("a.go", 5, "x := open()", "\n\tdefer y.Close()"), 1, "a.go:5:7"},
		"another place":         {m.finding("a.go", 5, "use(x, y)", "\n\ty.Close()"), 2, ""},
		"part of it is applied": {two(x, m.finding("a.go", 5, "use(x, y)", "\n\ty.Close()")), 1, "a.go:5:7"},
	} {
		t.Run(name, func(t *testing.T) {
			plan := m.plan(t, x, test.second)
			left := filepath.ToSlash(strings.Join(plan.Left, " "))
			if plan.Fixed != test.fixed || strings.TrimPrefix(left, "./") != test.left {
				t.Errorf("%d fixed, left: %s", plan.Fixed, left)
			}
			if got := strings.Count(plan.Diff(), "\n+\t"); got != test.fixed {
				t.Errorf("%d lines added:\n%s", got, plan.Diff())
			}
		})
	}
}

// two has the edits of both findings and the place of the second.
func two(a, b report.Finding) report.Finding {
	b.Fixes = []report.Fix{{Edits: append(a.Fixes[0].Edits[:1:1], b.Fixes[0].Edits...)}}
	return b
}
