package outcome

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"
)

// implementations knows for the unexported interfaces of a package all the
// types whose values are converted to them: no other package can do so, since
// it cannot name them.
type implementations struct {
	concrete typeutil.Map // interface to []types.Type
	open     typeutil.Map // interface to true: values come from elsewhere
	prog     *ssa.Program
	pkg      *types.Package
}

func newImplementations(fns []*ssa.Function) *implementations {
	m := &implementations{prog: fns[0].Prog, pkg: fns[0].Pkg.Pkg}
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch i := instr.(type) {
				case *ssa.MakeInterface:
					if m.isPrivate(i.Type()) {
						m.convert(i.X.Type(), i.Type())
					}
				case *ssa.ChangeInterface:
					m.open.Set(i.Type(), true)
				case *ssa.TypeAssert:
					m.open.Set(i.AssertedType, true)
				}
			}
		}
		for _, a := range fn.AnonFuncs {
			add(a)
		}
	}
	for _, fn := range fns {
		add(fn)
	}
	return m
}

// isPrivate reports whether an interface type can be named in the package
// alone.
func (m *implementations) isPrivate(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && types.IsInterface(n) && n.Obj().Pkg() == m.pkg && !n.Obj().Exported()
}

func (m *implementations) convert(from, to types.Type) {
	list, _ := m.concrete.At(to).([]types.Type)
	if !slices.ContainsFunc(list, func(t types.Type) bool { return types.Identical(t, from) }) {
		m.concrete.Set(to, append(list, from))
	}
}

// declaring returns the types that declare a method of that name: an unexported
// method of an interface can only be one of those, if perhaps promoted.
func (m *implementations) declaring(method *types.Func) []types.Type {
	var list []types.Type
	scope := m.pkg.Scope()
	for _, name := range scope.Names() {
		t, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || t.IsAlias() {
			continue
		}
		n, ok := t.Type().(*types.Named)
		if !ok || types.IsInterface(n) || n.TypeParams() != nil {
			continue
		}
		for own := range n.Methods() {
			if own.Name() == method.Name() && types.Identical(own.Signature(), method.Signature()) {
				list = append(list, types.NewPointer(n))
			}
		}
	}
	return list
}

// of returns the functions that a call of an interface method can reach, if
// all of them have bodies in view.
func (m *implementations) of(call *ssa.CallCommon) []*ssa.Function {
	if !call.IsInvoke() {
		return nil
	}
	iface := call.Value.Type()
	var concrete []types.Type
	switch {
	case m.isPrivate(iface) && m.open.At(iface) == nil:
		concrete, _ = m.concrete.At(iface).([]types.Type)
	case !call.Method.Exported() && call.Method.Pkg() == m.pkg:
		concrete = m.declaring(call.Method)
	}
	var fns []*ssa.Function
	for _, t := range concrete {
		sel := m.prog.MethodSets.MethodSet(t).Lookup(call.Method.Pkg(), call.Method.Name())
		if sel == nil {
			return nil
		}
		fn := m.prog.MethodValue(sel)
		if fn == nil || len(fn.Blocks) == 0 {
			return nil
		}
		fns = append(fns, fn)
	}
	return fns
}
