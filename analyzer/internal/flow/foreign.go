package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// An error is private that is made anew for an unexported variable of the package, which
// holds it for good. What a call of another package returns is foreign, and no private
// error, if such an error cannot get there: by a function of the package that is called
// back, or in something that the call reads from.

// privateErrors returns the variables with private errors.
func (e *Engine) privateErrors() map[*ssa.Global]bool {
	if e.privates != nil || len(e.fns) == 0 {
		return e.privates
	}
	e.privates = make(map[*ssa.Global]bool)
	for _, b := range e.fns[0].Pkg.Func("init").Blocks {
		for _, instr := range b.Instrs {
			st, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			g, ok := st.Addr.(*ssa.Global)
			if !ok || g.Object() == nil || g.Object().Exported() {
				continue
			}
			if call, ok := st.Val.(*ssa.Call); ok && e.model.Effect(&call.Call).Anew && e.isSentinel(g) {
				e.privates[g] = true
			}
		}
	}
	for _, fn := range e.fns {
		e.dropAssigned(fn)
	}
	return e.privates
}

// dropAssigned drops the private errors whose variables a function may assign.
func (e *Engine) dropAssigned(fn *ssa.Function) {
	blocks := fn.Blocks
	if len(e.privates) == 0 || isInitializer(fn) {
		blocks = nil
	}
	var operands []*ssa.Value
	for _, b := range blocks {
		for _, instr := range b.Instrs {
			if _, reads := instr.(*ssa.UnOp); reads {
				continue
			}
			operands = instr.Operands(operands[:0])
			for _, op := range operands {
				if g, ok := (*op).(*ssa.Global); ok {
					delete(e.privates, g)
				}
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		e.dropAssigned(literal)
	}
}

// isForeignCall reports whether a call cannot return a private error of the package,
// nor anything that could do so later.
func (w *walker) isForeignCall(s *state, call *ssa.Call, to callee) bool {
	if len(w.privateErrors()) == 0 || to.fn != nil && len(to.fn.Blocks) > 0 || to.fn == nil && !call.Call.IsInvoke() {
		return false
	}
	vals := call.Call.Args
	if call.Call.IsInvoke() {
		vals = append([]ssa.Value{call.Call.Value}, vals...)
	}
	for i, v := range vals {
		if !w.isInert(s, v.Type(), to.args[i]) {
			return false
		}
	}
	return true
}

// isInert reports whether no function of the package can be got at through an
// operand.
func (w *walker) isInert(s *state, t types.Type, v value) bool {
	if v == vNil || v == vEndless || isData(t) {
		return true
	}
	if w.kind(v) == boxed && isData(w.shapes[v].of.(types.Type)) {
		return true
	}
	v = w.unbox(v)
	if v == vResource {
		return w.isResourceForeign()
	}
	if w.kind(v) == content && w.kind(w.shapes[v].base) == global {
		return w.shapes[w.shapes[v].base].of.(*ssa.Global).Pkg != w.fns[0].Pkg // like io.Discard
	}
	return w.isForeign(v)
}

// isResourceForeign reports whether the resource is of a type of another package, with
// nothing around it.
func (w *walker) isResourceForeign() bool {
	t := w.resource
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && !w.wrapped && n.Obj().Pkg() != w.fns[0].Pkg.Pkg && (w.site != nil || !types.IsInterface(t))
}

// isData reports whether nothing can be called through a value of a type.
func isData(t types.Type) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.NumMethods() > 0 {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Kind() != types.UnsafePointer
	case *types.Slice:
		return isData(t.Elem())
	case *types.Array:
		return isData(t.Elem())
	case *types.Pointer:
		b, ok := t.Elem().Underlying().(*types.Basic)
		return ok && isData(b)
	}
	return false
}

// isImmutable reports whether nothing can be put into what is behind an interface.
func isImmutable(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	if !ok || i.NumMethods() == 0 {
		return false
	}
	for m := range i.Methods() {
		for p := range m.Signature().Params().Variables() {
			if !isData(p.Type()) {
				return false
			}
		}
	}
	return true
}

// bindForeign notes that the results of a call are foreign.
func (w *walker) bindForeign(s *state, call *ssa.Call) {
	res := call.Call.Signature().Results()
	for i := range res.Len() {
		if t := res.At(i).Type(); !isErrorType(t) && !isImmutable(t) {
			continue
		}
		r := w.register(call)
		if res.Len() > 1 {
			r = w.element(r, i)
		}
		was := w.read(s, r)
		is := was
		switch sh := w.shapes[was]; {
		case was == r:
			is = w.intern(shape{kind: foreign, base: r})
		case sh.base == r && (sh.kind == writeError || sh.kind == readError):
			is = w.intern(shape{kind: sh.kind, base: w.intern(shape{kind: foreign, base: r})})
		default:
			continue
		}
		if f, ok := s.facts.get(was); ok {
			s.facts.remove(was)
			s.facts.set(is, f)
		}
		w.bind(s, r, is)
	}
}

// isForeign reports whether a value is known to be no private error.
func (w *walker) isForeign(v value) bool {
	for {
		switch sh := &w.shapes[v]; sh.kind {
		case foreign:
			return true
		case boxed, writeError, readError, older:
			v = sh.base
		default:
			return false
		}
	}
}

// isOther reports whether one of two errors is private, and the other one is not it.
func (w *walker) isOther(x, y value) bool {
	other := func(x, y value) bool {
		return x != y && w.isPrivateRead(x) && (w.isForeign(y) || w.isSentinelRead(y))
	}
	return other(x, y) || other(y, x)
}

// isPrivateRead reports whether v was read from a variable that holds a private error.
func (w *walker) isPrivateRead(v value) bool {
	if w.kind(v) != content || w.kind(w.shapes[v].base) != global {
		return false
	}
	return w.privateErrors()[w.shapes[w.shapes[v].base].of.(*ssa.Global)]
}
