package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// unseen handles a call of code that cannot be seen.
func (w *walker) unseen(fr *frame, c cursor, instr ssa.Instruction, common *ssa.CallCommon, to callee, effect Effect) []cursor {
	if to.fn != nil && len(to.fn.Blocks) > 0 {
		// It can be seen, and has nothing to do with the resource.
		if _, started := instr.(*ssa.Go); !started && !w.returns(to.fn) {
			w.abort(fr, c, instr)
			return nil
		}
		if w.mayEndFoundParent(c.state, to.fn) && len(w.hand(c, Unseen, instr, nil)) == 0 {
			return nil
		}
		if out, ok := w.ask(fr, c, instr, to); ok {
			return out
		}
		if call, ok := instr.(*ssa.Call); ok {
			if w.bindKnownResults(c.state, call, to.fn); w.makes(to.fn) {
				w.bindNew(c.state, call)
			}
		}
		w.forgetCall(c, instr, to.args)
		return []cursor{c}
	}
	w.use(c, common, to)
	if c.owed && effect.Writes == 0 && w.onlyWrites(common, to) {
		w.noteWriteError(c.state, instr)
	}
	cursors := []cursor{c}
	// A func that is handed over is taken to run exactly once.
	for i, a := range to.args {
		fn, closure := w.funcOf(a)
		if fn == nil || len(fn.Blocks) == 0 || effect.Uses.Has(i) {
			continue
		}
		var next []cursor
		for _, c := range cursors {
			w.redefine(c.state, instr, nil) // if another func was handed over
			if len(fn.Params) == 0 {
				w.schedule(c.state, instr, a, nil)
			}
			run := callee{fn: fn, closure: closure, handed: !effect.Starts, serves: !effect.Starts && !effect.Standard}
			for _, p := range fn.Params {
				run.args = append(run.args, w.inner(instr, w.register(p)))
			}
			switch {
			case w.entersFunc(c.state, run):
				given := !c.owed || w.hasResource(c.state, run)
				if effect.Starts && given {
					w.giveAway(c)
				}
				ends := w.enter(fr, c, instr, run)
				switch {
				case effect.Starts && given:
					ends = w.started(fr, instr, ends)
				case !effect.Starts && !c.owed:
					ends = w.keepCaptured(fr, instr, run, ends)
					w.noteDropped(fr, instr, run, ends)
				}
				next = append(next, ends...)
			case effect.Starts:
				next = append(next, c)
			case !w.returns(fn):
				w.abort(fr, c, instr)
			default:
				next = append(next, w.askRun(fr, c, instr, run)...)
			}
		}
		cursors = next
	}
	var out []cursor
	for _, c := range cursors {
		if c.owed && w.takes(c.state, common, to, effect) && len(w.hand(c, Unseen, instr, nil)) == 0 {
			continue
		}
		for i, a := range to.args {
			if i == 0 && common.Signature().Recv() != nil && len(to.args) == 1 && w.reaches(c.state, a) {
				continue
			}
			w.havoc(c.state, a, instr)
		}
		w.forgetShared(c.state)
		if n := effect.Reads; c.owed && 0 < n && n <= len(to.args) && w.reaches(c.state, to.args[n-1]) {
			out = append(out, w.readFrom(c, instr)...)
		}
		serves := effect.Accepts && w.servesParent(fr, c.state, instr, to)
		if call, ok := instr.(*ssa.Call); ok && (effect.Acquires || serves) {
			// The stream is nil just when the error is not.
			fail := w.failed(c, call, 0)
			if serves {
				w.outlive(fail, instr)
			}
			out = append(out, fail)
			w.bind(c.state, w.element(w.register(call), 1), vNil)
			c.facts.set(w.element(w.register(call), 0), vNonNil)
		}
		out = append(out, c)
	}
	return out
}

// readFrom goes on after a read from the resource that succeeds, and returns
// what goes on after one that fails.
func (w *walker) readFrom(c cursor, instr ssa.Instruction) []cursor {
	failed := w.failRead(c.fork(), instr)
	c.read = true
	if w.isTimed(c.state) {
		c.parked = 0 // the end had not been seen before either
	}
	call, ok := instr.(*ssa.Call)
	if !ok {
		return failed
	}
	res := call.Call.Signature().Results()
	n := res.Len() - 1
	if n < 0 {
		return failed
	}
	r := w.register(call)
	if n > 0 {
		r = w.element(r, n)
	}
	success := w.zero(res.At(n).Type())
	switch {
	case isErrorType(res.At(n).Type()):
	case success == vFalse:
		success = vTrue
	default:
		return failed
	}
	w.bind(c.state, r, success)
	return failed
}

// failed returns a copy of a state in which a call that acquires something
// has failed.
func (w *walker) failed(c cursor, call *ssa.Call, result int) cursor {
	fail := c.fork()
	tuple := w.register(call)
	w.bind(fail.state, w.element(tuple, result), vNil)
	fail.facts.set(w.element(tuple, 1), vNonNil)
	return fail
}

// takes reports whether unseen code may take the obligation over.
func (w *walker) takes(s *state, common *ssa.CallCommon, to callee, effect Effect) bool {
	recv := 0
	if common.IsInvoke() || common.Signature().Recv() != nil {
		recv = 1
	}
	params := common.Signature().Params()
	for i, a := range to.args {
		if _, closure := w.funcOf(a); closure != vNone || effect.Uses.Has(i) || !w.reaches(s, a) {
			continue
		}
		if w.takesByHook(s, a) {
			return true
		}
		if i < recv {
			// A method of the resource itself that is no release is a
			// borrow; a method of a wrapper may do anything.
			itself := w.unbox(a) == vResource && !(w.wrapped && !w.model.IsResource(receiverType(common)))
			if itself && (effect.Keeps.Has(i) || effect.Foreign) || !itself && effect.MayRelease {
				return true
			}
			continue
		}
		if effect.Keeps.Has(i) {
			return true
		}
		var t types.Type
		switch n := i - recv; {
		case n < params.Len():
			t = params.At(n).Type()
		case params.Len() > 0:
			t = params.At(params.Len() - 1).Type()
		default:
			return true
		}
		if MayTake(w.model, t) || !effect.Standard && w.returnsOwner(common) {
			return true
		}
	}
	parent, ok := s.env.get(vConn)
	if !ok || s.stale || effect.Uses.Has(0) || len(to.args) == 0 {
		return false
	}
	if common.StaticCallee() == nil && !common.IsInvoke() && slices.ContainsFunc(to.args, func(a value) bool { return w.unbox(a) == w.unbox(parent) }) {
		return true // a callback that gets the connection may well end it
	}
	if effect.EndsCarrier && slices.Contains(w.carriers(s, parent), w.atom(w.unbox(to.args[0]))) {
		return true
	}
	if slices.ContainsFunc(w.entries(common, to), func(e Entry) bool {
		// What it does with a stream behind an interface, it does with a connection.
		return e.Ends && len(e.Path) == 0 && e.Param < len(to.args) && w.unbox(to.args[e.Param]) == w.unbox(parent)
	}) {
		return true
	}
	if effect.Closes || effect.MayEnd {
		// Something beside the connection is closed, perhaps with it.
		ended := to.args
		if recv == 1 {
			ended = ended[:1]
		}
		return slices.ContainsFunc(ended, func(a value) bool {
			a = w.unbox(a)
			return (a != w.unbox(parent) || effect.MayEnd) && w.atom(a) == w.atom(parent) && !w.isObject(w.atom(a)) && w.kind(w.atom(a)) != global
		})
	}
	return false
}

// receiverType returns the type that a method is called on.
func receiverType(common *ssa.CallCommon) types.Type {
	if common.IsInvoke() {
		return common.Value.Type()
	}
	return common.Signature().Recv().Type()
}

// onlyWrites reports whether a call gets the resource as something that can be
// written to, and not read from.
func (w *walker) onlyWrites(common *ssa.CallCommon, to callee) bool {
	params := common.Signature().Params()
	recv := len(to.args) - params.Len()
	for i := range params.Len() {
		if n := i + recv; n < 0 || w.unbox(to.args[n]) != vResource {
			continue
		}
		t := params.At(i).Type()
		writes, _, _ := types.LookupFieldOrMethod(t, true, nil, "Write")
		reads, _, _ := types.LookupFieldOrMethod(t, true, nil, "Read")
		return types.IsInterface(t) && writes != nil && reads == nil
	}
	return false
}

// returnsOwner reports whether a call returns something that can be closed,
// and may keep what it gets to close it then.
func (w *walker) returnsOwner(common *ssa.CallCommon) bool {
	res := common.Signature().Results()
	for v := range res.Variables() {
		if w.model.CanRelease(v.Type()) {
			return true
		}
	}
	return false
}

// MayTake reports whether a parameter of the type can end the obligation of
// what is passed for it.
func MayTake(m Model, t types.Type) bool {
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return true
	}
	if i, ok := t.Underlying().(*types.Interface); ok {
		return m.CanRelease(t) || m.MayEndWrapped(i) || i.NumMethods() == 0
	}
	return true
}

// forgetCall forgets what a call of code that cannot be seen may have changed.
func (w *walker) forgetCall(c cursor, instr ssa.Instruction, args []value) {
	for _, a := range args {
		w.havoc(c.state, a, instr)
	}
	w.forgetShared(c.state)
}

// havoc forgets what a callee that cannot be seen may have changed: the
// object whose address it got.
func (w *walker) havoc(s *state, v value, instr ssa.Instruction) {
	o := w.unbox(v)
	if !w.isWithinObject(o) || w.reaches(s, o) {
		return
	}
	if fn, _ := w.funcOf(o); fn != nil {
		return // it was walked if it assigns to variables
	}
	// What the object points to may have changed as well.
	var inside []value
	s.env.filter(func(e pair) bool {
		if e.key == o || w.isPartOf(e.key, o) {
			if w.isContainer(e.key) && e.val != vZero && w.isWithinObject(e.val) {
				inside = append(inside, e.val)
			}
			return false
		}
		return true
	})
	s.env.set(o, w.inner(instr, w.content(o)))
	for _, v := range inside {
		if v != o {
			w.havoc(s, v, instr)
		}
	}
}

// forgetShared drops what is known of booleans in memory that other code can
// change.
func (w *walker) forgetShared(s *state) {
	shared := func(a value) bool { return !w.isObject(a) }
	s.facts.filter(func(e pair) bool {
		return w.kind(e.key) != content || e.val == vNil || e.val == vNonNil || !shared(w.atom(e.key))
	})
	s.env.filter(func(e pair) bool {
		if k := w.kind(e.key); k != field && k != slot && k != global || w.isLoanKey(e.key) {
			return true
		}
		return !shared(w.atom(e.key)) || e.val != vTrue && e.val != vFalse && w.kind(e.val) != isConst
	})
}
