package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A trace is the way a state has come, kept beside it: a list from the latest
// step back to the function's entry.
type trace struct {
	prev *trace
	step traceStep
	n    int // steps, those inside callees included
	// failed is set if a write to the resource failed on the way.
	failed bool
	// late is set if something came too late on the way to excuse a lapse.
	late bool
}

type traceStep struct {
	kind   StepKind
	instr  ssa.Instruction
	taken  bool
	chosen int  // Selected
	failed bool // Branch: taken because a write to the resource failed
	callee *ssa.Function
	ends   bool // of a callee in another package: on another way, it ends the obligation
	inside *trace
	end    *ssa.Return // of the callee
	// A mark has one of these: the leak that the path comes to here unless something
	// excuses it, or that what would do so comes too late.
	lapsed *Leak
	late   bool
}

// clearer reports whether a trace is the better one of two to the same state: without
// a failed write, since nobody can say then that this has ended the obligation, or
// else the shorter one.
func (t *trace) clearer(u *trace) bool {
	if t.fails() != u.fails() {
		return u.fails()
	}
	return u != nil && (t == nil || t.n < u.n)
}

// fails reports whether a write to the resource failed on the way.
func (t *trace) fails() bool { return t != nil && t.failed }

// enters reports whether a step of a trace is that a call is entered.
func (t *trace) enters(call *ssa.Call) bool {
	for ; t != nil; t = t.prev {
		if t.step.instr == call && t.step.callee != nil {
			return true
		}
	}
	return false
}

// isMark reports whether a step is none of the path.
func (s *traceStep) isMark() bool { return s.lapsed != nil || s.late }

// steps returns a trace in the order of execution. It lies inside the given calls, the
// innermost last.
func (w *walker) steps(t *trace, calls ...*ssa.BasicBlock) []Step {
	if t == nil {
		return nil
	}
	var list []*trace
	for ; t != nil; t = t.prev {
		if !t.step.isMark() {
			list = append(list, t)
		}
	}
	steps := make([]Step, 0, len(list))
	for _, t := range slices.Backward(list) {
		s := t.step
		var inside []Step
		if s.kind == Call {
			inside = w.steps(s.inside, append(calls, s.instr.Block())...)
		} else {
			inside = w.steps(s.inside)
		}
		steps = append(steps, Step{
			Kind: s.kind, Instr: s.instr, Fn: s.instr.Parent(), Taken: s.taken, Case: s.chosen, Decides: s.ends || w.decides(&s, calls),
			Callee: s.callee, Inside: inside,
		})
	}
	return steps
}

// endsWithWriteError reports whether the last thing on the path is a branch
// taken because a write to the resource failed.
func (t *trace) endsWithWriteError() bool {
	for t != nil && (t.step.isMark() || t.step.inside != nil) {
		if t.step.isMark() {
			t = t.prev
		} else {
			t = t.step.inside
		}
	}
	return t != nil && t.step.failed
}

// An entrance is where a function that is being walked was entered, by the first of
// those who did so in the same state.
type entrance struct {
	cursor
	step  traceStep // with nothing inside yet
	outer *entrance
}

// callFrom is call for a step of a path.
func (w *walker) callFrom(c cursor, step traceStep, entry *state) []exit {
	w.entrance = &entrance{c, step, w.entrance}
	defer func(here *ssa.BasicBlock) { w.entrance, w.here = w.entrance.outer, here }(w.here)
	return w.call(step.callee, entry)
}

// sinceEntry returns the trace of a path through the functions that are being walked,
// from the entry of the outermost one on, given that through the innermost one.
func (w *walker) sinceEntry(tr *trace) *trace {
	for e := w.entrance; e != nil; e = e.outer {
		step := e.step
		step.inside = tr
		tr = e.then(step).tr
	}
	return tr
}
