// Package nogo_test drives the analyzer as nogo does, which Bazel runs beside
// the compiler: in a process for each package, with facts in files, with none
// about the standard library, and with a pass that lacks much.
package nogo_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// variable names the environment variable that makes the test binary the process
// for the unit in a file.
const variable = "STREAMCLOSE_NOGO"

func TestMain(m *testing.M) {
	name := os.Getenv(variable)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := analyze(name); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

var (
	module = flag.String("module", "", "print the findings in the module in this `directory` instead")
	output = flag.String("findings", "", "the `file` for them")
)

// TestModule prints what testdata/agree.sh compares.
func TestModule(t *testing.T) {
	if *module == "" {
		t.Skip("only with -module")
	}
	text := strings.Join(nogo(t, *module, nil), "")
	if err := os.WriteFile(*output, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

const demo = "../../../testdata/src/e2e/vet/demo"

// What another package does with a stream is known from a file.
func TestFacts(t *testing.T) {
	check(t, nogo(t, demo, nil),
		"cgo/cgo.go:10:22: stream from OpenStream is not closed on every path: still open when Ping returns (line 15) (streamclose)\n",
		"demo.go:10:22: stream from OpenStream is not closed on every path: still open when Ping returns (line 15) (streamclose)\n",
		"greet/greet.go:7:22: stream from OpenStream is not closed on every path: still open when Greet returns (line 12) (streamclose)\n",
	)
}

func check(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// nogo takes the configuration that the README shows.
func TestConfig(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "\n### With Bazel\n")
	_, rest, _ = strings.Cut(rest, "\n```json\n")
	text, _, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("no configuration in README.md")
	}
	var configs map[string]config
	if err := json.Unmarshal([]byte(text), &configs); err != nil {
		t.Fatal(err)
	}
	check(t, nogo(t, demo, configs),
		"demo.go:10:22: stream from OpenStream is not closed on every path: still open when Ping returns (line 15) (streamclose)\n",
		"greet/greet.go:7:22: stream from OpenStream is not closed on every path: still open when Greet returns (line 12) (streamclose)\n",
		"made/made.go:9:22: stream from OpenStream is not closed on every path: still open when Greet returns (line 14) (streamclose)\n",
	)
}
