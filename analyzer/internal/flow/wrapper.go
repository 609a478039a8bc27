package flow

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"
)

// The methods of a wrapper call one another. What they do with the resource in it is
// found out once, and not for each of them and those that call it: their walks have
// their summaries in common.

// wrapping is what the walks of functions that get a wrapper of one type, with the
// resource at one path, have in common.
type wrapping struct {
	param   *ssa.Parameter // the first that was such a wrapper: the wrapper is named after it
	memo    map[entryKey]*summary
	parking []Transfer // that the states in the memo speak of
}

// wrappings are found by type and path.
type wrappings struct{ byType typeutil.Map }

func (l *wrappings) at(p *ssa.Parameter, path []int) *wrapping {
	paths, _ := l.byType.At(p.Type()).(map[string]*wrapping)
	if paths == nil {
		paths = make(map[string]*wrapping)
		l.byType.Set(p.Type(), paths)
	}
	key := fmt.Sprint(path)
	if paths[key] == nil {
		paths[key] = &wrapping{param: p}
	}
	return paths[key]
}

// callWithin returns the ways in which a function returns that gets a wrapper as
// parameter: as it does when another method of the wrapper calls it.
func (w *walker) callWithin(common *wrapping, param int, path []int) []exit {
	s := &state{owed: true}
	o := w.intern(shape{kind: outer, op: outerObject, index: -1, of: common.param})
	w.bindPath(s, o, common.param.Type(), path)
	args := make([]value, len(w.root.Params))
	args[param] = o
	entry, _ := w.descend(s, callee{fn: w.root, args: args})
	if common.memo != nil {
		w.memo, w.parking = common.memo, common.parking
	}
	common.memo = nil // until it is known to be complete
	wrapped := w.wrapped
	exits := w.call(w.root, entry)
	if !w.over && !w.partial && w.wrapped == wrapped {
		common.memo, common.parking = w.memo, w.parking
	}
	return exits
}

// bindPath makes the object o hold the resource at a path of fields, and take
// a connection beside it for that of the resource.
func (w *walker) bindPath(s *state, o value, t types.Type, path []int) {
	loc := o
	for n, i := range path {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
			if n > 0 {
				inside := w.intern(shape{kind: outer, op: outerObject, index: int32(-1 - n)})
				s.env.set(loc, inside)
				loc = inside
			}
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok || i >= st.NumFields() {
			return
		}
		for j := range st.NumFields() {
			if w.model.IsParent(st.Field(j).Type()) {
				s.env.set(vConn, w.content(w.field(loc, j)))
			}
		}
		loc, t = w.field(loc, i), st.Field(i).Type()
	}
	s.env.set(loc, vResource)
}
