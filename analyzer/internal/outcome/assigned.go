package outcome

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
)

// assigned knows the unexported variables and fields of func type to which the
// package assigns one function and nothing else: a call of what they hold can
// only reach that.
type assigned map[*types.Var]*ssa.Function // nil if there are several, or one that is not known

func newAssigned(fns []*ssa.Function) assigned {
	a := make(assigned)
	pkg := fns[0].Pkg
	hasVariables := false
	for _, m := range pkg.Members {
		g, ok := m.(*ssa.Global)
		hasVariables = hasVariables || ok && a.concerns(funcVariable(g), pkg.Pkg)
	}
	for _, fn := range fns {
		a.addFields(fn, pkg.Pkg)
		if hasVariables {
			a.addVariables(fn, pkg.Pkg)
		}
	}
	return a
}

func (assigned) concerns(v *types.Var, pkg *types.Package) bool {
	return v != nil && !v.Exported() && v.Pkg() == pkg
}

func (a assigned) addFields(fn *ssa.Function, pkg *types.Package) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			addr, ok := instr.(*ssa.FieldAddr)
			if !ok {
				continue
			}
			if f := funcVariable(addr); a.concerns(f, pkg) {
				for _, use := range *addr.Referrers() {
					a.add(f, addr, use)
				}
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		a.addFields(literal, pkg)
	}
}

// addVariables looks at all operands, since SSA form has no list of the uses of a
// variable.
func (a assigned) addVariables(fn *ssa.Function, pkg *types.Package) {
	var operands []*ssa.Value
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			operands = instr.Operands(operands[:0])
			for _, op := range operands {
				if g, ok := (*op).(*ssa.Global); ok {
					if v := funcVariable(g); a.concerns(v, pkg) {
						a.add(v, g, instr)
					}
				}
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		a.addVariables(literal, pkg)
	}
}

// add adds a use of the address of a variable.
func (a assigned) add(v *types.Var, addr ssa.Value, use ssa.Instruction) {
	switch use := use.(type) {
	case *ssa.UnOp: // it is read
	case *ssa.Store:
		if use.Addr == addr {
			a.assign(v, use.Val)
			return
		}
		a[v] = nil
	default:
		a[v] = nil // its address is taken
	}
}

func (a assigned) assign(v *types.Var, val ssa.Value) {
	if c, ok := val.(*ssa.Const); ok && c.IsNil() {
		return
	}
	fn, _ := val.(*ssa.Function)
	if c, ok := val.(*ssa.MakeClosure); ok {
		fn = c.Fn.(*ssa.Function)
	}
	if other, seen := a[v]; seen && other != fn || fn != nil && fn.Synthetic != "" {
		fn = nil
	}
	a[v] = fn
}

// has reports whether a function is the only one in a variable or field.
func (a assigned) has(fn *ssa.Function) bool {
	for _, only := range a {
		if only == fn {
			return true
		}
	}
	return false
}

// callee returns the function that a call reaches, if that is known from the
// call alone.
func (a assigned) callee(call *ssa.CallCommon) *ssa.Function {
	if call.IsInvoke() {
		return nil
	}
	if fn := call.StaticCallee(); fn != nil {
		if o := fn.Origin(); o != nil {
			return o
		}
		return fn
	}
	switch v := call.Value.(type) {
	case *ssa.UnOp:
		return a[funcVariable(v.X)]
	case *ssa.Field:
		return a[fieldOfFunc(v.X.Type(), v.Field)]
	}
	return nil
}

// funcVariable returns the variable or field of func type that has an address.
func funcVariable(addr ssa.Value) *types.Var {
	switch addr := addr.(type) {
	case *ssa.Global:
		if v, ok := addr.Object().(*types.Var); ok && isFunc(v) {
			return v
		}
	case *ssa.FieldAddr:
		return fieldOfFunc(addr.X.Type(), addr.Field)
	}
	return nil
}

func fieldOfFunc(t types.Type, i int) *types.Var {
	if f := flow.FieldVar(t, i); f != nil && isFunc(f) {
		return f
	}
	return nil
}

func isFunc(v *types.Var) bool {
	_, ok := v.Type().Underlying().(*types.Signature)
	return ok
}
