package advice

import (
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A place is where a value comes from: values of one function with the same place
// are the same. It is a register, or a chain of fields that begins at one.
type place struct {
	root ssa.Value
	path string
}

// placeOf returns the place of a value. What is read from a variable that is
// assigned once has the place of that.
func placeOf(v ssa.Value) place {
	switch v := v.(type) {
	case *ssa.ChangeInterface:
		return placeOf(v.X)
	case *ssa.ChangeType:
		return placeOf(v.X)
	case *ssa.MakeInterface:
		return placeOf(v.X)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			break
		}
		switch from := v.X.(type) {
		case *ssa.Alloc:
			if store := onlyStore(from); store != nil {
				return placeOf(store.Val)
			}
		case *ssa.FreeVar:
			if from := captured(from); from != nil {
				if store := onlyStore(from); store != nil {
					return placeOf(store.Val)
				}
			}
		case *ssa.FieldAddr:
			if base := placeOf(from.X); !storesField(v.Parent(), from.Field, from.X.Type()) {
				return place{base.root, fmt.Sprintf("%s.%d", base.path, from.Field)}
			}
		}
	}
	return place{v, ""}
}

// onlyStore returns the assignment of a variable that has a single one, or nil.
func onlyStore(variable *ssa.Alloc) *ssa.Store {
	var only *ssa.Store
	for _, ref := range *variable.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr != variable || only != nil {
				return nil
			}
			only = ref
		case *ssa.MakeClosure:
			for i, binding := range ref.Bindings {
				if binding == variable && assigns(ref.Fn.(*ssa.Function).FreeVars[i]) {
					return nil
				}
			}
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return nil
		}
	}
	return only
}

// assigns reports whether a function literal may assign a variable of the
// function around it.
func assigns(v *ssa.FreeVar) bool {
	for _, ref := range *v.Referrers() {
		switch ref.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return true
		}
	}
	return false
}

// captured returns the variable of the function around that a function literal
// refers to, or nil.
func captured(v *ssa.FreeVar) *ssa.Alloc {
	fn := v.Parent()
	if fn.Parent() == nil {
		return nil
	}
	for instr := range instructions(fn.Parent()) {
		closure, ok := instr.(*ssa.MakeClosure)
		if !ok || closure.Fn != fn {
			continue
		}
		for i, free := range fn.FreeVars {
			if free == v {
				variable, _ := closure.Bindings[i].(*ssa.Alloc)
				return variable
			}
		}
	}
	return nil
}

// storesField reports whether a function assigns a field of a struct.
func storesField(fn *ssa.Function, field int, ofPointer types.Type) bool {
	for instr := range instructions(fn) {
		if store, ok := instr.(*ssa.Store); ok {
			if to, ok := store.Addr.(*ssa.FieldAddr); ok && to.Field == field && types.Identical(to.X.Type(), ofPointer) {
				return true
			}
		}
	}
	return false
}

// method returns the method that a call calls, and on what; of another call, nil.
func method(call *ssa.CallCommon) (m *types.Func, receiver ssa.Value) {
	if call.IsInvoke() {
		return call.Method, call.Value
	}
	if fn := function(call); fn != nil && fn.Signature().Recv() != nil {
		return fn, call.Args[0]
	}
	return nil, nil
}

// function returns the function or method that a call names, or nil.
func function(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method
	}
	fn := call.StaticCallee()
	if fn == nil {
		return nil
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	obj, _ := fn.Object().(*types.Func)
	return obj
}

// arguments returns the arguments of a call without the receiver.
func arguments(call *ssa.CallCommon) []ssa.Value {
	if m, _ := method(call); m != nil && !call.IsInvoke() {
		return call.Args[1:]
	}
	return call.Args
}

// result returns the n'th result of a call, or nil if nothing refers to it.
func result(call *ssa.Call, n int) ssa.Value {
	if call.Call.Signature().Results().Len() == 1 {
		return call
	}
	for _, ref := range *call.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == n && len(uses(x)) > 0 {
			return x
		}
	}
	return nil
}

// uses returns the instructions that use a value.
func uses(v ssa.Value) []ssa.Instruction {
	var list []ssa.Instruction
	for _, ref := range *v.Referrers() {
		if _, ok := ref.(*ssa.DebugRef); !ok {
			list = append(list, ref)
		}
	}
	return list
}
