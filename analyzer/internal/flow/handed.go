package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// keepResults leaves of the results of a func those that the code which was handed it
// passes on, by their types, as the results of the call. It reports whether the resource
// is among the others.
func (w *walker) keepResults(x *exit, instr ssa.Instruction) (resource bool) {
	passed := types.NewTuple()
	if call, ok := instr.(*ssa.Call); ok {
		passed = call.Call.Signature().Results()
	}
	own, results := x.at.Parent().Signature.Results(), x.results
	x.results = make([]value, passed.Len())
	for j, r := range results {
		last := passed.Len() - 1
		switch t := own.At(j).Type(); {
		case j <= last && types.Identical(t, passed.At(j).Type()):
			x.results[j] = r
		case last >= 0 && isErrorType(t) && isErrorType(passed.At(last).Type()):
			x.results[last] = r
		default:
			resource = resource || x.owed && w.reaches(x.state, r)
		}
	}
	return resource
}

// mayBeSettled reports whether a func returns an error, and leaves the resource, to code
// that cannot be seen and has given it the connection.
func (w *walker) mayBeSettled(x *exit) bool {
	if !x.owed || !w.callerCanSettle(*x) {
		return false
	}
	parent, _ := x.env.get(vConn)
	p, ok := w.origin(parent).of.(*ssa.Parameter)
	return ok && p.Parent() == x.at.Parent()
}

// keepCaptured hands over what a func that has acquired the resource finds in a
// variable that it captures, should it be run again, unless its caller still has it.
func (w *walker) keepCaptured(fr *frame, instr ssa.Instruction, run callee, ends []cursor) []cursor {
	live := w.liveAt(fr, instr.Block(), fr.position(instr)+1)
	var out []cursor
	for _, c := range ends {
		kept := c.owed && !w.held(c.state, live) && slices.ContainsFunc(run.fn.FreeVars, func(v *ssa.FreeVar) bool {
			at := w.load(c.state, w.field(run.closure, slices.Index(run.fn.FreeVars, v)), v.Type())
			return readsFirst(v) && w.hasResource(c.state, callee{args: []value{at}})
		})
		if kept {
			out = append(out, w.hand(c, Stored, instr, nil)...)
		} else {
			out = append(out, c)
		}
	}
	return out
}

// readsFirst reports whether a function literal may read a captured variable before it
// assigns it.
func readsFirst(v *ssa.FreeVar) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var reads func(b *ssa.BasicBlock) bool
	reads = func(b *ssa.BasicBlock) bool {
		if seen[b] {
			return false
		}
		seen[b] = true
		var operands []*ssa.Value
		for _, instr := range b.Instrs {
			if st, ok := instr.(*ssa.Store); ok && st.Addr == v && st.Val != v {
				return false
			}
			operands = instr.Operands(operands[:0])
			if slices.ContainsFunc(operands, func(op *ssa.Value) bool { return *op == v }) {
				return true
			}
		}
		return slices.ContainsFunc(b.Succs, reads)
	}
	return reads(v.Parent().Blocks[0])
}
