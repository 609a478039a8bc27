package flow

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What can be seen of a function without walking it: whether it is worth asking.

// mayTell reports whether a function is small, and its caller looks at what it
// returns, or it may not return.
func (w *walker) mayTell(instr ssa.Instruction, fn *ssa.Function) bool {
	if _, started := instr.(*ssa.Go); started {
		return false
	}
	t := w.telling(fn)
	if !t.small {
		return false
	}
	if t.partial || t.uses {
		return true
	}
	call, ok := instr.(*ssa.Call)
	if !ok || call.Referrers() == nil {
		return false
	}
	res := call.Call.Signature().Results()
	for _, use := range *call.Referrers() {
		switch use := use.(type) {
		case *ssa.DebugRef:
		case *ssa.Extract:
			if isTold(res.At(use.Index).Type()) && slices.ContainsFunc(*use.Referrers(), isUse) {
				return true
			}
		default:
			if isTold(res.At(0).Type()) {
				return true
			}
		}
	}
	return false
}

func isUse(instr ssa.Instruction) bool {
	_, debug := instr.(*ssa.DebugRef)
	return !debug
}

// telling is what can be seen of a function at a glance.
type telling struct {
	small   bool
	partial bool // whether it returns may depend on what it gets
	dynamic bool // it calls a func that is in a local variable or field
	uses    bool // it crashes itself if a stream that it uses is nil
}

func (e *Engine) telling(fn *ssa.Function) telling {
	if t, ok := e.tellings[fn]; ok {
		return t
	}
	e.tellings[fn] = telling{} // for recursion
	size := 0
	t := telling{}
	for _, b := range fn.Blocks {
		size += len(b.Instrs)
		for _, instr := range b.Instrs {
			switch i := instr.(type) {
			case *ssa.Panic:
				t.partial = true
			case *ssa.If:
				t.partial = t.partial || e.isFixedExit(b, i)
			case ssa.CallInstruction:
				effect := e.model.Effect(i.Common())
				t.partial, t.uses = t.partial || effect.NoReturn, t.uses || effect.Crashes
				if u, ok := i.Common().Value.(*ssa.UnOp); ok && !i.Common().IsInvoke() {
					_, global := u.X.(*ssa.Global)
					t.dynamic = t.dynamic || !global
				}
				if to := i.Common().StaticCallee(); to != nil && len(to.Blocks) > 0 {
					t.partial = t.partial || e.telling(to).partial
				}
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		t.partial = t.partial || e.telling(literal).partial
	}
	t.small = size <= maxAnswerSize
	e.tellings[fn] = t
	return t
}

// isFixedExit reports whether a branch leaves a loop by what the function has got,
// which another round of the loop does not change.
func (e *Engine) isFixedExit(b *ssa.BasicBlock, i *ssa.If) bool {
	cyclic := e.info(b.Parent()).cyclic
	return cyclic[b.Index] && slices.ContainsFunc(b.Succs, func(s *ssa.BasicBlock) bool { return !cyclic[s.Index] }) && isFixed(i.Cond)
}

// isFixed reports whether a condition is made of variables, and not of what a call
// or another round of a loop gives.
func isFixed(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const, *ssa.Parameter:
		return true
	case *ssa.UnOp:
		switch x := v.X.(type) {
		case *ssa.Alloc, *ssa.FreeVar:
			return v.Op == token.MUL
		default:
			return v.Op == token.NOT && isFixed(x)
		}
	case *ssa.BinOp:
		return isFixed(v.X) && isFixed(v.Y)
	}
	return false
}

// isTold reports whether conditions are made of values of a type.
func isTold(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsBoolean|types.IsInteger) != 0
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}
