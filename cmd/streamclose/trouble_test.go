package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTrouble(t *testing.T) {
	nowhere := t.TempDir() // outside of any module
	if err := os.WriteFile(filepath.Join(nowhere, "nowhere.go"), []byte("package nowhere\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	const outside = "run streamclose in the directory of a module, or name one with -C"

	for _, test := range []struct {
		name   string
		dir    string
		args   []string
		places []string // of findings
		stderr []string
	}{
		{
			"good and bad packages", "broken", []string{"./..."},
			[]string{"./badtest/badtest.go:7:22", "./good/good.go:7:22"},
			[]string{
				"# example.com/broken/bad\n",
				"./bad/bad.go:6:50: undefined: undefinedName\n",
				"# example.com/broken/badtest [example.com/broken/badtest.test]\n",
				"./badtest/badtest_test.go:3:13: cannot use",
				"not analyzed because of these errors: example.com/broken/bad, example.com/broken/badtest [example.com/broken/badtest.test], example.com/broken/imports\n",
			},
		},
		{
			"import with a type error", "broken", []string{"./imports"}, nil,
			[]string{"./bad/bad.go:6:50: undefined: undefinedName\n", "not analyzed because of these errors: example.com/broken/imports\n"},
		},
		{
			"type error in a test left out", "broken", []string{"-tests=false", "./badtest", "./bad"},
			[]string{"./badtest/badtest.go:7:22"},
			[]string{"# example.com/broken/bad\n", "undefinedName"},
		},
		{"no Go files", "broken", []string{"./nogo"}, nil, []string{"no Go files in "}},
		{"no Go files left", "broken", []string{"./excluded"}, nil, []string{"build constraints exclude all Go files in "}},
		{
			"file for a newer Go", "broken", []string{"-tags=go1.99", "./future", "./good"},
			[]string{"./good/good.go:7:22"},
			[]string{"./future/future.go:", "newer Go version go1.99", "go install github.com/streamclose/streamclose/cmd/streamclose@latest"},
		},
		{"module for a newer Go", "newer", []string{"./..."}, nil, []string{"go.mod requires go >= 1.99"}},
		{
			"missing module", "missing", []string{"./..."}, nil,
			[]string{"./missing.go:4:8: no required module provides package", "go get github.com/quic-go/quic-go\n", "not analyzed because of these errors: example.com/missing\n"},
		},
		{"missing directory", "app", []string{"./typo"}, nil, []string{"typo: directory not found"}},
		{"missing directory and wildcard", "app", []string{"./typo/..."}, nil, []string{"pattern ./typo/..."}},
		{"wildcard that matches nothing", "app", []string{"example.com/app/typo..."}, nil, []string{"no packages match example.com/app/typo..."}},
		{
			"wildcard among others", "app", []string{"./send", "example.com/app/typo..."},
			[]string{"./send/send.go:9:22"},
			[]string{"no packages match example.com/app/typo..."},
		},
		{"missing package", "app", []string{"example.com/typo"}, nil, []string{"# example.com/typo\n", "no required module provides package example.com/typo"}},
		{"outside of a module", nowhere, nil, nil, []string{"go.mod file not found", outside}},
		{"outside of a module, wildcard", nowhere, []string{"./..."}, nil, []string{"does not contain main module", outside}},
		{"workspace, wildcard", "workspace", []string{"./..."}, nil, []string{"listed in go.work", "such as ./module/..."}},
		{"missing -C", "app", []string{"-C", "typo", "./..."}, nil, []string{"flag -C: typo: no such file or directory"}},
		{"file as -C", "app", []string{"-C", "app.go", "./..."}, nil, []string{"flag -C: app.go: not a directory"}},
		{"no files", "app", []string{"-files"}, nil, []string{"flag -files: name the files"}},
		{"missing file", "app", []string{"-files", "app.go", "typo.go"}, nil, []string{"flag -files: typo.go: no such file or directory"}},
		{"other file", "app", []string{"-files", "go.mod"}, nil, []string{"flag -files: go.mod: not a .go file"}},
		{"file outside of a module", nowhere, []string{"-files", "nowhere.go"}, nil, []string{"go.mod file not found", outside}},
		{"file without a package in this build", "broken", []string{"-files", "excluded/excluded.go"}, nil, []string{"build constraints exclude all Go files in "}},
		{
			"bad and good files of two modules", "", []string{"-files", "broken/bad/bad.go", "app/send/send.go"},
			[]string{"./app/send/send.go:9:22"}, []string{"# example.com/broken/bad\n", "./broken/bad/bad.go:6:50: undefined: undefinedName\n"},
		},
		{"unknown flag", "app", []string{"-typo", "./..."}, nil, []string{"-typo", "streamclose -h"}},
		{"flag after packages", "app", []string{"./...", "-json"}, nil, []string{"flag -json must stand before the packages"}},
		{"unknown format", "app", []string{"-format=yaml", "./..."}, nil, []string{`no format "yaml"`, "text, plain, json"}},
		{"two formats", "app", []string{"-format=sarif", "-json", "./..."}, nil, []string{"-json and -format"}},
		{"inventory in another format", "app", []string{"-format=sarif", "-verdicts", "./..."}, nil, []string{"-verdicts goes with"}},
		{"context in another format", "app", []string{"-format=json", "-c=2", "./..."}, nil, []string{"-c goes with the format text"}},
		{"negative context", "app", []string{"-c=-1", "./..."}, nil, []string{"-c: -1 lines"}},
		{"unknown color", "app", []string{"-color=red", "./..."}, nil, []string{`"red" is none of auto, always and never`}},
		{"output in no directory", "app", []string{"-o=none/findings", "./..."}, nil, []string{"flag -o: none/findings: no such file or directory"}},
		{"directory as output", "app", []string{"-o=lib", "./..."}, nil, []string{"flag -o: lib: is a directory"}},
		{"baseline without a name", "app", []string{"-write-baseline", "./..."}, nil, []string{"-write-baseline: name the file with -baseline"}},
		{"missing baseline", "app", []string{"-baseline=none.txt", "./..."}, nil, []string{"flag -baseline: none.txt: no such file", "add -write-baseline"}},
		{"explanation of packages", "app", []string{"-explain=send", "./..."}, nil, []string{"-explain: leave ./... out"}},
		{"explanation in another format", "app", []string{"-explain=send", "-format=sarif"}, nil, []string{"-explain goes with no other format"}},
		{"diff in a format", "app", []string{"-diff", "-format=json", "./..."}, nil, []string{"-diff prints a diff and nothing else: leave -format out"}},
		{"diff with steps", "app", []string{"-fix", "-diff", "-v", "./..."}, nil, []string{"leave -v out"}},
		{"fixes of an inventory", "app", []string{"-fix", "-verdicts", "./..."}, nil, []string{"-fix reports the findings that remain: leave -verdicts out"}},
		{"fixes of an explanation", "app", []string{"-fix", "-explain=send"}, nil, []string{"leave -explain out"}},
		{"fixes of what is known", "app", []string{"-fix", "-baseline=known.txt", "-write-baseline", "./..."}, nil, []string{"leave -write-baseline out"}},
		{"unknown engine", "app", []string{"-engine=diesel", "./..."}, nil, []string{`"diesel" is neither inprocess nor vet`}},
		{"inventory from go vet", "app", []string{"-engine=vet", "-verdicts", "./..."}, nil, []string{"leave it out for -verdicts"}},
		{"go vet without tests", "app", []string{"-engine=vet", "-tests=false", "./..."}, nil, []string{"leave -tests=false out"}},
		{"bad value", "app", []string{"-tests=perhaps", "./..."}, nil, []string{`"perhaps"`, "streamclose -h"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := streamclose(t, test.dir, test.args...)
			got.check(t, 2, test.places...)
			got.checkStderr(t, test.stderr...)
		})
	}
}

// A syntax error is named, and not the type errors that follow from it. The
// file is no fixture so that gofmt has nothing to say against the repository.
func TestSyntaxError(t *testing.T) {
	dir := copied(t, "app")
	const source = `package syntax

import "github.com/quic-go/quic-go"

func Open(conn *quic.Conn) {
	conn.OpenStream(
}
`
	if err := os.Mkdir(filepath.Join(dir, "syntax"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "syntax", "syntax.go"), []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	got := streamclose(t, dir, "./syntax", "./send")
	got.check(t, 2, "./send/send.go:9:22")
	got.checkStderr(t, "# example.com/app/syntax\n", "./syntax/syntax.go:7:1: expected operand", "not analyzed because of these errors: example.com/app/syntax\n")
	if strings.Contains(got.stderr, "too many arguments") {
		t.Errorf("consequences on stderr:\n%s", got.stderr)
	}
}

// Errors do not spoil what is printed for a program to read.
func TestTroubleJSON(t *testing.T) {
	got := streamclose(t, "broken", "-json", "./...")
	found := read(t, got.stdout)
	if got.code != 2 || len(found) != 2 || len(found["example.com/broken/good"]["streamclose"]) != 1 {
		t.Errorf("%+v", got)
	}
}

// Without a go command nothing can be loaded.
func TestNoGoCommand(t *testing.T) {
	got := run(t, "app", "PATH=", executable, "./...")
	got.check(t, 2)
	got.checkStderr(t, "executable file not found")
}

func TestHelp(t *testing.T) {
	for _, arg := range []string{"-h", "-help", "--help"} {
		got := streamclose(t, "app", arg)
		if got.code != 0 || got.stderr != "" {
			t.Errorf("%s: exit code %d, stderr %q", arg, got.code, got.stderr)
		}
		for _, text := range []string{"Usage:", "Exit codes:", "-C dir", "-json", "-tags list", "-tests", "-v", "-version"} {
			if !strings.Contains(got.stdout, text) {
				t.Errorf("%s: no %q in:\n%s", arg, text, got.stdout)
			}
		}
	}
}

func TestVersion(t *testing.T) {
	got := streamclose(t, "app", "-version")
	if got.code != 0 || got.stderr != "" || !strings.HasPrefix(got.stdout, "streamclose ") || strings.Count(got.stdout, "\n") != 1 {
		t.Errorf("%+v", got)
	}
}
