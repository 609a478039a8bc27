package directive

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// FuzzDirectives puts any text around a function. What is said of directives
// is compared with what the text of the comments alone tells.
func FuzzDirectives(f *testing.F) {
	for _, text := range []string{
		"//streamclose:ignore why", "//streamclose:ignore", "//streamclose:ignore \t", "//streamclose:", "//streamclose:other x",
		"// streamclose:ignore why", "//nolint", "//nolint:all", "// nolint: errcheck , streamclose // known", "//nolint:errcheck",
		"/*streamclose:ignore why*/", "//streamclose:owns x why", "//streamclose:borrows", "//line other.go:1\n//streamclose:ignore why", "//streamclose:ignore why\r", "\ufeff", "//streamclose:ignore \x00",
	} {
		f.Add(text, text, text)
		f.Add(text+"\n", "}; func g() { "+text, "")
	}
	f.Fuzz(func(t *testing.T, doc, inside, after string) {
		src := "package p\n\n" + doc + "\nfunc f() {\n\tg() " + inside + "\n}\n" + after
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Skip("no Go")
		}
		s := Parse(fset, nil, &types.Info{}, Options{})
		if len(s.Findings()) > 0 {
			t.Error("findings without a file")
		}
		s = Parse(fset, []*ast.File{file}, &types.Info{}, Options{Generated: true, Nolint: true})
		wrong, good, others := 0, 0, 0
		for _, group := range file.Comments {
			for _, c := range group.List {
				text, ok := strings.CutPrefix(c.Text, "//streamclose:")
				if !ok {
					continue
				}
				switch name, reason, _ := strings.Cut(text, " "); {
				case name == "owns" || name == "borrows": // takes types to judge
					others++
				case name == "ignore" && strings.TrimSpace(reason) != "":
					good++
				default:
					wrong++
				}
			}
		}
		if got := len(s.Findings()); others == 0 && got != wrong+good {
			t.Errorf("%d findings before anything is silenced, want %d", got, wrong+good)
		}
		whole := fset.File(file.FileStart)
		for offset := range whole.Size() + 1 {
			s.Silences(whole.Pos(offset))
		}
		if got := len(s.Findings()); others == 0 && got != wrong {
			t.Errorf("%d findings although every line was asked for, want %d", got, wrong)
		}
	})
}
