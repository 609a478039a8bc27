package flow

import "golang.org/x/tools/go/ssa"

// A connection may be handed, before anything is acquired from it, to what is going to
// end it: a goroutine that waits for a context to end, or a func for the end of a test
// or context. That is as good as a deferred call.

// schedule notes that a function literal which is started, or handed to code that cannot
// be seen, ends a connection on all paths once it runs.
func (w *walker) schedule(s *state, instr ssa.Instruction, fnVal value, args []value) {
	call, ok := instr.(ssa.CallInstruction)
	fn, closure := w.funcOf(fnVal)
	if !ok || s.owed || closure == vNone || !w.endsOnceRun(fn) {
		return
	}
	if _, started := instr.(*ssa.Go); (started || w.model.Effect(call.Common()).Starts) && !w.waitsFirst(fn) {
		return // it may be what the connection is used for
	}
	s.defers = append(s.defers, deferred{instr: call, vals: append([]value{fnVal}, args...)})
	w.foldDefers(s)
}

// endsOnceRun reports whether a function may end a connection, and ends something on
// every path.
func (e *Engine) endsOnceRun(fn *ssa.Function) bool {
	ends, known := e.scheduled[fn]
	if !known {
		ends = len(fn.Blocks) > 0 && e.MayEndParent(fn) && e.endsAfter(fn.Blocks[0], 0, make(map[*ssa.BasicBlock]bool))
		e.scheduled[fn] = ends
	}
	return ends
}

// waitsFirst reports whether a function does nothing before it has waited.
func (e *Engine) waitsFirst(fn *ssa.Function) bool {
	for _, instr := range fn.Blocks[0].Instrs {
		switch i := instr.(type) {
		case *ssa.Defer:
		case ssa.CallInstruction:
			if !e.model.Effect(i.Common()).Done {
				return false
			}
		default:
			if waits(instr) {
				return true
			}
		}
	}
	return false
}

// isScheduled reports whether a pending call was not deferred.
func (d deferred) isScheduled() bool {
	_, isDefer := d.instr.(*ssa.Defer)
	return !isDefer
}

// isDue reports whether a pending call runs when the function returns.
func (fr *frame) isDue(d deferred) bool {
	if d.isScheduled() {
		return fr.root
	}
	return d.stack == vNone || d.stack == fr.stack
}

// runScheduled runs a func that was handed over before the resource was acquired, if
// that has its connection. What else it does belongs to no path of the function.
func (w *walker) runScheduled(fr *frame, c cursor, d deferred) []cursor {
	fn, closure := w.funcOf(d.vals[0])
	run := callee{fn: fn, closure: closure, args: d.vals[1:]}
	if c.owed && w.entersFunc(c.state, run) && len(w.enter(fr, c.fork(), d.instr, run)) == 0 {
		return nil
	}
	return []cursor{c}
}
