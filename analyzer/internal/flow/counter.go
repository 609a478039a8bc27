package flow

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Of most loops the rounds are not told apart. One that counts up to a small constant
// and selects elements by its counter, as one over a literal does, is walked round by
// round: each element is that of its round then.

// maxRounds bounds the rounds of such a loop.
const maxRounds = 3

// findCounters notes what counts the rounds of the short loops of a function.
func (e *Engine) findCounters(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			next, start := successor(phi)
			if next == nil {
				continue
			}
			test, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
			if !ok {
				continue
			}
			cmp, ok := test.Cond.(*ssa.BinOp)
			if !ok || cmp.Op != token.LSS || cmp.X != phi && cmp.X != next || !selects(phi) && !selects(next) {
				continue
			}
			bound, ok := fixedNumber(cmp.Y)
			if cmp.X == next {
				bound-- // it has counted before it is compared
			}
			if ok && bound-start <= maxRounds {
				e.counters[phi], e.counters[next], e.counters[cmp.Y] = true, true, true
			}
		}
	}
}

// successor returns what a counter is in the next round, or nil if v counts none, and
// what it is in the first one.
func successor(phi *ssa.Phi) (next *ssa.BinOp, start int64) {
	first := false
	for _, edge := range phi.Edges {
		switch edge := edge.(type) {
		case *ssa.Const:
			if n, ok := fixedNumber(edge); ok && !first {
				first, start = true, n
				continue
			}
		case *ssa.BinOp:
			if step, ok := fixedNumber(edge.Y); ok && step == 1 && edge.Op == token.ADD && edge.X == phi && (next == nil || next == edge) {
				next = edge
				continue
			}
		}
		return nil, 0
	}
	if !first {
		return nil, 0
	}
	return next, start
}

// selects reports whether a counter selects elements, perhaps by a variable of its
// round that function literals capture.
func selects(counter ssa.Value) bool {
	return slices.ContainsFunc(*counter.Referrers(), func(use ssa.Instruction) bool {
		switch use := use.(type) {
		case *ssa.IndexAddr:
			return use.Index == counter
		case *ssa.Index:
			return use.Index == counter
		case *ssa.Store:
			return use.Val == counter
		}
		return false
	})
}

// fixedNumber returns a small constant, or the length of a literal.
func fixedNumber(v ssa.Value) (int64, bool) {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value != nil && v.Value.Kind() == constant.Int {
			return constant.Int64Val(v.Value)
		}
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); !ok || b.Name() != "len" {
			return 0, false
		}
		cut, ok := v.Call.Args[0].(*ssa.Slice)
		if !ok || cut.Low != nil || cut.High != nil {
			return 0, false
		}
		if p, ok := cut.X.Type().Underlying().(*types.Pointer); ok {
			return p.Elem().Underlying().(*types.Array).Len(), true
		}
	}
	return 0, false
}

// count evaluates the arithmetic of a counter, or returns vNone.
func (w *walker) count(s *state, i *ssa.BinOp) value {
	if i.Op != token.ADD && i.Op != token.SUB || !w.isCounted(i.X) && !w.isCounted(i.Y) {
		return vNone
	}
	x, ok := w.number(w.value(s, i.X))
	y, both := w.number(w.value(s, i.Y))
	switch {
	case !ok || !both:
		return vNone
	case i.Op == token.SUB:
		return w.integer(int(x - y))
	}
	return w.integer(int(x + y))
}

// index returns which element an index selects in this round, or anyIndex.
func (w *walker) index(s *state, v ssa.Value) int {
	n, ok := int64(0), false
	if _, fixed := v.(*ssa.Const); fixed || w.isCounted(v) {
		n, ok = w.number(w.value(s, v))
	}
	if !ok || n < 0 || n >= 64 {
		return anyIndex
	}
	return int(n)
}

// isCounted reports whether a value is made of counters and constants, with a counter
// among them.
func (e *Engine) isCounted(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Phi:
		e.info(v.Parent())
		return e.counters[v]
	case *ssa.BinOp:
		if v.Op != token.ADD && v.Op != token.SUB {
			return false
		}
		_, x := fixedNumber(v.X)
		_, y := fixedNumber(v.Y)
		return y && e.isCounted(v.X) || x && e.isCounted(v.Y)
	case *ssa.UnOp:
		at := variableOf(v.X)
		return v.Op == token.MUL && at != nil && !slices.ContainsFunc(*at.Referrers(), func(use ssa.Instruction) bool {
			st, ok := use.(*ssa.Store)
			return ok && st.Addr == at && !e.counters[st.Val]
		})
	}
	return false
}

// variableOf returns the variable at an address, also where a function literal has
// captured it, or nil.
func variableOf(addr ssa.Value) *ssa.Alloc {
	for {
		v, ok := addr.(*ssa.FreeVar)
		if !ok {
			at, _ := addr.(*ssa.Alloc)
			return at
		}
		made := closuresOf(v.Parent())
		if len(made) == 0 {
			return nil
		}
		addr = made[0].Bindings[slices.Index(v.Parent().FreeVars, v)]
	}
}

// isCounter reports whether a key of a state is a counter: states of different rounds
// are kept apart.
func (w *walker) isCounter(key value) bool {
	sh := &w.shapes[key]
	return sh.kind == register && len(w.counters) > 0 && w.counters[sh.value()]
}
