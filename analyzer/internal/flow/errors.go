package flow

import (
	"go/token"
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

// isAttribute reports whether v is a pseudo element.
func (t *table) isAttribute(v value) bool {
	return t.kind(v) == element && t.shapes[v].index < 0
}

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

// onlyDeferred reports whether nothing is done with a result of a call but to
// call it in the end.
func onlyDeferred(call *ssa.Call, result int) bool {
	for _, use := range *call.Referrers() {
		x, ok := use.(*ssa.Extract)
		if !ok || x.Index != result {
			continue
		}
		for _, use := range *x.Referrers() {
			switch use := use.(type) {
			case *ssa.DebugRef:
			case *ssa.Defer:
				if use.Call.Value != x {
					return false
				}
			default:
				return false
			}
		}
	}
	return true
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

// isNoMatch reports whether a call asks of an error that was made anew whether it is
// one that was there before, or one of a type that can be named.
func (w *walker) isNoMatch(common *ssa.CallCommon, args []value) bool {
	if w.kind(args[0]) != newError {
		return false
	}
	if len(args) == 1 {
		return !types.IsInterface(common.Signature().Results().At(0).Type())
	}
	if target, ok := common.Args[1].(*ssa.MakeInterface); ok {
		p, ok := target.X.Type().Underlying().(*types.Pointer)
		return ok && !types.IsInterface(p.Elem())
	}
	return w.isSentinelRead(args[1])
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

// bindKnownResults gives the results of a call of a function in view the
// values that they have on all its paths.
func (w *walker) bindKnownResults(s *state, call *ssa.Call, fn *ssa.Function) {
	for i := range fn.Signature.Results().Len() {
		r := w.register(call)
		if fn.Signature.Results().Len() > 1 {
			r = w.element(r, i)
		}
		switch known := w.knownResult(fn, i); known {
		case vNone:
		case vNonNil:
			s.facts.set(r, vNonNil)
		default:
			w.bind(s, r, known)
		}
	}
}

// NeverNil reports whether the only result of a function is not nil on any
// path.
func (e *Engine) NeverNil(fn *ssa.Function) bool {
	return fn.Signature.Results().Len() == 1 && e.knownResult(fn, 0) == vNonNil
}

// NeverFails reports whether the last result of a function is an error that is nil on
// all paths.
func (e *Engine) NeverFails(fn *ssa.Function) bool {
	res := fn.Signature.Results()
	n := res.Len() - 1
	return n >= 0 && isErrorType(res.At(n).Type()) && e.knownResult(fn, n) == vNil
}

// DeniesNil reports whether a function is a predicate on its first parameter,
// an error, that is false of nil.
func (e *Engine) DeniesNil(fn *ssa.Function) bool {
	res := fn.Signature.Results()
	if res.Len() != 1 || len(fn.Params) == 0 || !isErrorType(fn.Params[0].Type()) || !types.Identical(res.At(0).Type().Underlying(), types.Typ[types.Bool]) {
		return false
	}
	w := e.walker(nil, nil, nil)
	s := &state{owed: true}
	s.env.set(w.register(fn.Params[0]), vNil)
	exits := w.call(fn, s)
	return len(exits) > 0 && !w.over && !slices.ContainsFunc(exits, func(x exit) bool { return w.truth(x.state, x.results[0]) != vFalse })
}

// knownResult returns what a result of a function is on all its paths: vNil,
// vNonNil, vTrue or vFalse; otherwise, or without a body, vNone.
func (e *Engine) knownResult(fn *ssa.Function, i int) value {
	key := resultKey{fn, i}
	if known, ok := e.known[key]; ok {
		return known
	}
	e.known[key] = vNone // for recursion
	known := vNone
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == fn.Recover {
			continue
		}
		switch v := e.knownAt(ret.Results[i], b); {
		case v == vNone, known != vNone && v != known:
			return vNone
		default:
			known = v
		}
	}
	e.known[key] = known
	return known
}

type resultKey struct {
	fn *ssa.Function
	i  int
}

// knownValue returns what a register is on all paths, like knownResult.
func (e *Engine) knownValue(v ssa.Value, seen []*ssa.Phi) value {
	switch v := v.(type) {
	case *ssa.Const:
		if c := e.constant(v); c == vNil || c == vTrue || c == vFalse {
			return c
		}
	case *ssa.MakeInterface, *ssa.Alloc:
		return vNonNil
	case *ssa.ChangeInterface:
		return e.knownValue(v.X, seen)
	case *ssa.Phi:
		known := vNone
		for _, x := range v.Edges {
			if phi, ok := x.(*ssa.Phi); ok && (phi == v || slices.Contains(seen, phi)) {
				continue
			}
			k := e.knownValue(x, append(seen, v))
			if k == vNone || known != vNone && k != known {
				return vNone
			}
			known = k
		}
		return known
	case *ssa.Call:
		if e.model.Effect(&v.Call).NonNil {
			return vNonNil
		}
		if to := v.Call.StaticCallee(); to != nil && to.Signature.Results().Len() == 1 {
			return e.knownResult(to, 0)
		}
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			if to := call.Call.StaticCallee(); to != nil {
				return e.knownResult(to, v.Index)
			}
		}
	case *ssa.UnOp:
		if g, ok := v.X.(*ssa.Global); ok && e.isSentinel(g) {
			return vNonNil
		}
		if v.Op == token.ARROW && !v.CommaOk && e.carriesNoNil(v.X) {
			return vNonNil
		}
	}
	return vNone
}

// isSentinel reports whether a variable is an error that is there from the
// start, like io.EOF: one of another package, or one that the initializer of
// its package sets.
func (e *Engine) isSentinel(g *ssa.Global) bool {
	if p, ok := g.Type().(*types.Pointer); !ok || !isErrorType(p.Elem()) || g.Object() == nil {
		return false
	}
	is, ok := e.sentinels[g]
	if !ok {
		is = e.isSet(g)
		e.sentinels[g] = is
	}
	return is
}

// isSet reports whether the initializer of its package, if in view, gives a
// variable a value.
func (e *Engine) isSet(g *ssa.Global) bool {
	blocks := g.Pkg.Func("init").Blocks
	for _, b := range blocks {
		for _, instr := range b.Instrs {
			if st, ok := instr.(*ssa.Store); ok && st.Addr == g {
				return e.knownValue(st.Val, nil) != vNil
			}
		}
	}
	return len(blocks) == 0
}

// returns reports whether a function with a body can return.
func (e *Engine) returns(fn *ssa.Function) bool {
	if known, ok := e.returning[fn]; ok {
		return known
	}
	e.returning[fn] = true // for recursion
	e.returning[fn] = !e.deferredEnd(fn) && slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		return ok && b != fn.Recover
	})
	return e.returning[fn]
}

// deferredEnd reports whether a function always defers a call that never
// returns.
func (e *Engine) deferredEnd(fn *ssa.Function) bool {
	for _, instr := range fn.Blocks[0].Instrs {
		if d, ok := instr.(*ssa.Defer); ok {
			if to := d.Call.StaticCallee(); to != nil && len(to.Blocks) > 0 && !e.returns(to) {
				return true
			}
		}
	}
	return false
}
