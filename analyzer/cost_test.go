package analyzer_test

import (
	"flag"
	"fmt"
	"os"
	"path"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
)

var updateCost = flag.Bool("update-cost", false, "write testdata/cost.txt anew")

const costFile = "testdata/cost.txt"

// measured are the packages by which the cost of the engine is told: two with
// connections and streams, and one with closers that are none.
var measured = []string{
	"github.com/quic-go/quic-go/http3",
	"github.com/quic-go/quic-go/internal/handshake",
	"github.com/quic-go/webtransport-go",
}

// loadMeasured returns for each of the measured packages, by the last part of
// its path, a function that runs the engine over it.
func loadMeasured(t testing.TB) map[string]func() int {
	t.Helper()
	download(t, webtransport)
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax, Dir: webtransport, Env: append(os.Environ(), "GOWORK=off"),
	}, measured...)
	if err != nil {
		t.Fatal(err)
	}
	runs := make(map[string]func() int)
	for _, pkg := range pkgs {
		if len(pkg.Errors) > 0 {
			t.Fatal(pkg.Errors[0])
		}
		runs[path.Base(pkg.PkgPath)] = analyzer.Prepare(pkg)
	}
	return runs
}

// The engine takes as many steps and allocations for the same code as it did
// when testdata/cost.txt was written, or a few more.
func TestCost(t *testing.T) {
	const percent = 5
	runs := loadMeasured(t)
	var now strings.Builder
	for _, pkg := range measured {
		name := path.Base(pkg)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		steps := runs[name]()
		runtime.ReadMemStats(&after)
		allocs := after.Mallocs - before.Mallocs
		fmt.Fprintf(&now, "%s steps %d allocations %d\n", name, steps, allocs)
	}
	if *updateCost {
		if err := os.WriteFile(costFile, []byte(now.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	then, err := os.ReadFile(costFile)
	if err != nil {
		t.Fatal(err)
	}
	const update = "go test ./analyzer -run TestCost -update-cost"
	was, is := costs(t, string(then)), costs(t, now.String())
	if len(was) != len(is) {
		t.Fatalf("%s has %d packages, want %d: %s", costFile, len(was), len(is), update)
	}
	for i, c := range is {
		if w := was[i]; c.name != w.name || c.steps*100 > w.steps*(100+percent) || c.allocs*100 > w.allocs*(100+percent) {
			t.Errorf("the engine costs over %d %% more than it did: %+v, and was %+v. If it has to: %s", percent, c, w, update)
		}
	}
}

type cost struct {
	name          string
	steps, allocs int
}

func costs(t *testing.T, text string) []cost {
	t.Helper()
	var list []cost
	for line := range strings.Lines(text) {
		var c cost
		if _, err := fmt.Sscanf(line, "%s steps %d allocations %d", &c.name, &c.steps, &c.allocs); err != nil {
			t.Fatalf("%s: %q: %v", costFile, line, err)
		}
		list = append(list, c)
	}
	return list
}

func BenchmarkPackages(b *testing.B) {
	for name, run := range loadMeasured(b) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				run()
			}
		})
	}
}
