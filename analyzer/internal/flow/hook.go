package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A hook is a func in a field of a struct of another package, like that with which an
// http.Transport dials. When the struct is used, code that cannot be seen may call it,
// any number of times, and keep what it returns.

// takesByHook reports whether a hook in v, or in what v leads to, may take the
// obligation over.
func (w *walker) takesByHook(s *state, v value) bool {
	reached := w.reachable(s, []value{v})
	for _, e := range s.env {
		if w.kind(e.key) != field || !reached[w.atom(e.key)] {
			continue
		}
		fn, closure := w.funcOf(e.val)
		if fn != nil && closure != vNone && w.reaches(s, closure) && w.isForeignStruct(w.typeAt(w.shapes[e.key].base)) && w.takesIfCalled(s, fn, closure) {
			return true
		}
	}
	return false
}

// takesIfCalled reports whether a func that gets at the resource ends the obligation,
// hands it on or returns the resource, on some path.
func (w *walker) takesIfCalled(s *state, fn *ssa.Function, closure value) bool {
	if len(fn.Blocks) == 0 || w.frames >= maxFrames || w.MayEndParent(fn) {
		return true
	}
	entry, _ := w.descend(s, callee{fn: fn, closure: closure})
	before, leaks := w.effects, w.leaks
	defer func() { w.effects, w.leaks = before, leaks }()
	w.effects = effects{}
	exits := w.call(fn, entry)
	return w.effects.ended || w.effects.moved || slices.ContainsFunc(exits, w.handsOut)
}

// isForeignStruct reports whether a type is declared in another package.
func (w *walker) isForeignStruct(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && len(w.fns) > 0 && n.Obj().Pkg() != w.fns[0].Pkg.Pkg
}

// typeAt returns the type of what is at a location in an object, or nil if that is not
// known.
func (w *walker) typeAt(loc value) types.Type {
	sh := &w.shapes[loc]
	if sh.kind == field {
		if t := w.typeAt(sh.base); t != nil {
			if f := FieldVar(t, int(sh.index)); f != nil {
				return f.Type()
			}
		}
		return nil
	}
	if made, ok := w.madeAt(loc).(*ssa.Alloc); ok {
		return made.Type().Underlying().(*types.Pointer).Elem()
	}
	return nil
}
