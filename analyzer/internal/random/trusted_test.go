package random

import (
	"slices"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
)

// A trust is a reason for which the analyzer trusts, by design, that a stream is
// ended that leaks. How many leaks of a class are trusted is part of its result.
type trust struct {
	name    string
	reason  string
	matches func(p *Program, d Difference) bool // of the shrunk program
}

var trusts = []trust{
	{"stored in a wrapper from elsewhere", "the field belongs to whoever made the wrapper", func(p *Program, d Difference) bool {
		return d.has(flow.Field) && p.any(func(s Stmt, _ context) bool { _, ok := s.(*SetField); return ok })
	}},
	{"left when accepting fails", "a loop that accepts is left when the connection has ended, and its streams with it", func(p *Program, d Difference) bool {
		return d.has(flow.Outlived) && p.any(func(s Stmt, in context) bool {
			do, ok := s.(*Do)
			return ok && in.loop && do.Call.Site != d.Site && do.Call.Name == "AcceptStream"
		})
	}},
	{"kept by a func that is handed over", "whoever has the func may run it again, and it finds the stream in a variable", func(p *Program, d Difference) bool {
		return d.has(flow.Stored) && p.any(func(s Stmt, _ context) bool {
			do, ok := s.(*Do)
			return ok && do.Call.Name == "run"
		})
	}},
}

// has reports whether the stream is trusted for a transfer of the kind.
func (d Difference) has(k flow.TransferKind) bool { return slices.Contains(d.Answer.Transfers, k) }

// trustedFor returns the name of the reason for which a leak is trusted by design,
// or the empty string.
func trustedFor(p *Program, d Difference) string {
	if d.Kind == TrustedMiss {
		for _, t := range trusts {
			if t.matches(p, d) {
				return t.name
			}
		}
	}
	return ""
}

// A context says what a statement is inside of.
type context struct{ loop bool }

// any reports whether f holds for a statement of the program.
func (p *Program) any(f func(Stmt, context) bool) bool {
	var walk func(list []Stmt, in context) bool
	walk = func(list []Stmt, in context) bool {
		return slices.ContainsFunc(list, func(s Stmt) bool {
			if f(s, in) {
				return true
			}
			inner := in
			if _, ok := s.(*Loop); ok {
				inner.loop = true
			}
			return slices.ContainsFunc(s.blocks(), func(b *[]Stmt) bool { return walk(*b, inner) })
		})
	}
	return slices.ContainsFunc(p.Funcs, func(g *Func) bool { return walk(g.Body, context{}) })
}
