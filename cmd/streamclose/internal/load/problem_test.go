package load

import (
	"go/token"
	"path/filepath"
	"reflect"
	"testing"
)

func TestPosition(t *testing.T) {
	loader := Loader{Dir: t.TempDir()}
	abs := filepath.Join(loader.Dir, "a.go")
	for text, want := range map[string]token.Position{
		"":              {},
		"-":             {},
		"a.go":          {Filename: abs, Line: 1},
		"a.go:3":        {Filename: abs, Line: 3},
		"a.go:3:5":      {Filename: abs, Line: 3, Column: 5},
		abs + ":3:5":    {Filename: abs, Line: 3, Column: 5},
		"./b/../a.go:3": {Filename: abs, Line: 3},
	} {
		if got := loader.position(text); got != want {
			t.Errorf("%q: %#v, want %#v", text, got, want)
		}
	}
}

func TestSortProblems(t *testing.T) {
	at := func(file string, line int) token.Position { return token.Position{Filename: file, Line: line} }
	got := SortProblems([]Problem{
		{"q", at("q.go", 10), "bad"},
		{"p [p.test]", at("p.go", 2), "bad"},
		{"p [p.test]", token.Position{}, "worse"},
		{"q", at("q.go", 9), "bad"},
		{"p", token.Position{}, "worse"},
		{"p", at("p.go", 2), "bad"},
		{"q", token.Position{}, "worse"},
	})
	want := []Problem{
		{"p", token.Position{}, "worse"},
		{"p", at("p.go", 2), "bad"},
		{"q", token.Position{}, "worse"},
		{"q", at("q.go", 9), "bad"},
		{"q", at("q.go", 10), "bad"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
