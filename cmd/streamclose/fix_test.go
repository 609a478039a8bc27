package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The go command shows and applies the fixes, after which there is nothing to
// fix any more.
func TestFixByGo(t *testing.T) {
	for _, command := range [][]string{
		{"go", "vet", "-vettool=" + executable, "-fix"},
		{"go", "fix", "-fixtool=" + executable},
	} {
		dir := copied(t, "app")
		file := filepath.Join(dir, "send", "send.go")
		before, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		with := func(args ...string) []string { return append(command[:len(command):len(command)], args...) }

		got := run(t, dir, with("-diff", "./send")...)
		if got.code != 1 || !strings.Contains(got.stdout, "\n+\tdefer ") {
			t.Errorf("%s -diff: %+v", command, got)
		}
		if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
			t.Errorf("%s -diff changed the file, or: %v", command, err)
		}
		if got := run(t, dir, with("./send")...); got.code != 0 {
			t.Errorf("%s: %+v", command, got)
		}
		if after, err := os.ReadFile(file); err != nil || !strings.Contains(string(after), ".Close()") {
			t.Errorf("%s did not change the file: %v\n%s", command, err, after)
		}
		if got := run(t, dir, with("-diff", "./send")...); got.code != 0 || got.stdout != "" {
			t.Errorf("%s -diff, after the fix: %+v", command, got)
		}
		streamclose(t, dir, "./send").check(t, 0)
	}
}

// With -fix-blank no error is left without a look.
func TestFixBlank(t *testing.T) {
	got := run(t, "app", "go", "vet", "-vettool="+executable, "-fix", "-diff", "-fix-blank", "./send")
	if got.code != 1 || !strings.Contains(got.stdout, "defer func() { _ = ") {
		t.Errorf("%+v", got)
	}
}
