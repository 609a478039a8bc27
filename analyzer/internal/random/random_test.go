package random

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
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

// classes have a few constructs each that go together. All are decided exactly but
// for what is trusted by design, see [trusts], and, in those that are bounded, for
// what exceeds the budget: no other disagreement is accepted.
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

// isBounded reports whether the budget may be exceeded in programs of the class: calls
// that loops defer can be pending in more orders than states are kept.
func (c class) isBounded() bool {
	return slices.Contains(c.uses, Loops) && slices.Contains(c.uses, Defers)
}

// tally sums up the comparisons of one class.
type tally struct {
	programs, leaks, clean, debatable, exhausted, discarded int
	trusted                                                 map[string]int
}

// TestRandom compares the analyzer with the truth, site by site.
func TestRandom(t *testing.T) {
	for _, c := range classes {
		if *only != "" && c.name != *only {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sum := &tally{trusted: make(map[string]int)}
			n := max(1, *programs/len(classes))
			m := newImports()
			for i := 0; sum.programs < n; i++ {
				check(t, m, c, *seed+uint64(i), sum)
			}
			t.Logf("%d programs from seed %d on: %d leaks, %d clean sites, %d debatable; not used %d; leaks trusted by design %v, for the budget %d",
				sum.programs, *seed, sum.leaks, sum.clean, sum.debatable, sum.discarded, sum.trusted, sum.exhausted)
		})
	}
}

// check compares one program.
func check(t *testing.T, m *imports, c class, seed uint64, sum *tally) {
	t.Helper()
	_, found, err := m.Compare(c.generate(seed))
	switch {
	case err == errTooManyPaths:
		sum.discarded++
		return
	case err != nil:
		t.Fatalf("seed %d of class %s is no Go: %v", seed, c.name, err)
	}
	if found.Leaks+found.Clean == 0 {
		return
	}
	sum.programs++
	sum.leaks += found.Leaks
	sum.clean += found.Clean
	sum.debatable += found.Debatable
	for _, d := range found.Differences {
		differ(t, m, c, seed, d, sum)
	}
}

// generate makes the program of a seed.
func (c class) generate(seed uint64) *Program {
	return Generate(rand.New(rand.NewPCG(seed, 0)), c.uses...)
}

// differ judges a difference in the program of a seed by a small program that still
// has it.
func differ(t *testing.T, m *imports, c class, seed uint64, d Difference, sum *tally) {
	t.Helper()
	p := c.generate(seed)
	find := func(p *Program) (*Package, Difference, bool) {
		pkg, found, err := m.Compare(p)
		if err != nil {
			return nil, Difference{}, false
		}
		i := slices.IndexFunc(found.Differences, func(e Difference) bool {
			return e.Site == d.Site && e.Kind == d.Kind && e.Answer.Exhausted == d.Answer.Exhausted
		})
		if i < 0 {
			return nil, Difference{}, false
		}
		return pkg, found.Differences[i], true
	}
	Shrink(p, func(p *Program) bool {
		_, _, ok := find(p)
		return ok
	})
	pkg, d, _ := find(p)
	name := trustedFor(p, d)
	if d.Answer.Exhausted && d.Kind == TrustedMiss && c.isBounded() {
		name = "budget"
	}
	text := fmt.Sprintf("// seed %d of class %s: %s at site %d (%s)\n// path: %s\n// answer: %+v\n\n%s",
		seed, c.name, d.Kind, d.Site, name, d.Path, d.Answer, pkg.Source)
	if *into != "" {
		file := fmt.Sprintf("%s-%s-%s-%d.go", d.Kind, name, c.name, seed)
		if err := os.WriteFile(filepath.Join(*into, file), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	switch name {
	case "":
		t.Errorf("%s", text)
	case "budget":
		sum.exhausted++
	default:
		sum.trusted[name]++
	}
}
