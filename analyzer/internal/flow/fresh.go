package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// makes reports whether a function does nothing but return a new object that
// the resource may be put into: a constructor that keeps nothing.
func (e *Engine) makes(fn *ssa.Function) bool {
	res := fn.Signature.Results()
	if res.Len() != 1 || !mayHold(e.model, res.At(0).Type()) {
		return false
	}
	made, ok := e.making[fn]
	if !ok {
		made = returnsNew(fn)
		e.making[fn] = made
	}
	return made
}

// mayHold reports whether a type is a pointer to a struct with a field that
// may hold the resource.
func mayHold(m Model, t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	st, ok := p.Elem().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if _, basic := f.Type().Underlying().(*types.Basic); !basic && MayTake(m, f.Type()) {
			return true
		}
	}
	return false
}

// returnsNew reports whether each return of a function is of an object that
// was allocated there and is known nowhere else.
func returnsNew(fn *ssa.Function) bool {
	found := false
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == fn.Recover {
			continue
		}
		made, ok := ret.Results[0].(*ssa.Alloc)
		if !ok {
			return false
		}
		for _, use := range *made.Referrers() {
			switch use := use.(type) {
			case *ssa.Return, *ssa.DebugRef:
			case *ssa.FieldAddr:
				if !onlyStoredTo(use) {
					return false
				}
			case *ssa.Store:
				if use.Val == made {
					return false
				}
			default:
				return false
			}
		}
		found = true
	}
	return found
}

func onlyStoredTo(addr ssa.Value) bool {
	for _, use := range *addr.Referrers() {
		switch use := use.(type) {
		case *ssa.Store:
			if use.Val == addr {
				return false
			}
		case *ssa.FieldAddr:
			if !onlyStoredTo(use) {
				return false
			}
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// bindNew gives the result of a call that makes an object: its contents are
// unknown, but nobody else can get at what is stored into it.
func (w *walker) bindNew(s *state, call *ssa.Call) {
	o := w.object(call)
	w.forget(s, o)
	s.env.set(o, w.inner(call, w.content(o)))
	w.bind(s, w.register(call), o)
}
