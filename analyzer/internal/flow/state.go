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
	// dropped is one more than the index, among the walker's, of the end of a func
	// that had the resource for itself; the connection may end on the path.
	dropped int
	// covered is set if a deferred call that is pending in a caller may end
	// the connection.
	covered bool
	// alone is set in a callee that was entered with the resource owed and out of
	// the reach of its callers.
	alone bool
	read  bool  // some of the resource was read
	timed bool  // a read from the resource may fail for a deadline
	lost  bool  // a location that held the resource holds something else now
	stage stage // in a trial
}

// A deferred is a pending deferred call with the values that the defer
// statement evaluated: of the function or receiver, then of the arguments. Or it
// is what runs later in another way, see [walker.schedule].
type deferred struct {
	instr ssa.CallInstruction
	stack value // the defer stack it was pushed on, or vNone for the frame's own
	vals  []value
}

func (d deferred) equal(e deferred) bool {
	return d.instr == e.instr && d.stack == e.stack && slices.Equal(d.vals, e.vals)
}

func (s *state) clone() *state {
	c := *s
	c.env = append(make(pairs, 0, len(s.env)+4), s.env...) // something will be bound
	c.facts = slices.Clone(s.facts)
	c.defers = slices.Clone(s.defers)
	return &c
}

// pairs is a small map, sorted by key.
type pairs []pair

type pair struct{ key, val value }

// search is [slices.BinarySearchFunc] by hand, which saves the engine a twentieth of
// its time.
func (p pairs) search(k value) (int, bool) {
	i, j := 0, len(p)
	for i < j {
		if h := int(uint(i+j) >> 1); p[h].key < k {
			i = h + 1
		} else {
			j = h
		}
	}
	return i, i < len(p) && p[i].key == k
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
	kept := (*p)[:0]
	for _, e := range *p {
		if keep(e) {
			kept = append(kept, e)
		}
	}
	*p = kept
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

// hash returns a number that equal states have in common.
func (s *state) hash() uint64 {
	h := s.flags()
	mix := func(n uint64) { h = (h ^ n) * 0x9e3779b97f4a7c15; h ^= h >> 29 }
	mix(uint64(s.parked)<<32 | uint64(s.dropped))
	for _, list := range [...]pairs{s.env, s.facts} {
		mix(uint64(len(list)))
		for _, e := range list {
			mix(uint64(e.key)<<32 | uint64(uint32(e.val)))
		}
	}
	for _, d := range s.defers {
		mix(uint64(d.instr.Pos()))
		mix(uint64(d.stack))
		for _, v := range d.vals {
			mix(uint64(v))
		}
	}
	return h
}

func (s *state) equal(t *state) bool {
	return s.flags() == t.flags() && s.parked == t.parked && s.dropped == t.dropped && slices.Equal(s.env, t.env) && slices.Equal(s.facts, t.facts) &&
		slices.EqualFunc(s.defers, t.defers, deferred.equal)
}

func appendFlags(b []byte, s *state) []byte {
	for _, n := range [...]uint64{s.flags(), uint64(s.parked), uint64(s.dropped)} {
		b = binary.AppendUvarint(b, n)
	}
	return b
}

// flags returns all of a state that is a yes or no, and the stage.
func (s *state) flags() uint64 {
	f := uint64(0)
	if s.owed {
		f |= 1
	}
	if s.stale {
		f |= 2
	}
	if s.covered {
		f |= 4
	}
	if s.read {
		f |= 8
	}
	if s.lost {
		f |= 16
	}
	if s.timed {
		f |= 32
	}
	if s.alone {
		f |= 64
	}
	return f | uint64(s.stage)<<7
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
		return w.intern(shape{kind: global, of: v})
	case *ssa.Function:
		return w.intern(shape{kind: function, of: v})
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
	case k == boxed, k == newError, v == vResource, v == vEndless, w.isLocation(v):
		return vNonNil
	case w.isSentinelRead(v):
		return vNonNil
	}
	return v
}

// isSentinelRead reports whether v was read from a variable that holds an error
// from the start.
func (w *walker) isSentinelRead(v value) bool {
	if w.kind(v) != content || w.kind(w.shapes[v].base) != global {
		return false
	}
	return w.isSentinel(w.shapes[w.shapes[v].base].of.(*ssa.Global))
}

// learn records a fact and reports whether it agrees with what is known.
func (w *walker) learn(s *state, v, fact value) bool {
	known := w.truth(s, v)
	if known == v {
		switch w.kind(v) {
		case isNil, isTrue, isFalse:
			return v == fact
		}
		if !w.isSymbol(v) {
			return true
		}
		s.facts.set(v, fact)
		return true
	}
	switch {
	case known == vNonNil && w.kind(fact) == isConst:
		s.facts.set(v, fact)
		return !w.isZero(fact)
	case fact == vNonNil && w.kind(known) == isConst:
		return !w.isZero(known)
	}
	return known == fact
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
