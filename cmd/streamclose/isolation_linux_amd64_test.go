package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What any Go program reads where it starts: of the machine, and the time zone.
var ofAnyProgram = []string{
	"/sys/kernel/mm/transparent_hugepage", "/sys/fs/cgroup", "/proc", "/dev/null", "/etc/localtime", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/lib", "/lib64", "/usr/lib",
}

// The command reads what the build reads, writes nothing, opens no socket, and
// starts only the go command. As a vet tool it writes where the go command
// tells it to.
func TestIsolation(t *testing.T) {
	module := absolute(t, "../../testdata/src/e2e/app")
	work := t.TempDir()
	sources := append([]string{module, work, filepath.Dir(executable)}, ofAnyProgram...)
	for _, name := range []string{"GOROOT", "GOMODCACHE", "GOCACHE"} {
		dir, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, strings.TrimSpace(string(dir)))
	}
	for _, test := range []struct {
		name   string
		args   []string
		writes []string
	}{
		{"alone", []string{executable, "-v", "./..."}, []string{"/dev/null"}},
		{"verdicts", []string{executable, "-verdicts", "-json", "./..."}, []string{"/dev/null"}},
		// The flag has a new value, so that the go command runs the tool again.
		{"vet", []string{"go", "vet", "-vettool=" + executable, "-packages=example.com" + work, "./..."}, []string{"/dev/null", work}},
	} {
		t.Run(test.name, func(t *testing.T) {
			output, err := os.Create(filepath.Join(t.TempDir(), "output"))
			if err != nil {
				t.Fatal(err)
			}
			defer output.Close()
			command := exec.Command(test.args[0], test.args[1:]...)
			command.Dir = module
			command.Env = append(command.Environ(), "GOTMPDIR="+work, "TMPDIR="+work)
			command.Stdout, command.Stderr = output, output
			code, found := trace(t, command)
			if code != 1 {
				text, _ := os.ReadFile(output.Name())
				t.Fatalf("exit code %d, want 1:\n%s", code, text)
			}
			read := 0
			for _, a := range found {
				switch {
				case a.path == "":
					t.Errorf("%s", a.call)
				case a.call == "execve":
					if base := filepath.Base(a.path); base != "go" && a.path != executable {
						t.Errorf("starts %s", a.path)
					}
				case a.writes && !under(a.path, test.writes...):
					t.Errorf("%s of %s, to write", a.call, a.path)
				case !under(a.path, sources...):
					t.Errorf("%s of %s", a.call, a.path)
				case strings.HasPrefix(a.path, module):
					read++
				}
			}
			if read == 0 {
				t.Errorf("it did not even read the source: %v", found)
			}
		})
	}
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
