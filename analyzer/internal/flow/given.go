package flow

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Given says that a parameter of a function, or what it leads to, is nil, not nil, true
// or false.
type Given struct {
	Param int
	// At leads through fields of a struct that the parameter is or points to; pointee
	// alone stands for the variable that it points to.
	At []int
	Is ResultOf
}

const pointee = -1

// Compare compares in any order that does not change.
func (g Given) Compare(h Given) int {
	return cmp.Or(cmp.Compare(g.Param, h.Param), slices.Compare(g.At, h.At), cmp.Compare(g.Is, h.Is))
}

// opposite reports whether either of two is given in any case.
func (g Given) opposite(h Given) bool {
	either := [...]ResultOf{IsNil: NotNil, NotNil: IsNil, IsTrue: IsFalse, IsFalse: IsTrue}
	return g.Param == h.Param && slices.Equal(g.At, h.At) && either[g.Is] == h.Is
}

// meetGiven returns what is given in both of two cases, and whether that is all there is
// to either of them: it is one of them, or they differ in one thing that may be so or so.
func meetGiven(x, y []Given) (both []Given, one bool) {
	for _, g := range x {
		if slices.ContainsFunc(y, func(h Given) bool { return g.Compare(h) == 0 }) {
			both = append(both, g)
		}
	}
	n := len(both)
	if n == len(x) || n == len(y) {
		return both, true
	}
	return both, n == len(x)-1 && n == len(y)-1 && slices.ContainsFunc(x, func(g Given) bool { return slices.ContainsFunc(y, g.opposite) })
}

// fits reports whether the function may have the signature.
func (g Given) fits(sig *types.Signature) bool {
	at := g.At
	if len(at) == 1 && at[0] == pointee {
		at = nil
	}
	return FitPath(at) && g.Param >= 0 && g.Param < operands(sig) && g.Is > Unknown && g.Is < IsResource
}

// given returns what is known at the end of a path of the parameters but one, and of
// what is in them.
func (w *walker) given(fn *ssa.Function, but int, s *state) (list []Given) {
	for i, p := range fn.Params {
		if i == but {
			continue
		}
		r := w.register(p)
		if is := w.known(s, r); is != Unknown {
			list = append(list, Given{Param: i, Is: is})
		}
		for _, e := range s.facts {
			if w.kind(e.key) != content || w.atom(e.key) != r {
				continue
			}
			if at := w.fieldsFrom(r, w.shapes[e.key].base); at != nil {
				if is := w.known(s, e.key); is != Unknown {
					list = append(list, Given{i, at, is})
				}
			}
		}
	}
	return list
}

// fieldsFrom returns the fields that lead from a parameter to a location, or nil if there
// is more than fields between them.
func (w *walker) fieldsFrom(param, loc value) (at []int) {
	if loc == param {
		return []int{pointee}
	}
	for loc != param {
		sh := &w.shapes[loc]
		if sh.kind != field {
			return nil
		}
		at = append(at, int(sh.index))
		loc = sh.base
	}
	slices.Reverse(at)
	return at
}

// agreesWith tells whether a call can return in a way, by what it passes, and learns
// what that is: vTrue, vFalse, or vNone if it depends on what is in an argument that was
// made out of view, or on one being nil that nothing else says is.
func (w *walker) agreesWith(s *state, y Way, common *ssa.CallCommon, args []value) value {
	answer := vTrue
	for _, g := range y.Given {
		if g.Param >= len(args) || len(args) != operands(common.Signature()) {
			continue
		}
		v, t := args[g.Param], operandType(common, g.Param)
		if len(g.At) > 0 {
			v = w.find(s, v, g.At, t)
		}
		if (len(g.At) > 0 || g.Is == IsNil && !isErrorType(t)) && w.known(s, v) == Unknown {
			answer = vNone
			continue
		}
		agrees := false
		switch g.Is {
		case IsNil:
			agrees = w.learn(s, v, vNil)
		case NotNil:
			agrees = w.learn(s, v, vNonNil)
		default:
			holds := boolean(g.Is == IsTrue)
			known := w.decided(s, v)
			agrees = known == holds || known != vTrue && known != vFalse && w.assume(s, v, holds == vTrue)
		}
		if !agrees {
			return vFalse
		}
	}
	return answer
}

// find returns what is in an argument of the given type.
func (w *walker) find(s *state, arg value, at []int, t types.Type) value {
	loc := w.unbox(arg)
	if at[0] == pointee {
		p, ok := t.Underlying().(*types.Pointer)
		if !ok {
			return vNone
		}
		return w.load(s, loc, p.Elem())
	}
	for _, i := range at {
		f := FieldVar(t, i)
		if f == nil {
			return vNone
		}
		if t = f.Type(); loc != vZero {
			loc = w.field(loc, i)
		}
	}
	if loc == vZero {
		return w.zero(t)
	}
	return w.load(s, loc, t)
}

// operandType returns the type of an operand of a call, the receiver being the first.
func operandType(common *ssa.CallCommon, i int) types.Type {
	if !common.IsInvoke() {
		return common.Args[i].Type()
	}
	if i == 0 {
		return common.Value.Type()
	}
	return common.Args[i-1].Type()
}
