package flow

import (
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/ssa"
)

// A condOp is what a condition asks.
type condOp uint8

const (
	opNone      condOp = iota
	opNot              // not base
	opEqual            // base == arg
	opLess             // base < arg
	opHasType          // base has dynamic type typ
	opIsError          // arg, a call's result, is true only if base is a non-nil error
	opCancelled        // base, an error, says that the half has ended
	opTimeout          // base, the error of a read, says that the time had run out
	opMayTime          // the same, but it may also say that only if it is asked
	opEnded            // base, the error of a read, says that the half has ended

	outerObject // of an outer value: an object, not a symbol
)

func (w *walker) negate(v value) value {
	switch v {
	case vTrue:
		return vFalse
	case vFalse:
		return vTrue
	}
	if sh := w.shapes[v]; sh.kind == condition && sh.op == opNot {
		return sh.base
	}
	return w.intern(shape{kind: condition, op: opNot, base: v})
}

// compare evaluates a binary operation as far as it is a condition. The same
// comparison of the same values gives the same condition, so that what was
// learned when it was first tested holds when it is tested again.
func (w *walker) compare(s *state, i *ssa.BinOp) value {
	x, y := w.value(s, i.X), w.value(s, i.Y)
	switch i.Op {
	case token.EQL:
		return w.equal(s, x, y)
	case token.NEQ:
		return w.negate(w.equal(s, x, y))
	case token.LSS, token.GTR, token.LEQ, token.GEQ:
		if !w.isNamed(x) || !w.isNamed(y) {
			break
		}
		switch i.Op { // one form for each pair of opposites
		case token.GEQ:
			return w.negate(w.less(s, x, y))
		case token.LEQ:
			return w.negate(w.less(s, y, x))
		case token.GTR:
			return w.less(s, y, x)
		}
		return w.less(s, x, y)
	}
	return w.register(i)
}

// less compares two values, of which the first one may be less.
func (w *walker) less(s *state, x, y value) value {
	if a, ok := w.number(w.truth(s, x)); ok {
		if b, ok := w.number(w.truth(s, y)); ok {
			return boolean(a < b)
		}
	}
	return w.intern(shape{kind: condition, op: opLess, base: x, arg: y})
}

// number returns the integer that a constant is.
func (t *table) number(v value) (int64, bool) {
	if t.kind(v) != isConst {
		return 0, false
	}
	n, err := strconv.ParseInt(t.shapes[v].of.(string), 10, 64)
	return n, err == nil
}

// isNamed reports whether v stands for one and the same value wherever it
// occurs in a state; what is older may be several.
func (w *walker) isNamed(v value) bool {
	return w.kind(v) != none && w.kind(w.atom(v)) != older
}

func (w *walker) equal(s *state, x, y value) value {
	tx, ty := w.truth(s, x), w.truth(s, y)
	isKnown := func(v value) bool {
		switch w.kind(v) {
		case isNil, isTrue, isFalse, isConst:
			return true
		}
		return false
	}
	switch {
	case isKnown(tx) && isKnown(ty):
		return boolean(tx == ty)
	case w.isZero(tx) && ty == vNonNil, tx == vNonNil && w.isZero(ty):
		return vFalse
	case w.kind(x) == newError && w.isSentinelRead(y), w.kind(y) == newError && w.isSentinelRead(x), w.isOther(x, y):
		return vFalse
	case w.endsAll(y):
		return w.intern(shape{kind: condition, op: opCancelled, base: x})
	case ty == vTrue:
		return x
	case ty == vFalse:
		return w.negate(x)
	case !w.isNamed(x) || !w.isNamed(y):
		return w.intern(shape{kind: condition, op: opEqual, base: x, arg: y})
	case x == y:
		return vTrue
	}
	if isKnown(tx) {
		x = tx
	}
	if isKnown(ty) {
		y = ty
	}
	if isKnown(x) || !isKnown(y) && x > y {
		x, y = y, x
	}
	return w.intern(shape{kind: condition, op: opEqual, base: x, arg: y})
}

// endsAll reports whether v is the error that says that all resources of a connection
// have ended.
func (w *walker) endsAll(v value) bool {
	if !w.isSentinelRead(v) {
		return false
	}
	g := w.shapes[w.shapes[v].base].of.(*ssa.Global)
	return w.model.EndsAll(g.Object())
}

func isErrorType(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// branch decides a condition, or goes on with what is learned from it. It
// returns no cursor for an edge that cannot be taken.
func (w *walker) branch(c cursor, i *ssa.If, taken bool) []cursor {
	cond := w.value(c.state, i.Cond)
	known := w.decided(c.state, cond)
	if known == vTrue || known == vFalse {
		if (known == vTrue) != taken {
			return nil
		}
		if w.isForked(i.Cond, c.tr) {
			return []cursor{c.then(traceStep{kind: Branch, instr: i, taken: taken})}
		}
		return []cursor{c}
	}
	if !taken && w.missesElement(c.state, i) {
		return nil
	}
	c = c.fork()
	if !w.assume(c.state, cond, taken) {
		return nil
	}
	if c.owed && (w.provesEnd(cond, taken) || !w.showsTimeout(c.state, cond, taken)) || w.parentEnded(c.state) {
		w.noteEndOn(i, taken)
		return nil
	}
	if w.isLatched(c.state, shownSet(i.Cond, taken)) {
		w.noteEndOn(i, taken)
		return w.fulfill(c)
	}
	return []cursor{c.then(traceStep{kind: Branch, instr: i, taken: taken, failed: w.showsWriteError(c.state, cond)})}
}

// decided returns vTrue or vFalse if the outcome of a condition is known.
func (w *walker) decided(s *state, cond value) value {
	if sh := w.shapes[cond]; sh.kind == condition && sh.op == opNot {
		return w.negate(w.decided(s, sh.base))
	}
	return w.truth(s, cond)
}

// assume records what a condition's outcome tells and reports whether it
// agrees with what is known.
func (w *walker) assume(s *state, cond value, holds bool) bool {
	sh := w.shapes[cond]
	if sh.kind != condition {
		return w.learn(s, cond, boolean(holds))
	}
	switch sh.op {
	case opNot:
		return w.assume(s, sh.base, !holds)
	case opEqual:
		switch k := w.kind(sh.arg); {
		case k == isNil && holds:
			return w.learn(s, sh.base, vNil)
		case k == isNil:
			return w.learn(s, sh.base, vNonNil)
		case k == isConst && holds:
			return w.learn(s, sh.base, sh.arg)
		case holds && w.truth(s, sh.arg) == vNonNil:
			if !w.learn(s, sh.base, vNonNil) {
				return false
			}
		case holds && w.truth(s, sh.base) == vNonNil:
			if !w.learn(s, sh.arg, vNonNil) {
				return false
			}
		}
	case opIsError, opCancelled, opTimeout, opMayTime, opEnded, opHasType:
		if holds && !w.learn(s, sh.base, vNonNil) {
			return false
		}
		if holds && w.kind(sh.arg) == inner {
			w.learn(s, sh.arg, vNonNil)
		}
	}
	return w.learn(s, cond, boolean(holds))
}

// showsWriteError reports whether a condition is about the error of a write
// to the resource, now known not to be nil.
func (w *walker) showsWriteError(s *state, cond value) bool {
	sh := w.shapes[cond]
	for sh.kind == condition && sh.op == opNot {
		sh = w.shapes[sh.base]
	}
	return sh.kind == condition && w.kind(sh.base) == writeError && w.truth(s, sh.base) == vNonNil
}

// provesEnd reports whether a condition's outcome shows that the peer has
// cancelled the stream: then the half has ended by itself.
func (w *walker) provesEnd(cond value, holds bool) bool {
	sh := w.shapes[cond]
	for sh.kind == condition && sh.op == opNot {
		holds = !holds
		sh = w.shapes[sh.base]
	}
	return holds && sh.kind == condition && sh.op == opCancelled
}
