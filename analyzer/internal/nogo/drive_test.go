package nogo_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// listed is what the go command says of a package. A package that is compiled
// anew for a test has its name behind its path: p [p.test].
type listed struct {
	Dir, ImportPath, Name, Export, ForTest string
	Standard, DepOnly                      bool
	CompiledGoFiles, Imports               []string
	ImportMap                              map[string]string
}

// path is the import path, without the name of a test.
func (l *listed) path() string {
	path, _, _ := strings.Cut(l.ImportPath, " ")
	return path
}

// list returns the packages of a module and all that they import, each behind
// those that it imports. Tests are among them.
func list(t *testing.T, dir string) []*listed {
	t.Helper()
	command := exec.Command("go", "list", "-deps", "-test", "-export", "-compiled", "-json", "./...")
	command.Dir = dir
	command.Env = append(command.Environ(), "GOWORK=off")
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("packages in %s: %v", dir, err)
	}
	var all []*listed
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		l := new(listed)
		switch err := decoder.Decode(l); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		}
		all = append(all, l)
	}
}

// nogo does to a module what Bazel does: a process for each package outside of
// the standard library, which gets the facts about direct imports in files. It
// returns the findings in the module, sorted.
func nogo(t *testing.T, dir string, configs map[string]config) []string {
	t.Helper()
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := list(t, dir)
	exports, written, tested := make(map[string]string), make(map[string]string), make(map[string]bool)
	for _, l := range all {
		exports[l.ImportPath] = l.Export
		if l.ForTest == l.path() {
			tested[l.path()] = true
		}
	}
	scratch := t.TempDir()
	var findings []string
	for i, l := range all {
		if l.Standard || len(l.CompiledGoFiles) == 0 || strings.HasSuffix(l.ImportPath, ".test") {
			continue
		}
		u := &unit{
			Path: l.path(), Imports: l.ImportMap, Exports: exports, Facts: make(map[string]string),
			Output: filepath.Join(scratch, fmt.Sprint(i, ".facts")), Dir: dir, Config: configs,
		}
		for _, name := range l.CompiledGoFiles {
			if !filepath.IsAbs(name) {
				name = filepath.Join(l.Dir, name)
			}
			u.Files = append(u.Files, name)
		}
		for _, path := range l.Imports {
			u.Facts[path] = written[path]
		}
		written[l.ImportPath] = u.Output
		output := u.process(t, filepath.Join(scratch, fmt.Sprint(i, ".json")))
		// A package with tests has its findings once, together with them.
		if !l.DepOnly && !(tested[l.path()] && l.ForTest == "") {
			findings = append(findings, output...)
		}
	}
	slices.Sort(findings)
	return slices.Compact(findings)
}

// process analyzes the unit in another process and returns its findings.
func (u *unit) process(t *testing.T, name string) []string {
	t.Helper()
	data, err := json.Marshal(u)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(os.Args[0])
	command.Env = append(command.Environ(), variable+"="+name)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("package %s: %v\n%s", u.Path, err, stderr.String())
	}
	return slices.Collect(strings.Lines(stdout.String()))
}
