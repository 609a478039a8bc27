package random

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

var (
	programs = flag.Int("programs", 1000, "how many random `programs` are checked")
	seed     = flag.Uint64("seed", 1, "the `seed` of the first program")
	only     = flag.String("class", "", "check programs of this `class` alone")
	into     = flag.String("into", "", "write the programs with disagreements to this `directory`")
)

// A class is a kind of programs.
type class struct {
	name string
	uses []Construct
}

// classes have a few constructs each that go together. None may have a
// disagreement that is not among the [weaknesses].
var classes = []class{
	{"branches", []Construct{Exits}},
	{"ints", []Construct{Ints, Defers}},
	{"flags", []Construct{Flags, Defers}},
	{"loops", []Construct{Loops, Exits}},
	{"loops with flags", []Construct{Loops, Flags, Defers}},
	{"labels", []Construct{Loops, Labels, Defers}},
	{"selects", []Construct{Selects, Transfers, Loops}},
	{"defers", []Construct{Defers, Flags, Named}},
	{"closures", []Construct{Closures, Defers, Flags}},
	{"goroutines", []Construct{Goroutines, Closures, Defers}},
	{"helpers", []Construct{Helpers, Defers, Goroutines}},
	{"producers", []Construct{Producers, Defers, Wrappers}},
	{"wrappers", []Construct{Wrappers, Defers, Helpers}},
	{"interfaces", []Construct{Interfaces, Wrappers, Helpers}},
	{"aliases", []Construct{Aliases, Loops, Defers}},
	{"transfers", []Construct{Transfers, Wrappers, Defers}},
	{"connections", []Construct{Conns, Loops, Defers}},
	{"settling", []Construct{Conns, Producers, Defers}},
	{"everything", Constructs},
}

// tally sums up the comparisons of one class.
type tally struct {
	programs, leaks, clean, debatable, exhausted, discarded int
	known                                                   map[string]int
}

// TestRandom compares the analyzer with the truth, site by site.
func TestRandom(t *testing.T) {
	for _, c := range classes {
		if *only != "" && c.name != *only {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sum := &tally{known: make(map[string]int)}
			n := max(1, *programs/len(classes))
			m := newImports()
			for i := 0; sum.programs < n; i++ {
				check(t, m, c, *seed+uint64(i), sum)
			}
			t.Logf("%d programs from seed %d on: %d leaks, %d clean sites, %d debatable; budget exceeded %d; not used %d; known disagreements %v",
				sum.programs, *seed, sum.leaks, sum.clean, sum.debatable, sum.exhausted, sum.discarded, sum.known)
		})
	}
}

// check compares one program.
func check(t *testing.T, m *imports, c class, seed uint64, sum *tally) {
	t.Helper()
	p := Generate(rand.New(rand.NewPCG(seed, 0)), c.uses...)
	_, found, err := m.Compare(p)
	if err != nil {
		if sum.discarded++; sum.discarded < 3 && err != errTooManyPaths {
			src, _ := p.Source(nil)
			t.Logf("%v\n%s", err, src)
		}
		return
	}
	if found.Leaks+found.Clean == 0 {
		return
	}
	sum.programs++
	sum.leaks += found.Leaks
	sum.clean += found.Clean
	sum.debatable += found.Debatable
	sum.exhausted += found.Exhausted
	if len(found.Differences) == 0 {
		return
	}
	kind := found.Differences[0].Kind
	Shrink(p, func(p *Program) bool {
		_, found, err := m.Compare(p)
		return err == nil && len(found.Differences) > 0 && found.Differences[0].Kind == kind
	})
	pkg, found, _ := m.Compare(p)
	d := found.Differences[0]
	name := knownAs(p, d)
	text := fmt.Sprintf("// seed %d of class %s: %s at site %d (%s)\n// path: %s\n// answer: %+v\n\n%s",
		seed, c.name, d.Kind, d.Site, name, d.Path, d.Answer, pkg.Source)
	if *into != "" {
		file := fmt.Sprintf("%s-%s-%s-%d.go", d.Kind, name, c.name, seed)
		if err := os.WriteFile(filepath.Join(*into, file), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if name != "" {
		sum.known[name]++
		return
	}
	t.Errorf("%s", text)
}

// knownAs returns the name of the weakness that a difference is due to, or the
// empty string.
func knownAs(p *Program, d Difference) string {
	for _, w := range weaknesses {
		if w.kind == d.Kind && w.matches(p, d) {
			return w.name
		}
	}
	return ""
}
