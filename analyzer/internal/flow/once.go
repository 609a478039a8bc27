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
	e.closesOnce[fn] = e.hasGuard(fn) && e.anyCall(fn, make(map[*ssa.Function]bool), func(c *ssa.CallCommon) bool {
		return e.model.Effect(c).Releases != 0 || e.endsParent(c)
	})
	return e.closesOnce[fn]
}

// hasGuard reports whether a function changes a field that it tests, and ends
// nothing where it was set before.
func (e *Engine) hasGuard(fn *ssa.Function) bool {
	changed := make(map[*types.Var]bool)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if f, _ := latchUse(instr); f != nil {
				changed[f] = true
			}
		}
	}
	for _, b := range fn.Blocks {
		i, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || len(changed) == 0 {
			continue
		}
		for k, to := range b.Succs {
			if a := shownSet(i.Cond, k == 0); a != nil && changed[FieldVar(a.X.Type(), a.Field)] && !e.mayEndFrom(to, make(map[*ssa.BasicBlock]bool)) {
				return true
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, e.hasGuard)
}

// hasAlternative reports whether a function tests a field of a parameter, and ends
// something whatever is in there: one thing or another, as the parameter was made of
// this or that.
func (e *Engine) hasAlternative(fn *ssa.Function, p *ssa.Parameter) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		i, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			return false
		}
		tests := func(holds bool) bool {
			a := shownSet(i.Cond, holds)
			return a != nil && a.X == p
		}
		return (tests(true) || tests(false)) && !slices.ContainsFunc(b.Succs, func(to *ssa.BasicBlock) bool {
			return !e.mayEndFrom(to, make(map[*ssa.BasicBlock]bool))
		})
	})
}

// mayEndFrom reports whether a path from the beginning of a block ends a resource
// or connection.
func (e *Engine) mayEndFrom(b *ssa.BasicBlock, seen map[*ssa.BasicBlock]bool) bool {
	if seen[b] {
		return false
	}
	seen[b] = true
	for _, instr := range b.Instrs {
		if call, ok := instr.(ssa.CallInstruction); ok && e.ends(call.Common()) {
			return true
		}
	}
	return slices.ContainsFunc(b.Succs, func(to *ssa.BasicBlock) bool { return e.mayEndFrom(to, seen) })
}
