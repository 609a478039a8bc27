package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A baseline silences what it holds, also when lines move, and nothing else.
func TestBaseline(t *testing.T) {
	dir := copied(t, "app")
	const file = "known.txt"
	got := streamclose(t, dir, "-engine=vet", "-baseline", file, "-write-baseline", "./...")
	if got != (outcome{0, "", "streamclose: 6 findings written to known.txt\n"}) {
		t.Fatalf("%+v", got)
	}
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "baseline.txt", string(text))

	edit(t, filepath.Join(dir, "lib", "lib.go"), "func Send", "// Moves\n// lines.\n\nfunc Send")
	edit(t, filepath.Join(dir, "send", "send.go"), "stream.Write(nil)", "stream.Close()")
	edit(t, filepath.Join(dir, "app.go"), "return nil", "_, err = conn.OpenStream()\n\treturn err")
	got = streamclose(t, dir, "-engine=vet", "-baseline", file, "./...")
	got.check(t, 1, "./app.go:12:16")
	got.checkStderr(t, "streamclose: known.txt:7: stale entry: no send finding in example.com/app/send, function Send any more at \"stream, err := conn.OpenStream()\"\n")

	// The packages that were not looked at are not stale.
	if got := streamclose(t, dir, "-engine=vet", "-baseline", file, "./lib"); got != (outcome{0, "", ""}) {
		t.Errorf("%+v", got)
	}
}

// What is wrong with a baseline is told with its line, and a run that lacks
// packages writes none.
func TestBaselineTrouble(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "known.txt")
	if err := os.WriteFile(file, []byte("# streamclose baseline, version 1\nsend\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got := streamclose(t, "app", "-baseline", file, "./send")
	got.check(t, 2)
	got.checkStderr(t, file+":2: not rule, package, function and line")

	got = streamclose(t, "broken", "-engine=vet", "-baseline", file, "-write-baseline", "./...")
	if got.code != 2 || !strings.Contains(got.stderr, file+" not written because of these errors\n") {
		t.Errorf("%+v", got)
	}
	if text, err := os.ReadFile(file); err != nil || strings.Count(string(text), "\n") != 2 {
		t.Errorf("%v, in the file:\n%s", err, text)
	}
	checkFiles(t, dir, "known.txt")
}

// edit replaces the one place of a text in a file.
func edit(t *testing.T, file, from, to string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), from); n != 1 {
		t.Fatalf("%s: %d times: %s", file, n, from)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), from, to, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
}
