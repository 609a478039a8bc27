package fix

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/outcome"
)

// trials tells what becomes of an acquire in a package with marks.
type trials struct {
	found *outcome.Findings
	v     *outcome.Verdict
	off   map[ssa.Instruction]bool // all marks of the package
}

// make closes the stream at some marks and nowhere else of them.
func (t *trials) make(marks []*mark) (works, placed bool) {
	trial := &flow.Trial{Calls: t.off}
	for _, m := range marks {
		t.off[m.instr] = true
	}
	leaks := t.found.Try(t.v, trial)
	for _, m := range marks {
		t.off[m.instr] = false
	}
	placed = !trial.Misplaced && !trial.Stopped
	return placed && len(leaks) == 0, placed
}

// choose finds the marks that end all leaks: a deferred Close, or one mark, or
// as many as it takes, those in outer blocks first.
func (a *attempt) choose(t *trials) {
	var fit []*mark
	for _, m := range a.marks {
		if m.instr == nil {
			continue
		}
		works, placed := t.make([]*mark{m})
		if works && m == a.marks[0] && m.depth == 0 {
			a.take([]*mark{m}, "close the stream with a deferred Close")
			return
		}
		if placed && m.depth > 0 {
			fit = append(fit, m)
		}
	}
	slices.SortStableFunc(fit, func(x, y *mark) int {
		return cmp.Or(cmp.Compare(x.depth, y.depth), cmp.Compare(y.piece.Pos, x.piece.Pos))
	})
	var set []*mark
	for _, m := range fit {
		if _, placed := t.make(append(set, m)); placed {
			set = append(set, m)
		}
	}
	if works, _ := t.make(set); !works || len(set) == 0 {
		return
	}
	if a.neverEnds() {
		// The marks in the loop, though not made, refer to the stream, so that no trial
		// tells which of the others it takes.
		a.take(set, "close the stream where it is left open")
		return
	}
	for i := len(set) - 1; i >= 0 && len(set) > 1; i-- {
		fewer := slices.Delete(slices.Clone(set), i, i+1)
		if works, _ := t.make(fewer); works {
			set = fewer
		}
	}
	a.take(set, "close the stream where it is left open")
}

func (a *attempt) take(marks []*mark, message string) {
	p := a.propose()
	for _, m := range marks {
		m.put(p)
	}
	if p.wellFormed() {
		a.found, a.message = p, message
	}
}
