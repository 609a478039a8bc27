package random

import "errors"

// A Difference is a site on which the analyzer and the truth differ.
type Difference struct {
	Site   int
	Kind   DifferenceKind
	Path   string // on which the stream leaks, or why the analyzer failed
	Answer Answer
}

type DifferenceKind string

const (
	FalseAlarm DifferenceKind = "false alarm"
	Missed     DifferenceKind = "missed leak"
	// TrustedMiss is a leak that is not reported since the analyzer has lost
	// sight of the stream.
	TrustedMiss DifferenceKind = "trusted"
	Crash       DifferenceKind = "internal error"
)

// A Comparison is what the analyzer and the truth say of one program.
type Comparison struct {
	Differences []Difference
	// Leaks, Clean and Debatable count the sites by their truth.
	Leaks, Clean, Debatable int
}

// Compare compares the two on a program. It returns an error for one that does
// not compile or has too many paths.
func (m *imports) Compare(p *Program) (*Package, *Comparison, error) {
	pkg, err := m.Compile(p)
	if err != nil {
		return nil, nil, err
	}
	truth, ok := Truth(p, usual)
	if !ok {
		return nil, nil, errTooManyPaths
	}
	answers, failures := pkg.Judge()
	c := &Comparison{}
	for _, f := range failures {
		c.Differences = append(c.Differences, Difference{Kind: Crash, Path: f.Error()})
	}
	more := &longer{prog: p}
	for site := 1; site <= maxSite(truth); site++ {
		v := truth[site]
		a, judged := answers[site]
		if a.Leak && v != nil && v.Reached && !v.Leak && !v.Debatable {
			if w := more.verdict(site); w != nil {
				v = w
			}
		}
		if v == nil || !v.Reached && !judged {
			continue
		}
		switch {
		case v.Leak:
			c.Leaks++
			if !a.Leak {
				kind := Missed
				if len(a.Transfers) > 0 {
					kind = TrustedMiss
				}
				c.Differences = append(c.Differences, Difference{site, kind, v.Path, a})
			}
		case v.Debatable:
			c.Debatable++
		default:
			c.Clean++
			if a.Leak && v.Reached {
				c.Differences = append(c.Differences, Difference{site, FalseAlarm, "", a})
			}
		}
	}
	return pkg, c, nil
}

var errTooManyPaths = errors.New("too many paths")

func maxSite(truth map[int]*Verdict) int {
	last := 0
	for site := range truth {
		last = max(last, site)
	}
	return last
}
