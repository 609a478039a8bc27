package main_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	pathpkg "path"
	"path/filepath"
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

// Facts that are damaged in the cache of the go command make one line of text, if
// anything, and no stack, wherever the damage is.
func TestDamagedFacts(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	cfg := func(pkg, file string, imports map[string]string) string {
		text, err := json.Marshal(map[string]any{
			"ID": pkg, "Compiler": "gc", "Dir": dir, "ImportPath": pkg, "GoVersion": "go1.26", "GoFiles": []string{file},
			"ImportMap": map[string]string{"example.com/owner": "example.com/owner"}, "PackageVetx": imports, "VetxOutput": filepath.Join(dir, pathpkg.Base(pkg)+".vetx"),
		})
		if err != nil {
			t.Fatal(err)
		}
		return write(pathpkg.Base(pkg)+".cfg", string(text))
	}
	const owner = `package owner

type Stream struct{}

func (*Stream) Close() error       { return nil }
func (*Stream) CancelWrite(uint64) {}

type Conn struct{}

func (*Conn) OpenStream() (*Stream, error) { return nil, nil }

func End(s *Stream)        { s.Close() }
func Use(s *Stream, n int) { panic(n) }
`
	got := run(t, "", executable, cfg("example.com/owner", write("owner.go", owner), nil))
	if got.code != 0 {
		t.Fatalf("%+v", got)
	}
	vetx := filepath.Join(dir, "owner.vetx")
	good, err := os.ReadFile(vetx)
	if err != nil {
		t.Fatal(err)
	}
	user := cfg("example.com/user", write("user.go", "package user\n\nimport _ \"example.com/owner\"\n"), map[string]string{"example.com/owner": vetx})
	if got := run(t, "", executable, user); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	begin := 12 + int(binary.LittleEndian.Uint32(good[4:]))
	if begin >= len(good) {
		t.Fatal("no facts")
	}
	for i := begin; i < len(good); i += 7 {
		bad := slices.Clone(good)
		bad[i] ^= 0xff
		if err := os.WriteFile(vetx, bad, 0o666); err != nil {
			t.Fatal(err)
		}
		if got := run(t, "", executable, user); strings.Contains(got.stderr, "goroutine ") || strings.Count(got.stderr, "\n") > 1 {
			t.Errorf("byte %d: %+v", i, got)
		}
	}
}
