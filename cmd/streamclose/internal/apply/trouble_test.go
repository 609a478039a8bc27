package apply

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

// What cannot be done is told with the file and the cure, and no file changes:
// neither the one in question nor those before it.
func TestTrouble(t *testing.T) {
	changed := strings.Replace(text, "open()", "open(1)", 1)
	for name, test := range map[string]struct {
		spoil  func(t *testing.T, m *module)
		insert string
		want   map[string]string
		err    []string
	}{
		"changed": {
			spoil: func(t *testing.T, m *module) { m.write(t, "b.go", changed) },
			want:  map[string]string{"a.go": text, "b.go": changed},
			err:   []string{"b.go: the file has changed", "run streamclose again"},
		},
		"removed": {
			spoil: func(t *testing.T, m *module) { os.Remove(m.path("b.go")) },
			want:  map[string]string{"a.go": text},
			err:   []string{"b.go: cannot be read: ", "run streamclose again"},
		},
		"not analyzed": {
			spoil: func(t *testing.T, m *module) { clear(m.sums); m.sums.Add(m.path("a.go")) },
			err:   []string{"b.go: the file has changed"},
		},
		"read-only": {
			spoil: func(t *testing.T, m *module) { chmod(t, m.path("b.go"), 0o444) },
			err:   []string{"b.go: the file is read-only: make it writable", "no file was changed"},
		},
		"no room beside it": {
			spoil: func(t *testing.T, m *module) { m.write(t, taken, "") },
			want:  map[string]string{"a.go": text, "b.go": text, taken: ""},
			err:   []string{"b.go: no place for the new text beside it", taken + ": file exists", "make the directory writable", "no file was changed"},
		},
		"not Go any more": {
			insert: "\n\tdefer defer",
			err:    []string{"b.go: its fixes do not fit: ", "5:8: expected", "fix it by hand"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newModule(t, map[string]string{"a.go": text, "b.go": text})
			insert := test.insert
			if insert == "" {
				insert = "\n\tdefer x.Close()"
			}
			findings := []report.Finding{
				m.finding("a.go", 4, "x := open()", "\n\tdefer x.Close()"),
				m.finding("b.go", 4, "x := open()", insert),
			}
			if test.spoil != nil {
				test.spoil(t, m)
			}
			checkError(t, m.rewrite(findings), test.err)
			if test.want == nil {
				test.want = map[string]string{"a.go": text, "b.go": text}
			}
			m.check(t, test.want)
		})
	}
}

// taken is where the new text of b.go would be.
var taken = fmt.Sprintf("b.go.%d.tmp", os.Getpid())

// An edit outside of the file, or over another one of its fix, is an error.
func TestMisfit(t *testing.T) {
	for name, edits := range map[string][]report.Edit{
		"behind the end": {{Start: len(text) + 1, End: len(text) + 1}},
		"backwards":      {{Start: 5, End: 4}},
		"negative":       {{Start: -1, End: 4}},
		"overlap":        {{Start: 10, End: 20}, {Start: 15, End: 25}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newModule(t, map[string]string{"a.go": text})
			finding := m.finding("a.go", 4, "", "")
			for _, edit := range edits {
				edit.Filename = m.path("a.go")
				finding.Fixes[0].Edits = append(finding.Fixes[0].Edits, edit)
			}
			checkError(t, m.rewrite([]report.Finding{finding}), []string{"a.go: its fixes do not fit: ", "fix it by hand"})
			m.check(t, map[string]string{"a.go": text})
		})
	}
}

// A file in a directory where nothing can be created.
func TestReadOnlyDirectory(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("nothing is read-only for the superuser")
	}
	m := newModule(t, map[string]string{"a.go": text})
	chmod(t, m.dir, 0o555)
	checkError(t, m.rewrite([]report.Finding{m.finding("a.go", 4, "x := open()", "\n\tdefer x.Close()")}),
		[]string{"a.go: no place", "permission denied", "make the directory writable"})
	m.check(t, map[string]string{"a.go": text})
}

func chmod(t *testing.T, name string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(name, 0o777) })
}

func (m *module) rewrite(findings []report.Finding) error {
	plan, err := New(m.dir, findings, m.sums)
	if err != nil {
		return err
	}
	return plan.Write()
}

func checkError(t *testing.T, err error, texts []string) {
	t.Helper()
	for _, text := range texts {
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%q is not in: %v", text, err)
		}
	}
}
