package flow

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A container (slice, array, map) that was made in view keeps the resource in
// one of its slots. A loop over it sees the resource in one iteration and
// something else in all others; until it has, the loop cannot end.

// lengthIndex is the pseudo element of a slice or string that stands for its
// length.
const lengthIndex = -6

// visitedIndex is the pseudo slot that says whether a traversal has met the
// resource.
const visitedIndex = -2

func (w *walker) visited(container value) value { return w.slot(container, visitedIndex) }

// holdsResource returns what leads to the resource from a slot of the
// container.
func (w *walker) holdsResource(s *state, container value) (value, bool) {
	for _, e := range s.env {
		if sh := &w.shapes[e.key]; sh.kind == slot && sh.base == container && sh.index != visitedIndex && w.reaches(s, e.val) {
			return e.val, true
		}
	}
	return vNone, false
}

// readElement reads an element: the resource or, from an unknown index of a
// container that holds it, anything else.
func (w *walker) readElement(c cursor, i ssa.Value, loc value) []cursor {
	s := c.state
	sh := w.shapes[loc]
	if sh.kind == slot && sh.index != anyIndex {
		if _, ok := s.env.get(loc); ok || !w.isObject(w.atom(loc)) || isAggregate(i.Type()) && w.hasParts(s, loc) {
			w.bind(s, w.register(i), w.load(s, loc, i.Type()))
			return []cursor{c}
		}
	}
	if sh.kind != slot {
		w.bind(s, w.register(i), w.load(s, loc, i.Type()))
		return []cursor{c}
	}
	held, ok := w.holdsResource(s, sh.base)
	if !ok {
		return []cursor{c}
	}
	instr := i.(ssa.Instruction)
	if sh.index != anyIndex || !isRangeLoop(instr.Block()) {
		return w.hand(c, Unordered, instr, nil)
	}
	return w.meet(c, sh.base, func(c cursor, met bool) {
		if met {
			w.bind(c.state, w.register(i), held)
		}
	})
}

// meet goes on once with the resource met in a traversal, unless it has been
// met before, and once with another element.
func (w *walker) meet(c cursor, container value, bind func(c cursor, met bool)) []cursor {
	other := c.fork()
	bind(other, false)
	if v, _ := c.env.get(w.visited(container)); v == vTrue {
		return []cursor{other}
	}
	c.env.set(w.visited(container), vTrue)
	bind(c, true)
	return []cursor{c, other}
}

// isRangeLoop reports whether b is the body of a range statement over an
// array or slice.
func isRangeLoop(b *ssa.BasicBlock) bool { return b.Comment == "rangeindex.body" }

// missesElement reports whether the exit of a range loop is impossible since
// the resource is in the container and was not met.
func (w *walker) missesElement(s *state, i *ssa.If) bool {
	if i.Block().Comment != "rangeindex.loop" {
		return false
	}
	cmp, ok := i.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.LSS {
		return false
	}
	for _, instr := range i.Block().Succs[0].Instrs {
		switch e := instr.(type) {
		case *ssa.IndexAddr:
			if e.Index == cmp.X {
				return w.unmet(s, w.unbox(w.value(s, e.X)))
			}
		case *ssa.Index:
			if e.Index == cmp.X {
				return w.unmet(s, w.unbox(w.value(s, e.X)))
			}
		}
	}
	return false
}

// length asks for the length of a container. Where elements are taken out by
// index, what follows from it for the resource is not understood.
func (w *walker) length(fr *frame, c cursor, i *ssa.Call, container value) []cursor {
	if w.counters[i] {
		n, _ := fixedNumber(i)
		w.bind(c.state, w.register(i), w.integer(int(n)))
		return []cursor{c}
	}
	switch i.Call.Args[0].Type().Underlying().(type) {
	case *types.Slice, *types.Basic: // whose length does not change
		if w.isSymbol(container) {
			w.bind(c.state, w.register(i), w.element(container, lengthIndex))
			return []cursor{c}
		}
	}
	if _, ok := w.holdsResource(c.state, container); !ok || !takesByIndex(fr.fn, i.Call.Args[0].Type()) {
		return []cursor{c}
	}
	for _, r := range *i.Referrers() {
		if r.Block().Comment != "rangeindex.loop" {
			return w.hand(c, Unordered, i, nil)
		}
	}
	return []cursor{c}
}

// takesByIndex reports whether a function reads elements of a container of
// the type other than in a range loop, or cuts it.
func takesByIndex(fn *ssa.Function, t types.Type) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch i := instr.(type) {
			case *ssa.IndexAddr:
				if !isRangeLoop(b) && types.Identical(i.X.Type(), t) {
					return true
				}
			case *ssa.Slice:
				if types.Identical(i.X.Type(), t) {
					return true
				}
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, func(a *ssa.Function) bool { return takesByIndex(a, t) })
}

func (w *walker) unmet(s *state, container value) bool {
	if _, ok := w.holdsResource(s, container); !ok {
		return false
	}
	v, _ := s.env.get(w.visited(container))
	return v != vTrue
}

// next advances the traversal of a map.
func (w *walker) next(c cursor, i *ssa.Next) []cursor {
	container := w.unbox(w.value(c.state, i.Iter))
	held, ok := w.holdsResource(c.state, container)
	if !ok {
		return []cursor{c}
	}
	tuple := w.register(i)
	var out []cursor
	if !w.unmet(c.state, container) {
		end := c.fork()
		w.bind(end.state, w.element(tuple, 0), vFalse)
		out = append(out, end)
	}
	return append(out, w.meet(c, container, func(c cursor, met bool) {
		w.bind(c.state, w.element(tuple, 0), vTrue)
		if met {
			w.bind(c.state, w.element(tuple, 2), held)
		}
	})...)
}

func (w *walker) mapUpdate(c cursor, i *ssa.MapUpdate) []cursor {
	s := c.state
	v := w.value(s, i.Value)
	if !w.reaches(s, v) {
		if w.reaches(s, w.value(s, i.Key)) {
			return w.hand(c, Element, i, ownerField(i.Map))
		}
		if !w.isObject(w.atom(w.unbox(w.value(s, i.Map)))) {
			w.publish(s, v, i)
		}
		return []cursor{c}
	}
	m := w.unbox(w.value(s, i.Map))
	if !w.isObject(w.atom(m)) {
		w.publish(s, v, i)
		return w.lend(c, Element, i, ownerField(i.Map), w.atom(w.unbox(v)))
	}
	s.env.set(w.slot(m, anyIndex), v)
	return []cursor{c}
}

// lookup reads a map that may hold the resource under any key.
func (w *walker) lookup(c cursor, i *ssa.Lookup) []cursor {
	if _, ok := w.holdsResource(c.state, w.unbox(w.value(c.state, i.X))); ok {
		return w.hand(c, Unordered, i, nil)
	}
	return []cursor{c}
}

// appendTo makes the container that append returns.
func (w *walker) appendTo(c cursor, i *ssa.Call) []cursor {
	s := c.state
	args := i.Call.Args
	to := w.unbox(w.value(s, args[0]))
	held, ok := w.holdsResource(s, to)
	if !ok && len(args) > 1 {
		held, ok = w.holdsResource(s, w.unbox(w.value(s, args[1])))
	}
	if !ok {
		return []cursor{c}
	}
	if !w.isObject(w.atom(to)) && w.truth(s, to) != vNil {
		// The rest of the slice lives elsewhere: so may the result.
		if f := ownerField(args[0]); f != nil {
			return w.hand(c, Element, i, f)
		}
	}
	o := w.object(i)
	s.env.set(w.slot(o, anyIndex), held)
	w.bind(s, w.register(i), o)
	return []cursor{c}
}
