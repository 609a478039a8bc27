package random

import "slices"

// A weakness is a disagreement that is known, and is the analyzer's fault.
type weakness struct {
	name    string
	kind    DifferenceKind
	reason  string
	matches func(p *Program, d Difference) bool // of the shrunk program
}

var weaknesses = []weakness{
	{"budget", TrustedMiss, "too many states for a small function with deferred calls in loops", func(p *Program, d Difference) bool {
		return d.Answer.Exhausted
	}},
	{"stored in a wrapper from elsewhere", TrustedMiss, "trusted by design: the field belongs to whoever made the wrapper", func(p *Program, d Difference) bool {
		return p.any(func(s Stmt, _ context) bool { _, ok := s.(*SetField); return ok })
	}},
	{"left when accepting fails", TrustedMiss, "trusted by design: a loop that accepts is left when the connection has ended, and its streams with it", func(p *Program, d Difference) bool {
		return p.any(func(s Stmt, in context) bool { return in.loop && siteOf(s) > 0 && siteOf(s) != d.Site })
	}},
	{"acquired again in a literal", Missed, acquiredAgain, isInside},
	{"acquired again in a literal, also handed on", TrustedMiss, acquiredAgain, isInside},
	{"literal inside a literal that never returns", FalseAlarm, "a literal that does not reach the stream is not entered, so the end of the process inside another one in it is not seen", func(p *Program, d Difference) bool {
		return p.any(func(s Stmt, in context) bool { _, ok := s.(*Exit); return ok && in.lit })
	}},
	{"loop without end elsewhere", FalseAlarm, "a function that does not reach the stream is not entered, so it is not seen that with its values it never returns", func(p *Program, d Difference) bool {
		return p.any(func(s Stmt, in context) bool { _, ok := s.(*Loop); return ok && (in.lit || in.callee) })
	}},
	{"deferred in a loop", FalseAlarm, "what is known of the variables of an earlier iteration is forgotten, and equal deferred calls are folded", func(p *Program, d Difference) bool {
		return p.any(func(s Stmt, in context) bool { do, ok := s.(*Do); return ok && do.How == Deferred && in.loop })
	}},
	{"results", FalseAlarm, "a function is not entered for its results if it has nothing to do with the stream", func(p *Program, d Difference) bool {
		return p.any(func(s Stmt, _ context) bool {
			do, ok := s.(*Do)
			return ok && len(do.Dst) > 0 && do.Call.Site != d.Site && (do.Call.Lit != nil || do.Call.Recv == "" && do.Call.Name != "work")
		})
	}},
	{"unchecked use of other streams", FalseAlarm, "after a method call on a stream, also by what holds it, its error is known to be nil, since there would have been a crash", func(p *Program, d Difference) bool {
		others := p.streamsBut(d.Site)
		p.any(func(s Stmt, _ context) bool {
			if a, ok := s.(*Assign); ok && a.Value.Kind == MakeHolder && others[a.Value.Name] {
				others[a.To.Name] = true
			}
			return false
		})
		return p.any(func(s Stmt, _ context) bool { do, ok := s.(*Do); return ok && others[do.Call.Recv] })
	}},
}

const acquiredAgain = "in a function that is entered nobody looks whether the stream from before is out of reach"

// isInside reports whether the site is inside a function that the root enters.
func isInside(p *Program, d Difference) bool {
	return p.any(func(s Stmt, in context) bool { return (in.lit || in.callee) && siteOf(s) == d.Site })
}

// A context says what a statement is inside of.
type context struct {
	loop   bool
	lit    bool
	callee bool // a function other than the last, the root
}

// any reports whether f holds for a statement of the program.
func (p *Program) any(f func(Stmt, context) bool) bool {
	var walk func(list []Stmt, in context) bool
	walk = func(list []Stmt, in context) bool {
		return slices.ContainsFunc(list, func(s Stmt) bool {
			if f(s, in) {
				return true
			}
			inner := in
			switch s.(type) {
			case *Loop:
				inner.loop = true
			case *Do, *Assign:
				inner.lit = true
			}
			return slices.ContainsFunc(s.blocks(), func(b *[]Stmt) bool { return walk(*b, inner) })
		})
	}
	return slices.ContainsFunc(p.Funcs, func(g *Func) bool { return walk(g.Body, context{callee: g.Name != "root"}) })
}

// streamsBut returns the variables for the streams of all sites but one.
func (p *Program) streamsBut(site int) map[string]bool {
	others := make(map[string]bool)
	p.any(func(s Stmt, _ context) bool {
		if n := siteOf(s); n > 0 && n != site {
			others[s.(*Do).Dst[0].Name] = true
		}
		return false
	})
	return others
}

func siteOf(s Stmt) int {
	if do, ok := s.(*Do); ok {
		return do.Call.Site
	}
	return 0
}
