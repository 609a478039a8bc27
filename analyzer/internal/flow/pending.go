package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Calls that were deferred in earlier rounds of a loop pile up. They keep their
// order as long as there are few, since it may matter whether a connection is closed
// before or after something is acquired; what repeats itself is folded. Of more, each is
// kept once, and what may end a connection once between any two others.

// maxInOrder is the number of pending calls up to which they keep their order.
const maxInOrder = 6

// foldDefers drops pending calls that repeat those before them.
func (w *walker) foldDefers(s *state) {
	for i := 0; i < len(s.defers); {
		n := repeated(s.defers[i:])
		if n == 0 {
			i++
			continue
		}
		s.defers = slices.Delete(slices.Clone(s.defers), i, i+n)
		i = 0
	}
	if len(s.defers) <= maxInOrder {
		return
	}
	var kept []deferred
	last := 0 // where those begin that end connections after all others
	for _, d := range s.defers {
		among := kept
		ends := w.mayEndAParent(d) && !w.mayAcquireIn(d)
		if ends {
			among = kept[last:]
		}
		if slices.ContainsFunc(among, d.equal) {
			continue
		}
		if kept = append(kept, d); !ends {
			last = len(kept)
		}
	}
	s.defers = kept
}

// mayAcquireIn reports whether a deferred call is of a function literal with the site.
func (w *walker) mayAcquireIn(d deferred) bool {
	fn, _ := w.funcOf(d.vals[0])
	return fn != nil && w.mayExecuteSite(fn)
}

// repeated returns the length of a row that a list begins with twice, or zero.
func repeated(list []deferred) int {
	for n := 1; 2*n <= len(list); n++ {
		if slices.EqualFunc(list[:n], list[n:2*n], deferred.equal) {
			return n
		}
	}
	return 0
}

// dropDefers drops the pending calls of function literals from earlier rounds that
// have no bearing on the resource, nor on what the others get at.
func (w *walker) dropDefers(s *state) {
	if w.trial != nil || len(s.defers) == 0 {
		return
	}
	var others []value
	for _, d := range s.defers {
		if fn, _ := w.funcOf(d.vals[0]); fn == nil || !w.isHarmless(fn) {
			others = append(others, d.vals...)
		}
	}
	kept := w.reachable(s, others)
	s.defers = slices.DeleteFunc(slices.Clone(s.defers), func(d deferred) bool {
		fn, closure := w.funcOf(d.vals[0])
		return fn != nil && w.kind(closure) == older && w.isHarmless(fn) && !w.isShared(s, d.vals, kept)
	})
}

// endsAnother reports whether a deferred call only ends something that is not the
// resource, or does nothing at all.
func (w *walker) endsAnother(s *state, effect Effect, to callee) bool {
	if effect.Releases > 0 && effect.EndsParent == 0 && effect.Crashes && to.fn != nil && len(to.fn.Blocks) == 0 {
		v := w.unbox(to.args[effect.Releases-1])
		return w.learn(s, v, vNonNil) && w.isSymbol(v) && w.kind(v) != content
	}
	return to.fn != nil && len(to.fn.Blocks) > 0 && w.isIdle(to.fn)
}

// isShared reports whether values lead to the resource, or to variables that may yet
// hold it: those that are not from earlier rounds, or are kept.
func (w *walker) isShared(s *state, vals []value, kept map[value]bool) bool {
	reached := w.reachable(s, vals)
	for _, a := range w.holders(s) {
		if reached[a] {
			return true
		}
	}
	for a := range reached {
		if a == vResource || w.isObject(a) && (w.kind(a) != older || kept[a]) && !w.isFlag(w.madeAt(a)) {
			return true
		}
	}
	return false
}

// isFlag reports whether what an instruction makes is a variable that cannot lead
// to the resource.
func (w *walker) isFlag(made ssa.Value) bool {
	a, ok := made.(*ssa.Alloc)
	if !ok {
		return false
	}
	t := a.Type().Underlying().(*types.Pointer).Elem()
	_, basic := t.Underlying().(*types.Basic)
	return basic || isErrorType(t) || w.model.IsParent(t)
}

// isHarmless reports whether a function does nothing but end resources, if it gets
// at any.
func (w *walker) isHarmless(fn *ssa.Function) bool {
	return !w.mayExecuteSite(fn) && !w.MayEndParent(fn) && !w.assignsCaptured(fn) &&
		!w.telling(fn).partial && !w.telling(fn).dynamic
}

// isIdle reports whether a function only looks at things, and returns.
func (w *walker) isIdle(fn *ssa.Function) bool {
	return slices.IndexFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			switch i := instr.(type) {
			case *ssa.Call:
				return !w.model.Effect(&i.Call).TestsError
			case *ssa.Store, *ssa.MapUpdate, *ssa.Send, *ssa.Select, *ssa.Go, *ssa.Defer, *ssa.Panic, *ssa.MakeClosure:
				return true
			}
			return w.info(fn).cyclic[b.Index]
		})
	}) < 0
}
