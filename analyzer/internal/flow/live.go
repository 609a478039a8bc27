package flow

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// liveness tells which registers of a function are still read, computed
// register by register for those that anybody asks for.
type liveness struct {
	index map[ssa.Instruction]int
	marks []int // of blocks, by the number of the register that they were last marked for
	count int   // of registers
}

// A liveRange is where a register is still needed.
type liveRange struct {
	fn     *ssa.Function
	def    ssa.Instruction // that sets it, unless it is set on the way into a block
	always bool
	last   []use // in the order of blocks
	out    []int // the blocks at whose end it is live, in order
}

// A use is the last one of a register in a block.
type use struct{ block, position int }

// after reports whether a register is read by an instruction of b at or after the
// given index, or by a later block.
func (e *Engine) after(r value, b *ssa.BasicBlock, i int) bool {
	if n := len(e.shapes) - len(e.ranges); n > 0 {
		e.ranges = append(e.ranges, make([]*liveRange, n)...)
	}
	in := e.ranges[r]
	if in == nil {
		v := e.shapes[r].value()
		in = e.info(v.Parent()).liveRange(v)
		e.ranges[r] = in
	}
	if in.always || in.fn != b.Parent() {
		return in.always
	}
	if in.def != nil && in.def.Block() == b && e.info(in.fn).position(in.def) >= i {
		return false // it is about to be set anew
	}
	n, used := slices.BinarySearchFunc(in.last, b.Index, func(u use, block int) int { return u.block - block })
	if used && in.last[n].position >= i {
		return true
	}
	_, live := slices.BinarySearch(in.out, b.Index)
	return live
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

func (l *liveness) liveRange(v ssa.Value) *liveRange {
	if v.Referrers() == nil {
		return &liveRange{always: true}
	}
	var def *ssa.BasicBlock
	if instr, ok := v.(ssa.Instruction); ok {
		def = instr.Block()
	}
	l.count++
	r := &liveRange{fn: v.Parent()}
	if _, isPhi := v.(*ssa.Phi); !isPhi {
		r.def, _ = v.(ssa.Instruction)
	}
	var work []*ssa.BasicBlock
	liveAtEnd := func(b *ssa.BasicBlock) {
		if l.marks[b.Index] == l.count {
			return
		}
		l.marks[b.Index] = l.count
		r.out = append(r.out, b.Index)
		if b != def {
			work = append(work, b)
		}
	}
	liveAtEntry := func(b *ssa.BasicBlock) {
		for _, p := range b.Preds {
			liveAtEnd(p)
		}
	}
	for _, at := range *v.Referrers() {
		b := at.Block()
		if phi, ok := at.(*ssa.Phi); ok {
			for i, e := range phi.Edges {
				if e == v {
					liveAtEnd(b.Preds[i])
				}
			}
			continue
		}
		r.last = append(r.last, use{b.Index, l.position(at)})
		if b != def || !l.definedBefore(v, at) {
			liveAtEntry(b)
		}
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		liveAtEntry(b)
	}
	slices.SortFunc(r.last, func(a, b use) int { return cmp.Or(a.block-b.block, b.position-a.position) })
	r.last = slices.CompactFunc(r.last, func(a, b use) bool { return a.block == b.block })
	slices.Sort(r.out)
	return r
}

// definedBefore reports whether a use in v's own block comes after v.
func (l *liveness) definedBefore(v ssa.Value, use ssa.Instruction) bool {
	def, ok := v.(ssa.Instruction)
	return ok && l.position(def) < l.position(use)
}
