package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A read that fails has seen the end of the half, unless it only came too late
// for a deadline. Where none was set in view, none is assumed; where one was, a
// failed read leaves the obligation to nobody in particular until the error is
// looked at.

// setDeadline notes that reads from the resource may fail for a deadline from now
// on, or that there is none any more.
func (w *walker) setDeadline(s *state, t value) { s.timed = w.truth(s, t) != vZero }

// drain goes on after a call that reads the resource to its end.
func (w *walker) drain(c cursor, instr ssa.Instruction) []cursor {
	done := w.fulfill(c.fork())
	if !c.timed {
		return done
	}
	return append(done, w.failRead(c, instr)...)
}

// failRead goes on after a read from the resource that fails.
func (w *walker) failRead(c cursor, instr ssa.Instruction) []cursor {
	if !c.timed {
		return w.fulfill(c)
	}
	if w.trial != nil || w.brief {
		w.moved(Deadline, instr, nil)
		return w.fulfill(c)
	}
	c.read = true
	if c.parked == 0 {
		w.park(c, Transfer{Kind: Deadline, At: instr})
	}
	call, ok := instr.(*ssa.Call)
	if !ok {
		return []cursor{c}
	}
	res := call.Call.Signature().Results()
	n := res.Len() - 1
	if n < 0 {
		return []cursor{c}
	}
	r := w.register(call)
	if n > 0 {
		r = w.element(r, n)
	}
	switch t := res.At(n).Type(); {
	case isErrorType(t):
		err := w.intern(shape{kind: readError, base: r})
		w.bind(c.state, r, err)
		c.facts.set(err, vNonNil)
	case w.zero(t) == vFalse:
		w.bind(c.state, r, vFalse)
	}
	return []cursor{c}
}

// isTimed reports whether only the time for a read may have run out, which nobody
// has looked at yet.
func (w *walker) isTimed(s *state) bool {
	return s.parked > 0 && w.parking[s.parked-1].Kind == Deadline
}

// testTimeout gives a predicate on the error of a read its answer, which is true
// only if the read came too late, if timeout is set, or else only if it did not.
func (w *walker) testTimeout(c cursor, instr ssa.Instruction, err value, timeout bool) ([]cursor, bool) {
	call, ok := instr.(*ssa.Call)
	if !ok || w.kind(w.unbox(err)) != readError || !w.isTimed(c.state) {
		return nil, false
	}
	op := opEnded
	if timeout {
		op = opTimeout
	}
	w.bind(c.state, w.register(call), w.intern(shape{kind: condition, op: op, base: w.unbox(err)}))
	return []cursor{c}, true
}

// asksForTime returns what it says of the error of a read that an error of the type
// is found in it, or opNone if that is nothing: all types of errors are known that
// say that the time had run out, and they have no names.
func (w *walker) asksForTime(s *state, err value, t types.Type) condOp {
	switch {
	case w.kind(w.unbox(err)) != readError || !w.isTimed(s):
		return opNone
	case !types.IsInterface(t):
		return opEnded
	case canTimeOut(t):
		return opMayTime
	}
	return opNone
}

// findTimeout binds the answer of errors.As, or the like, if it tells whether a read
// came too late.
func (w *walker) findTimeout(s *state, call *ssa.Call, answer value, args []value) bool {
	err := w.unbox(args[0])
	if found := w.register(call); answer != found { // errors.AsType
		op := w.asksForTime(s, err, call.Call.Signature().Results().At(0).Type())
		if op == opNone {
			return false
		}
		w.bind(s, answer, w.intern(shape{kind: condition, op: op, base: err}))
		w.bind(s, w.element(found, 0), err)
		return true
	}
	if len(args) < 2 {
		return false
	}
	target, ok := call.Call.Args[1].(*ssa.MakeInterface)
	if !ok {
		return false
	}
	p, ok := target.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	op := w.asksForTime(s, err, p.Elem())
	if op == opNone {
		return false
	}
	w.havoc(s, args[1], call)
	if o := w.unbox(args[1]); w.isObject(o) {
		w.store(s, o, err, p.Elem())
	}
	w.bind(s, answer, w.intern(shape{kind: condition, op: op, base: err}))
	return true
}

// canTimeOut reports whether errors of the type are asked whether they came because
// the time had run out.
func canTimeOut(t types.Type) bool {
	m, _, _ := types.LookupFieldOrMethod(t, true, nil, "Timeout")
	fn, ok := m.(*types.Func)
	return ok && fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() == 1
}

// showsTimeout notes what the outcome of a condition tells of a read that failed,
// and reports whether it may still owe.
func (w *walker) showsTimeout(s *state, cond value, holds bool) bool {
	sh := w.shapes[cond]
	for sh.kind == condition && sh.op == opNot {
		holds = !holds
		sh = w.shapes[sh.base]
	}
	if sh.kind != condition || !w.isTimed(s) {
		return true
	}
	switch sh.op {
	case opTimeout:
		if holds {
			s.parked = 0
		}
		return holds
	case opMayTime:
		return holds
	case opEnded:
		return !holds
	case opEqual:
		// An error that says that the time had run out is no variable's.
		known := w.isSentinelRead(sh.base) || w.isSentinelRead(sh.arg)
		read := w.kind(sh.base) == readError || w.kind(sh.arg) == readError
		return !holds || !known || !read
	}
	return true
}
