package random

// Where the analyzer sees a leak that does not show within them, the paths are run that
// stay in loops for longer, by so many rounds.
const (
	maxLonger  = 3
	longerRuns = 300_000
)

// longer is the truth about a program within larger and larger bounds.
type longer struct {
	prog   *Program
	truths []map[int]*Verdict // by how much larger they are; nil with too many paths
}

// verdict returns what shows of a site within the smallest bounds in which it leaks or
// may be said to, or nil.
func (l *longer) verdict(site int) *Verdict {
	for i := range maxLonger {
		if i == len(l.truths) {
			truth, _ := Truth(l.prog, bounds{usual.iterations + 1 + i, usual.count + 1 + i, longerRuns})
			l.truths = append(l.truths, truth)
		}
		if v := l.truths[i][site]; v == nil || v.Leak || v.Debatable {
			return v
		}
	}
	return nil
}
