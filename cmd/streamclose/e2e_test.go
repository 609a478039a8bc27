package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// executable is the command under test, set once before the tests run.
var executable string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "streamclose")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	executable = filepath.Join(dir, "streamclose.exe")
	// Without the state of the repository in it, the same source makes the same
	// executable, and go vet remembers what it found.
	build := exec.Command("go", "build", "-buildvcs=false", "-o", executable, ".")
	build.Stderr = os.Stderr
	code := 2
	if err := build.Run(); err == nil {
		code = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// outcome is what a user sees of a run.
type outcome struct {
	code           int
	stdout, stderr string
}

// run runs a command in the directory dir of the fixtures. Elements of args of
// the form NAME=value before the command are its environment.
func run(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	if !filepath.IsAbs(dir) {
		dir = filepath.Join("..", "..", "testdata", "src", "e2e", dir)
	}
	var env []string
	for strings.Contains(args[0], "=") {
		env, args = append(env, args[0]), args[1:]
	}
	command := exec.Command(args[0], args[1:]...)
	command.Dir = dir
	command.Env = append(command.Environ(), env...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{command.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// copied returns a copy of a fixture that may be changed.
func copied(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(filepath.Join("..", "..", "testdata", "src", "e2e", dir))); err != nil {
		t.Fatal(err)
	}
	return to
}

// streamclose runs the stand-alone command.
func streamclose(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	return run(t, dir, append([]string{executable}, args...)...)
}

// check compares the exit code, and stdout with one finding at each place.
func (got outcome) check(t *testing.T, code int, places ...string) {
	t.Helper()
	if got.code != code {
		t.Errorf("exit code %d, want %d", got.code, code)
	}
	lines := strings.SplitAfter(got.stdout, "\n")
	lines = lines[:len(lines)-1]
	if len(lines) != len(places) {
		t.Errorf("%d lines on stdout, want %d", len(lines), len(places))
	}
	for i, place := range places {
		want := place + ": stream from OpenStream is not closed"
		if i < len(lines) && !strings.HasPrefix(filepath.ToSlash(lines[i]), want) {
			t.Errorf("line %d begins not with %q: %s", i+1, want, lines[i])
		}
	}
	for _, crash := range []string{"goroutine ", "panic:", "failed prerequisites"} {
		if strings.Contains(got.stderr, crash) {
			t.Errorf("%q on stderr", crash)
		}
	}
	if t.Failed() {
		t.Logf("stdout:\n%s\nstderr:\n%s", got.stdout, got.stderr)
	}
}

// checkStderr looks for the texts in stderr, once each and in order.
func (got outcome) checkStderr(t *testing.T, texts ...string) {
	t.Helper()
	rest := filepath.ToSlash(got.stderr)
	for _, text := range texts {
		if n := strings.Count(filepath.ToSlash(got.stderr), text); n != 1 {
			t.Errorf("%d times on stderr, want once: %q", n, text)
		}
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Errorf("not on stderr, or in another order: %q", text)
			continue
		}
		rest = after
	}
	if len(texts) == 0 && got.stderr != "" {
		t.Error("something on stderr")
	}
	if t.Failed() {
		t.Logf("stderr:\n%s", got.stderr)
	}
}
