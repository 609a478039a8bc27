package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file gets what standard output would, and keeps its mode.
func TestOutputFile(t *testing.T) {
	dir := t.TempDir()
	want := streamclose(t, "app", "-engine=vet", "-format=json", "./send").stdout
	file := filepath.Join(dir, "findings.json")
	if err := os.WriteFile(file, []byte(strings.Repeat("old\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.json")
	if err := os.Symlink("findings.json", link); err != nil {
		t.Fatal(err)
	}
	got := streamclose(t, "app", "-engine=vet", "-format=json", "-o", link, "./send")
	if got != (outcome{1, "", ""}) {
		t.Errorf("%+v", got)
	}
	text, err := os.ReadFile(file)
	if err != nil || string(text) != want {
		t.Errorf("%v, in the file:\n%s\nwant:\n%s", err, text, want)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, mode %v", err, info.Mode())
	}
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("%v, the link is none any more", err)
	}
	if got := streamclose(t, "app", "-engine=vet", "-o", os.DevNull, "./send"); got != (outcome{1, "", ""}) {
		t.Errorf("to a device: %+v", got)
	}
	checkFiles(t, dir, "findings.json", "link.json")
}

// A run that fails leaves what was there.
func TestOutputFileKept(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "findings.txt")
	if err := os.WriteFile(file, []byte("old\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got := streamclose(t, "missing", "-C", filepath.Join(dir, "nowhere"), "-o", file)
	got.check(t, 2)
	got = run(t, "app", "PATH=", executable, "-o", file)
	got.check(t, 2)
	if text, err := os.ReadFile(file); err != nil || string(text) != "old\n" {
		t.Errorf("%v, in the file:\n%s", err, text)
	}
	checkFiles(t, dir, "findings.txt")
}

func checkFiles(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("files %v, want %v", got, names)
	}
}

func TestExitZero(t *testing.T) {
	got := streamclose(t, "app", "-engine=vet", "-exit-zero", "./send")
	got.check(t, 0, "./send/send.go:9:22")
	got = streamclose(t, "broken", "-exit-zero", "./...")
	got.check(t, 2, "./badtest/badtest.go:7:22", "./good/good.go:7:22")
}
