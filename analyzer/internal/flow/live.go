package flow

import "golang.org/x/tools/go/ssa"

// liveness tells which registers of a function are still read, computed
// register by register for those that anybody asks for.
type liveness struct {
	out   map[ssa.Value]map[*ssa.BasicBlock]bool // blocks at whose end the register is live
	index map[ssa.Instruction]int
}

func newLiveness() *liveness {
	return &liveness{out: make(map[ssa.Value]map[*ssa.BasicBlock]bool)}
}

// after reports whether v is read by an instruction of b at or after the
// given index, or by a later block.
func (l *liveness) after(v ssa.Value, b *ssa.BasicBlock, i int) bool {
	refs := v.Referrers()
	if refs == nil {
		return true
	}
	for _, r := range *refs {
		if _, phi := r.(*ssa.Phi); !phi && r.Block() == b && l.position(r) >= i {
			return true
		}
	}
	return l.liveOut(v)[b]
}

// position returns the index of an instruction in its block.
func (l *liveness) position(instr ssa.Instruction) int {
	if l.index == nil {
		l.index = make(map[ssa.Instruction]int)
	}
	i, ok := l.index[instr]
	if !ok {
		for j, other := range instr.Block().Instrs {
			l.index[other] = j
		}
		i = l.index[instr]
	}
	return i
}

func (l *liveness) liveOut(v ssa.Value) map[*ssa.BasicBlock]bool {
	if out, ok := l.out[v]; ok {
		return out
	}
	var def *ssa.BasicBlock
	if instr, ok := v.(ssa.Instruction); ok {
		def = instr.Block()
	}
	out := make(map[*ssa.BasicBlock]bool)
	var work []*ssa.BasicBlock
	liveAtEnd := func(b *ssa.BasicBlock) {
		if !out[b] {
			out[b] = true
			if b != def {
				work = append(work, b)
			}
		}
	}
	liveAtEntry := func(b *ssa.BasicBlock) {
		for _, p := range b.Preds {
			liveAtEnd(p)
		}
	}
	for _, r := range *v.Referrers() {
		if phi, ok := r.(*ssa.Phi); ok {
			for i, e := range phi.Edges {
				if e == v {
					liveAtEnd(phi.Block().Preds[i])
				}
			}
		} else if b := r.Block(); b != def || !l.definedBefore(v, r) {
			liveAtEntry(b)
		}
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		liveAtEntry(b)
	}
	l.out[v] = out
	return out
}

// definedBefore reports whether a use in v's own block comes after v.
func (l *liveness) definedBefore(v ssa.Value, use ssa.Instruction) bool {
	def, ok := v.(ssa.Instruction)
	return ok && l.position(def) < l.position(use)
}
