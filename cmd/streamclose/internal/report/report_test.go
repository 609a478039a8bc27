package report

import (
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
)

func TestPlace(t *testing.T) {
	for file, want := range map[string]string{
		"/home/me/m/a.go":     "./a.go:1:2",
		"/home/me/m/b/a.go":   "./b/a.go:1:2",
		"/home/me/m/..b/a.go": "./..b/a.go:1:2",
		"/home/me/n/a.go":     "../n/a.go:1:2",
		"/a/b.go":             "/a/b.go:1:2",
		"":                    "1:2",
	} {
		position := token.Position{Filename: filepath.FromSlash(file), Line: 1, Column: 2}
		if got := Place("/home/me/m", position); filepath.ToSlash(got) != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	at := func(line int) token.Position { return token.Position{Filename: "/m/a.go", Line: line, Column: 1} }
	report := &Report{Dir: "/m", Verbose: true, Findings: Sorted([]Finding{
		{Pos: at(10), Message: "second"},
		{Pos: at(9), Message: "first\nof two", Steps: []Step{{Pos: at(11), Message: "step"}}},
		{Pos: at(10), Message: "second", Package: "again"},
	})}
	var out strings.Builder
	if err := plain(&out, report); err != nil {
		t.Error(err)
	}
	want := "./a.go:9:1: first\n\tof two\n\t./a.go:11:1: step\n./a.go:10:1: second\n"
	if got := filepath.ToSlash(out.String()); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestProblems(t *testing.T) {
	var out strings.Builder
	Problems(&out, "/m", []load.Problem{
		{Message: "no package"},
		{Package: "p", Message: "no place"},
		{Package: "p", Position: token.Position{Filename: "/m/a.go", Line: 1}, Message: "place"},
	}, []string{"p", "q"})
	want := "streamclose: no package\n# p\nstreamclose: no place\n./a.go:1: place\n" +
		"streamclose: not analyzed because of these errors: p, q\n"
	if got := filepath.ToSlash(out.String()); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
