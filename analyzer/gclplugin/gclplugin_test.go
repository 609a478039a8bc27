package gclplugin

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
)

// build makes the analyzer of the plugin with the settings, which end with the
// test.
func build(t *testing.T, settings any) (*analysis.Analyzer, error) {
	t.Helper()
	flags := &analyzer.Analyzer.Flags
	t.Cleanup(func() {
		for _, name := range []string{"advice", "fix-blank", "generated", "lookalikes", "nolint", "packages"} {
			f := flags.Lookup(name)
			if err := f.Value.Set(f.DefValue); err != nil {
				t.Error(err)
			}
		}
	})
	newPlugin, err := register.GetPlugin("streamclose")
	if err != nil {
		t.Fatal(err)
	}
	plugin, err := newPlugin(settings)
	if err != nil {
		return nil, err
	}
	if mode := plugin.GetLoadMode(); mode != "typesinfo" {
		t.Errorf("load mode %s", mode)
	}
	analyzers, err := plugin.BuildAnalyzers()
	if err != nil || len(analyzers) != 1 || analyzers[0].Name != "streamclose" {
		t.Fatalf("%v, %v", analyzers, err)
	}
	return analyzers[0], analysis.Validate(analyzers)
}

func TestSettings(t *testing.T) {
	if _, err := build(t, map[string]any{
		"packages": []any{"example.com/a", "example.com/b"}, "lookalikes": false, "generated": true, "fix-blank": true, "advice": true,
	}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"packages": "example.com/a,example.com/b", "lookalikes": "false", "generated": "true", "fix-blank": "true", "advice": "true", "nolint": "false",
	} {
		if got := analyzer.Analyzer.Flags.Lookup(name).Value.String(); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	_, err := build(t, map[string]any{"known": "none.txt"})
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "setting known: ") {
		t.Errorf("missing file: %v", err)
	}
}

func TestWrongSettings(t *testing.T) {
	for _, test := range []struct {
		settings any
		want     string
	}{
		{map[string]any{"package": "a"}, "setting package: there is no such setting; the settings are advice, fix-blank, generated, known, lookalikes, nolint, packages"},
		{map[string]any{"Generated": true}, "setting Generated: there is no such setting"},
		{map[string]any{"generated": "yes"}, "setting generated: yes is neither true nor false"},
		{map[string]any{"lookalikes": nil}, "setting lookalikes: <nil> is neither true nor false"},
		{map[string]any{"packages": []any{"a", 1}}, "setting packages: [a 1] is neither a string nor a list of strings"},
		{map[string]any{"known": true}, "setting known: true is neither a string nor a list of strings"},
		{"generated", "decoding settings: json: cannot unmarshal string"},
		{[]any{"generated"}, "decoding settings: json: cannot unmarshal array"},
	} {
		if _, err := build(t, test.settings); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: %v, want %s", test.settings, err, test.want)
		}
	}
}

const leaks = `package p

import "context"

type stream struct{}

func (*stream) Read([]byte) (int, error)  { return 0, nil }
func (*stream) Write([]byte) (int, error) { return 0, nil }
func (*stream) Close() error              { return nil }
func (*stream) CancelWrite(uint64)        {}

type conn struct{}

func (*conn) AcceptStream(context.Context) (*stream, error) { return new(stream), nil }

func open(c *conn) {
	s, err := c.AcceptStream(context.Background())
	if err != nil {
		return
	}
	s.Write(nil)
}

func silenced(c *conn) {
	c.AcceptStream(context.Background()) //nolint:streamclose // known
}
`

// diagnostics are those of a in the package of leaks.
func diagnostics(t *testing.T, a *analysis.Analyzer) []analysis.Diagnostic {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module p\n\ngo 1.26.0\n", "p.go": leaks} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: dir}, ".")
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	if root := graph.Roots[0]; root.Err != nil {
		t.Fatal(root.Err)
	}
	return graph.Roots[0].Diagnostics
}

// golangci-lint gets the findings without their paths, and those too that it
// silences itself.
func TestDiagnostics(t *testing.T) {
	want := diagnostics(t, analyzer.Analyzer)
	if len(want) != 1 || len(want[0].Related) == 0 || len(want[0].SuggestedFixes) != 1 {
		t.Fatalf("%+v", want)
	}
	a, err := build(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := diagnostics(t, a)
	if len(got) != 2 || got[0].Message != want[0].Message || len(got[0].SuggestedFixes) != 1 {
		t.Fatalf("%+v", got)
	}
	for _, d := range got {
		if len(d.Related) > 0 {
			t.Errorf("%+v", d)
		}
	}
	if a, err = build(t, map[string]any{"nolint": true}); err != nil {
		t.Fatal(err)
	}
	if got := diagnostics(t, a); len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

// Of several fixes, golangci-lint would apply all.
func TestOneFix(t *testing.T) {
	a := plain(&analysis.Analyzer{Name: "fixes", Doc: "fixes", Run: func(pass *analysis.Pass) (any, error) {
		pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Pos(), SuggestedFixes: []analysis.SuggestedFix{{Message: "first"}, {Message: "second"}}})
		return nil, nil
	}})
	got := diagnostics(t, a)
	if len(got) != 1 || len(got[0].SuggestedFixes) != 1 || got[0].SuggestedFixes[0].Message != "first" {
		t.Errorf("%+v", got)
	}
}
