package flow

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// callees returns the functions that a call may reach, as far as the code alone tells:
// one that is named, or those that are assigned to a local variable.
func callees(c *ssa.CallCommon) []*ssa.Function {
	if to := c.StaticCallee(); to != nil {
		return []*ssa.Function{to}
	}
	if c.IsInvoke() {
		return nil
	}
	return heldIn(c.Value, make(map[ssa.Value]bool))
}

// heldIn returns the functions that a func value or variable is seen to hold.
func heldIn(v ssa.Value, seen map[ssa.Value]bool) []*ssa.Function {
	if seen[v] {
		return nil
	}
	seen[v] = true
	var held []*ssa.Function
	switch v := v.(type) {
	case *ssa.Function:
		return []*ssa.Function{v}
	case *ssa.MakeClosure:
		return []*ssa.Function{v.Fn.(*ssa.Function)}
	case *ssa.ChangeType:
		return heldIn(v.X, seen)
	case *ssa.Phi:
		for _, x := range v.Edges {
			held = append(held, heldIn(x, seen)...)
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return heldIn(v.X, seen)
		}
	case *ssa.FreeVar:
		for _, mk := range closuresOf(v.Parent()) {
			held = append(held, heldIn(mk.Bindings[slices.Index(v.Parent().FreeVars, v)], seen)...)
		}
		return append(held, assignedTo(v, seen)...)
	case *ssa.Alloc:
		return assignedTo(v, seen)
	}
	return held
}

// assignedTo returns the functions that a function, or a literal in it, assigns to a
// variable.
func assignedTo(addr ssa.Value, seen map[ssa.Value]bool) []*ssa.Function {
	var stored []*ssa.Function
	for _, use := range *addr.Referrers() {
		switch use := use.(type) {
		case *ssa.Store:
			if use.Addr == addr {
				stored = append(stored, heldIn(use.Val, seen)...)
			}
		case *ssa.MakeClosure:
			if i := slices.Index(use.Bindings, addr); i >= 0 {
				stored = append(stored, heldIn(use.Fn.(*ssa.Function).FreeVars[i], seen)...)
			}
		}
	}
	return stored
}

// closuresOf returns where a function literal is made.
func closuresOf(literal *ssa.Function) []*ssa.MakeClosure {
	if literal.Parent() == nil {
		return nil
	}
	var made []*ssa.MakeClosure
	for _, b := range literal.Parent().Blocks {
		for _, instr := range b.Instrs {
			if mk, ok := instr.(*ssa.MakeClosure); ok && mk.Fn == literal {
				made = append(made, mk)
			}
		}
	}
	return made
}
