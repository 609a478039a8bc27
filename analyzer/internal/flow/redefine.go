package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What is made in a loop exists in three incarnations: the current one, the one from
// the round in which the resource was put beside it, and all others from earlier
// rounds, of which only that is known in which they agree.

// Indexes of older values.
const (
	oneOfMany int32 = iota
	besideResource
)

// redefine prepares for instr being executed again in a loop: what was named
// after it gets a name of the past. The given values are renamed with the state.
func (w *walker) redefine(s *state, instr ssa.Instruction, vals []value) {
	of := any(instr)
	named := func(a value) bool {
		sh := &w.shapes[a]
		switch sh.kind {
		case register, object, inner:
			return sh.of == of
		case element:
			r := &w.shapes[sh.base]
			return r.kind == register && r.of == of
		}
		return false
	}
	mentioned := func(v value) bool {
		if sh := &w.shapes[v]; sh.kind == condition {
			return named(w.atom(sh.base)) || named(w.atom(sh.arg))
		}
		return named(w.atom(v))
	}
	found := false
	s.env.filter(func(e pair) bool {
		if k := w.kind(e.key); (k == register || k == element) && named(e.key) {
			return false // it is about to be overwritten
		}
		found = found || mentioned(e.key) || mentioned(e.val)
		return true
	})
	if !found && !slices.ContainsFunc(s.facts, func(e pair) bool { return mentioned(e.key) }) &&
		!slices.ContainsFunc(s.defers, func(d deferred) bool { return slices.ContainsFunc(d.vals, mentioned) }) &&
		!slices.ContainsFunc(vals, mentioned) {
		return
	}
	holders := w.holders(s)
	beside := w.reachable(s, holders)
	aged := func(a value) value {
		if beside[a] {
			return w.older(a, besideResource)
		}
		return w.older(a, oneOfMany)
	}
	age := func(a value) (value, bool) {
		if named(a) {
			return aged(a), true
		}
		return a, w.kind(a) == older
	}
	w.agree(s, vals, named, aged, holders)
	w.rename(s, age)
	for i, v := range vals {
		vals[i] = w.substitute(v, age)
	}
	w.foldDefers(s)
}

// agree drops what is known of things that are going to have the same name, and that
// does not hold for all of them. Of two that hold the resource the younger counts.
func (w *walker) agree(s *state, vals []value, named func(value) bool, aged func(value) value, holders valueSet) {
	past := make(map[value]bool)   // the names of the past that are in use
	joined := make(map[value]bool) // those of them that something gets now
	note := func(f func(a value)) {
		for _, e := range s.env {
			f(w.atom(e.key))
			f(w.atom(e.val))
		}
		for _, e := range s.facts {
			f(w.atom(e.key))
		}
		for _, d := range s.defers {
			for _, v := range d.vals {
				f(w.atom(v))
			}
		}
		for _, v := range vals {
			f(w.atom(v))
		}
	}
	note(func(a value) {
		if w.kind(a) == older && named(w.shapes[a].base) {
			past[a] = true
		}
	})
	note(func(a value) {
		if named(a) && past[aged(a)] {
			joined[aged(a)] = true
		}
	})
	rename := func(v value) value {
		return w.substitute(v, func(a value) (value, bool) {
			if named(a) {
				return aged(a), true
			}
			return a, w.kind(a) == older
		})
	}
	holds := func(p pairs, e pair) bool {
		other, ok := p.get(rename(e.key))
		return ok && rename(other) == rename(e.val)
	}
	env, facts := slices.Clone(s.env), slices.Clone(s.facts)
	var common []value // locations of things that differ, and none of which is nil
	for _, e := range env {
		k := rename(e.key)
		if named(w.atom(e.key)) && joined[w.atom(k)] && w.isContainer(k) && !holders.has(w.atom(e.key)) && !holders.has(w.atom(k)) && !holds(env, e) &&
			w.truth(s, e.val) == vNonNil && w.truth(s, w.load(s, k, types.Typ[types.UnsafePointer])) == vNonNil {
			common = append(common, k)
		}
	}
	s.env.filter(func(e pair) bool {
		switch a := w.atom(e.key); {
		case holders.has(a):
			return true
		case named(a):
			return !joined[aged(a)] || holds(env, e)
		default:
			return !joined[a]
		}
	})
	s.facts.filter(func(e pair) bool {
		a := w.atom(e.key)
		if sh := &w.shapes[e.key]; sh.kind == condition {
			base, arg := w.atom(sh.base), w.atom(sh.arg)
			return !named(base) && !named(arg) && !past[base] && !past[arg]
		}
		switch {
		case named(a):
			return !joined[aged(a)] || holds(facts, e)
		default:
			return !joined[a]
		}
	})
	for _, k := range common {
		s.facts.set(w.content(k), vNonNil)
	}
}
