package flow

import "golang.org/x/tools/go/ssa"

// A lead is the walk of a function for as long as nothing is owed. Sites that are
// executed once at most have it in common: what it comes to before such a site, it
// comes to whichever of them is followed.
type lead struct {
	sites   map[*ssa.Call]bool
	reaches []bool // whether a block can reach one of the sites
	order   []int  // of the blocks
	blocks  []arrivals
	spent   []int             // the work in all blocks before one, by its place in the order
	forks   map[*ssa.Call]int // walker.forked, with the place of the first block on the way
	at      int               // the place of the block that is walked now
	stack   value             // as in the frame
	walked  bool
	failed  bool
}

// Expect makes known which sites in the blocks of a function are going to be followed
// from its entry.
func (e *Engine) Expect(root *ssa.Function, sites []*ssa.Call) {
	l := &lead{sites: make(map[*ssa.Call]bool), forks: make(map[*ssa.Call]int)}
	blocks := make(map[*ssa.BasicBlock]bool)
	for _, call := range sites {
		if b := call.Block(); b.Parent() == root && !e.InLoop(b) {
			l.sites[call], blocks[b] = true, true
		}
	}
	if len(l.sites) > 1 {
		l.reaches = reaching(root, func(b *ssa.BasicBlock) bool { return blocks[b] })
		e.leads[root] = l
	}
}

// leadTo returns the lead to the site, or nil if that has to be walked to from the
// entry.
func (w *walker) leadTo() *lead {
	l := w.Engine.leads[w.root]
	if l == nil || !l.sites[w.site.Call] {
		return nil
	}
	if !l.walked {
		l.walked, l.failed = true, true
		l.failed = !w.Engine.walker(w.root, nil, nil).walkLead(l)
	}
	if l.failed {
		return nil
	}
	return l
}

// walkLead reports whether the walk came to its end, and is the same for all sites.
func (w *walker) walkLead(l *lead) bool {
	w.leading, w.lead = true, l
	p := w.pass(w.rootFrame())
	l.order, l.blocks = p.fr.order, p.blocks
	l.spent = make([]int, len(l.order)+1)
	p.begin(&state{})
	for p.work.Len() > 0 && !w.over {
		before := w.work
		l.at = l.order[p.work.nodes[0].block.Index]
		p.step()
		l.spent[l.at+1] += w.work - before
	}
	for i := range l.order {
		l.spent[i+1] += l.spent[i]
	}
	l.stack = p.fr.stack
	w.Spent[w.root] += w.work
	return !w.over && !w.effects.ended && len(w.leaks)+len(w.transfer)+len(w.parking)+len(w.stores) == 0
}

// goOn walks the root from the site on.
func (w *walker) goOn(l *lead) []exit {
	w.lead = l
	b := w.site.Call.Block()
	before := l.spent[l.order[b.Index]]
	w.work = before
	defer func() { w.Spent[w.root] += w.work - before }()
	p := w.pass(w.rootFrame())
	p.fr.stack = l.stack
	for _, n := range l.blocks[b.Index].nodes {
		if n.walked && !w.over {
			p.block(b, n.cursor.fork())
		}
	}
	return p.finish()
}

// noteFork notes that the walk went on apart behind a call.
func (l *lead) noteFork(call *ssa.Call) {
	if at, ok := l.forks[call]; !ok || l.at < at {
		l.forks[call] = l.at
	}
}

// forkedBefore reports whether it did so on the way to a site.
func (l *lead) forkedBefore(call *ssa.Call, site *Site) bool {
	at, ok := l.forks[call]
	return ok && site != nil && at < l.order[site.Call.Block().Index]
}
