package main_test

import (
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the files in testdata anew")

// Each way to print the findings, and the arguments that ask for it.
var forms = map[string][]string{
	"text.txt":       {"-format=text"},
	"color.txt":      {"-format=text", "-c=1", "-color=always"},
	"plain.txt":      {"-v"},
	"json.json":      {"-format=json"},
	"vet.json":       {"-json"},
	"sarif.sarif":    {"-format=sarif"},
	"github.txt":     {"-format=github"},
	"checkstyle.xml": {"-format=checkstyle"},
	"html.html":      {"-format=html"},
}

// Every format prints the same findings, in its own way.
//
// The go command finds the same, byte for byte. As it keeps what it knows of the
// packages that the fixture imports, most formats are left to it.
func TestFormats(t *testing.T) {
	dir := formatsModule(t)
	for name, args := range forms {
		for _, engine := range []string{"inprocess", "vet"} {
			switch name {
			case "html.html": // go vet does not know the inventory in it
				if engine == "vet" {
					continue
				}
			case "json.json", "color.txt":
			default:
				if engine == "inprocess" {
					continue
				}
			}
			t.Run(name+"/"+engine, func(t *testing.T) {
				t.Parallel()
				got := streamclose(t, dir, append(args, "-engine="+engine, "./...")...)
				if got.code != 1 || got.stderr != "" {
					t.Errorf("exit code %d, stderr:\n%s", got.code, got.stderr)
				}
				golden(t, name, anywhere(dir, got.stdout))
			})
		}
	}
	t.Run("html/vet", func(t *testing.T) {
		t.Parallel()
		got := streamclose(t, dir, "-engine=vet", "-format=html", "./...")
		if n := strings.Count(got.stdout, "<section class=\"finding\""); n != 6 || !strings.Contains(got.stdout, "made from the output of go vet") {
			t.Errorf("%d findings in:\n%s", n, got.stdout)
		}
	})
}

func TestVetEngineFindings(t *testing.T) {
	for _, test := range []struct {
		dir    string
		args   []string
		places []string
	}{
		{"app", []string{"./..."}, []string{"./app.go:7:22", "./cgo/cgo.go:10:22", "./lib/lib.go:7:22", "./lib/lib_test.go:6:22", "./lib/lib_x_test.go:9:22", "./send/send.go:9:22"}},
		{"app", []string{"-generated", "-tags=leaky", "./generated", "./tagged"}, []string{"./generated/generated.go:9:22", "./tagged/leaky.go:8:22"}},
		{"app", []string{"-C", "lib"}, []string{"./lib.go:7:22", "./lib_test.go:6:22", "./lib_x_test.go:9:22"}},
		{"lookalike", []string{"-lookalikes=false"}, nil},
	} {
		got := streamclose(t, test.dir, append([]string{"-engine=vet"}, test.args...)...)
		got.check(t, min(len(test.places), 1), test.places...)
		got.checkStderr(t)
	}
	got := streamclose(t, "broken", "-engine=vet", "./...")
	got.check(t, 2, "./good/good.go:7:22")
	got.checkStderr(t, "# example.com/broken/bad\n", "undefined: undefinedName\n")
	got.checkStderr(t, "badtest_test.go:3:13: cannot use") // which of the two comes first is up to the go command
	got = streamclose(t, "app", "-engine=vet", "./send", "example.com/app/typo...")
	got.check(t, 2, "./send/send.go:9:22")
	got.checkStderr(t, "no packages match example.com/app/typo...")
}

// formatsModule returns a copy of the fixture formats with a byte order mark
// and carriage returns in one of its files, where gofmt does not see them. Its
// directory has blanks and other letters than those of ASCII in its name.
func formatsModule(t *testing.T) string {
	t.Helper()
	copied := copied(t, "formats")
	dir := filepath.Join(filepath.Dir(copied), "mit Leerzeichen é")
	if err := os.Rename(copied, dir); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "carriage.go")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("\uFEFF"+strings.ReplaceAll(string(text), "\n", "\r\n")), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

// anywhere is text without the name of the directory it speaks of.
func anywhere(dir, text string) string {
	escaped := url.URL{Path: filepath.ToSlash(dir)}
	return strings.NewReplacer(dir, "/DIR", escaped.String(), "/DIR").Replace(text)
}

// golden compares got with a file in testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("not as in %s; if it should be like this, run the test with -update\n%s", file, got)
	}
}

// A package has its findings also if the go command has seen it before as an
// import of another one, when they were not asked for; and it has none when it is
// an import and they were asked for before.
func TestVetEngineImports(t *testing.T) {
	demo := func(dir string) { streamclose(t, dir, "-C", "demo", "-engine=vet", ".").check(t, 1, "./demo.go:10:22") }
	wire := func(dir string) { streamclose(t, dir, "-C", "wire", "-engine=vet", ".").check(t, 1, "./wire.go:16:22") }
	dir := copied(t, "vet")
	demo(dir)
	wire(dir)
	dir = copied(t, "vet")
	wire(dir)
	demo(dir)
}

// The paths are those of this copy of a module, and not of another one.
func TestVetEngineTrimpath(t *testing.T) {
	for range 2 {
		dir := copied(t, "vet")
		run(t, dir, "GOFLAGS=-trimpath", executable, "-C", "demo", "-engine=vet", ".").check(t, 1, "./demo.go:10:22")
	}
}
