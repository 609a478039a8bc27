package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// MayEndParent reports whether a function, or one it calls, has a call that
// ends a connection or what one may run over, that may do so, or that tells
// that it has ended.
func (e *Engine) MayEndParent(fn *ssa.Function) bool {
	may, known := e.ending[fn]
	if !known {
		may = e.anyCall(fn, make(map[*ssa.Function]bool), func(c *ssa.CallCommon) bool {
			effect := e.model.Effect(c)
			return effect.EndsCarrier || effect.Accepts || effect.MayEnd || e.endsParent(c) || e.callsBack(c)
		})
		e.ending[fn] = may
	}
	return may
}

// endsParent reports whether a call ends a connection by itself, or is of a function of
// another package that does so with one it gets.
func (e *Engine) endsParent(c *ssa.CallCommon) bool {
	if e.model.Effect(c).EndsParent != 0 {
		return true
	}
	to := c.StaticCallee()
	if to == nil && !c.IsInvoke() || to != nil && len(to.Blocks) > 0 {
		return false
	}
	return slices.ContainsFunc(e.model.Entries(c, to, nil), func(x Entry) bool { return x.Parent })
}

// anyCall reports whether f holds for a call in fn, its function literals, or
// the functions they call.
func (e *Engine) anyCall(fn *ssa.Function, seen map[*ssa.Function]bool, f func(*ssa.CallCommon) bool) bool {
	if seen[fn] {
		return false
	}
	seen[fn] = true
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				c := call.Common()
				if f(c) {
					return true
				}
				if slices.ContainsFunc(callees(c), func(to *ssa.Function) bool { return e.anyCall(to, seen, f) }) {
					return true
				}
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, func(a *ssa.Function) bool { return e.anyCall(a, seen, f) })
}
