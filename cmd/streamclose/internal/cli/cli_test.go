package cli

import (
	"errors"
	"go/types"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/engine"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/guard"
)

const fixture = "../../../../testdata/src/e2e/app"

// twice has the same analyzer look at what is told and at what is only imported.
func twice(a *analysis.Analyzer) engine.Analyzers {
	return engine.Analyzers{Analyzer: a, WithoutFixes: a, Imported: a}
}

// mark reports the first declaration of each package of the fixture, and fails
// in the package lib in the way given.
func mark(fail func() error, required ...*analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:      "mark",
		Doc:       "mark",
		Requires:  required,
		FactTypes: []analysis.Fact{new(marked)}, // so that the packages it imports are analyzed, too
		Run: func(pass *analysis.Pass) (any, error) {
			if !strings.HasPrefix(pass.Pkg.Path(), "example.com/app") {
				return nil, nil
			}
			pass.Reportf(pass.Files[0].Name.Pos(), "marked")
			if pass.Pkg.Path() == "example.com/app/lib" {
				return nil, fail()
			}
			return nil, nil
		},
	}
}

type marked struct{}

func (*marked) AFact() {}

// A failure in one package is told with its place. The findings made before it
// and those of other packages, the ones that import it among them, remain.
func TestInternalError(t *testing.T) {
	for name, test := range map[string]struct {
		fail  func() error
		cause string
	}{
		"panic":       {func() error { panic("ouch") }, "mark: panic: ouch (cli.TestInternalError."},
		"nil pointer": {func() error { var none *types.Named; none.Obj(); return nil }, "mark: panic: runtime error: invalid memory address or nil pointer dereference (types.(*Named).Obj at named.go:"},
		"error":       {func() error { return errors.New("no idea") }, "no idea"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			a := guard.Wrap(mark(test.fail))
			code := Run(twice(a), []string{"-C", fixture, "./lib", "./generated"}, &stdout, &stderr)
			if code != exitTrouble {
				t.Errorf("exit code %d", code)
			}
			const findings = "./generated/generated.go:4:9: marked\n./lib/lib.go:2:9: marked\n./lib/lib_x_test.go:1:9: marked\n"
			if got := stdout.String(); got != findings {
				t.Errorf("stdout:\n%s\nwant:\n%s", got, findings)
			}
			want := "# example.com/app/lib\n./lib/lib.go:2:9: internal error in package example.com/app/lib: " + test.cause
			if got := stderr.String(); !strings.HasPrefix(got, want) || strings.Count(got, "\n") != 2 {
				t.Errorf("stderr:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// What needs the result of an analyzer that fails is not analyzed, and nothing
// is said of it but the root of the matter.
func TestInternalErrorInRequired(t *testing.T) {
	required := &analysis.Analyzer{
		Name:       "required",
		Doc:        "required",
		ResultType: reflect.TypeFor[*types.Package](),
		Run: func(pass *analysis.Pass) (any, error) {
			if pass.Pkg.Path() == "example.com/app/lib" {
				panic("ouch")
			}
			return pass.Pkg, nil
		},
	}
	var stdout, stderr strings.Builder
	a := guard.Wrap(mark(func() error { return nil }, required))
	code := Run(twice(a), []string{"-C", fixture, "-tests=false", "./lib", "./generated"}, &stdout, &stderr)
	if got := stderr.String(); code != exitTrouble || !strings.Contains(got, "required: panic: ouch") || !strings.HasSuffix(got, "not analyzed because of these errors: example.com/app/lib\n") {
		t.Errorf("exit code %d, stderr:\n%s", code, got)
	}
	if got := stdout.String(); !strings.Contains(got, "./generated/generated.go:4:9: marked\n") {
		t.Errorf("stdout:\n%s", got)
	}
}

// The flags of the analyzer are set under their own names.
func TestAnalyzerFlags(t *testing.T) {
	a := mark(func() error { return nil })
	strict := a.Flags.Bool("strict", false, "be strict")
	var stdout, stderr strings.Builder
	if code := Run(twice(guard.Wrap(a)), []string{"-strict", "-C", fixture, "./plain"}, &stdout, &stderr); code != exitClean || !*strict {
		t.Errorf("exit code %d, strict %t: %s", code, *strict, stderr.String())
	}
	if Run(twice(guard.Wrap(a)), []string{"-h"}, &stdout, &stderr); !strings.Contains(stdout.String(), "be strict") {
		t.Errorf("help:\n%s", stdout.String())
	}
}
