package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// enters reports whether a call has to be walked.
func (w *walker) enters(s *state, to callee) bool {
	if to.fn == nil || len(to.fn.Blocks) == 0 {
		return false
	}
	if len(to.args) > 0 && w.unbox(to.args[0]) == vResource && to.fn.Signature.Recv() != nil && to.fn.Synthetic == "" {
		return false // the model knows the methods of the resource itself
	}
	return w.entersFunc(s, to) || w.frames < maxFrames && w.asksAboutNil(s, to)
}

// asksAboutNil reports whether the call is a predicate on an error that is
// known to be nil, or makes another error of it, which is nil then as a rule.
func (w *walker) asksAboutNil(s *state, to callee) bool {
	res := to.fn.Signature.Results()
	if res.Len() != 1 || len(to.args) != len(to.fn.Params) {
		return false
	}
	if t := res.At(0).Type(); !isErrorType(t) && !types.Identical(t.Underlying(), types.Typ[types.Bool]) {
		return false
	}
	for i, p := range to.fn.Params {
		if isErrorType(p.Type()) && (w.truth(s, to.args[i]) == vNil || w.isTimed(s) && w.kind(w.unbox(to.args[i])) == readError) {
			return true
		}
	}
	return false
}

// isTooDeep reports whether a call would have to be walked, but for the calls
// that it is nested in.
func (w *walker) isTooDeep(s *state, to callee) bool {
	return w.frames >= maxFrames && s.owed && to.fn != nil && len(to.fn.Blocks) > 0 && w.hasResource(s, to)
}

// entersFunc reports whether a function can touch the resource or end its
// connection, contains the site, or writes to variables of its caller.
func (w *walker) entersFunc(s *state, to callee) bool {
	if to.fn == nil || len(to.fn.Blocks) == 0 {
		return false
	}
	if w.frames >= maxFrames {
		w.partial = true
		return false
	}
	if w.mayExecuteSite(to.fn) {
		return true
	}
	vals := slices.Clone(to.args)
	if to.closure != vNone {
		vals = append(vals, to.closure)
	}
	if w.mayAcquireInside() && w.leadsToSite(s, vals) {
		return true
	}
	if s.owed && (w.hasResource(s, to) || w.hasParent(s, vals) && w.MayEndParent(to.fn) || w.hasParentContext(s, vals)) {
		return true
	}
	if to.closure != vNone && w.assignsCaptured(to.fn) {
		return true
	}
	for i, a := range to.args {
		if fn, closure := w.funcOf(a); fn != nil && fn != to.fn && (closure != vNone || w.mayExecuteSite(fn)) {
			if w.entersFunc(s, callee{fn: fn, closure: closure}) {
				return true
			}
		}
		if i < len(to.fn.Params) && w.isObject(w.atom(a)) && isFlagPointer(to.fn.Params[i].Type()) {
			return true
		}
	}
	return false
}

// leadsToSite reports whether a function literal with the site can be got at through
// the given values.
func (w *walker) leadsToSite(s *state, vals []value) bool {
	for a := range w.reachable(s, vals) {
		if fn, _ := w.funcOf(a); fn != nil && w.mayExecuteSite(fn) {
			return true
		}
	}
	return false
}

// hasResource reports whether a callee can get at the resource.
func (w *walker) hasResource(s *state, to callee) bool {
	vals := append(slices.Clone(to.args), to.closure)
	if slices.ContainsFunc(vals, func(v value) bool { return w.unbox(v) == vResource }) {
		return true
	}
	reached := w.reachable(s, vals)
	for _, a := range w.holders(s) {
		if reached[a] {
			return true
		}
	}
	return false
}

// hasParent reports whether the values lead to the connection of the
// resource, or to what that runs over, whose end could still release it.
func (w *walker) hasParent(s *state, vals []value) bool {
	parent, ok := s.env.get(vConn)
	if !ok || s.stale {
		return false
	}
	reached := w.reachable(s, vals)
	return reached[w.atom(parent)] || slices.ContainsFunc(w.carriers(s, parent), func(a value) bool { return reached[a] })
}

// hasParentContext reports whether one of the values is the context of the
// connection of the resource, whose end a callee may tell.
func (w *walker) hasParentContext(s *state, vals []value) bool {
	parent, ok := s.env.get(vConn)
	return ok && !s.stale && slices.Contains(vals, w.element(w.unbox(parent), contextIndex))
}

// isFlagPointer reports whether t is a pointer to what conditions are made of.
func isFlagPointer(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	return ok && (isErrorType(p.Elem()) || types.Identical(p.Elem().Underlying(), types.Typ[types.Bool]))
}

// encloses reports whether inner is fn or a function literal inside it.
func encloses(fn, inner *ssa.Function) bool {
	for ; inner != nil; inner = inner.Parent() {
		if inner == fn {
			return true
		}
	}
	return false
}

// reachable returns the atoms that can be got at through the given values.
func (w *walker) reachable(s *state, vals []value) map[value]bool {
	found := make(map[value]bool)
	for _, v := range vals {
		found[w.atom(v)] = true
	}
	for again := true; again; {
		again = false
		for _, e := range s.env {
			if w.isContainer(e.key) && found[w.atom(e.key)] && !found[w.atom(e.val)] {
				found[w.atom(e.val)] = true
				again = true
			}
		}
	}
	return found
}

// assignsCaptured reports whether a function literal assigns to a variable of
// an enclosing function.
func (e *Engine) assignsCaptured(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if st, ok := instr.(*ssa.Store); ok {
				if _, ok := st.Addr.(*ssa.FreeVar); ok {
					return true
				}
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, e.assignsCaptured)
}

// A linkage relates the names of a callee's frame to those of its caller.
type linkage struct {
	rest *state          // what the callee cannot reach
	up   map[value]value // atoms of the callee to values of the caller
}

// enter walks a callee with what it can reach of the caller's state, and goes
// on once for each of its exits.
func (w *walker) enter(fr *frame, c cursor, instr ssa.Instruction, to callee) []cursor {
	entry, link := w.descend(c.state, to)
	if w.mayAcquireInside() && c.owed && (!fr.owedBefore || c.alone) && !isTest(to.fn) { // a test that has ended owes nothing
		entry.alone = !w.held(c.state, w.liveAt(fr, instr.Block(), fr.position(instr)+1))
	}
	asks := c.owed && w.hasParentContext(c.state, to.args) && !w.hasResource(c.state, to) // which is no step of the path
	step := traceStep{kind: stepOf(instr), instr: instr, callee: to.fn}
	var out []cursor
	for _, x := range w.callFrom(c, step, entry) {
		settled := to.serves && w.mayBeSettled(&x)
		kept := to.handed && w.keepResults(&x, instr)
		d := w.apply(cursor{link.rest.clone(), c.tr}, instr, &x, link)
		if !asks {
			step.inside, step.end = x.tr, x.at
			d = d.then(step)
		}
		switch {
		case settled:
			w.moved(Unseen, instr, nil)
			out = append(out, w.fulfill(d)...)
		case kept:
			out = append(out, w.hand(d, Unseen, instr, nil)...)
		default:
			out = append(out, d)
		}
	}
	return out
}

// mayExecuteSite reports whether a function, or a function literal in it, has the site.
func (w *walker) mayExecuteSite(fn *ssa.Function) bool {
	if w.leading {
		w.over = w.over || encloses(fn, w.root)
		return false
	}
	return w.site != nil && encloses(fn, w.site.Call.Parent())
}

// mayAcquireInside reports whether functions that are entered may execute the site.
func (w *walker) mayAcquireInside() bool { return w.site != nil && w.site.Call.Parent() != w.root }

func stepOf(instr ssa.Instruction) StepKind {
	switch instr.(type) {
	case *ssa.Go:
		return Start
	case *ssa.Defer:
		return Deferred
	}
	return Call
}

// descend splits the caller's state: what the callee can reach goes into its
// entry state, under names that do not depend on the caller.
func (w *walker) descend(s *state, to callee) (*state, linkage) {
	entry := &state{owed: s.owed, stale: s.stale, parked: s.parked, dropped: s.dropped, read: s.read, timed: s.timed, lost: s.lost, stage: s.stage, covered: s.covered || w.endsParentLater(s)}
	link := linkage{rest: s.clone(), up: make(map[value]value)}
	down := make(map[value]value)
	name := func(a, as value) {
		down[a] = as
		link.up[as] = a
	}
	// What has no name in the callee yet is named after the first place in it
	// where it is found, so that the same is called the same in most entries.
	translate := func(v, place value) value {
		n := 0
		return w.substitute(v, func(a value) (value, bool) {
			if !w.isFrameAtom(a) {
				return vNone, false
			}
			if as, ok := down[a]; ok {
				return as, true
			}
			sh := shape{kind: outer, index: int32(w.element(place, n))}
			n++
			if w.isObject(a) {
				sh.op = outerObject
				sh.of = w.madeAt(a)
			}
			name(a, w.intern(sh))
			return down[a], true
		})
	}
	for i, p := range to.fn.Params {
		r := w.register(p)
		if i >= len(to.args) || to.args[i] == vNone {
			continue
		}
		v := to.args[i]
		if _, known := down[v]; !known && w.isFrameAtom(v) && !w.isObject(v) {
			name(v, r)
			continue
		}
		w.bind(entry, r, translate(v, r))
	}
	if to.closure != vNone {
		for i, f := range to.fn.FreeVars {
			r := w.register(f)
			w.bind(entry, r, translate(w.load(s, w.field(to.closure, i), f.Type()), r))
		}
	}
	// Parameters that nothing is bound to are named after themselves; what
	// they hold must not be confused with the caller's.
	for again := true; again; {
		again = false
		rest := link.rest.env
		link.rest.env = nil
		for _, e := range rest {
			_, reached := down[w.atom(e.key)]
			if e.key == vConn {
				_, reached = down[w.atom(e.val)]
				reached = reached || slices.ContainsFunc(w.carriers(s, e.val), func(a value) bool { return down[a] != vNone })
			} else if w.kind(w.atom(e.key)) == global {
				reached = true
			} else if !w.isContainer(e.key) {
				reached = false
			}
			if !reached {
				link.rest.env = append(link.rest.env, e)
				continue
			}
			key := translate(e.key, vNone) // whose atom has a name
			entry.env = append(entry.env, pair{key, translate(e.val, key)})
			again = true
		}
	}
	// A connection that the callee cannot get at is another than any that it ends.
	if conn, ok := link.rest.env.get(vConn); ok {
		link.rest.env.remove(vConn)
		entry.env = append(entry.env, pair{vConn, translate(conn, vConn)})
	}
	entry.env = entry.env.sorted()
	facts := link.rest.facts
	link.rest.facts = nil
	for _, e := range facts {
		if w.mappedBy(down, e.key) {
			entry.facts = append(entry.facts, pair{translate(e.key, vNone), e.val})
		} else {
			link.rest.facts = append(link.rest.facts, e)
		}
	}
	entry.facts = entry.facts.sorted()
	return entry, link
}

// mappedBy reports whether all atoms of v have a new name.
func (w *walker) mappedBy(names map[value]value, v value) bool {
	if sh := w.shapes[v]; sh.kind == condition {
		return w.mappedBy(names, sh.base) && w.mappedBy(names, sh.arg)
	}
	a := w.atom(v)
	if w.isAttribute(a) {
		return w.mappedBy(names, w.shapes[a].base)
	}
	if _, ok := names[a]; ok {
		return true
	}
	return !w.isFrameAtom(a)
}

// isFrameAtom reports whether v is an atom whose name means something only in
// its frame.
func (w *walker) isFrameAtom(v value) bool {
	switch w.kind(v) {
	case element:
		return !w.isAttribute(v) // that means something wherever its base does
	case register, object, older, inner, outer:
		return true
	}
	return false
}

// madeAt returns the instruction that made an object.
func (w *walker) madeAt(o value) ssa.Value {
	sh := w.shapes[o]
	for sh.kind == older || sh.kind == inner {
		sh = w.shapes[sh.base]
	}
	return sh.value()
}

// siteEntry relates the parameters of the function that has an exit to the
// arguments of a call.
func (w *walker) siteEntry(s *state, to callee, x *exit) linkage {
	link := linkage{rest: s, up: make(map[value]value)}
	for i, p := range x.at.Parent().Params {
		if i < len(to.args) {
			link.up[w.register(p)] = to.args[i]
		}
	}
	return link
}

// apply continues the caller's state after a callee's exit.
func (w *walker) apply(c cursor, instr ssa.Instruction, x *exit, link linkage) cursor {
	s := c.state
	up := link.up
	call, isCall := instr.(*ssa.Call)
	result := func(j int) value {
		if call.Call.Signature().Results().Len() > 1 {
			return w.element(w.register(call), j)
		}
		return w.register(call)
	}
	own := make(map[value]value) // names for what only a result holds
	if isCall {
		for j, r := range x.results {
			if w.kind(r) == newError || w.kind(r) == foreign {
				r = w.shapes[r].base
			}
			k := w.kind(r)
			if _, known := up[r]; !known && own[r] == vNone && (k == register || k == element) {
				own[r] = result(j)
			}
		}
	}
	translate := func(v value) value {
		v = w.substitute(v, func(a value) (value, bool) {
			if !w.isFrameAtom(a) {
				return vNone, false
			}
			if v, ok := up[a]; ok {
				return v, true
			}
			if v, ok := own[a]; ok {
				return v, true
			}
			return w.inner(instr, a), true
		})
		return w.current(s, v)
	}
	for _, e := range x.env {
		if k := w.kind(e.key); k == register || k == element {
			continue
		}
		key := e.key
		if key != vConn {
			key = translate(key)
		}
		s.env.set(key, translate(e.val))
	}
	for _, e := range x.facts {
		if k := translate(e.key); w.isSymbol(k) {
			s.facts.set(k, e.val)
		}
	}
	if isCall {
		for j, r := range x.results {
			if r != vNone {
				w.bind(s, result(j), translate(r))
			}
		}
	}
	for _, d := range x.defers {
		vals := make([]value, len(d.vals))
		for j, v := range d.vals {
			vals[j] = translate(v)
		}
		s.defers = append(s.defers, deferred{d.instr, translate(d.stack), vals})
	}
	s.owed, s.stale, s.parked, s.dropped, s.read, s.timed, s.lost, s.stage = x.owed, x.stale, x.parked, x.dropped, x.read, x.timed, x.lost, x.stage
	return c
}

// current returns what v stands for now: the outcomes of a function speak of
// the content of a parameter's fields, which its caller may know.
func (w *walker) current(s *state, v value) value {
	switch sh := w.shapes[v]; sh.kind {
	case content:
		return w.load(s, w.current(s, sh.base), types.Typ[types.UnsafePointer])
	case field, slot:
		if base := w.current(s, sh.base); base != sh.base {
			return w.part(w.unbox(base), sh.kind, int(sh.index))
		}
	}
	return v
}
