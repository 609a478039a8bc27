package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tables of -known decide what functions do that nobody looks into.
func TestKnown(t *testing.T) {
	const forward, speak = "./known.go:13:22: OpenStream: ", "./known.go:22:22: OpenStream: "
	for _, test := range []struct{ flag, forward, speak string }{
		{"", "trusted (unseen-code)", "trusted (unseen-code)"},
		{"-known=closes.txt", "proven", "trusted (unseen-code)"},
		{"-known=uses.txt", "leak (send)", "trusted (unseen-code)"},
		{"-known=closes.txt,wraps.txt", "proven", "leak (send)"},
	} {
		args := []string{"-verdicts", "."}
		if test.flag != "" {
			args = append([]string{test.flag}, args...)
		}
		got := streamclose(t, "known", args...)
		got.checkStderr(t)
		if !strings.HasPrefix(filepath.ToSlash(got.stdout), forward+test.forward+"\n"+speak+test.speak+"\n") {
			t.Errorf("%s: %s", test.flag, got.stdout)
		}
	}
}

// Files are relative to the directory of -C, wherever that flag stands.
func TestKnownRelative(t *testing.T) {
	for _, args := range [][]string{
		{"-known=uses.txt", "-C", "known"},
		{"-C", "known", "-known", "uses.txt"},
	} {
		streamclose(t, ".", args...).check(t, 1, "./known.go:13:22")
	}
}

// A wrong table stops every driver with the place and the cure.
func TestKnownWrong(t *testing.T) {
	dir, err := filepath.Abs("../../testdata/src/e2e/known")
	if err != nil {
		t.Fatal(err)
	}
	again := filepath.Join(t.TempDir(), "again.txt")
	if err := os.WriteFile(again, []byte("example.com/known/join.Join keeps"), 0o666); err != nil {
		t.Fatal(err)
	}
	const role = `/known/wrong.txt:2: example.com/known/join.Join: "shuts(0)" is no role: write one of closes(N), `
	for _, test := range []struct{ flag, want string }{
		{"-known=wrong.txt", role},
		{"-known=wraps.txt,wrong.txt", role},
		{"-known=typo.txt", "/known/typo.txt: no such file or directory: name an existing file"},
		{"-known=", ": name an existing file"},
		{"-known=uses.txt," + again, "again.txt:1: example.com/known/join.Join has an entry at "},
	} {
		got := streamclose(t, "known", test.flag, ".")
		got.check(t, 2)
		got.checkStderr(t, "streamclose: flag -known: ", test.want)
	}
	for _, test := range []struct{ flag, want string }{
		{"-known=" + filepath.Join(dir, "wrong.txt"), role},
		{"-known=uses.txt", "uses.txt: no such file or directory: name an existing file; go vet wants an absolute path"},
	} {
		got := run(t, "known", "go", "vet", "-vettool="+executable, test.flag, ".")
		if stderr := filepath.ToSlash(got.stderr); got.code == 0 || !strings.Contains(stderr, "streamclose: flag -known: ") || !strings.Contains(stderr, test.want) || strings.Contains(stderr, "Usage") {
			t.Errorf("%s: exit code %d:\n%s", test.flag, got.code, stderr)
		}
	}
	got := run(t, "known", "go", "vet", "-vettool="+executable, "-known="+filepath.Join(dir, "uses.txt"), ".")
	if got.code != 1 || !strings.Contains(got.stderr, "known.go:13:22: stream from OpenStream is not closed") {
		t.Errorf("%+v", got)
	}
}
