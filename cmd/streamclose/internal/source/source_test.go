package source

import (
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each want is the line that is shown, with the marks below it.
func TestSnippet(t *testing.T) {
	long := strings.Repeat("abcdefghi ", 20)
	for name, test := range map[string]struct {
		line  string
		mark  string // the part of the line that is marked
		limit int
		want  string
	}{
		"plain":             {"x := open()", "open()", 80, "x := open()\n     ^^^^^^"},
		"tabs":              {"\t\tx := 1\t// open", "open", 80, "        x := 1  // open\n                   ^^^^"},
		"wide":              {"日本(\"ö\") open", "open", 80, "日本(\"ö\") open\n          ^^^^"},
		"wide mark":         {"x := 日本()", "日本()", 80, "x := 日本()\n     ^^^^^^"},
		"combining":         {"e\u0301 open", "open", 80, "e\u0301 open\n  ^^^^"},
		"joined emoji":      {"👩\u200d🚀 open", "open", 80, "👩\u200d🚀 open\n   ^^^^"},
		"byte order mark":   {"\uFEFFpackage p", "package", 80, "package p\n^^^^^^^"},
		"escape sequence":   {"/*\x1b[31m*/ open", "open", 80, "/*\\u001b[31m*/ open\n               ^^^^"},
		"right to left":     {"/*\u202e*/ open", "open", 80, "/*\\u202e*/ open\n           ^^^^"},
		"invalid":           {"\"\xff\" open", "open", 80, "\"\uFFFD\" open\n    ^^^^"},
		"empty mark":        {"return", "", 80, "return\n^"},
		"cut right":         {"open " + long, "open", 30, "open abcdefghi abcdefghi...\n^^^^"},
		"cut left":          {long + "open", "open", 30, "...abcdefghi abcdefghi open\n                       ^^^^"},
		"cut on both sides": {long + "open " + long, "open", 30, "...abcdefghi open abcdefghi...\n             ^^^^"},
		"long mark":         {long + "open(" + long + ")", "open(" + long + ")", 20, "...open(abcdefghi...\n   ^^^^^^^^^^^^^^"},
	} {
		start := strings.Index(test.line, test.mark)
		text, from, to := Snippet(test.line, start, start+len(test.mark), test.limit)
		got := text + "\n" + strings.Repeat(" ", from) + strings.Repeat("^", to-from)
		if got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

func TestFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.go")
	if err := os.WriteFile(name, []byte("\uFEFFpackage a\r\n\r\n\"日本𝄞\", x\nlast"), 0o666); err != nil {
		t.Fatal(err)
	}
	files := new(Files)
	for number, want := range map[int]string{1: "\uFEFFpackage a", 2: "", 3: "\"日本𝄞\", x", 4: "last"} {
		if got, ok := files.Line(name, number); !ok || got != want {
			t.Errorf("line %d: %q, %t, want %q", number, got, ok, want)
		}
	}
	for _, number := range []int{-1, 0, 5} {
		if got, ok := files.Line(name, number); ok {
			t.Errorf("line %d: %q", number, got)
		}
	}
	for at, want := range map[[2]int]int{
		{1, 4}: 1, {1, 11}: 8, {3, 1}: 1, {3, 8}: 4, {3, 12}: 6, {3, 15}: 9, {4, 5}: 5,
		{4, 6}: 0, {4, 0}: 0, {5, 1}: 0,
	} {
		got, ok := files.UTF16Column(token.Position{Filename: name, Line: at[0], Column: at[1]})
		if ok != (want > 0) || got != want {
			t.Errorf("%v: UTF-16 column %d, want %d", at, got, want)
		}
	}
	for offset, want := range map[int]string{0: "1:1", 3: "1:4", 13: "1:14", 14: "2:1", 16: "3:1", 36: "4:5"} {
		if got, ok := files.Position(name, offset); !ok || got.String() != name+":"+want {
			t.Errorf("byte %d: %v, want %s", offset, got, want)
		}
	}
	if got, ok := files.Position(name, 37); ok {
		t.Errorf("behind the end: %v", got)
	}
	if _, ok := files.Line(filepath.Join(t.TempDir(), "none.go"), 1); ok {
		t.Error("a line of a missing file")
	}
}
