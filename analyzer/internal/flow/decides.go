package flow

import "golang.org/x/tools/go/ssa"

// Of the branches on a path the one to tell of is the last that decided anything: on its
// other side the obligation may end.

// noteEnd notes that the obligation ends, or is handed on, on some path through the
// block that is walked now, and so in the calls that this is inside of.
func (w *walker) noteEnd() {
	w.endsIn[w.here] = true
	w.noteEndInside()
}

// noteEndOn notes that a condition shows that the obligation has ended.
func (w *walker) noteEndOn(i *ssa.If, taken bool) {
	w.endsOn[edgeOf(i, taken)] = true
	w.noteEndInside()
}

func (w *walker) noteEndInside() {
	for e := w.entrance; e != nil; e = e.outer {
		w.endsIn[e.step.instr.Block()] = true
	}
}

// An edge is one of the ways out of a block.
type edge struct {
	from *ssa.BasicBlock
	succ int
}

// edgeOf returns the edge that a condition leads to.
func edgeOf(i *ssa.If, taken bool) edge {
	if taken {
		return edge{i.Block(), 0}
	}
	return edge{i.Block(), 1}
}

// decides reports whether the obligation may end on the way that a branch did not go,
// before the resource is acquired again. The branch lies inside calls from the given
// blocks, the innermost last.
func (w *walker) decides(s *traceStep, calls []*ssa.BasicBlock) bool {
	var others []edge
	from := func(b *ssa.BasicBlock) {
		for i := range b.Succs {
			others = append(others, edge{b, i})
		}
	}
	switch s.kind {
	case Selected:
		if w.endsIn[s.instr.Block()] { // a case may hand the resource on
			return true
		}
		from(s.instr.Block())
	case Branch:
		others = append(others, edgeOf(s.instr.(*ssa.If), !s.taken))
	}
	seen := make(map[edge]bool)
	for len(others) > 0 {
		e := others[0]
		others = others[1:]
		to := e.from.Succs[e.succ]
		switch {
		case seen[e]:
		case w.endsOn[e]:
			return true
		case w.site != nil && to == w.site.Call.Block():
		case w.endsIn[to]:
			return true
		default:
			seen[e] = true
			if from(to); isReturn(to) && len(calls) > 0 {
				for _, b := range calls {
					from(b)
				}
				calls = nil
			}
		}
	}
	return false
}

func isReturn(b *ssa.BasicBlock) bool {
	_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
	return ok
}
