package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindings(t *testing.T) {
	const (
		root     = "./app.go:7:22"
		cgo      = "./cgo/cgo.go:10:22"
		send     = "./send/send.go:9:22"
		lib      = "./lib/lib.go:7:22"
		libTest  = "./lib/lib_test.go:6:22"
		libXTest = "./lib/lib_x_test.go:9:22"
		tagged   = "./tagged/leaky.go:8:22"
	)
	for _, test := range []struct {
		name   string
		dir    string
		args   []string
		places []string
	}{
		{"all", "app", []string{"./..."}, []string{root, cgo, lib, libTest, libXTest, send}},
		{"no pattern", "app", nil, []string{root}},
		{"import path", "app", []string{"example.com/app/send"}, []string{send}},
		{"order of patterns", "app", []string{"./lib", ".", "./send"}, []string{root, lib, libTest, libXTest, send}},
		{"overlapping patterns", "app", []string{"./lib", "./lib/..."}, []string{lib, libTest, libXTest}},
		{"file", "app", []string{"lib/lib.go"}, []string{lib}},
		{
			"files of packages and modules", "",
			[]string{"-files", "workspace/inner/inner.go", "app/send/send.go", "app/lib/lib_x_test.go", "app/clean/clean.go", "app/lib/lib.go"},
			[]string{"./app/lib/lib.go:7:22", "./app/lib/lib_test.go:6:22", "./app/lib/lib_x_test.go:9:22", "./app/send/send.go:9:22", "./workspace/inner/inner.go:7:22"},
		},
		{"files for go vet", "app", []string{"-files", "-engine=vet", "send/send.go", "app.go"}, []string{root, send}},
		{"without tests", "app", []string{"-tests=false", "./..."}, []string{root, cgo, lib, send}},
		{"generated code", "app", []string{"./generated"}, nil},
		{"generated code on request", "app", []string{"-generated", "./generated"}, []string{"./generated/generated.go:9:22"}},
		{"build tag", "app", []string{"-tags=leaky", "./tagged"}, []string{tagged}},
		{"build tags", "app", []string{"-tags", "other,leaky", "./tagged"}, []string{tagged}},
		{"without build tag", "app", []string{"./tagged"}, nil},
		{"without cgo", "app", []string{"./clean", "./plain"}, nil},
		{"clean", "app", []string{"./clean"}, nil},
		{"no stream in sight", "app", []string{"./plain"}, nil},
		{"lookalike of a stream", "lookalike", nil, []string{"./lookalike.go:13:22"}},
		{"other directory", "app", []string{"-C", "lib"}, []string{"./lib.go:7:22", "./lib_test.go:6:22", "./lib_x_test.go:9:22"}},
		{"parent directory", "app/lib", []string{"../send"}, []string{"../send/send.go:9:22"}},
		{"module of a workspace", "workspace/outer", []string{"./..."}, []string{"./outer.go:10:22"}},
		{"modules of a workspace", "workspace", []string{"./outer/...", "./inner/..."}, []string{"./inner/inner.go:7:22", "./outer/outer.go:10:22"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code := 0
			if len(test.places) > 0 {
				code = 1
			}
			got := streamclose(t, test.dir, test.args...)
			got.check(t, code, test.places...)
			got.checkStderr(t)
		})
	}
}

// The environment of the go command counts.
func TestGoflags(t *testing.T) {
	got := run(t, "app", "GOFLAGS=-tags=leaky", executable, "./tagged")
	got.check(t, 1, "./tagged/leaky.go:8:22")
	got.checkStderr(t)
}

func TestVendor(t *testing.T) {
	dir := copied(t, "app")
	run(t, dir, "go", "mod", "vendor").check(t, 0)

	got := run(t, dir, "GOFLAGS=-mod=vendor", executable, "./send", "./clean")
	got.check(t, 1, "./send/send.go:9:22")
	got.checkStderr(t)

	if err := os.RemoveAll(filepath.Join(dir, "vendor", "github.com")); err != nil {
		t.Fatal(err)
	}
	got = run(t, dir, "GOFLAGS=-mod=vendor", executable, "./send")
	got.check(t, 2)
	got.checkStderr(t, "# github.com/quic-go/quic-go\n", "./send/send.go:6:8: ", "go mod vendor")
}

// The steps of a path come below their finding, and only on demand.
func TestVerbose(t *testing.T) {
	got := streamclose(t, "app", "-v", "./send", "./lib")
	findings, steps := 0, 0
	for line := range strings.Lines(got.stdout) {
		if strings.HasPrefix(line, "\t./") {
			steps++
		} else {
			findings++
		}
		if steps > 0 && findings == 0 {
			t.Errorf("step before finding: %s", line)
		}
	}
	if findings != 4 || steps == 0 || got.code != 1 {
		t.Errorf("%d findings, %d steps, exit code %d:\n%s", findings, steps, got.code, got.stdout)
	}
}

// Whatever the number of processors, a run prints the same.
func TestDeterminism(t *testing.T) {
	want := streamclose(t, "broken", "-v", "./...")
	if want.stdout == "" || want.stderr == "" {
		t.Fatalf("nothing to compare: %v", want)
	}
	for _, processors := range []string{"1", "2", "7"} {
		got := run(t, "broken", "GOMAXPROCS="+processors, executable, "-v", "./...")
		if got != want {
			t.Errorf("with %s processors:\n%v\nwant:\n%v", processors, got, want)
		}
	}
}

// The inventory has every acquire, with the totals of each package and of all.
func TestVerdicts(t *testing.T) {
	got := streamclose(t, "app", "-tests=false", "-verdicts", "./send", "./clean", "./lib")
	want := "./clean/clean.go:7:22: OpenStream: proven\n" +
		"example.com/app/clean: 1 acquires: 0 leak, 1 proven, 0 trusted\n" +
		"./lib/lib.go:7:22: OpenStream: leak (send)\n" +
		"example.com/app/lib: 1 acquires: 1 leak, 0 proven, 0 trusted\n" +
		"./send/send.go:9:22: OpenStream: leak (send)\n" +
		"example.com/app/send: 1 acquires: 1 leak, 0 proven, 0 trusted\n" +
		"total: 3 acquires: 2 leak, 1 proven, 0 trusted\n"
	if got.code != 1 || got.stdout != want {
		t.Errorf("exit code %d:\n%s\nwant:\n%s", got.code, got.stdout, want)
	}

	var inventory struct {
		Packages []struct {
			Path     string
			Acquires []struct{ Posn, Verdict, Reason string }
		}
		Total struct{ Acquires, Leak, Proven, Trusted int }
	}
	got = streamclose(t, "app", "-tests=false", "-verdicts", "-json", "./send", "./clean", "./lib")
	if err := json.Unmarshal([]byte(got.stdout), &inventory); err != nil {
		t.Fatalf("%v in:\n%s", err, got.stdout)
	}
	if n := len(inventory.Packages); n != 3 || inventory.Total.Leak != 2 || inventory.Packages[1].Acquires[0].Reason != "send" {
		t.Errorf("%+v", inventory)
	}
}
