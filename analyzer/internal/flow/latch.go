package flow

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A latch is an unexported field, a flag or a channel, that its package sets
// only where it then ends a resource or connection on every path. Whoever finds
// it set need not end what is kept beside it: somebody does.

// isLatched reports whether the address of a flag or channel that is set is that
// of the latch of an object that has the resource, or its connection.
func (w *walker) isLatched(s *state, a *ssa.FieldAddr) bool {
	if !s.owed || s.stale || a == nil || !w.isLatch(FieldVar(a.X.Type(), a.Field)) {
		return false
	}
	of := w.atom(w.unbox(w.value(s, a.X)))
	return w.reaches(s, of) || w.hasParent(s, []value{of})
}

// A latchAt is an instruction that changes what may be a latch.
type latchAt struct {
	block *ssa.BasicBlock
	n     int  // its index there
	sets  bool // it does no more than to set it for good
}

// isLatch reports whether a field is a latch.
func (e *Engine) isLatch(f *types.Var) bool {
	is, known := e.latches[f]
	if known {
		return is
	}
	if e.latchUses == nil {
		e.latchUses = make(map[*types.Var][]latchAt)
		for _, fn := range e.fns {
			e.findLatches(fn)
		}
	}
	uses := e.latchUses[f]
	is = len(uses) > 0 && !slices.ContainsFunc(uses, func(u latchAt) bool {
		return !u.sets || !e.endsAfter(u.block, u.n+1, make(map[*ssa.BasicBlock]bool))
	})
	e.latches[f] = is
	return is
}

func (e *Engine) findLatches(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for n, instr := range b.Instrs {
			if f, sets := latchUse(instr); f != nil && !f.Exported() {
				e.latchUses[f] = append(e.latchUses[f], latchAt{b, n, sets})
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		e.findLatches(literal)
	}
}

// endsAfter reports whether every path from the n'th instruction of a block ends
// a resource or connection, or the process, where there is one to end.
func (e *Engine) endsAfter(b *ssa.BasicBlock, n int, seen map[*ssa.BasicBlock]bool) bool {
	for _, instr := range b.Instrs[n:] {
		switch i := instr.(type) {
		case ssa.CallInstruction:
			if e.ends(i.Common()) {
				return true
			}
		case *ssa.Return:
			return false
		case *ssa.If:
			for k, to := range b.Succs {
				if shownSet(i.Cond, k == 0) != nil || shownNil(i.Cond, k == 0) || seen[to] {
					continue
				}
				seen[to] = true
				if !e.endsAfter(to, 0, seen) {
					return false
				}
			}
			return true
		}
	}
	for _, to := range b.Succs {
		if !seen[to] {
			seen[to] = true
			if !e.endsAfter(to, 0, seen) {
				return false
			}
		}
	}
	return true
}

// ends reports whether a call ends a resource or connection, in a function in
// view that it calls if need be.
func (e *Engine) ends(c *ssa.CallCommon) bool {
	direct := func(c *ssa.CallCommon) bool {
		effect := e.model.Effect(c)
		return effect.Releases != 0 || effect.Closes || e.endsParent(c)
	}
	to := c.StaticCallee()
	return direct(c) || to != nil && e.anyCall(to, make(map[*ssa.Function]bool), direct)
}

// latchUse returns the field that an instruction changes from what it is at
// first; sets is false if it may do something else with the field than to set it
// for good. Of an instruction that does neither it returns nothing.
func latchUse(instr ssa.Instruction) (f *types.Var, sets bool) {
	switch i := instr.(type) {
	case *ssa.Store:
		a, ok := i.Addr.(*ssa.FieldAddr)
		if !ok {
			return nil, false
		}
		f := FieldVar(a.X.Type(), a.Field)
		if _, isChan := f.Type().Underlying().(*types.Chan); isChan || isZeroConst(i.Val) && freshlyMade(a.X) {
			return nil, false
		}
		return f, isSetConst(i.Val)
	case ssa.CallInstruction:
		c := i.Common()
		if b, ok := c.Value.(*ssa.Builtin); ok {
			if b.Name() == "close" {
				if a := loadedFrom(c.Args[0]); a != nil {
					return FieldVar(a.X.Type(), a.Field), true
				}
			}
			return nil, false
		}
		for n, arg := range c.Args {
			a, ok := arg.(*ssa.FieldAddr)
			if !ok {
				continue
			}
			f := FieldVar(a.X.Type(), a.Field)
			op := atomicOp(c)
			switch {
			case n > 0 || op == "":
				return f, false // its address is passed on
			case op == "Load":
				return nil, false
			}
			return f, isSetConst(c.Args[len(c.Args)-1])
		}
	}
	return nil, false
}

// freshlyMade reports whether a pointer is that of an object the function makes.
func freshlyMade(v ssa.Value) bool {
	_, ok := v.(*ssa.Alloc)
	return ok
}

// shownSet returns the address of the flag or channel that is known to be set, by
// somebody else, where a condition has the given outcome.
func shownSet(cond ssa.Value, holds bool) *ssa.FieldAddr {
	switch v := cond.(type) {
	case *ssa.UnOp:
		switch v.Op {
		case token.NOT:
			return shownSet(v.X, !holds)
		case token.MUL:
			if holds {
				return loadedFrom(v)
			}
		}
	case *ssa.Call:
		switch op := atomicOp(&v.Call); {
		case op == "Load" && holds, op == "Swap" && holds, op == "CompareAndSwap" && !holds && isZeroConst(v.Call.Args[1]):
			return loadedFrom(v)
		}
	case *ssa.BinOp:
		if v.Op != token.EQL && v.Op != token.NEQ {
			return nil
		}
		equal := holds == (v.Op == token.EQL)
		switch {
		case isZeroConst(v.Y) && !equal, isSetConst(v.Y) && equal:
			if a := loadedFrom(v.X); a != nil {
				return a
			}
		}
		if c, ok := v.Y.(*ssa.Const); ok && equal {
			return receivedFrom(v.X, c)
		}
	}
	return nil
}

// receivedFrom returns the address of the channel that a select statement has
// received from, if its index is n.
func receivedFrom(index ssa.Value, n *ssa.Const) *ssa.FieldAddr {
	x, ok := index.(*ssa.Extract)
	if !ok || x.Index != 0 || n.Value == nil {
		return nil
	}
	sel, ok := x.Tuple.(*ssa.Select)
	if !ok {
		return nil
	}
	if i := int(n.Int64()); 0 <= i && i < len(sel.States) && sel.States[i].Dir == types.RecvOnly {
		return loadedFrom(sel.States[i].Chan)
	}
	return nil
}

// shownNil reports whether a value is known to be nil where a condition has the
// given outcome.
func shownNil(cond ssa.Value, holds bool) bool {
	b, ok := cond.(*ssa.BinOp)
	if !ok || b.Op != token.EQL && b.Op != token.NEQ {
		return false
	}
	c, ok := b.Y.(*ssa.Const)
	return ok && c.IsNil() && holds == (b.Op == token.EQL)
}

// loadedFrom returns the address of the field that a value was read from, also by
// sync/atomic.
func loadedFrom(v ssa.Value) *ssa.FieldAddr {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.MUL {
			a, _ := v.X.(*ssa.FieldAddr)
			return a
		}
	case *ssa.ChangeType: // of a channel to one direction
		return loadedFrom(v.X)
	case *ssa.Call:
		if atomicOp(&v.Call) != "" {
			a, _ := v.Call.Args[0].(*ssa.FieldAddr)
			return a
		}
	}
	return nil
}

// atomicOp returns which operation of sync/atomic a call is, without the name of
// the type, or nothing.
func atomicOp(c *ssa.CallCommon) string {
	to := c.StaticCallee()
	if to == nil || to.Object() == nil || to.Object().Pkg() == nil || to.Object().Pkg().Path() != "sync/atomic" || len(c.Args) == 0 {
		return ""
	}
	i := slices.IndexFunc(atomicOps, func(op string) bool { return strings.HasPrefix(to.Name(), op) })
	if i < 0 {
		return ""
	}
	return atomicOps[i]
}

var atomicOps = []string{"Load", "Store", "Swap", "CompareAndSwap", "Add"}

func isZeroConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && (c.Value == nil || isZeroValue(c.Value))
}

func isSetConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && !isZeroValue(c.Value)
}

func isZeroValue(v constant.Value) bool {
	switch v.Kind() {
	case constant.Bool:
		return !constant.BoolVal(v)
	case constant.Int:
		return constant.Sign(v) == 0
	}
	return false
}
