package flow

import (
	"container/heap"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Bounds of the walk. Beyond them the verdict is "trusted: budget".
const (
	maxApart   = 6   // states with one obligation key that are kept apart at a block
	maxStates  = 192 // states at one block
	maxEntries = 12  // states with one obligation key that a function is entered in apart
	maxFrames  = 14  // nested calls that are walked
	// Work is counted in what a step of a path costs, which is linear in the
	// size of its state. A million takes some tenths of a second.
	maxWork      = 6_000_000  // of a walk
	maxWorkOfAll = 12_000_000 // of all walks that begin in one function
	// What is done to find that the resource is ended anyway, behind a point where
	// somebody is trusted with it: beside all the rest, and in any case.
	maxAsideOfRest = 10
	maxAside       = 50_000
)

// A walker follows one obligation. It is made for one [Site] or parameter and
// thrown away afterwards, the table of values with it.
type walker struct {
	*Engine
	root     *ssa.Function
	site     *Site
	trial    *Trial // what is tried, or nil
	exits    *ends  // where the ends of the root are noted, or nil
	resource types.Type
	memo     map[entryKey]*summary
	made     []made                // in memo, in this order
	entered  map[entryKey]*entries // by function and obligation key
	frames   int
	work     int
	limit    int
	aside    int  // the part of work behind points of trust
	frugal   bool // that part is limited
	wrapped  bool // the resource may stand for something around it
	reached  bool
	brief    bool // a path ends where somebody takes the resource over
	tells    bool // what the root's parameters are is known at its end, too
	leading  bool // it is a lead
	over     bool // the budget ran out
	effects  effects
	partial  bool // a summary may not be all: for recursion, or calls too deep to follow
	aborts   bool // some path ends with the process
	leaks    []foundLeak
	entrance *entrance // of the function that is walked now, unless that is the root
	transfer map[Transfer]bool
	forked   map[*ssa.Call]bool // that went on apart for what the function told
	lead     *lead              // that this walk goes on from, or is
	parking  []Transfer
	dropped  []droppedAt
	rescued  bool                           // what was dropped has ended on some path
	stores   map[*types.Var]ssa.Instruction // that made a field hold the resource
	here     *ssa.BasicBlock                // that is walked
	endsIn   map[*ssa.BasicBlock]bool       // in these the obligation ends, or is handed on
	endsOn   map[edge]bool                  // on these it shows that it has ended
	one      [1]cursor                      // what most steps return
}

// effects are what may become of the resource on some path.
type effects struct {
	ended bool // the obligation is ended or handed on
	moved bool // somebody has it whom the walk does not follow
}

func (e *effects) add(f effects) {
	e.ended, e.moved = e.ended || f.ended, e.moved || f.moved
}

type foundLeak struct {
	Leak
	tr *trace
}

// A frame is one walk of one function.
type frame struct {
	*funcInfo
	fn   *ssa.Function
	root bool
	// owedBefore is set if the obligation began before the frame: then its
	// callers may hold the resource.
	owedBefore bool
	stack      value // what the function's own ssa:deferstack() returns
}

// A cursor is a state on its way, with the path that led to it.
type cursor struct {
	*state
	tr *trace
}

func (c cursor) fork() cursor { return cursor{c.state.clone(), c.tr} }

func (c cursor) then(s traceStep) cursor {
	t := &trace{prev: c.tr, step: s, failed: s.failed, late: s.late}
	if !s.isMark() {
		t.n++
	}
	for _, before := range [...]*trace{c.tr, s.inside} {
		if before != nil {
			t.n += before.n
			t.failed, t.late = t.failed || before.failed, t.late || before.late
		}
	}
	return cursor{c.state, t}
}

// An exit is one way in which a function returns.
type exit struct {
	*state
	results []value
	tr      *trace
	at      *ssa.Return
	// outlived is where the path shows that the connection of a resource in the
	// results has ended, or nil.
	outlived ssa.Instruction
}

// -- the worklist --

type node struct {
	cursor
	block  *ssa.BasicBlock
	hash   uint64
	seq    int
	done   bool // it was walked, or superseded before
	walked bool
}

type worklist struct {
	nodes []*node
	order []int
}

func (l *worklist) Len() int { return len(l.nodes) }
func (l *worklist) Less(i, j int) bool {
	a, b := l.nodes[i], l.nodes[j]
	if x, y := l.order[a.block.Index], l.order[b.block.Index]; x != y {
		return x < y
	}
	return a.seq < b.seq
}
func (l *worklist) Swap(i, j int) { l.nodes[i], l.nodes[j] = l.nodes[j], l.nodes[i] }
func (l *worklist) Push(n any)    { l.nodes = append(l.nodes, n.(*node)) }
func (l *worklist) Pop() any {
	n := l.nodes[len(l.nodes)-1]
	l.nodes = l.nodes[:len(l.nodes)-1]
	return n
}

// arrivals are the states that have reached one block.
type arrivals struct {
	nodes  []*node
	groups map[string]*group // by obligation key; nil while there are too few states to join any
}

type group struct {
	apart  int
	joined *node
}

// find returns the node with a state, or nil.
func (a *arrivals) find(s *state, hash uint64) *node {
	for _, n := range a.nodes {
		if n.hash == hash && n.state.equal(s) {
			return n
		}
	}
	return nil
}

// group returns the group of a state, or nil if it cannot be full.
func (a *arrivals) group(w *walker, s *state) *group {
	if len(a.nodes) < maxApart {
		return nil
	}
	of := func(s *state) *group {
		key := w.obligationKey(s)
		g := a.groups[key]
		if g == nil {
			g = &group{}
			a.groups[key] = g
		}
		return g
	}
	if a.groups == nil {
		a.groups = make(map[string]*group)
		for _, n := range a.nodes {
			of(n.state).apart++
		}
	}
	return of(s)
}

// A pass is one walk of one function on its way.
type pass struct {
	*walker
	*room
	fr    *frame
	work  worklist
	seq   int
	exits exitSet
}

func (w *walker) pass(fr *frame) *pass {
	return &pass{walker: w, room: fr.takeRoom(), fr: fr, work: worklist{order: fr.order}}
}

// walk follows a function from its entry to its exits.
func (w *walker) walk(fr *frame, entry *state) []exit {
	p := w.pass(fr)
	p.begin(entry)
	return p.finish()
}

func (p *pass) begin(entry *state) {
	first := p.fr.fn.Blocks[0]
	for _, c := range p.enterBlock(p.fr, first, cursor{state: entry}) {
		p.arrive(first, c)
	}
}

// finish takes all states that wait to the exits.
func (p *pass) finish() []exit {
	for p.work.Len() > 0 && !p.over {
		p.step()
	}
	p.fr.release(p.room)
	return p.exits.list
}

// step takes the next state through its block.
func (p *pass) step() {
	n := heap.Pop(&p.work).(*node)
	if n.done {
		return
	}
	n.done, n.walked = true, true
	p.block(n.block, n.cursor.fork())
}

// arrive brings a state to a block.
func (p *pass) arrive(b *ssa.BasicBlock, c cursor) {
	at := &p.blocks[b.Index]
	if len(at.nodes) == 0 {
		p.used = append(p.used, b.Index)
	}
	push := func(c cursor, hash uint64) *node {
		n := &node{cursor: c, block: b, hash: hash, seq: p.seq}
		p.seq++
		at.nodes = append(at.nodes, n)
		heap.Push(&p.work, n)
		return n
	}
	hash := c.hash()
	if n := at.find(c.state, hash); n != nil {
		if !n.done && c.tr.clearer(n.tr) {
			n.tr = c.tr
		}
		return
	}
	switch g := at.group(p.walker, c.state); {
	case g == nil:
		push(c, hash)
	case g.apart < maxApart:
		g.apart++
		push(c, hash)
	case g.joined == nil:
		g.joined = push(c, hash)
	default:
		j := p.join(g.joined.state, c.state)
		hash := j.hash()
		if n := at.find(j, hash); n != nil {
			g.joined = n
			return
		}
		g.joined.done = true // superseded if it still waits
		tr := g.joined.tr
		if c.tr.clearer(tr) {
			tr = c.tr
		}
		g.joined = push(cursor{j, tr}, hash)
	}
	if len(at.nodes) > maxStates {
		p.over = true
	}
}

// block takes a state through the instructions of a block.
func (p *pass) block(b *ssa.BasicBlock, c cursor) {
	w, fr := p.walker, p.fr
	cursors := []cursor{c}
	var spare []cursor
	for _, instr := range b.Instrs {
		next := spare[:0]
		for _, c := range cursors {
			w.Steps++
			w.here = b
			if w.spend(c.state); w.over {
				return
			}
			if w.trial != nil && w.trial.Before[instr] {
				w.try(c)
			}
			switch instr := instr.(type) {
			case *ssa.Phi, *ssa.DebugRef:
				next = append(next, c) // phis are assigned on the edge
			case *ssa.Jump:
				p.edge(b, 0, c)
			case *ssa.If:
				// Both are decided before a state is changed on its way out.
				for i, out := range [...][]cursor{w.branch(c, instr, true), w.branch(c, instr, false)} {
					for _, d := range out {
						p.edge(b, i, d)
					}
				}
			case *ssa.Return:
				for _, d := range w.runDefers(fr, c) {
					w.leave(fr, d, instr, &p.exits)
				}
			case *ssa.Panic:
				// The end of the process or of what a recover above guards.
				w.panics(fr, c, instr)
			default:
				next = append(next, w.stepTrial(fr, c, instr)...)
			}
			if w.over {
				return
			}
		}
		if cursors, spare = next, cursors; len(cursors) > 1 {
			cursors = w.distinct(cursors)
		}
	}
}

// spend counts the work of a step.
func (w *walker) spend(s *state) {
	cost := 1 + len(s.env) + len(s.facts)
	w.work += cost
	if w.frugal && w.isTrusted(s) {
		w.aside += cost
	}
	w.over = w.work > w.limit || w.aside > maxAside+maxAsideOfRest*(w.work-w.aside) || w.trial.over()
}

// distinct drops cursors with equal states, and joins them when they are many.
func (w *walker) distinct(cursors []cursor) []cursor {
	out := cursors[:0:0]
	var hashes []uint64
	for _, c := range cursors {
		hash := c.hash()
		same := -1
		for i, h := range hashes {
			if h == hash && out[i].state.equal(c.state) {
				same = i
			}
		}
		if same < 0 {
			out, hashes = append(out, c), append(hashes, hash)
		} else if c.tr.clearer(out[same].tr) {
			out[same].tr = c.tr
		}
	}
	if len(out) <= 2*maxApart {
		return out
	}
	groups := make(map[string]int)
	var joined []cursor
	for _, c := range out {
		k := w.obligationKey(c.state)
		if i, ok := groups[k]; ok {
			joined[i] = cursor{w.join(joined[i].state, c.state), joined[i].tr}
		} else {
			groups[k] = len(joined)
			joined = append(joined, c)
		}
	}
	return joined
}

// edge takes a state, which it changes, over the i'th edge out of b.
func (p *pass) edge(b *ssa.BasicBlock, i int, c cursor) {
	w := p.walker
	to := b.Succs[i]
	pred := predIndex(b, i)
	vals := make([]value, 0, 4)
	var phis []*ssa.Phi
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		phis = append(phis, phi)
		vals = append(vals, w.value(c.state, phi.Edges[pred]))
	}
	if p.fr.cyclic[to.Index] {
		for i, phi := range phis {
			if vals[i] != w.register(phi) {
				w.redefine(c.state, phi, vals)
			}
		}
	}
	for i, phi := range phis {
		w.bind(c.state, w.register(phi), vals[i])
	}
	for _, c := range w.enterBlock(p.fr, to, c) {
		p.arrive(to, c)
	}
}

// predIndex returns which of its predecessors b is to its i'th successor; an
// If may have the same successor twice.
func predIndex(b *ssa.BasicBlock, i int) int {
	nth := 0
	for _, s := range b.Succs[:i] {
		if s == b.Succs[i] {
			nth++
		}
	}
	for j, p := range b.Succs[i].Preds {
		if p == b {
			if nth == 0 {
				return j
			}
			nth--
		}
	}
	return 0
}

// enterBlock drops what is dead at the entry of b, and the whole state if the
// obligation cannot matter any more.
func (w *walker) enterBlock(fr *frame, b *ssa.BasicBlock, c cursor) []cursor {
	if !c.owed && fr.root && !w.mayAcquire(b) {
		return nil
	}
	w.collect(c.state, w.liveAt(fr, b, 0))
	if c.owed && !c.stage.over() && !fr.owedBefore && !fr.canLeave[b.Index] && !w.mayAcquire(b) && !w.held(c.state, w.liveAt(fr, b, 0)) {
		w.leak(Leak{Kind: Lost, Fn: fr.fn, At: b.Instrs[0]}, c)
		return nil
	}
	return []cursor{c}
}

// mayAcquire reports whether the site can still be executed from a block on, or one
// of those that have a lead in common.
func (w *walker) mayAcquire(b *ssa.BasicBlock) bool {
	fn := b.Parent()
	if w.lead != nil && fn == w.root {
		return w.leading && w.lead.reaches[b.Index]
	}
	if w.site == nil {
		return false
	}
	info := w.info(fn)
	if w.site.Call.Parent() != fn {
		return info.mayCall(b) // it is inside a function literal, which may be called anywhere
	}
	if info.acquireOf != w.site {
		info.acquireOf = w.site
		site := w.site.Call.Block()
		info.acquire = reaching(fn, func(b *ssa.BasicBlock) bool { return b == site })
	}
	return info.acquire[b.Index]
}

// liveAt returns a predicate for [walker.collect]: whether an atom can be
// read from the i'th instruction of b on by other means than through another
// value.
func (w *walker) liveAt(fr *frame, b *ssa.BasicBlock, i int) func(value) bool {
	var live func(a value) bool
	live = func(a value) bool {
		sh := &w.shapes[a]
		switch sh.kind {
		case register:
			switch sh.of.(type) {
			case *ssa.Parameter, *ssa.FreeVar:
				if !fr.root || w.tells {
					return true
				}
			}
			return w.after(a, b, i)
		case element:
			return live(w.atom(sh.base))
		case outer, global, isResource:
			return true
		}
		return false
	}
	return live
}
