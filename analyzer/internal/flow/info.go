package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// funcInfo is what the engine derives once from a function's graph.
type funcInfo struct {
	*liveness
	order    []int  // position of each block, by index, in reverse postorder
	cyclic   []bool // whether a block can reach itself
	canLeave []bool // whether a block can reach a return, a panic, or a wait without end
	// acquire tells which blocks can reach the site acquireOf, the one that
	// is followed now.
	acquire   []bool
	acquireOf *Site
	calls     []bool // whether a block can reach a call
	ends      []bool // whether a block can reach a return or a panic
	spare     *room  // for the next walk
}

// mayCall reports whether anything can be called from a block on.
func (i *funcInfo) mayCall(b *ssa.BasicBlock) bool {
	if i.calls == nil {
		i.calls = reaching(b.Parent(), func(b *ssa.BasicBlock) bool {
			return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
				switch instr.(type) {
				case ssa.CallInstruction, *ssa.RunDefers:
					return true
				}
				return false
			})
		})
	}
	return i.calls[b.Index]
}

// canEnd reports whether the function can end from a block on.
func (i *funcInfo) canEnd(b *ssa.BasicBlock) bool {
	if i.ends == nil {
		i.ends = reaching(b.Parent(), func(b *ssa.BasicBlock) bool {
			return len(b.Succs) == 0 && !slices.ContainsFunc(b.Instrs, isEndless)
		})
	}
	return i.ends[b.Index]
}

// A room is where the states wait that come to the blocks of a function.
type room struct {
	blocks []arrivals
	used   []int // indexes of those that a state has come to
}

// takeRoom returns room for a walk of the function.
func (i *funcInfo) takeRoom() *room {
	r := i.spare
	if i.spare = nil; r == nil {
		r = &room{blocks: make([]arrivals, len(i.order))}
	}
	return r
}

// release gives the room back.
func (i *funcInfo) release(r *room) {
	for _, n := range r.used {
		nodes := r.blocks[n].nodes
		clear(nodes)
		r.blocks[n] = arrivals{nodes: nodes[:0]}
	}
	r.used = r.used[:0]
	i.spare = r
}

// isEndless reports whether an instruction is select {}.
func isEndless(instr ssa.Instruction) bool {
	sel, ok := instr.(*ssa.Select)
	return ok && sel.Blocking && len(sel.States) == 0
}

func (e *Engine) info(fn *ssa.Function) *funcInfo {
	if i, ok := e.infos[fn]; ok {
		return i
	}
	i := &funcInfo{liveness: &liveness{marks: make([]int, len(fn.Blocks))}}
	i.order = reversePostorder(fn)
	i.cyclic = cyclicBlocks(fn)
	i.canLeave = reaching(fn, func(b *ssa.BasicBlock) bool {
		return len(b.Succs) == 0
	})
	e.infos[fn] = i
	e.findCounters(fn)
	return i
}

func reversePostorder(fn *ssa.Function) []int {
	order := make([]int, len(fn.Blocks))
	seen := make([]bool, len(fn.Blocks))
	next := len(fn.Blocks)
	// An explicit stack: generated functions have very many blocks.
	type item struct {
		b *ssa.BasicBlock
		i int
	}
	stack := []item{{fn.Blocks[0], 0}}
	seen[0] = true
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.i < len(top.b.Succs) {
			s := top.b.Succs[top.i]
			top.i++
			if !seen[s.Index] {
				seen[s.Index] = true
				stack = append(stack, item{s, 0})
			}
			continue
		}
		next--
		order[top.b.Index] = next
		stack = stack[:len(stack)-1]
	}
	return order
}

// InLoop is [InLoop], which it finds out once for each function.
func (e *Engine) InLoop(b *ssa.BasicBlock) bool { return e.info(b.Parent()).cyclic[b.Index] }

// InLoop reports whether a block can be executed more than once in a call of
// its function.
func InLoop(b *ssa.BasicBlock) bool { return cyclicBlocks(b.Parent())[b.Index] }

// reaching returns for each block whether it satisfies f or can reach a block
// that does.
func reaching(fn *ssa.Function, f func(*ssa.BasicBlock) bool) []bool {
	found := make([]bool, len(fn.Blocks))
	var work []*ssa.BasicBlock
	for _, b := range fn.Blocks {
		if f(b) {
			found[b.Index] = true
			work = append(work, b)
		}
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, p := range b.Preds {
			if !found[p.Index] {
				found[p.Index] = true
				work = append(work, p)
			}
		}
	}
	return found
}

// cyclicBlocks finds the blocks that lie in a strongly connected component of
// more than one block, or are their own successor (Tarjan 1972, without
// recursion).
func cyclicBlocks(fn *ssa.Function) []bool {
	n := len(fn.Blocks)
	cyclic := make([]bool, n)
	index, low := make([]int, n), make([]int, n)
	onStack := make([]bool, n)
	var stack []*ssa.BasicBlock
	type item struct {
		b *ssa.BasicBlock
		i int
	}
	var calls []item
	next := 1
	visit := func(b *ssa.BasicBlock) {
		index[b.Index], low[b.Index] = next, next
		next++
		stack = append(stack, b)
		onStack[b.Index] = true
		calls = append(calls, item{b, 0})
	}
	for _, b := range fn.Blocks {
		if index[b.Index] != 0 {
			continue
		}
		visit(b)
		for len(calls) > 0 {
			top := &calls[len(calls)-1]
			v := top.b.Index
			if top.i < len(top.b.Succs) {
				s := top.b.Succs[top.i]
				top.i++
				switch {
				case s == top.b:
					cyclic[v] = true
				case index[s.Index] == 0:
					visit(s)
				case onStack[s.Index]:
					low[v] = min(low[v], index[s.Index])
				}
				continue
			}
			calls = calls[:len(calls)-1]
			if len(calls) > 0 {
				p := calls[len(calls)-1].b.Index
				low[p] = min(low[p], low[v])
			}
			if low[v] != index[v] {
				continue
			}
			alone := stack[len(stack)-1].Index == v
			for {
				b := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				onStack[b.Index] = false
				if !alone {
					cyclic[b.Index] = true
				}
				if b.Index == v {
					break
				}
			}
		}
	}
	return cyclic
}
