package report

import (
	"bytes"
	"cmp"
	"flag"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

var update = flag.Bool("update", false, "write the files in testdata anew")

// Fixes go into the formats that have a place for them, and others do not miss them.
func TestFixes(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.go")
	text := "package a\n\nfunc f() {\n\tx := \"𝄞\" + open()\n\treturn\n}\n"
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	start := strings.Index(text, "open()")
	report := &Report{
		Dir: dir, Root: dir, Version: "v1.2.3", Complete: true, Source: new(source.Files),
		Findings: []Finding{{
			Package: "example.com/a", Category: "send",
			Pos:     token.Position{Filename: file, Line: 4, Column: 16},
			End:     token.Position{Filename: file, Line: 4, Column: 22},
			Message: "a [leak](1)",
			Fixes: []Fix{{Message: "close it", Edits: []Edit{
				{file, start, start + 4, "Open"},
				{file, start + 7, start + 7, "\tdefer x.Close()\n"},
			}}},
		}},
	}
	without := *report
	without.Findings = slices.Clone(report.Findings)
	without.Findings[0].Fixes = nil
	for _, format := range Formats() {
		var out, missing bytes.Buffer
		if err := cmp.Or(format.Write(&out, report), format.Write(&missing, &without)); err != nil {
			t.Fatal(err)
		}
		if shown := out.String() != missing.String(); shown != format.Fixes {
			t.Errorf("format %s: fixes are shown: %v", format.Name, shown)
		}
		if !format.Fixes {
			continue
		}
		got := strings.ReplaceAll(out.String(), filepath.ToSlash(dir), "/DIR")
		golden := filepath.Join("testdata", "fixes."+format.Name)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("%v, not as in %s:\n%s", err, golden, got)
		}
	}
}

// Keys tell findings apart that are alike, and do not change when lines move.
func TestKeys(t *testing.T) {
	const line = "\tx := open() // "
	keys := func(before, between string) []Key {
		file := filepath.Join(t.TempDir(), "a.go")
		text := "package a\n" + before + "func (t *T[K]) f() {\n" + line + "\n" + between + "\tx  :=  open() //\n}\nvar v = open()\n"
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		report := &Report{Source: new(source.Files)}
		number := 0
		for line := range strings.Lines(text) {
			number++
			if strings.Contains(line, "open()") {
				report.Findings = append(report.Findings, Finding{Package: "p", Category: "send", Pos: token.Position{Filename: file, Line: number, Column: 1}})
			}
		}
		return report.Keys()
	}
	got := keys("", "")
	want := []Key{
		{"send", "p", "(*T).f", "x := open() //", 0},
		{"send", "p", "(*T).f", "x := open() //", 1},
		{"send", "p", "", "var v = open()", 0},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if moved := keys("\n// more\n\n", "\n\ty()\n"); !slices.Equal(moved, got) {
		t.Errorf("moved:\n%+v", moved)
	}
	prints := make(map[string]bool)
	for _, key := range got {
		prints[key.Fingerprint()] = true
	}
	if len(prints) != len(got) {
		t.Errorf("fingerprints: %v", prints)
	}
}
