package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// deferCall pushes a deferred call, unless it can have no effect on any
// obligation.
func (w *walker) deferCall(fr *frame, c cursor, i *ssa.Defer) []cursor {
	if _, ok := i.Call.Value.(*ssa.Builtin); ok {
		return []cursor{c}
	}
	fnVal, args := w.operands(c.state, &i.Call)
	to := w.resolve(&i.Call, fnVal, args)
	effect := w.model.Effect(&i.Call)
	if effect.Crashes && len(to.args) > 0 && w.truth(c.state, w.unbox(to.args[0])) == vNil {
		w.abort(fr, c, i) // when the function ends at the latest
		return nil
	}
	known := len(w.entries(&i.Call, to)) > 0
	if n := effect.Releases; c.owed && !known && n > 0 && n <= len(to.args) && w.unbox(to.args[n-1]) == vResource {
		return w.release(c, effect) // it will be released at the end of the function, whatever happens
	}
	matters := known || effect.Releases != 0 || effect.EndsParent != 0 || effect.EndsCarrier || effect.Sinks ||
		to.fn != nil && len(to.fn.Blocks) > 0 ||
		w.isFuncBeside(fnVal) ||
		slices.ContainsFunc(to.args, func(v value) bool { return w.isObject(w.atom(v)) || w.reaches(c.state, v) })
	if !matters || !known && w.trial == nil && w.endsAnother(c.state, effect, to) {
		return []cursor{c}
	}
	d := deferred{instr: i, vals: append([]value{fnVal}, args...)}
	if i.DeferStack != nil {
		if d.stack = w.value(c.state, i.DeferStack); d.stack == fr.stack {
			d.stack = vNone
		}
	}
	c.defers = append(c.defers, d)
	w.foldDefers(c.state)
	return []cursor{c}
}

// runDefers runs the pending calls of the frame, last in first out. At a
// return only those are left that a range-over-func body has pushed.
func (w *walker) runDefers(fr *frame, c cursor) []cursor {
	ready := []cursor{c}
	var done []cursor
	for len(ready) > 0 && !w.over {
		c := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		n := len(c.defers) - 1
		for n >= 0 && !fr.isDue(c.defers[n]) {
			n--
		}
		if n < 0 {
			done = append(done, c)
			continue
		}
		d := c.defers[n]
		c.defers = slices.Delete(slices.Clone(c.defers), n, n+1)
		w.redefine(c.state, d.instr, nil) // which may have been deferred more than once
		if d.isScheduled() {
			ready = append(ready, w.runScheduled(fr, c, d)...)
			continue
		}
		perform := func() []cursor { return w.perform(fr, c, d.instr, d.instr.Common(), d.vals[0], d.vals[1:]) }
		if w.trial != nil && w.trial.Calls[d.instr] {
			ready = append(ready, w.pretend(c, d.vals[len(d.vals)-1], perform)...)
		} else {
			ready = append(ready, perform()...)
		}
	}
	return done
}

// goStmt starts a goroutine, which owns what it gets: it is walked at once. A
// resource that is still owed when it ends goes back to the starter, if the
// starter can still reach it.
func (w *walker) goStmt(fr *frame, c cursor, i *ssa.Go) []cursor {
	if _, ok := i.Call.Value.(*ssa.Builtin); ok {
		return []cursor{c}
	}
	fnVal, args := w.operands(c.state, &i.Call)
	w.schedule(c.state, i, fnVal, args)
	given := !c.owed || w.hasResource(c.state, callee{args: args, closure: fnVal})
	if given {
		w.giveAway(c)
	}
	ends := w.perform(fr, c, i, &i.Call, fnVal, args)
	if !given {
		return ends
	}
	return w.started(fr, i, ends)
}

// started judges the end of a goroutine that was started by instr.
func (w *walker) started(fr *frame, instr ssa.Instruction, ends []cursor) []cursor {
	var out []cursor
	for _, c := range ends {
		live := w.liveAt(fr, instr.Block(), fr.position(instr)+1)
		if !c.owed || c.stage.over() || fr.owedBefore || c.covered || w.held(c.state, live) {
			w.share(c)
			out = append(out, c)
			continue
		}
		l := Leak{Kind: EndOfGoroutine, Fn: fr.fn, At: instr}
		if c.tr != nil && c.tr.step.instr == instr && c.tr.step.end != nil {
			l.Fn, l.At = c.tr.step.callee, c.tr.step.end
		}
		if w.endsParentLater(c.state) {
			w.share(c)
			out = append(out, c.lapse(l))
			continue
		}
		goesOn := w.endsProcess(fr.fn) // and the process may end with it
		switch {
		case goesOn:
		case w.failsGroup(c.state, instr):
			w.outlive(c, instr)
		default: // a caller may end the connection
			goesOn = fr.root && returnsError(fr.fn) && w.callerHasParent(c.state)
		}
		if goesOn && fr.canEnd(instr.Block()) {
			w.share(c)
			out = append(out, c.lapse(l).tooLate(instr))
			continue
		}
		w.leak(l, c)
	}
	return out
}

// endsParentLater reports whether a pending deferred call may end the
// resource's connection, and the resource with it.
func (w *walker) endsParentLater(s *state) bool {
	return !s.stale && slices.ContainsFunc(s.defers, w.mayEndAParent)
}

// mayEndAParent reports whether a deferred call may end some connection.
func (w *walker) mayEndAParent(d deferred) bool {
	call := d.instr.Common()
	if d.isScheduled() || w.model.Effect(call).EndsCarrier || w.endsParent(call) {
		return true
	}
	fn, _ := w.funcOf(d.vals[0])
	if static := call.StaticCallee(); static != nil {
		fn = static
	}
	return fn != nil && w.MayEndParent(fn)
}
