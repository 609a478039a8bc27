package fix

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A keeper looks for what is made of a stream and outlives the function: a
// parser of what it reads, say, in an object that is returned. Such uses are
// borrows, and the stream leaks, but to close it would break them.
type keeper map[use]bool

// A use is a value that leads to the stream, or, if made is set, that was made
// of it by a call.
type use struct {
	v    ssa.Value
	made bool
}

// kept reports whether a value, or what is made of it, is kept.
func (k keeper) kept(v ssa.Value, made bool) bool {
	if k[use{v, made}] || v.Referrers() == nil || made && harmlessType(v.Type()) {
		return false
	}
	k[use{v, made}] = true
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool { return k.keptBy(r, v, made) })
}

// keptBy reports whether an instruction keeps a value, or what it makes of it.
func (k keeper) keptBy(r ssa.Instruction, v ssa.Value, made bool) bool {
	switch r := r.(type) {
	case *ssa.Return, *ssa.MapUpdate, *ssa.Send:
		return made
	case *ssa.Store:
		if r.Val != v {
			return false
		}
		base := r.Addr
		for {
			switch addr := base.(type) {
			case *ssa.FieldAddr:
				base = addr.X
				continue
			case *ssa.IndexAddr:
				base = addr.X
				continue
			}
			break
		}
		if _, local := base.(*ssa.Alloc); local {
			return k.kept(base, made)
		}
		return made
	case *ssa.MakeClosure:
		fn := r.Fn.(*ssa.Function)
		for i, b := range r.Bindings {
			if b == v && k.kept(fn.FreeVars[i], made) {
				return true
			}
		}
		return k.kept(r, made)
	case ssa.CallInstruction:
		return k.keptByCall(r, v, made)
	case *ssa.BinOp, *ssa.If, *ssa.DebugRef, *ssa.Panic:
		return false
	case ssa.Value:
		return k.kept(r, made)
	}
	return false
}

func (k keeper) keptByCall(call ssa.CallInstruction, v ssa.Value, made bool) bool {
	common := call.Common()
	if _, ok := call.(*ssa.Go); ok && made {
		return true
	}
	to := common.StaticCallee()
	operands := common.Args
	if common.IsInvoke() {
		operands = append([]ssa.Value{common.Value}, operands...)
	}
	receiver := common.Signature().Recv() != nil || common.IsInvoke()
	for i, arg := range operands {
		if arg != v {
			continue
		}
		if _, closure := arg.(*ssa.MakeClosure); closure && made && (to == nil || len(to.Blocks) == 0) {
			return true
		}
		if to != nil && i < len(to.Params) && k.kept(to.Params[i], made) {
			return true
		}
		if value, ok := call.(*ssa.Call); ok && (made || i > 0 || !receiver) && k.kept(value, true) {
			return true
		}
	}
	return false
}

// harmlessType reports whether values of a type are data, that nothing can be
// read from or written to by.
func harmlessType(t types.Type) bool {
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	return plain(t)
}
