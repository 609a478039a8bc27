package flow

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// ClosesOnce reports whether a function ends the resource or a connection
// behind a guard by which only the first call does: a flag that it tests and
// sets, or a channel that it receives from and closes. When it returns early,
// somebody else has ended it.
func (e *Engine) ClosesOnce(fn *ssa.Function) bool {
	if known, ok := e.closesOnce[fn]; ok {
		return known
	}
	e.closesOnce[fn] = hasGuard(fn) && e.anyCall(fn, make(map[*ssa.Function]bool), func(c *ssa.CallCommon) bool {
		effect := e.model.Effect(c)
		return effect.EndsParent != 0 || effect.Releases != 0
	})
	return e.closesOnce[fn]
}

// hasGuard reports whether a function tests and changes the same field.
func hasGuard(fn *ssa.Function) bool {
	tested, changed := make(map[string]bool), make(map[string]bool)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch i := instr.(type) {
			case *ssa.If:
				for _, f := range fieldsIn(i.Cond) {
					tested[f] = true
				}
			case *ssa.Select:
				for _, st := range i.States {
					for _, f := range fieldsIn(st.Chan) {
						tested[f] = true
					}
				}
			case *ssa.Store:
				if a, ok := i.Addr.(*ssa.FieldAddr); ok {
					changed[fieldKey(a)] = true
				}
			case ssa.CallInstruction:
				c := i.Common()
				if b, ok := c.Value.(*ssa.Builtin); ok && b.Name() == "close" {
					for _, f := range fieldsIn(c.Args[0]) {
						changed[f] = true
					}
				}
				if f, name := atomicField(c); name == "Store" {
					changed[f] = true
				} else if isSwap(name) {
					return true
				}
			}
		}
	}
	for f := range tested {
		if changed[f] {
			return true
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, hasGuard)
}

// isSwap reports whether a method of sync/atomic tests and sets at once.
func isSwap(name string) bool {
	return strings.HasPrefix(name, "CompareAndSwap") || strings.HasPrefix(name, "Swap")
}

// atomicField returns the field of an atomic type that a method is called on,
// and the method's name.
func atomicField(c *ssa.CallCommon) (field, method string) {
	to := c.StaticCallee()
	if to == nil || len(c.Args) == 0 {
		return "", ""
	}
	if a, ok := c.Args[0].(*ssa.FieldAddr); ok {
		return fieldKey(a), to.Name()
	}
	return "", ""
}

// fieldsIn returns the fields that a condition or channel is read from.
func fieldsIn(v ssa.Value) []string {
	switch v := v.(type) {
	case *ssa.UnOp:
		if a, ok := v.X.(*ssa.FieldAddr); ok {
			return []string{fieldKey(a)}
		}
		return fieldsIn(v.X)
	case *ssa.Call:
		if f, name := atomicField(&v.Call); name == "Load" {
			return []string{f}
		}
	case *ssa.BinOp:
		return append(fieldsIn(v.X), fieldsIn(v.Y)...)
	}
	return nil
}

func fieldKey(a *ssa.FieldAddr) string {
	if f := FieldVar(a.X.Type(), a.Field); f != nil {
		return f.Id()
	}
	return ""
}
