package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// redefine prepares for instr being executed again in a loop: what was named
// after it gets a name of the past. An earlier object is kept only if the
// resource can be reached through it; everything else of the past is unknown.
// The given values are renamed with the state.
func (w *walker) redefine(s *state, instr ssa.Instruction, vals []value) {
	v, _ := instr.(ssa.Value)
	named := func(a value) bool {
		sh := &w.shapes[a]
		switch sh.kind {
		case register, object:
			return v != nil && sh.at == v
		case element:
			r := &w.shapes[sh.base]
			return v != nil && r.kind == register && r.at == v
		case inner:
			return sh.instr == instr
		}
		return false
	}
	// The registers themselves are about to be overwritten.
	s.env.filter(func(e pair) bool {
		k := w.kind(e.key)
		return (k != register && k != element) || !named(e.key)
	})
	mentioned := func(v value) bool {
		if sh := &w.shapes[v]; sh.kind == condition {
			return named(w.atom(sh.base)) || named(w.atom(sh.arg))
		}
		return named(w.atom(v))
	}
	if !slices.ContainsFunc(s.env, func(e pair) bool { return mentioned(e.key) || mentioned(e.val) }) &&
		!slices.ContainsFunc(s.facts, func(e pair) bool { return mentioned(e.key) }) &&
		!slices.ContainsFunc(s.defers, func(d deferred) bool { return slices.ContainsFunc(d.vals, mentioned) }) &&
		!slices.ContainsFunc(vals, mentioned) {
		return
	}
	holders := w.holders(s)
	past := func(a value) bool { return w.kind(a) == older && named(w.shapes[a].base) }
	s.env.filter(func(e pair) bool {
		a := w.atom(e.key)
		return !named(a) && !past(a) || holders.has(a)
	})
	s.facts.filter(func(e pair) bool {
		if sh := &w.shapes[e.key]; sh.kind == condition {
			return !mentioned(e.key) && !past(w.atom(sh.base)) && !past(w.atom(sh.arg))
		}
		return !mentioned(e.key) && !past(w.atom(e.key))
	})
	age := func(a value) (value, bool) {
		if named(a) {
			return w.older(a), true
		}
		return a, w.kind(a) == older
	}
	w.rename(s, age)
	for i, v := range vals {
		vals[i] = w.substitute(v, age)
	}
	w.foldDefers(s)
}

// foldDefers drops pending calls that repeat an identical one.
func (w *walker) foldDefers(s *state) {
	var kept []deferred
	for _, d := range s.defers {
		if !slices.ContainsFunc(kept, d.equal) {
			kept = append(kept, d)
		}
	}
	s.defers = kept
}
