package main_test

import (
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// diagnostics are findings in the format of go vet -json, by package path and
// analyzer.
type diagnostics map[string]map[string][]diagnostic

type diagnostic struct {
	Category string
	Posn     string
	End      string
	Message  string
	Related  []struct{ Posn, End, Message string }
	Fixes    []any `json:"suggested_fixes"`
}

// read merges the objects in the text, and sorts the findings of a package.
func read(t *testing.T, text string) diagnostics {
	t.Helper()
	all := make(diagnostics)
	for decoder := json.NewDecoder(strings.NewReader(text)); ; {
		switch err := decoder.Decode(&all); {
		case errors.Is(err, io.EOF):
			for _, found := range all {
				slices.SortFunc(found["streamclose"], func(a, b diagnostic) int {
					return strings.Compare(a.Posn+a.Message, b.Posn+b.Message)
				})
			}
			return all
		case err != nil:
			t.Fatalf("%v in:\n%s", err, text)
		}
	}
}

func TestSameAsVet(t *testing.T) {
	for _, test := range []struct {
		dir      string
		args     []string
		findings int
	}{
		{"app", []string{"./..."}, 6},
		{"app", []string{"-tags=leaky", "./tagged"}, 1},
		{"app", []string{"./clean", "./plain"}, 0},
		{"workspace/outer", []string{"./..."}, 1},
		{"lookalike", []string{"."}, 1},
		{"../structs", []string{"./directives/..."}, 32},
	} {
		alone := streamclose(t, test.dir, append([]string{"-json"}, test.args...)...)
		vetted := run(t, test.dir, append([]string{"go", "vet", "-json", "-vettool=" + executable}, test.args...)...)
		got, want := read(t, alone.stdout), read(t, vetted.stdout)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s %s: stand-alone:\n%s\ngo vet:\n%s\n%s", test.dir, test.args, alone.stdout, vetted.stdout, vetted.stderr)
		}

		findings := 0
		for _, found := range got {
			findings += len(found["streamclose"])
		}
		if code := min(findings, 1); findings != test.findings || alone.code != code {
			t.Errorf("%s %s: %d findings and exit code %d, want %d and %d", test.dir, test.args, findings, alone.code, test.findings, code)
		}
		for _, found := range got {
			for _, d := range found["streamclose"] {
				if d.Posn == "" || d.End == "" || d.Message == "" {
					t.Errorf("incomplete: %+v", d)
				}
			}
		}
	}
}

// JSON without findings is still JSON.
func TestEmptyJSON(t *testing.T) {
	for _, pattern := range []string{"./clean", "./plain"} {
		if got := streamclose(t, "app", "-json", pattern); got != (outcome{0, "{}\n", ""}) {
			t.Errorf("%s: %+v", pattern, got)
		}
	}
}

func TestVetText(t *testing.T) {
	got := run(t, "app", "go", "vet", "-vettool="+executable, "./send")
	if got.code != 1 || !strings.Contains(got.stderr, "send.go:9:22: stream from OpenStream is not closed") {
		t.Errorf("%+v", got)
	}
}

// The go command asks the tool for its flags, and takes them for its own: those
// of the stand-alone command must not be among them.
func TestFlagsForVet(t *testing.T) {
	got := run(t, "app", executable, "-flags")
	var flags []struct{ Name string }
	if err := json.Unmarshal([]byte(got.stdout), &flags); err != nil || got.code != 0 || got.stderr != "" {
		t.Fatalf("%v: %+v", err, got)
	}
	for _, flag := range flags {
		if flag.Name == "C" || flag.Name == "tests" || flag.Name == "version" {
			t.Errorf("flag -%s", flag.Name)
		}
	}
}
