package flow

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Acquire returns the site of a call, yet to be named, with a result that is
// the resource itself.
func Acquire(sig *types.Signature, result int) *Site {
	return &Site{Outcomes: []Outcome{{Result: result}}, Type: sig.Results().At(result).Type()}
}

// Follow follows the resource from a site along all paths of root, the
// outermost function that executes the site.
func (e *Engine) Follow(root *ssa.Function, site *Site) Result {
	w := e.walker(root, site, site.Type)
	w.frugal = true
	exits := w.toSite()
	if w.over {
		brief := e.walker(root, site, site.Type)
		brief.brief = true
		if ends := brief.toSite(); len(brief.leaks) > 0 || len(w.leaks) == 0 {
			w, exits = brief, ends
		}
	}
	r := w.result(exits)
	if len(r.Outcomes) > 0 && w.effects.ended && testsParameter(root) {
		if told := e.outcomesTold(root, site); len(told) > 0 {
			r.Outcomes = told
		}
	}
	return r
}

// outcomesTold returns the outcomes of a function with what the paths tell of its
// parameters: on others, which a caller may know by what it passes, the obligation has
// ended. It returns nothing if the budget ran out.
func (e *Engine) outcomesTold(root *ssa.Function, site *Site) []Outcome {
	w := e.walker(root, site, site.Type)
	w.tells = true
	r := w.result(w.run(&state{}))
	if w.over {
		return nil
	}
	return r.Outcomes
}

// testsParameter reports whether a function has a condition made of its parameters.
func testsParameter(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		i, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		return ok && isFixed(i.Cond)
	})
}

// FollowParam follows the resource that a function gets as a parameter along all
// its paths, as if the function had acquired it.
func (e *Engine) FollowParam(fn *ssa.Function, param int) Result {
	return e.walker(fn, nil, fn.Params[param].Type()).followParam(param)
}

func (w *walker) followParam(param int) Result {
	fn := w.root
	p := fn.Params[param]
	w.reached = true
	s := &state{owed: true}
	s.env.set(w.register(p), vResource)
	for _, q := range fn.Params {
		if q != p && w.model.IsParent(q.Type()) {
			s.env.set(vConn, w.register(q))
		}
	}
	return w.result(w.run(s))
}

// walker returns a walker with what is left of the budget of a function.
func (e *Engine) walker(root *ssa.Function, site *Site, resource types.Type) *walker {
	return &walker{
		Engine: e, root: root, site: site, resource: resource, wrapped: resource != nil && !e.model.IsResource(resource),
		memo: make(map[entryKey]*summary), entered: make(map[entryKey]*entries), transfer: make(map[Transfer]bool), forked: make(map[*ssa.Call]bool), endsIn: make(map[*ssa.BasicBlock]bool), endsOn: make(map[edge]bool), stores: make(map[*types.Var]ssa.Instruction),
		limit: min(maxWork, maxWorkOfAll-e.Spent[root]),
	}
}

// toSite walks the root from its entry, or from the site on if there is a lead to it.
func (w *walker) toSite() []exit {
	if l := w.leadTo(); l != nil {
		return w.goOn(l)
	}
	return w.run(&state{})
}

// run walks the root from a state at its entry.
func (w *walker) run(entry *state) []exit {
	defer func() { w.Spent[w.root] += w.work }()
	return w.walk(w.rootFrame(), entry)
}

func (w *walker) rootFrame() *frame {
	return &frame{funcInfo: w.info(w.root), fn: w.root, root: true}
}

func (w *walker) result(exits []exit) Result {
	r := Result{Reached: w.reached || w.over, Work: w.work}
	leaks := w.leaks
	for _, d := range w.dropped {
		if d.lost && !w.rescued {
			leaks = append(leaks, d.foundLeak)
		}
	}
	for _, l := range leaks {
		if tr, lapse := l.tr.untilLapse(); lapse != nil && l.tr.late {
			l.tr, l.Kind, l.Fn, l.At = tr, lapse.Kind, lapse.Fn, lapse.At
		}
		l.Path = w.steps(l.tr)
		l.AfterWriteError = l.tr.endsWithWriteError()
		l.fails = l.tr.fails()
		r.Leaks = append(r.Leaks, l.Leak)
	}
	if w.over && w.site != nil {
		w.moved(Exhausted, w.site.Call, nil)
	}
	for t := range w.transfer {
		r.Transfers = append(r.Transfers, t)
	}
	// A path on which no write failed says more than any other: whether the
	// obligation is still there after a failed one depends on the error. An end that
	// still owes says more than the acquire being executed again. One
	// without any read says more than one with some, unless there are both kinds
	// of path to it by the same decision: then a loop was left before the first
	// read, which is hardly meant.
	type end struct{ at, decision ssa.Instruction }
	endOf := func(l Leak) end { return end{l.At, lastBranch(l.Path)} }
	read := make(map[end]bool)
	for _, l := range r.Leaks {
		read[endOf(l)] = read[endOf(l)] || l.Read
	}
	slices.SortStableFunc(r.Leaks, func(a, b Leak) int {
		weight := func(l Leak) (n int) {
			switch {
			case l.Read:
				n += 2
			case read[endOf(l)]:
				n += 4
			}
			if l.Kind == AcquiredAgain {
				n++
			}
			if l.fails {
				n += 8
			}
			return n
		}
		return cmp.Or(
			cmp.Compare(weight(a), weight(b)),
			cmp.Compare(pathLen(a.Path), pathLen(b.Path)),
			cmp.Compare(a.At.Pos(), b.At.Pos()),
		)
	})
	slices.SortFunc(r.Transfers, func(a, b Transfer) int {
		return cmp.Or(cmp.Compare(a.At.Pos(), b.At.Pos()), cmp.Compare(a.Kind, b.Kind))
	})
	for _, x := range exits {
		for j, v := range x.results {
			if w.reaches(x.state, v) {
				r.Outcomes = append(r.Outcomes, Outcome{Result: j, exit: &x})
				break
			}
		}
	}
	return r
}

// lastBranch returns the last branch of a path, or nil.
func lastBranch(steps []Step) ssa.Instruction {
	for _, s := range slices.Backward(steps) {
		if s.Kind == Branch {
			return s.Instr
		}
		if last := lastBranch(s.Inside); last != nil {
			return last
		}
	}
	return nil
}

func pathLen(steps []Step) int {
	n := len(steps)
	for _, s := range steps {
		n += pathLen(s.Inside)
	}
	return n
}
