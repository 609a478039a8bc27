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

// The command shows and applies the fixes with either engine. Two that meet take
// two runs; what is silenced or in the baseline stays as it is.
func TestFix(t *testing.T) {
	const started, second = "./fixes.go:25:10", "./fixes.go:12:17"
	for _, engine := range []string{"inprocess", "vet"} {
		dir := copied(t, "fixes")
		file := filepath.Join(dir, "fixes.go")
		with := func(args ...string) outcome { return streamclose(t, dir, append(args, "-engine="+engine, ".")...) }
		original := source(t, file)

		diff := with("-diff")
		golden(t, "fixes.diff", diff.stdout)
		diff.checkStderr(t, second+": this fix meets another one: run -fix again")
		if got := source(t, file); diff.code != 1 || got != original {
			t.Errorf("-diff: exit code %d, file:\n%s", diff.code, got)
		}
		if got := with("-diff", "-exit-zero"); got.code != 0 || got.stdout != diff.stdout {
			t.Errorf("-diff -exit-zero: %+v", got)
		}

		got := with("-fix")
		got.check(t, 1, second, "./fixes.go:26:10")
		got.checkStderr(t, "fixes of findings applied: 1, files changed: 1\n", second+": this fix meets")
		once := strings.Replace(original, "nil {\n\t\treturn nil, nil, err\n\t}\n\treturn a", "nil {\n\t\ta.Close()\n\t\treturn nil, nil, err\n\t}\n\treturn a", 1)
		if got := source(t, file); once == original || got != once {
			t.Errorf("after -fix:\n%s", got)
		}

		with("-fix").check(t, 1, "./fixes.go:27:10")
		fixed := source(t, file)
		if want := strings.Replace(once, "a.Close()\n\t\treturn nil, nil, err\n\t}\n\treturn a", "a.Close()\n\t\tb.Close()\n\t\treturn nil, nil, err\n\t}\n\treturn a", 1); fixed != want {
			t.Errorf("after the second -fix:\n%s", fixed)
		}

		if got := with("-diff"); got != (outcome{0, "", ""}) {
			t.Errorf("-diff, after the fixes: %+v", got)
		}
		got = with("-fix")
		got.check(t, 1, "./fixes.go:27:10")
		got.checkStderr(t)
		if got := source(t, file); got != fixed {
			t.Errorf("-fix with nothing to do:\n%s", got)
		}
	}
}

// Known findings are not fixed. With nothing else left the run is clean.
func TestFixBaseline(t *testing.T) {
	dir := copied(t, "app")
	streamclose(t, dir, "-baseline=known.txt", "-write-baseline", "./lib").check(t, 0)
	lib := source(t, filepath.Join(dir, "lib", "lib.go"))
	got := streamclose(t, dir, "-fix", "-baseline=known.txt", "./lib", "./send")
	got.check(t, 0)
	if source(t, filepath.Join(dir, "lib", "lib.go")) != lib {
		t.Error("a known finding was fixed")
	}
	if text := source(t, filepath.Join(dir, "send", "send.go")); !strings.Contains(text, "\n\tdefer stream.Close()\n") {
		t.Errorf("not fixed:\n%s", text)
	}
}

// A file that cannot be changed stops the others from changing, and the
// findings are not told as those that remain. What was wrong with packages is.
func TestFixTrouble(t *testing.T) {
	dir := copied(t, "broken")
	good := filepath.Join(dir, "good", "good.go")
	if err := os.Chmod(good, 0o444); err != nil {
		t.Fatal(err)
	}
	original := source(t, good)
	got := streamclose(t, dir, "-fix", "./...")
	got.check(t, 2)
	got.checkStderr(t, "# example.com/broken/bad\n", "./good/good.go: the file is read-only: make it writable; no file was changed\n")
	if source(t, good) != original {
		t.Error("the file has changed")
	}
}

func source(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
