package flow

import (
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What is in a map that others have, they have as well, and may end. If the path
// deletes the entry again before it has waited for anything, nobody had the time to,
// and nobody can any more.

// The pseudo fields of the resource, or of an object, that is in such a map.
const (
	mapIndex  = -7 // the map
	keyIndex  = -8 // the key of its entry there
	loanIndex = -9 // set if the resource is parked for that reason
)

// publish notes that what v leads to is in a map that others have: whatever is
// stored into it later, they have as well.
func (w *walker) publish(s *state, v value, i *ssa.MapUpdate) {
	for _, o := range slices.Sorted(maps.Keys(w.reachable(s, []value{v}))) {
		if !w.isObject(o) && o != vResource {
			continue
		}
		m, k := w.unbox(w.value(s, i.Map)), w.value(s, i.Key)
		if w.published(s, o) {
			m, k = vNone, vNone // several entries have it
		}
		s.env.set(w.field(o, mapIndex), m)
		s.env.set(w.field(o, keyIndex), k)
	}
}

func (w *walker) published(s *state, o value) bool {
	_, ok := s.env.get(w.field(o, mapIndex))
	return ok
}

// lend parks the resource with those who have the map that leads to o.
func (w *walker) lend(c cursor, k TransferKind, at ssa.Instruction, f *types.Var, o value) []cursor {
	trusted := w.isTrusted(c.state)
	out := w.hand(c, k, at, f)
	if len(out) == 0 || trusted {
		return out
	}
	c.env.set(w.field(o, loanIndex), vTrue)
	if o != vResource { // which may get out of sight
		for _, i := range []int{mapIndex, keyIndex, loanIndex} {
			v, _ := c.env.get(w.field(o, i))
			c.env.set(w.field(vResource, i), v)
		}
	}
	return out
}

// deleteEntry takes back what is in an entry that is deleted.
func (w *walker) deleteEntry(s *state, m, k value) {
	var freed []value
	for _, e := range s.env {
		if sh := w.shapes[e.key]; w.isLoanKey(e.key) && sh.index == mapIndex && e.val == w.unbox(m) {
			if key, _ := s.env.get(w.field(sh.base, keyIndex)); key == k {
				freed = append(freed, sh.base)
			}
		}
	}
	for _, o := range freed {
		s.env.remove(w.field(o, mapIndex))
		s.env.remove(w.field(o, keyIndex))
		if lent, _ := s.env.get(w.field(o, loanIndex)); lent == vTrue {
			s.parked = 0
		}
	}
	if len(freed) > 0 {
		w.keepLoans(s)
	}
}

func (w *walker) isLoan(e pair) bool {
	return w.isLoanKey(e.key) && w.shapes[e.key].index == loanIndex && e.val == vTrue
}

// isLoanKey reports whether a key of the environment is no location, but tells in
// which map something is.
func (w *walker) isLoanKey(k value) bool {
	sh := &w.shapes[k]
	return sh.kind == field && loanIndex <= sh.index && sh.index <= mapIndex
}

func (w *walker) isLent(s *state) bool { return s.parked > 0 && slices.ContainsFunc(s.env, w.isLoan) }

// keepLoans makes loans last: somebody had the time to end the resource.
func (w *walker) keepLoans(s *state) {
	if s.parked > 0 {
		s.env.filter(func(e pair) bool { return !w.isLoan(e) })
	}
}

// isQuick reports whether a call waits for nothing that others do, as far as can
// be seen. One that runs a func in view is judged by what that does.
func (w *walker) isQuick(to callee, effect Effect) bool {
	if to.fn != nil && len(to.fn.Blocks) > 0 {
		return !w.mayWait(to.fn, make(map[*ssa.Function]bool))
	}
	quick := effect.Quick
	for _, a := range to.args {
		if fn, _ := w.funcOf(a); fn != nil && len(fn.Blocks) > 0 {
			if w.mayWait(fn, make(map[*ssa.Function]bool)) {
				return false
			}
			quick = true
		}
	}
	return quick
}

// mayWait reports whether a function, or one that it calls, may wait for others.
func (e *Engine) mayWait(fn *ssa.Function, seen map[*ssa.Function]bool) bool {
	if seen[fn] {
		return false
	}
	seen[fn] = true
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if waits(instr) {
				return true
			}
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if _, started := instr.(*ssa.Go); started {
				continue
			}
			common := call.Common()
			if _, ok := common.Value.(*ssa.Builtin); ok {
				continue
			}
			to := common.StaticCallee()
			if to != nil && len(to.Blocks) > 0 {
				if e.mayWait(to, seen) {
					return true
				}
			} else if effect := e.model.Effect(common); !effect.Quick {
				return true
			}
		}
	}
	return false
}

// waits reports whether an instruction other than a call may wait.
func waits(instr ssa.Instruction) bool {
	switch i := instr.(type) {
	case *ssa.UnOp:
		return i.Op == token.ARROW
	case *ssa.Select:
		return i.Blocking
	case *ssa.Send:
		return true
	}
	return false
}
