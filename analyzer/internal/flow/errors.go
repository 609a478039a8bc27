package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What is known of errors without looking at the code that makes them.

// Pseudo elements: the channel and the error of a context, and the context of
// a stream or connection.
const (
	doneIndex    = -2
	errIndex     = -3
	contextIndex = -4
)

// contextErr binds the error of a context. A context that has an error keeps
// it; one that has none may get one at any time.
func (w *walker) contextErr(s *state, result, ctx value) {
	err := w.element(ctx, errIndex)
	if w.truth(s, err) == vNonNil {
		s.facts.set(result, vNonNil)
		return
	}
	s.facts.remove(err)
	w.bind(s, result, err)
}

// received notes what it tells that a channel was ready: of the channel of a
// context, that the context has an error.
func (w *walker) received(s *state, ch value) {
	if sh := &w.shapes[ch]; sh.kind == element && sh.index == doneIndex {
		s.facts.set(w.element(sh.base, errIndex), vNonNil)
	}
}

// require notes what a call that checks an error tells, and reports whether
// the path goes on with the obligation.
func (w *walker) require(c cursor, r Requirement, common *ssa.CallCommon, args []value) bool {
	for i, a := range common.Args {
		if !isErrorType(a.Type()) {
			continue
		}
		if r == NilError {
			return w.learn(c.state, args[i], vNil)
		}
		if !w.learn(c.state, args[i], vNonNil) {
			return false
		}
		if r == ErrorOfType && i+1 < len(args) && w.kind(args[i]) == writeError {
			if target, ok := common.Args[i+1].(*ssa.MakeInterface); ok {
				if p, ok := target.X.Type().Underlying().(*types.Pointer); ok {
					return !w.model.EndsByError(p.Elem())
				}
			}
		}
		return true
	}
	return true
}

// parentEnded reports whether the context of the resource's connection is
// known to have ended, and the connection with it.
func (w *walker) parentEnded(s *state) bool {
	parent, ok := s.env.get(vConn)
	if !ok || !s.owed {
		return false
	}
	ctx := w.element(w.unbox(parent), contextIndex)
	return w.truth(s, w.element(ctx, errIndex)) == vNonNil
}

// wraps reports whether an error among the operands is known not to be nil.
func (w *walker) wraps(s *state, args []value) bool {
	isError := func(v value) bool { return w.isSymbol(v) && w.truth(s, v) == vNonNil }
	return slices.ContainsFunc(args, func(a value) bool {
		return isError(a) || slices.ContainsFunc(s.env, func(e pair) bool {
			sh := &w.shapes[e.key]
			return sh.kind == slot && sh.base == a && isError(e.val)
		})
	})
}

// NeverNil reports whether the only result of a function is an error, or a
// pointer, that is not nil on any path.
func (e *Engine) NeverNil(fn *ssa.Function) bool {
	if known, ok := e.neverNil[fn]; ok {
		return known
	}
	e.neverNil[fn] = false // for recursion
	res := fn.Signature.Results()
	if res.Len() != 1 || len(fn.Blocks) == 0 {
		return false
	}
	returns := false
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		if returns = true; !e.isNeverNil(ret.Results[0], nil) {
			return false
		}
	}
	e.neverNil[fn] = returns
	return returns
}

// AlwaysNil reports whether the only result of a function is nil on all paths.
func (e *Engine) AlwaysNil(fn *ssa.Function) bool {
	return fn.Signature.Results().Len() == 1 && e.returns(fn) && !slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			return false
		}
		c, ok := ret.Results[0].(*ssa.Const)
		return !ok || !c.IsNil()
	})
}

// returns reports whether a function with a body can return.
func (e *Engine) returns(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		return ok && b != fn.Recover
	})
}

func (e *Engine) isNeverNil(v ssa.Value, seen []ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.MakeInterface, *ssa.Alloc:
		return true
	case *ssa.ChangeInterface:
		return e.isNeverNil(v.X, seen)
	case *ssa.Phi:
		if slices.Contains(seen, ssa.Value(v)) {
			return true
		}
		seen = append(seen, v)
		return !slices.ContainsFunc(v.Edges, func(x ssa.Value) bool { return !e.isNeverNil(x, seen) })
	case *ssa.Call:
		if e.model.Effect(&v.Call).NonNil {
			return true
		}
		to := v.Call.StaticCallee()
		return to != nil && e.NeverNil(to)
	case *ssa.UnOp:
		g, ok := v.X.(*ssa.Global)
		return ok && isErrorType(v.Type()) && g.Object() != nil
	}
	return false
}
