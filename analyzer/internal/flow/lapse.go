package flow

import "golang.org/x/tools/go/ssa"

// A lapse is a point of a path behind which the obligation has no excuse that counts,
// but which need not be the reason for a leak: a loop may well collect what it acquires,
// and a goroutine of a program may end last of all. If the path comes to a leak all the
// same, and what might have been an excuse came too late, the lapse is what to tell of.

// lapse notes a lapse with the leak that it may be.
func (c cursor) lapse(l Leak) cursor { return c.then(traceStep{instr: l.At, lapsed: &l}) }

// tooLate notes that what comes now is no excuse for a lapse.
func (c cursor) tooLate(instr ssa.Instruction) cursor {
	return c.then(traceStep{instr: instr, late: true})
}

// endsParentLate reports whether a call ends the connection of a resource that was
// still owed when the next one was acquired; conn is the one that the call ends by itself.
func (w *walker) endsParentLate(s *state, conn value, to callee) bool {
	parent, ok := s.env.get(vConn)
	if !ok || !s.owed || !s.stale {
		return false
	}
	if conn != vNone {
		return conn == w.unbox(parent)
	}
	return to.fn != nil && w.MayEndParent(to.fn) && w.reachable(s, append(to.args, to.closure))[w.atom(parent)]
}

// untilLapse returns the part of a trace before its first lapse, and what leak that is
// to be told as, or nil.
func (t *trace) untilLapse() (*trace, *Leak) {
	if t == nil {
		return nil, nil
	}
	if before, l := t.prev.untilLapse(); l != nil {
		return before, l
	}
	if t.step.lapsed != nil {
		return t.prev, t.step.lapsed
	}
	inside, l := t.step.inside.untilLapse()
	if l == nil {
		return t, nil
	}
	s := t.step
	s.inside, s.end = inside, nil
	return cursor{tr: t.prev}.then(s).tr, l
}
