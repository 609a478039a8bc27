package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// ClosesOnce reports whether a function ends the resource or a connection
// behind a guard by which only the first call does: a flag that it tests and
// sets, or a channel that it receives from and closes. When it returns early,
// somebody else has ended it.
func (e *Engine) ClosesOnce(fn *ssa.Function) bool {
	if known, ok := e.closesOnce[fn]; ok {
		return known
	}
	e.closesOnce[fn] = hasGuard(fn) && e.anyCall(fn, make(map[*ssa.Function]bool), func(c *ssa.CallCommon) bool {
		effect := e.model.Effect(c)
		return effect.EndsParent != 0 || effect.Releases != 0
	})
	return e.closesOnce[fn]
}

// hasGuard reports whether a function tests and changes the same field.
func hasGuard(fn *ssa.Function) bool {
	tested, changed := make(map[*types.Var]bool), make(map[*types.Var]bool)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if i, ok := instr.(*ssa.If); ok {
				for _, holds := range []bool{true, false} {
					if a := shownSet(i.Cond, holds); a != nil {
						tested[FieldVar(a.X.Type(), a.Field)] = true
					}
				}
			} else if f, _ := latchUse(instr); f != nil {
				changed[f] = true
			}
		}
	}
	for f := range tested {
		if changed[f] {
			return true
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, hasGuard)
}
