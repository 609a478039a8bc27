package outcome

import (
	"go/token"
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
	pkg := fns[0].Pkg.Pkg
	for _, fn := range fns {
		a.add(fn, pkg)
	}
	return a
}

func (a assigned) add(fn *ssa.Function, pkg *types.Package) {
	var operands []*ssa.Value
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			st, isStore := instr.(*ssa.Store)
			load, isLoad := instr.(*ssa.UnOp)
			operands = instr.Operands(operands[:0])
			for _, op := range operands {
				v := funcVariable(*op)
				switch {
				case v == nil || v.Exported() || v.Pkg() != pkg || isLoad && load.Op == token.MUL:
				case isStore && st.Addr == *op:
					a.assign(v, st.Val)
				default:
					a[v] = nil // its address is taken
				}
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		a.add(literal, pkg)
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
