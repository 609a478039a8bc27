package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindings(t *testing.T) {
	const (
		root      = "./app.go:7:22"
		cgo       = "./cgo/cgo.go:10:22"
		generated = "./generated/generated.go:9:22"
		lib       = "./lib/lib.go:7:22"
		libTest   = "./lib/lib_test.go:6:22"
		libXTest  = "./lib/lib_x_test.go:9:22"
		tagged    = "./tagged/leaky.go:8:22"
	)
	for _, test := range []struct {
		name   string
		dir    string
		args   []string
		places []string
	}{
		{"all", "app", []string{"./..."}, []string{root, cgo, generated, lib, libTest, libXTest}},
		{"no pattern", "app", nil, []string{root}},
		{"import path", "app", []string{"example.com/app/generated"}, []string{generated}},
		{"order of patterns", "app", []string{"./lib", ".", "./generated"}, []string{root, generated, lib, libTest, libXTest}},
		{"overlapping patterns", "app", []string{"./lib", "./lib/..."}, []string{lib, libTest, libXTest}},
		{"file", "app", []string{"lib/lib.go"}, []string{lib}},
		{"without tests", "app", []string{"-tests=false", "./..."}, []string{root, cgo, generated, lib}},
		{"build tag", "app", []string{"-tags=leaky", "./tagged"}, []string{tagged}},
		{"build tags", "app", []string{"-tags", "other,leaky", "./tagged"}, []string{tagged}},
		{"without build tag", "app", []string{"./tagged"}, nil},
		{"without cgo", "app", []string{"./clean", "./plain"}, nil},
		{"clean", "app", []string{"./clean"}, nil},
		{"no stream in sight", "app", []string{"./plain"}, nil},
		{"lookalike of a stream", "lookalike", nil, []string{"./lookalike.go:13:22"}},
		{"other directory", "app", []string{"-C", "lib"}, []string{"./lib.go:7:22", "./lib_test.go:6:22", "./lib_x_test.go:9:22"}},
		{"parent directory", "app/lib", []string{"../generated"}, []string{"../generated/generated.go:9:22"}},
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

	got := run(t, dir, "GOFLAGS=-mod=vendor", executable, "./generated", "./clean")
	got.check(t, 1, "./generated/generated.go:9:22")
	got.checkStderr(t)

	if err := os.RemoveAll(filepath.Join(dir, "vendor", "github.com")); err != nil {
		t.Fatal(err)
	}
	got = run(t, dir, "GOFLAGS=-mod=vendor", executable, "./generated")
	got.check(t, 2)
	got.checkStderr(t, "# github.com/quic-go/quic-go\n", "./generated/generated.go:6:8: ", "go mod vendor")
}

// The steps of a path come below their finding, and only on demand.
func TestVerbose(t *testing.T) {
	got := streamclose(t, "app", "-v", "./generated", "./lib")
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
