package oracle

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.com/oracle/drive"
)

var (
	module = flag.String("module", fixturesDir, "`directory` of the fixtures or of a copy of them")
	only   = flag.String("only", "", "`regexp` of the functions to drive")
	update = flag.Bool("update", false, "write ORACLE.md")
)

const (
	fixturesDir = "../structs"
	tableFile   = "ORACLE.md"
)

// TestOracle drives each function with an acquire, and compares.
func TestOracle(t *testing.T) {
	tool := os.Getenv("STREAMCLOSE")
	if tool == "" {
		t.Fatal("STREAMCLOSE is not set: it is the path of the tool whose verdicts are tested")
	}
	acquires, err := verdicts(tool, *module)
	if err != nil {
		t.Fatal(err)
	}
	w, fixtures := build(t, *module)
	all := subjects(fixtures, acquires)
	if n := count(all); n+inInitialization != len(acquires) {
		t.Errorf("%d of %d acquires are in functions, and %d should be elsewhere", n, len(acquires), inInitialization)
	}
	pattern, err := regexp.Compile(*only)
	if err != nil {
		t.Fatal(err)
	}
	driven := slices.DeleteFunc(slices.Clone(all), func(s *subject) bool { return !pattern.MatchString(s.String()) })
	driveAll(t, w, driven)
	for _, d := range disagreements(driven, places(all)) {
		t.Error(d)
	}
	if *only != "" {
		for _, s := range driven {
			t.Logf("%v: %s: %s", s, s.verdict(), s.observed())
		}
		return
	}
	for _, name := range unknown(all) {
		t.Errorf("%s is an exception, but no function with an acquire", name)
	}
	if *module == fixturesDir {
		t.Run("Table", func(t *testing.T) { compareTable(t, table(driven)) })
		t.Run("Flipped", func(t *testing.T) { flip(t, driven) })
	}
}

func count(subjects []*subject) (n int) {
	for _, s := range subjects {
		n += len(s.acquires)
	}
	return n
}

func driveAll(t *testing.T, w worker, subjects []*subject) {
	t.Helper()
	jobs := make(chan *subject)
	var group sync.WaitGroup
	for range runtime.NumCPU() {
		group.Go(func() {
			for s := range jobs {
				if err := s.drive(w); err != nil {
					t.Errorf("%v: %v", s, err)
				}
			}
		})
	}
	for _, s := range subjects {
		jobs <- s
	}
	close(jobs)
	group.Wait()
}

// drive runs some cases, and more of them for what was not seen yet.
func (s *subject) drive(w worker) error {
	if _, ok := s.notDriven(); ok {
		return nil
	}
	all := drive.Cases(enough)
	for _, n := range []int{few, usual, enough} {
		s.cases = all[:n]
		results, err := w.run(s.fixture, s.cases[len(s.results):])
		s.results = append(s.results, results...)
		if err != nil {
			return err
		}
		if len(s.results) < n || s.missing() == nil && (n == usual || s.verdict() == "leak") {
			break // it spins, or there is no more to see
		}
	}
	s.cases = s.cases[:len(s.results)]
	return nil
}

// How many cases are run for a leak that shows soon, for a function without
// one, and for a leak that is hard to show.
const (
	few    = 12
	usual  = 36
	enough = 120
)

func compareTable(t *testing.T, got string) {
	if *update {
		if err := os.WriteFile(tableFile, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(tableFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(shortened(string(want)), "\n")
	for line := range strings.SplitSeq(shortened(got), "\n") {
		if !slices.Contains(lines, line) {
			t.Errorf("not in %s, which -update writes anew: %s", tableFile, line)
		}
	}
	if n := strings.Count(got, "\n"); n != len(lines)-1 && !t.Failed() {
		t.Errorf("%s has %d lines instead of %d: write it anew with -update", tableFile, len(lines)-1, n)
	}
}

// shortened leaves out which case shows a leak: where a select has a choice, it
// is not always the same.
func shortened(table string) string {
	return regexp.MustCompile(`\| leaks: .*`).ReplaceAllString(table, "| leaks |")
}

// flip checks that a wrong verdict on any one function would be noticed.
func flip(t *testing.T, subjects []*subject) {
	flipped := 0
	for _, s := range subjects {
		if _, ok := exceptions[s.String()]; ok || s.verdict() == "trusted" {
			continue
		}
		if _, ok := s.notDriven(); ok {
			continue
		}
		right := s.acquires
		s.acquires = slices.Clone(right)
		from, to := s.verdict(), "proven"
		if from == "proven" {
			to = "leak"
		}
		for i := range s.acquires {
			if s.acquires[i].Verdict == from {
				s.acquires[i].Verdict = to
			}
		}
		flipped++
		if s.missing() == nil && s.wrong(places(subjects)) == nil && !slices.Contains(unnoticed, s.String()) {
			t.Errorf("%v: if the verdict were %s, nobody would notice", s, to)
		}
		s.acquires = right
	}
	t.Logf("%d wrong verdicts tried", flipped)
}

// build makes the program that has the fixtures in it.
func build(t *testing.T, module string) (worker, []fixture) {
	t.Helper()
	dir := t.TempDir()
	fixtures, packages, err := copyModule(module, filepath.Join(dir, "structs"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "oracle"), os.DirFS(".")); err != nil {
		t.Fatal(err)
	}
	imports := "package drive\n\nimport (\n"
	for _, p := range packages {
		imports += fmt.Sprintf("\t_ %q\n", p)
	}
	if err := write(filepath.Join(dir, "oracle", "drive", "fixtures_test.go"), []byte(imports+")\n")); err != nil {
		t.Fatal(err)
	}
	w := worker{filepath.Join(dir, "worker"), filepath.Join(dir, "structs")}
	for _, args := range [][]string{
		{"mod", "edit", "-require=" + modulePath + "@v0.0.0", "-replace=" + modulePath + "=../structs"},
		{"test", "-c", "-mod=mod", "-trimpath=false", "-o", w.program, "./drive"},
	} {
		command := exec.Command("go", args...)
		command.Dir = filepath.Join(dir, "oracle")
		command.Env = append(command.Environ(), "GOWORK=off")
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", command, err, output)
		}
	}
	return w, fixtures
}
