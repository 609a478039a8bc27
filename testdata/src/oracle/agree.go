package oracle

import (
	"fmt"
	"slices"
	"strings"

	"example.com/oracle/drive"
)

// A subject is a function with acquires, and what was seen of it.
type subject struct {
	fixture
	acquires []acquire
	cases    []drive.Case
	results  []*drive.Result
}

func (f fixture) String() string {
	return strings.TrimPrefix(f.Package, modulePath+"/") + "." + f.Name
}

// subjects returns the functions that have acquires.
func subjects(fixtures []fixture, acquires []acquire) []*subject {
	var found []*subject
	for _, f := range fixtures {
		s := &subject{fixture: f}
		for _, a := range acquires {
			if a.File != f.File || a.Line < f.First || f.Last < a.Line {
				continue
			}
			if line, ok := f.Broken[a.Line]; ok {
				a.Line = line
			}
			s.acquires = append(s.acquires, a)
		}
		if s.acquires != nil {
			found = append(found, s)
		}
	}
	return found
}

// verdict is the gravest one on an acquire of the function.
func (s *subject) verdict() string {
	for _, verdict := range []string{"leak", "trusted"} {
		for _, a := range s.acquires {
			if a.Verdict == verdict {
				return verdict
			}
		}
	}
	return "proven"
}

// leaks returns where leaks were seen, with the first case that shows each.
func (s *subject) leaks() map[drive.Frame]drive.Case {
	seen := make(map[drive.Frame]drive.Case)
	for i, r := range s.results {
		for _, calls := range [][][]drive.Frame{r.Leaked, r.Starving} {
			for _, frames := range calls {
				for _, f := range frames {
					if _, ok := seen[f]; !ok {
						seen[f] = s.cases[i]
					}
				}
			}
		}
	}
	return seen
}

// executed returns where streams were acquired.
func (s *subject) executed() map[drive.Frame]bool {
	seen := make(map[drive.Frame]bool)
	for _, r := range s.results {
		for _, frames := range r.Acquired {
			for _, f := range frames {
				seen[f] = true
			}
		}
	}
	return seen
}

func (a acquire) frame() drive.Frame { return drive.Frame{File: a.File, Line: a.Line} }

// missing returns the acquires that were not executed, and those whose leak was
// not seen.
func (s *subject) missing() (missing []string) {
	leaks, executed := s.leaks(), s.executed()
	for _, a := range s.acquires {
		_, leaked := leaks[a.frame()]
		switch {
		case a.Verdict == "leak" && !leaked:
			missing = append(missing, fmt.Sprintf("%v: the leak was not seen in %d cases", a, len(s.results)))
		case a.Reason != "unreachable" && !executed[a.frame()] && s.exits() == 0:
			missing = append(missing, fmt.Sprintf("%v: not executed in %d cases", a, len(s.results)))
		}
	}
	return missing
}

// exits counts the cases in which the function ended the process.
func (s *subject) exits() (n int) {
	for _, r := range s.results {
		if r.Exit != "" {
			n++
		}
	}
	return n
}

// wrong returns what contradicts the verdicts, which are by place.
func (s *subject) wrong(verdicts map[drive.Frame]acquire) (wrong []string) {
	for i, r := range s.results {
		if r.Wrong != "" {
			wrong = append(wrong, fmt.Sprintf("%v: %v: %s", s, s.cases[i], r.Wrong))
		}
		for _, frames := range r.Leaked {
			if !excused(frames, verdicts) {
				wrong = append(wrong, fmt.Sprintf("%v: %v: leaks a stream acquired at %v, proven to be closed", s, s.cases[i], frames))
				break
			}
		}
	}
	return wrong
}

// excused tells whether a stream may leak: a call on its way is known to leak,
// or it was not followed to its end. That it was not followed to callers in
// other packages says nothing where such a caller is on the way.
func excused(frames []drive.Frame, verdicts map[drive.Frame]acquire) (excused bool) {
	for _, f := range frames {
		switch a, ok := verdicts[f]; {
		case !ok:
		case a.Verdict == "leak":
			return true
		case a.Verdict == "trusted":
			excused = true
			if a.Reason != "returned" {
				return true
			}
		default:
			excused = false
		}
	}
	return excused
}

// places returns the acquires by place, the one with the gravest verdict where
// there are several.
func places(subjects []*subject) map[drive.Frame]acquire {
	verdicts := make(map[drive.Frame]acquire)
	for _, s := range subjects {
		for _, a := range s.acquires {
			if v := verdicts[a.frame()].Verdict; v != "leak" && (v == "" || a.Verdict != "proven") {
				verdicts[a.frame()] = a
			}
		}
	}
	return verdicts
}

// disagreements compares the verdicts on some functions with the observations.
func disagreements(subjects []*subject, verdicts map[drive.Frame]acquire) (all []string) {
	for _, s := range subjects {
		if _, ok := s.notDriven(); ok {
			continue
		}
		missing := s.missing()
		reason, excepted := exceptions[s.String()]
		switch {
		case excepted && missing == nil:
			all = append(all, fmt.Sprintf("%v: is an exception (%s) without need", s, reason))
		case !excepted:
			all = append(all, missing...)
		}
		all = append(all, s.wrong(verdicts)...)
	}
	return all
}

// unknown returns the exceptions, and what is not driven, that are no functions
// with an acquire.
func unknown(subjects []*subject) (names []string) {
	for name := range exceptions {
		if !slices.ContainsFunc(subjects, func(s *subject) bool { return s.String() == name }) {
			names = append(names, name)
		}
	}
	for name := range notDriven {
		if !slices.ContainsFunc(subjects, func(s *subject) bool { return s.String() == name || strings.HasPrefix(s.String(), name+".") }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
