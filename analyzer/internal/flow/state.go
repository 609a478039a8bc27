package flow

import (
	"encoding/binary"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A state is what is known at one point of one path: which registers and
// locations hold what, what has been learned about unknown values, and what
// became of the obligation. How the path came here is kept beside it, in a
// [trace].
type state struct {
	// env binds registers, tuple elements and locations. A register that is
	// not bound holds the unknown value named after it, a location its
	// content.
	env pairs
	// facts binds symbols to vNil, vNonNil, vTrue, vFalse or a constant.
	facts  pairs
	defers []deferred
	owed   bool // the resource was acquired
	// stale says that the acquire was executed again with the resource still
	// owed: the end of the connection comes too late for it.
	stale bool
	// parked is one more than the index of the transfer, among the walker's,
	// to an owner that never releases; the path goes on, since the resource
	// may be ended or handed out beside it.
	parked int
}

// A deferred is a pending deferred call with the values that the defer
// statement evaluated: of the function or receiver, then of the arguments.
type deferred struct {
	instr *ssa.Defer
	stack value // the defer stack it was pushed on, or vNone for the frame's own
	vals  []value
}

func (d deferred) equal(e deferred) bool {
	return d.instr == e.instr && d.stack == e.stack && slices.Equal(d.vals, e.vals)
}

func (s *state) clone() *state {
	c := *s
	c.env = slices.Clone(s.env)
	c.facts = slices.Clone(s.facts)
	c.defers = slices.Clone(s.defers)
	return &c
}

// pairs is a small map, sorted by key.
type pairs []pair

type pair struct{ key, val value }

func (p pairs) search(k value) (int, bool) {
	return slices.BinarySearchFunc(p, k, func(e pair, k value) int { return int(e.key) - int(k) })
}

func (p pairs) get(k value) (value, bool) {
	if i, ok := p.search(k); ok {
		return p[i].val, true
	}
	return vNone, false
}

func (p *pairs) set(k, v value) {
	i, ok := p.search(k)
	if ok {
		(*p)[i].val = v
	} else {
		*p = slices.Insert(*p, i, pair{k, v})
	}
}

func (p *pairs) remove(k value) {
	if i, ok := p.search(k); ok {
		*p = slices.Delete(*p, i, i+1)
	}
}

func (p *pairs) filter(keep func(pair) bool) {
	*p = slices.DeleteFunc(*p, func(e pair) bool { return !keep(e) })
}

// sorted restores the order after keys were renamed. Of two equal keys the
// first wins.
func (p pairs) sorted() pairs {
	slices.SortStableFunc(p, func(a, b pair) int { return int(a.key) - int(b.key) })
	return slices.CompactFunc(p, func(a, b pair) bool { return a.key == b.key })
}

// key returns the content of a state as a string for use as a map key.
func (s *state) key() string {
	b := make([]byte, 0, 8*(len(s.env)+len(s.facts))+16*len(s.defers)+2)
	b = appendFlags(b, s)
	b = appendPairs(b, s.env)
	b = appendPairs(b, s.facts)
	return string(s.appendDefers(b))
}

func appendFlags(b []byte, s *state) []byte {
	f := byte(0)
	if s.owed {
		f |= 1
	}
	if s.stale {
		f |= 2
	}
	return binary.AppendUvarint(append(b, f), uint64(s.parked))
}

func appendPairs(b []byte, p pairs) []byte {
	b = binary.AppendUvarint(b, uint64(len(p)))
	for _, e := range p {
		b = binary.AppendUvarint(b, uint64(e.key))
		b = binary.AppendUvarint(b, uint64(e.val))
	}
	return b
}

func encode(v value) []byte { return binary.AppendUvarint(nil, uint64(v)) }

func (s *state) appendDefers(b []byte) []byte {
	for _, d := range s.defers {
		b = binary.AppendUvarint(b, uint64(d.instr.Pos()))
		b = binary.AppendUvarint(b, uint64(d.stack))
		for _, v := range d.vals {
			b = binary.AppendUvarint(b, uint64(v))
		}
	}
	return b
}

// -- reading and writing --

// value returns what an operand holds.
func (w *walker) value(s *state, v ssa.Value) value {
	switch v := v.(type) {
	case *ssa.Const:
		return w.constant(v)
	case *ssa.Global:
		return w.intern(shape{kind: global, at: v})
	case *ssa.Function:
		return w.intern(shape{kind: function, at: v})
	case *ssa.Builtin:
		return vNone
	}
	return w.read(s, w.register(v))
}

// read returns what a register or tuple element holds.
func (w *walker) read(s *state, r value) value {
	if v, ok := s.env.get(r); ok {
		return v
	}
	return r
}

// bind gives a register or tuple element its value.
func (w *walker) bind(s *state, r, v value) {
	if r == v {
		s.env.remove(r)
	} else {
		s.env.set(r, v)
	}
}

// isAggregate reports whether values of the type have parts with locations of
// their own.
func isAggregate(typ types.Type) bool {
	switch typ.Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return false
}

// load returns what a location of the given type holds. A struct is
// represented by its location, so that its fields can be looked up one by one.
func (w *walker) load(s *state, loc value, typ types.Type) value {
	aggregate := isAggregate(typ)
	for range maxDepth {
		if aggregate && w.hasParts(s, loc) {
			return loc
		}
		if v, ok := s.env.get(loc); ok {
			if v == vZero {
				return w.zero(typ)
			}
			return v
		}
		whole := w.through(s, loc)
		if whole == vZero {
			return w.zero(typ)
		}
		if whole == loc {
			break
		}
		loc = whole
	}
	if aggregate {
		return loc
	}
	return w.content(loc)
}

// through returns the location that loc stands for because a struct around it
// was copied from elsewhere, vZero if that struct is zero, or loc itself.
func (w *walker) through(s *state, loc value) value {
	sh := w.shapes[loc]
	if sh.kind != field && sh.kind != slot {
		return loc
	}
	base, ok := s.env.get(sh.base)
	if !ok {
		base = w.through(s, sh.base)
	}
	if base == vZero || base == sh.base {
		if base == vZero {
			return vZero
		}
		return loc
	}
	return w.part(base, sh.kind, int(sh.index))
}

func (w *walker) part(base value, k kind, i int) value {
	if k == slot {
		return w.slot(base, i)
	}
	return w.field(base, i)
}

// isPartOf reports whether loc is a location inside whole.
func (w *walker) isPartOf(loc, whole value) bool {
	for {
		sh := &w.shapes[loc]
		if sh.kind != field && sh.kind != slot {
			return false
		}
		if loc = sh.base; loc == whole {
			return true
		}
	}
}

func (w *walker) hasParts(s *state, loc value) bool {
	return slices.ContainsFunc(s.env, func(e pair) bool { return w.isPartOf(e.key, loc) })
}

// store makes a location hold a value, replacing what it held before.
func (w *walker) store(s *state, loc, v value, typ types.Type) {
	var parts pairs
	if isAggregate(typ) && v != loc {
		for _, e := range s.env {
			if w.isPartOf(e.key, v) {
				parts = append(parts, pair{w.rebase(e.key, v, loc), e.val})
			}
		}
		if whole, ok := s.env.get(v); ok {
			v = whole
		}
	}
	w.forget(s, loc)
	s.env.set(loc, v)
	for _, e := range parts {
		s.env.set(e.key, e.val)
	}
}

func (w *walker) rebase(loc, from, to value) value {
	if loc == from {
		return to
	}
	sh := w.shapes[loc]
	return w.part(w.rebase(sh.base, from, to), sh.kind, int(sh.index))
}

// forget drops all that is known of a location's content.
func (w *walker) forget(s *state, loc value) {
	s.env.filter(func(e pair) bool { return e.key != loc && !w.isPartOf(e.key, loc) })
	unknown := w.content(loc)
	s.facts.filter(func(e pair) bool { return e.key != unknown })
}

// -- facts --

// truth returns what is known of a value: vNil, vNonNil, vTrue, vFalse, a
// constant, or the value itself.
func (w *walker) truth(s *state, v value) value {
	if f, ok := s.facts.get(v); ok {
		return f
	}
	switch k := w.kind(v); {
	case k == boxed, v == vResource, w.isLocation(v):
		return vNonNil
	}
	return v
}

// learn records a fact and reports whether it agrees with what is known.
func (w *walker) learn(s *state, v, fact value) bool {
	known := w.truth(s, v)
	if known == v {
		if !w.isSymbol(v) {
			return true
		}
		s.facts.set(v, fact)
		return true
	}
	return known == fact || (fact == vNonNil && w.kind(known) == isConst)
}

// -- what is still of interest --

// collect drops what can no longer be looked at: registers for which live is
// false and all that is only reachable from them.
func (w *walker) collect(s *state, live func(r value) bool) {
	marked := make(map[value]bool, len(s.env))
	var mark func(v value)
	mark = func(v value) {
		if sh := &w.shapes[v]; sh.kind == condition {
			mark(sh.base)
			mark(sh.arg)
			return
		}
		marked[w.atom(v)] = true
	}
	isLive := func(a value) bool { return marked[a] || live(a) }
	for _, d := range s.defers {
		for _, v := range d.vals {
			mark(v)
		}
	}
	rest := slices.Clone(s.env)
	for again := true; again; {
		again = false
		rest = slices.DeleteFunc(rest, func(e pair) bool {
			if e.key != vConn && !isLive(w.atom(e.key)) {
				return false
			}
			mark(e.val)
			again = true
			return true
		})
	}
	if len(rest) > 0 {
		dead := make(map[value]bool, len(rest))
		for _, e := range rest {
			dead[e.key] = true
		}
		s.env.filter(func(e pair) bool { return !dead[e.key] })
	}
	s.facts.filter(func(e pair) bool {
		if sh := &w.shapes[e.key]; sh.kind == condition {
			return w.conditionLive(sh.base, isLive) && w.conditionLive(sh.arg, isLive)
		}
		return isLive(w.atom(e.key))
	})
}

func (w *walker) conditionLive(v value, isLive func(value) bool) bool {
	switch w.kind(v) {
	case isConst, isNil, isTrue, isFalse, isZero, none, global, function:
		return true
	case condition:
		sh := w.shapes[v]
		return w.conditionLive(sh.base, isLive) && w.conditionLive(sh.arg, isLive)
	}
	return isLive(w.atom(v))
}

// holders returns the objects from which the resource can be reached: with a
// location that holds it, directly or through other objects.
func (w *walker) holders(s *state) map[value]bool {
	var found map[value]bool
	for again := true; again; {
		again = false
		for _, e := range s.env {
			a := w.atom(e.key)
			if !found[a] && w.isContainer(e.key) && w.leads(s, e.val, found) {
				if found == nil {
					found = make(map[value]bool)
				}
				found[a] = true
				again = true
			}
		}
	}
	return found
}

// leads reports whether v is the resource, an object that holds it, or a part
// of one that does. What else is in such an object does not lead to it.
func (w *walker) leads(s *state, v value, holders map[value]bool) bool {
	u := w.unbox(v)
	if u == vResource {
		return true
	}
	a := w.atom(u)
	if !holders[a] || u == a {
		return holders[a]
	}
	if k := w.kind(u); k != field && k != slot {
		return false
	}
	return slices.ContainsFunc(s.env, func(e pair) bool {
		return (e.key == u || w.isPartOf(e.key, u)) && (w.unbox(e.val) == vResource || holders[w.unbox(e.val)])
	})
}

// isContainer reports whether an environment key is a location, not a
// register.
func (w *walker) isContainer(k value) bool {
	switch w.kind(k) {
	case register, element, connKey:
		return false
	case inner, older:
		return w.isLocation(k)
	}
	return true
}

// reaches reports whether the resource can be got at through v.
func (w *walker) reaches(s *state, v value) bool {
	return w.unbox(v) == vResource || w.leads(s, v, w.holders(s))
}

// held reports whether a live register or location, or a pending deferred
// call, still leads to the resource.
func (w *walker) held(s *state, live func(r value) bool) bool {
	c := s.clone()
	w.collect(c, live)
	holders := w.holders(c)
	leads := func(v value) bool { return w.leads(c, v, holders) }
	if slices.ContainsFunc(c.env, func(e pair) bool { return e.key != vConn && leads(e.val) }) {
		return true
	}
	return slices.ContainsFunc(c.defers, func(d deferred) bool { return slices.ContainsFunc(d.vals, leads) })
}

// -- joining --

// obligationKey returns the part of a state that must agree for two states to
// be joined: what became of the obligation and where the resource is held.
func (w *walker) obligationKey(s *state) string {
	holders := w.holders(s)
	b := appendFlags(nil, s)
	for _, e := range s.env {
		if e.key == vConn || w.leads(s, e.val, holders) {
			b = binary.AppendUvarint(b, uint64(e.key))
			b = binary.AppendUvarint(b, uint64(e.val))
		}
	}
	return string(s.appendDefers(b))
}

// join returns what two states with the same obligation key agree on.
func (w *walker) join(a, b *state) *state {
	j := a.clone()
	j.facts.filter(func(e pair) bool {
		v, ok := b.facts.get(e.key)
		return ok && v == e.val
	})
	j.env = nil
	for x, y := a.env, b.env; len(x) > 0 || len(y) > 0; {
		var k value
		agree := false
		switch {
		case len(y) == 0 || len(x) > 0 && x[0].key < y[0].key:
			k, x = x[0].key, x[1:]
		case len(x) == 0 || y[0].key < x[0].key:
			k, y = y[0].key, y[1:]
		default:
			k = x[0].key
			if agree = x[0].val == y[0].val; agree {
				j.env = append(j.env, x[0])
			}
			x, y = x[1:], y[1:]
		}
		if !agree && w.isContainer(k) {
			j.env = append(j.env, pair{k, w.content(k)})
		}
	}
	return j
}

// rename replaces atoms all over the state.
func (w *walker) rename(s *state, f func(atom value) (value, bool)) {
	sub := func(v value) value { return w.substitute(v, f) }
	for i, e := range s.env {
		s.env[i] = pair{sub(e.key), sub(e.val)}
	}
	for i, e := range s.facts {
		s.facts[i] = pair{sub(e.key), e.val}
	}
	s.env, s.facts = s.env.sorted(), s.facts.sorted()
	for i, d := range s.defers {
		vals := make([]value, len(d.vals))
		for j, v := range d.vals {
			vals[j] = sub(v)
		}
		s.defers[i] = deferred{d.instr, sub(d.stack), vals}
	}
}
