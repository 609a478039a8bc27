package flow

import "golang.org/x/tools/go/ssa"

// liveness tells which registers of a function are still read, computed
// register by register for those that anybody asks for.
type liveness struct {
	ranges map[ssa.Value]liveRange
	index  map[ssa.Instruction]int
}

// A liveRange is where a register is still needed.
type liveRange struct {
	last map[*ssa.BasicBlock]int  // the position of its last use in a block
	out  map[*ssa.BasicBlock]bool // whether it is live at the end of a block
}

func newLiveness() *liveness {
	return &liveness{ranges: make(map[ssa.Value]liveRange)}
}

// after reports whether v is read by an instruction of b at or after the
// given index, or by a later block.
func (l *liveness) after(v ssa.Value, b *ssa.BasicBlock, i int) bool {
	if v.Referrers() == nil {
		return true
	}
	r := l.liveRange(v)
	last, used := r.last[b]
	return used && last >= i || r.out[b]
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

func (l *liveness) liveRange(v ssa.Value) liveRange {
	if r, ok := l.ranges[v]; ok {
		return r
	}
	var def *ssa.BasicBlock
	if instr, ok := v.(ssa.Instruction); ok {
		def = instr.Block()
	}
	last := make(map[*ssa.BasicBlock]int)
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
		phi, ok := r.(*ssa.Phi)
		if !ok {
			last[r.Block()] = max(last[r.Block()], l.position(r))
		}
		if ok {
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
	r := liveRange{last, out}
	l.ranges[v] = r
	return r
}

// definedBefore reports whether a use in v's own block comes after v.
func (l *liveness) definedBefore(v ssa.Value, use ssa.Instruction) bool {
	def, ok := v.(ssa.Instruction)
	return ok && l.position(def) < l.position(use)
}
