package outcome

import (
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// implementations knows for the unexported interfaces of a package all the
// types whose values are converted to them: no other package can do so, since
// it cannot name them.
type implementations struct {
	concrete typeutil.Map                     // interface to []types.Type
	open     typeutil.Map                     // interface to true: values come from elsewhere
	hidden   map[*types.TypeName][]types.Type // the interfaces that values of a type are converted to
	changed  [][2]types.Type                  // conversions and assertions of interfaces: from, to
	found    map[*types.Func][]*ssa.Function  // memo of implementing
	prog     *ssa.Program
	pkg      *types.Package
	named    []*types.Named // that the package declares, but for generic ones
}

func newImplementations(fns []*ssa.Function) *implementations {
	m := &implementations{
		hidden: make(map[*types.TypeName][]types.Type), found: make(map[*types.Func][]*ssa.Function),
		prog: fns[0].Prog, pkg: fns[0].Pkg.Pkg, named: declaredTypes(fns[0].Pkg.Pkg),
	}
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch i := instr.(type) {
				case *ssa.MakeInterface:
					if declaredIn(i.Type(), m.pkg) {
						m.convert(i.X.Type(), i.Type())
					}
					if n := named(i.X.Type()); n != nil {
						m.hidden[n.Obj()] = append(m.hidden[n.Obj()], i.Type())
					}
				case *ssa.ChangeInterface:
					m.open.Set(i.Type(), true)
					m.changed = append(m.changed, [2]types.Type{i.X.Type(), i.Type()})
				case *ssa.TypeAssert:
					m.open.Set(i.AssertedType, true)
					m.changed = append(m.changed, [2]types.Type{i.X.Type(), i.AssertedType})
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
	for n := range m.concreteTypes() {
		for own := range n.Methods() {
			if own.Name() == method.Name() && types.Identical(own.Signature(), method.Signature()) {
				list = append(list, types.NewPointer(n))
			}
		}
	}
	return list
}

// concreteTypes returns the types that the package declares for itself, but for
// generic ones and interfaces.
func (m *implementations) concreteTypes() iter.Seq[*types.Named] {
	return func(yield func(*types.Named) bool) {
		for _, n := range m.named {
			if !types.IsInterface(n) && !yield(n) {
				return
			}
		}
	}
}

func declaredTypes(pkg *types.Package) (list []*types.Named) {
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		t, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || t.IsAlias() {
			continue
		}
		if n, ok := t.Type().(*types.Named); ok && n.TypeParams() == nil {
			list = append(list, n)
		}
	}
	return list
}

// methods returns the methods of the interfaces that the package declares.
func (m *implementations) methods() (list []*types.Func) {
	for _, n := range m.named {
		if i, ok := n.Underlying().(*types.Interface); ok {
			list = slices.AppendSeq(list, i.ExplicitMethods())
		}
	}
	return list
}

// implementing returns the functions with bodies that implement a method of an
// interface of the package in a type of the package.
func (m *implementations) implementing(method *types.Func) []*ssa.Function {
	if fns, ok := m.found[method]; ok {
		return fns
	}
	var fns []*ssa.Function
	if i, ok := method.Signature().Recv().Type().Underlying().(*types.Interface); ok && method.Pkg() == m.pkg {
		for n := range m.concreteTypes() {
			p := types.NewPointer(n)
			if !types.Implements(p, i) {
				continue
			}
			sel := m.prog.MethodSets.MethodSet(p).Lookup(method.Pkg(), method.Name())
			if fn := m.prog.FuncValue(sel.Obj().(*types.Func)); fn != nil && len(fn.Blocks) > 0 {
				fns = append(fns, fn)
			}
		}
	}
	m.found[method] = fns
	return fns
}

// hide reports whether the package hides a method behind no other interfaces
// than its own, whose calls are known to reach the method. Another package that
// converts values of the type to its own interfaces knows that as well.
func (m *implementations) hide(method *types.Func) bool {
	n := named(method.Signature().Recv().Type())
	if n == nil {
		return false
	}
	known := slices.Clone(m.hidden[n.Obj()])
	for i := 0; i < len(known); i++ {
		own := named(known[i])
		if quicapi.Method(known[i], method.Name()) != nil && (own == nil || own.Obj().Pkg() != m.pkg) {
			return false
		}
		for _, c := range m.changed {
			if types.Identical(c[0], known[i]) && types.IsInterface(c[1]) && !slices.ContainsFunc(known, func(t types.Type) bool { return types.Identical(t, c[1]) }) {
				known = append(known, c[1])
			}
		}
	}
	return true
}

// named returns the type that t is, or points to, if that has a name.
func named(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// converted returns the methods of other packages that a call of a method of an
// interface of the package can reach, as far as the conversions are in view.
func (m *implementations) converted(call *ssa.CallCommon) (list []*types.Func) {
	if !call.IsInvoke() {
		return nil
	}
	concrete, _ := m.concrete.At(call.Value.Type()).([]types.Type)
	for _, t := range concrete {
		if fn := quicapi.Method(t, call.Method.Name()); fn != nil && fn.Pkg() != m.pkg {
			list = append(list, fn)
		}
	}
	return list
}

// seen returns the functions in view that a call of an interface method can
// reach. There may be others.
func (m *implementations) seen(call *ssa.CallCommon) []*ssa.Function {
	if !call.IsInvoke() {
		return nil
	}
	if fns := m.of(call); fns != nil {
		return fns
	}
	return m.implementing(call.Method)
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
