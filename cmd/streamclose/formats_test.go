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
func TestFormats(t *testing.T) {
	dir := formatsModule(t)
	for name, args := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := streamclose(t, dir, append(args, "./...")...)
			if got.code != 1 || got.stderr != "" {
				t.Errorf("exit code %d, stderr:\n%s", got.code, got.stderr)
			}
			golden(t, name, anywhere(dir, got.stdout))
		})
	}
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
