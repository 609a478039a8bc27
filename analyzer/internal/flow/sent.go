package flow

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What is received from a channel that stays in view is what somebody there has sent: if
// all of that is not nil, neither is what comes out. Goroutines tell each other of their
// errors so.

// carriesNoNil reports whether nothing that is received from a channel can be nil: it
// was made in view, only functions in view have it, none of them closes it, and none
// sends nil.
func (e *Engine) carriesNoNil(ch ssa.Value) bool {
	made := madeChan(ch)
	if made == nil {
		return false
	}
	carries, known := e.carrying[made]
	if !known {
		e.carrying[made] = false // for recursion
		carries = e.sendsNoNil(made, make(map[ssa.Value]bool))
		e.carrying[made] = carries
	}
	return carries
}

// madeChan returns the instruction that makes a channel, if the value can be no other.
func madeChan(ch ssa.Value) *ssa.MakeChan {
	for {
		switch v := ch.(type) {
		case *ssa.MakeChan:
			return v
		case *ssa.ChangeType:
			ch = v.X
		case *ssa.UnOp:
			at := variableOf(v.X)
			if v.Op != token.MUL || at == nil {
				return nil
			}
			if ch = onlyStored(at); ch == nil {
				return nil
			}
		default:
			return nil
		}
	}
}

// onlyStored returns the only value that the function with a variable assigns to it, or
// nil.
func onlyStored(at *ssa.Alloc) (v ssa.Value) {
	for _, use := range *at.Referrers() {
		if st, ok := use.(*ssa.Store); ok && st.Addr == at {
			if v != nil {
				return nil
			}
			v = st.Val
		}
	}
	return v
}

// sendsNoNil reports whether all that is done with a channel, or the variable with it,
// is to send what is not nil, and to receive.
func (e *Engine) sendsNoNil(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return true
	}
	seen[v] = true
	return !slices.ContainsFunc(*v.Referrers(), func(use ssa.Instruction) bool {
		switch use := use.(type) {
		case *ssa.Send:
			return use.Chan != v || e.knownAt(use.X, use.Block()) != vNonNil
		case *ssa.Select:
			return slices.ContainsFunc(use.States, func(st *ssa.SelectState) bool {
				return st.Send == v || st.Send != nil && st.Chan == v && e.knownAt(st.Send, use.Block()) != vNonNil
			})
		case *ssa.UnOp:
			return use.Op == token.MUL && !e.sendsNoNil(use, seen)
		case *ssa.ChangeType:
			return !e.sendsNoNil(use, seen)
		case *ssa.Store: // into a variable, or the variable's own
			at, ok := use.Addr.(*ssa.Alloc)
			return !ok || use.Addr != v && !e.sendsNoNil(at, seen)
		case *ssa.MakeClosure:
			i := slices.Index(use.Bindings, v)
			return !e.sendsNoNil(use.Fn.(*ssa.Function).FreeVars[i], seen)
		case *ssa.DebugRef:
			return false
		}
		return true
	})
}

// knownAt is [Engine.knownValue] in a block.
func (e *Engine) knownAt(v ssa.Value, b *ssa.BasicBlock) value {
	if known := e.knownValue(v, nil); known != vNone {
		return known
	}
	for ; b.Idom() != nil; b = b.Idom() {
		i, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		cmp, ok := i.Cond.(*ssa.BinOp)
		if !ok || cmp.X != v {
			continue
		}
		if with, ok := cmp.Y.(*ssa.Const); !ok || !with.IsNil() {
			continue
		}
		if taken := b == b.Idom().Succs[0]; taken && cmp.Op == token.NEQ || !taken && cmp.Op == token.EQL {
			return vNonNil
		}
	}
	return vNone
}

// receives notes that what was received from a channel is not nil, if nothing else comes
// out of it.
func (w *walker) receives(s *state, ch ssa.Value, got value) {
	if w.carriesNoNil(ch) {
		s.facts.set(got, vNonNil)
	}
}
