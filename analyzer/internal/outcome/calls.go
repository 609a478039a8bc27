package outcome

import "golang.org/x/tools/go/ssa"

// callersOf returns the calls in view of a function.
func (j *judge) callersOf(fn *ssa.Function) []ssa.CallInstruction {
	if j.callers == nil {
		j.callers = make(map[*ssa.Function][]ssa.CallInstruction)
		for _, from := range j.fns {
			for _, c := range j.calls(from) {
				if to := j.model.Callee(c.Common()); to != nil {
					j.callers[to] = append(j.callers[to], c)
				}
			}
		}
	}
	return j.callers[fn]
}

// calls is [Calls], which lists those of a function once.
func (j *judge) calls(fn *ssa.Function) []ssa.CallInstruction {
	list, ok := j.listed[fn]
	if !ok {
		list = Calls(fn)
		j.listed[fn] = list
	}
	return list
}

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// Calls returns the call instructions of a function and its literals.
func Calls(fn *ssa.Function) []ssa.CallInstruction { return appendCalls(nil, fn) }

func appendCalls(list []ssa.CallInstruction, fn *ssa.Function) []ssa.CallInstruction {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if c, ok := instr.(ssa.CallInstruction); ok {
				list = append(list, c)
			}
		}
	}
	for _, a := range fn.AnonFuncs {
		list = appendCalls(list, a)
	}
	return list
}

// calleesFirst orders some of all functions of a package so that callees, which are
// added, come before their callers, as far as recursion permits.
func (j *judge) calleesFirst(all, some []*ssa.Function) []*ssa.Function {
	ours := make(map[*ssa.Function]bool, len(all))
	for _, f := range all {
		ours[f] = true
	}
	seen := make(map[*ssa.Function]bool, len(some))
	var order []*ssa.Function
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		if !ours[fn] || seen[fn] {
			return
		}
		seen[fn] = true
		for _, c := range j.calls(fn) {
			if to := j.send.Callee(c.Common()); to != nil {
				visit(outermost(to))
			}
			for _, to := range j.send.impls.seen(c.Common()) {
				visit(to)
			}
		}
		order = append(order, fn)
	}
	for _, f := range some {
		visit(f)
	}
	return order
}
