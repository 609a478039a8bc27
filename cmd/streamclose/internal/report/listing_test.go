package report

import (
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

// Marks are in brackets.
func TestParts(t *testing.T) {
	step := func(from, to, endLine int) Step {
		return Step{Pos: token.Position{Line: 7, Column: from}, End: token.Position{Line: endLine, Column: to}}
	}
	long := strings.Repeat("0123456789", 20)
	for _, test := range []struct {
		text  string
		steps []Step
		want  string
	}{
		{"x := open()", []Step{step(6, 12, 7)}, "x := [open()]"},
		{"x := open(", []Step{step(6, 2, 9)}, "x := [open(]"},
		{"x := open(a)", []Step{step(6, 13, 7), step(11, 12, 7)}, "x := [open(a)]"},
		{"x := open(a), y", []Step{step(15, 16, 7), step(6, 13, 7)}, "x := [open(a)], [y]"},
		{"\uFEFFopen()\x1b\u202e", []Step{step(4, 10, 7)}, `[open()]\u001b\u202e`},
		{"short", []Step{step(90, 99, 7)}, "short"},
		{"other line", []Step{{Pos: token.Position{Line: 8, Column: 1}, End: token.Position{Line: 8, Column: 3}}}, "other line"},
		{long + "open" + long, []Step{step(201, 205, 7)}, "…" + long[:40] + "[open]" + long[:40] + "…"},
	} {
		got := ""
		for _, part := range parts(test.text, 7, test.steps) {
			if part.Marked {
				part.Text = "[" + part.Text + "]"
			}
			got += part.Text
		}
		if got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

// A page has the lines around the steps, file by file.
func TestListing(t *testing.T) {
	dir := t.TempDir()
	var text strings.Builder
	for n := range 30 {
		fmt.Fprintln(&text, "line", n+1)
	}
	for _, name := range []string{"a.go", "b.go"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	at := func(name string, line int) Step {
		place := token.Position{Filename: filepath.Join(dir, name), Line: line, Column: 1}
		return Step{Pos: place, End: place}
	}
	report := &Report{Dir: dir, Source: new(source.Files)}
	finding := Finding{Pos: at("a.go", 2).Pos, End: at("a.go", 2).End, Steps: []Step{
		at("a.go", 2), at("b.go", 29), at("a.go", 12), at("a.go", 2), at("gone.go", 1),
	}}
	got := ""
	for _, file := range report.pageFinding(finding, "f1").Files {
		got += file.Name + ":"
		for _, line := range file.Lines {
			if line.Gap {
				got += " ..."
			}
			got += fmt.Sprint(" ", line.Number)
			for _, step := range line.Steps {
				got += fmt.Sprintf("(%d)", step.Number)
			}
		}
		got += "\n"
	}
	want := "./a.go: 1 2(1)(4) 3 4 5 ... 9 10 11 12(3) 13 14 15\n./b.go: 26 27 28 29(2) 30\n./gone.go:\n"
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// A finding is told also if its source is gone.
func TestTextWithoutSource(t *testing.T) {
	report := &Report{Dir: "/m", Source: new(source.Files), Context: 2, Findings: []Finding{{
		Category: "send", Message: "open", Pos: token.Position{Filename: "/m/a.go", Line: 3, Column: 4},
		Steps: []Step{{Pos: token.Position{Filename: "/m/a.go", Line: 4, Column: 1}, Message: "returns"}},
	}}}
	var out strings.Builder
	if err := text(&out, report); err != nil {
		t.Fatal(err)
	}
	if want := "./a.go:3:4: open [send]\n  ./a.go:4:1: returns\n"; filepath.ToSlash(out.String()) != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
}

// The kind of a step follows from how the analyzer words it.
func TestKind(t *testing.T) {
	for message, want := range map[string]kind{
		"the stream is acquired here": acquireKind,
		"assuming err != nil":         branchKind,
		"calls send":                  callKind,
		"called here, where the connection is not closed on the error": callKind,
		"starts goroutine func literal in serve":                       callKind,
		"runs deferred cleanup":                                        callKind,
		"send returns here, the stream is still open":                  endKind,
		"callback returns here, the stream is still open":              endKind,
		"the goroutine ends here, the stream is still open":            endKind,
		"acquired again here, the earlier stream is still open":        endKind,
		"stored here in field peer.stream, which nothing closes":       endKind,
	} {
		if got := (Step{Message: message}).kind(); got != want {
			t.Errorf("%s: %s, want %s", message, got, want)
		}
	}
}

// The reasons that can be explained are those that the README lists.
func TestReasons(t *testing.T) {
	readme, err := os.ReadFile("../../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := make(map[string]bool)
	for _, row := range regexp.MustCompile("(?m)^\\| `(proven|trusted)` \\|.*").FindAllString(string(readme), -1) {
		for _, word := range regexp.MustCompile("`[a-z-]+`").FindAllString(row, -1)[1:] {
			listed[strings.Trim(word, "`")] = true
		}
	}
	for word := range listed {
		if reasons[word] == "" {
			t.Errorf("no sentence for %s", word)
		}
	}
	for word := range reasons {
		if !listed[word] {
			t.Errorf("%s is not in the table of verdicts of the README", word)
		}
	}
}
