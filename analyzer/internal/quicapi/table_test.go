package quicapi

import (
	"go/importer"
	"go/types"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Whatever is wrong with a line is told with its place and how to mend it.
func TestReadErrors(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"x/y.F", `x/y.F: no word of what it does: add one of closes(N), drains(N), keeps`},
		{"x/y.F # uses", `x/y.F: no word of what it does`},
		{"x/y.F close(0)", `x/y.F: "close(0)" is no role: write one of closes(N)`},
		{"x/y.F writes(0)", `x/y.F: writes(0) takes no arguments: write writes`},
		{"x/y.F closes", `x/y.F: closes does not say what: name arguments, as in closes(0)`},
		{"x/y.F wraps", `x/y.F: wraps does not say what`},
		{"x/y.F closes(0, 1)", `x/y.F: "closes(0," has no closing parenthesis: write it without spaces`},
		{"x/y.F closes()", `x/y.F: "closes()": "" is no argument: write a number from 0`},
		{"x/y.F closes(-1)", `x/y.F: "closes(-1)": "-1" is no argument`},
		{"x/y.F closes(30)", `x/y.F: "closes(30)": "30" is no argument`},
		{"x/y.F closes(recv)", `x/y.F: "closes(recv)": only a method has a receiver: write (import/path.Type).Method`},
		{"x/y/... closes(0)", `x/y/...: "closes(0)": functions and methods of a whole module number their operands differently: name them one by one`},
		{"x/y.F uses closes(0)", `x/y.F: an argument is used, kept, closed or wrapped: give each one of these roles`},
		{"x/y.F keeps(1) wraps(1)", `x/y.F: an argument is used, kept, closed or wrapped`},
		{"F uses", `"F" is no pattern: write import/path.Func, import/path/... or (import/path.Type).Method`},
		{"x/y uses", `"x/y" is no pattern: write`},
		{"x.y/z uses", `"x.y/z" is no pattern: write`},
		{"x/y. uses", `"x/y." is no pattern: write`},
		{"(x/y.T)F uses", `"(x/y.T)F" is no pattern: write`},
		{"(x/y).F uses", `"(x/y).F" is no pattern: write`},
		{"(x/y.T).F*n uses", `"(x/y.T).F*n" is no pattern: a * stands at the end of a name`},
		{"(x/y.T[int]).F uses", `"(x/y.T[int]).F" is no pattern: a * stands at the end of a name, or for a type, and types have no parameters`},
		{"x/*.F uses", `"x/*.F" is no pattern: a * stands at the end`},
		{"a/b.F* keeps", `a/b.F* has an entry at file:1: merge the two`},
	} {
		err := make(Table).Read("file", "a/b.F* uses # first\n\n"+test.line+"\na/b.G uses\n")
		if err == nil || !strings.HasPrefix(err.Error(), "file:3: "+test.want) {
			t.Errorf("%s: %v\nwant file:3: %s", test.line, err, test.want)
		}
	}
}

func TestRead(t *testing.T) {
	const lines = `
# a comment
x.com/y.v2.F	closes(0,2) # and another
(x.com/y.T).* uses(recv,0) non-nil
(x.com/y.*).Close keeps
(*x.com/y.T).Close wraps(0)
x.com/y.New* uses
x.com/y.Newest* keeps
x.com/... no-return
`
	table := make(Table)
	if err := table.Read("file", lines); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path, typ, name string
		want            Known
	}{
		{"x.com/y.v2", "", "F", Known{Closes: 0b101}},
		{"x.com/y", "T", "Close", Known{Wraps: 0b10}},
		{"x.com/y", "T", "Open", Known{Role: NonNil, Uses: 0b11}},
		{"x.com/y", "U", "Close", Known{Keeps: AllOperands}},
		{"x.com/y", "U", "Open", Known{Role: NoReturn}},
		{"x.com/y", "", "NewBoat", Known{Uses: AllOperands}},
		{"x.com/y", "", "NewestBoat", Known{Keeps: AllOperands}},
		{"x.com/y", "", "Old", Known{Role: NoReturn}},
		{"x.com", "", "F", Known{Role: NoReturn}},
		{"x.com.uk", "", "F", Known{}},
	} {
		if got, _ := table.lookup(place{test.path, test.typ}, test.name); got != test.want {
			t.Errorf("%s %s %s: %+v, want %+v", test.path, test.typ, test.name, got, test.want)
		}
	}
}

// The lines of known.txt are right, in order, and speak of functions that exist
// or of a version of another module.
func TestKnownText(t *testing.T) {
	if err := make(Table).Read("known.txt", knownText); err != nil {
		t.Fatal(err)
	}
	standard := importer.Default()
	version := regexp.MustCompile(`# v\d+\.\d+\.\d+`)
	var patterns []string
	for line := range strings.Lines(knownText) {
		if fields := strings.Fields(line); len(fields) > 0 && fields[0] != "#" {
			patterns = append(patterns, fields[0])
			where, name, _ := parsePattern(fields[0])
			if !IsStandard(where.path) {
				if !version.MatchString(line) {
					t.Errorf("no version in a comment: %s", line)
				}
				continue
			}
			pkg, err := standard.Import(where.path)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(functions(pkg, where.typ), func(fn string) bool {
				prefix, any := strings.CutSuffix(name, "*")
				return fn == name || any && strings.HasPrefix(fn, prefix)
			}) {
				t.Errorf("%s: there is no such function", fields[0])
			}
		}
	}
	if !slices.IsSorted(patterns) || len(patterns) < 100 {
		t.Errorf("%d patterns, sorted: %t", len(patterns), slices.IsSorted(patterns))
	}
	for word := range flags {
		if !strings.Contains(knownText, "\n#\t"+word+"\t") {
			t.Errorf("known.txt does not explain %s", word)
		}
	}
}

// functions returns the names of the functions of a package, or of the methods
// of a type in it.
func functions(pkg *types.Package, typ string) []string {
	var names []string
	for _, name := range pkg.Scope().Names() {
		switch obj := pkg.Scope().Lookup(name).(type) {
		case *types.Func:
			if typ == noType {
				names = append(names, name)
			}
		case *types.TypeName:
			if typ == name || typ == anyType {
				set := types.NewMethodSet(types.NewPointer(obj.Type()))
				if types.IsInterface(obj.Type()) {
					set = types.NewMethodSet(obj.Type())
				}
				for m := range set.Methods() {
					names = append(names, m.Obj().Name())
				}
			}
		}
	}
	return names
}
