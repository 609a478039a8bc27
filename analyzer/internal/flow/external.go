package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What functions of other packages do is known from facts, in a form that
// needs no syntax: a wrapper around the resource is there the resource
// itself, and of results only what conditions can be made of is told.

// A ResultOf says what a caller knows of one result: one of the constants, or
// fromParam plus the index of the parameter that is passed through.
type ResultOf int

const (
	Unknown ResultOf = iota
	IsNil
	NotNil
	IsTrue
	IsFalse
	IsResource // or a wrapper around it
	fromParam
)

// A Way is one way in which a function of another package returns with the
// obligation still owed.
type Way struct {
	Results []ResultOf
	// Parent is, for a function that hands the resource out, one more than
	// the parameter that stands for its connection.
	Parent int
	Read   bool // some of the resource was read
	// Given is what the path tests of other parameters: a call with others does not
	// return in this way.
	Given []Given
}

// An Entry says what a function does with a resource, or the connection of
// one, that it gets as a parameter. The receiver is parameter zero.
type Entry struct {
	Param int
	// Path leads through fields from the parameter to the resource or, if
	// Parent is set, to the connection.
	Path   []int
	Parent bool
	Ways   []Way // in which it returns and the obligation is still owed
	Ends   bool  // on some path it ends the obligation or hands it on
	// Moved is set if on some path somebody unseen gets the obligation.
	Moved bool
	// Declared is set if the function gets it because it is declared to.
	Declared bool
}

// A Shape is a way in which a struct type holds the resource: the fields that
// lead to it.
type Shape struct {
	Type *types.Named
	Path []int
}

// Enter finds out what a function does with what it gets. It returns the
// shapes of the wrappers in its results beside the entry; ok is false if the
// budget ran out, which is small if the same was too much for other functions.
func (e *Engine) Enter(fn *ssa.Function, param int, path []int, parent, small bool) (_ Entry, _ []Shape, ok bool) {
	p := fn.Params[param]
	w := e.walker(fn, nil, p.Type())
	budget := maxEntryWork
	if small {
		budget /= 10
	}
	w.limit = min(w.limit, budget)
	defer func() { e.Spent[fn] += w.work }()
	exits := w.enterRoot(param, path, parent)
	entry := Entry{Param: param, Path: path, Parent: parent, Moved: w.effects.moved, Ends: w.effects.ended}
	var shapes []Shape
	for _, x := range exits {
		switch {
		case !x.owed:
		case w.isTrusted(x.state):
			entry.Moved = true
		default:
			y := w.way(fn, x)
			y.Given = w.given(fn, param, x.state)
			entry.Ways = AppendWay(entry.Ways, y)
			shapes = append(shapes, w.shapesOf(x)...)
		}
	}
	if len(entry.Ways) > 0 && (e.ClosesOnce(fn) || entry.Ends && e.hasAlternative(fn, p)) {
		// It returns early only when somebody else has ended it, or it was not there.
		entry.Ways, entry.Moved, entry.Ends = nil, true, true
	}
	return entry, shapes, !w.over
}

// enterRoot returns the ways in which the root returns.
func (w *walker) enterRoot(param int, path []int, parent bool) []exit {
	p := w.root.Params[param]
	if len(path) > 0 && !parent {
		return w.callWithin(w.wrappings.at(p, path), param, path)
	}
	s := &state{owed: true}
	v := w.register(p)
	switch {
	case parent:
		w.learn(s, v, vNonNil) // as what resources came from
		for _, i := range path {
			v = w.content(w.field(v, i))
			w.learn(s, v, vNonNil)
		}
		s.env.set(vConn, v)
	case IsVariable(p.Type(), w.model):
		o := w.intern(shape{kind: outer, op: outerObject, index: -1, of: p})
		s.env.set(v, o)
		s.env.set(o, vResource)
	default:
		s.env.set(v, vResource)
	}
	return w.call(w.root, s)
}

// IsVariable reports whether t is the address of a variable that holds the
// resource, rather than the resource.
func IsVariable(t types.Type, m Model) bool {
	p, ok := t.Underlying().(*types.Pointer)
	return ok && !m.CanRelease(t) && m.CanRelease(p.Elem())
}

// maxEntryWork bounds the walk of a function that is not known to get a stream.
const maxEntryWork = 1_000_000

// AppendWay adds a way that is not among the others. Of ways that tell the same of what
// is returned, those are one that are given by opposites, and the last of many are.
func AppendWay(ways []Way, x Way) []Way {
	alike := 0
	for i, y := range ways {
		if x.Parent != y.Parent || x.Read != y.Read || !slices.Equal(x.Results, y.Results) {
			continue
		}
		both, one := meetGiven(x.Given, y.Given)
		if alike++; !one && alike < maxGiven {
			continue
		}
		if len(both) == len(y.Given) {
			return ways
		}
		x.Given = both
		return AppendWay(slices.Delete(slices.Clone(ways), i, i+1), x)
	}
	return append(ways, x)
}

// maxGiven bounds how many ways tell the same of what is returned.
const maxGiven = 4

// way describes an exit to callers in other packages.
func (w *walker) way(fn *ssa.Function, x exit) Way {
	y := Way{Read: x.read}
	for _, v := range x.results {
		y.Results = append(y.Results, w.resultOf(fn, x.state, v))
	}
	if parent, ok := x.env.get(vConn); ok {
		if sh := w.shapes[w.atom(parent)]; sh.kind == register {
			if p, ok := sh.of.(*ssa.Parameter); ok {
				y.Parent = 1 + slices.Index(fn.Params, p)
			}
		}
	}
	return y
}

func (w *walker) resultOf(fn *ssa.Function, s *state, v value) ResultOf {
	if w.reaches(s, v) {
		return IsResource
	}
	if sh := w.shapes[v]; sh.kind == register {
		if p, ok := sh.of.(*ssa.Parameter); ok {
			return fromParam + ResultOf(slices.Index(fn.Params, p))
		}
	}
	return w.known(s, v)
}

// known returns what is known of a value in the terms of facts.
func (w *walker) known(s *state, v value) ResultOf {
	switch w.truth(s, v) {
	case vNil:
		return IsNil
	case vNonNil:
		return NotNil
	case vTrue:
		return IsTrue
	case vFalse:
		return IsFalse
	}
	return Unknown
}

// shapesOf returns how the results of an exit hold the resource.
func (w *walker) shapesOf(x exit) []Shape {
	var shapes []Shape
	for _, r := range x.results {
		o := w.unbox(r)
		made := w.madeAt(w.atom(o))
		if made == nil || !w.isObject(w.atom(o)) {
			continue
		}
		t := made.Type()
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		named, ok := types.Unalias(t).(*types.Named)
		if !ok {
			continue
		}
		if path, ok := w.pathTo(x.state, w.atom(o), maxPath); ok {
			shapes = append(shapes, Shape{named, path})
		}
	}
	return shapes
}

// maxPath bounds the nesting of wrappers in a [Shape].
const maxPath = 4

// pathTo returns the fields that lead from an object to the resource.
func (w *walker) pathTo(s *state, o value, depth int) ([]int, bool) {
	if depth == 0 {
		return nil, false
	}
	for _, e := range s.env {
		if w.kind(e.key) != field || w.atom(e.key) != o {
			continue
		}
		var rest []int
		if w.unbox(e.val) != vResource {
			inside := w.unbox(e.val)
			if !w.isObject(inside) || inside == o {
				continue
			}
			var ok bool
			if rest, ok = w.pathTo(s, inside, depth-1); !ok {
				continue
			}
		}
		var path []int
		for loc := e.key; w.kind(loc) == field; loc = w.shapes[loc].base {
			path = append([]int{int(w.shapes[loc].index)}, path...)
		}
		return append(path, rest...), true
	}
	return nil, false
}

// Ways returns how a function hands the resource of its outcomes to callers
// in other packages.
func (e *Engine) Ways(fn *ssa.Function, outcomes []Outcome) ([]Way, []Shape) {
	w := e.walker(nil, nil, nil)
	var ways []Way
	var shapes []Shape
	for _, o := range outcomes {
		if o.exit != nil && o.exit.outlived == nil {
			ways = AppendWay(ways, w.way(fn, *o.exit))
			shapes = append(shapes, w.shapesOf(*o.exit)...)
		}
	}
	return ways, shapes
}

// AcquireFrom returns the site of a call of a function in another package
// that hands the resource out, or nil if it does not.
func AcquireFrom(sig *types.Signature, ways []Way) *Site {
	site := &Site{}
	for _, y := range ways {
		if n := slices.Index(y.Results, IsResource); n >= 0 && n < sig.Results().Len() {
			site.Outcomes = append(site.Outcomes, Outcome{Result: n, way: &y})
			site.Type = sig.Results().At(n).Type()
		}
	}
	if len(site.Outcomes) == 0 {
		return nil
	}
	return site
}

// bindWay gives the results of a call what is known of them.
func (w *walker) bindWay(s *state, call *ssa.Call, y Way, args []value) {
	res := call.Call.Signature().Results()
	for n, known := range y.Results {
		if n >= res.Len() {
			return
		}
		r := w.register(call)
		if res.Len() > 1 {
			r = w.element(r, n)
		}
		switch known {
		case Unknown:
		case IsNil:
			w.bind(s, r, vNil)
		case NotNil:
			s.facts.set(r, vNonNil)
		case IsTrue, IsFalse:
			w.bind(s, r, boolean(known == IsTrue))
		case IsResource:
			w.bind(s, r, vResource)
			w.wrapped = w.wrapped || !w.model.IsResource(res.At(n).Type())
		default:
			if k := int(known - fromParam); k < len(args) {
				w.bind(s, r, args[k])
			}
		}
	}
}

// entries returns what is known of a call. A method that is called on the
// resource is that of its type, also where another interface hides it.
func (w *walker) entries(common *ssa.CallCommon, to callee) []Entry {
	if common.IsInvoke() && to.fn == nil && w.unbox(to.args[0]) == vResource {
		return w.model.Entries(common, nil, w.resource)
	}
	return w.model.Entries(common, to.fn, nil)
}

// external performs a call of a function that is known otherwise than by
// following it; ok is false if nothing is known about the resource in this call.
func (w *walker) external(c cursor, instr ssa.Instruction, common *ssa.CallCommon, to callee) (_ []cursor, ok bool) {
	if !c.owed {
		return nil, false
	}
	entries := w.entries(common, to)
	var apply []Entry
	for _, e := range entries {
		if e.Param >= len(to.args) {
			continue
		}
		arg := to.args[e.Param]
		ofWrapper := e.Parent && !c.stale && len(e.Path) > 0 && w.unbox(arg) == vResource // which has its connection
		if ofWrapper || !e.Parent && w.holdsAt(c.state, arg, e.Path) {
			apply = append(apply, e)
		}
	}
	if parent, known := c.env.get(vConn); len(apply) == 0 && known && !c.stale {
		for _, e := range entries {
			if e.Param < len(to.args) && e.Parent && w.isParentAt(c.state, to.args[e.Param], e.Path, w.unbox(parent)) {
				apply = append(apply, e)
			}
		}
	}
	if len(apply) == 0 {
		return nil, false
	}
	call, isCall := instr.(*ssa.Call)
	var out []cursor
	step := traceStep{kind: stepOf(instr), instr: instr, callee: to.fn}
	for _, e := range apply {
		if !e.Parent && (e.Ends || len(e.Ways) == 0) {
			step.ends = true
			out = append(out, w.fulfill(c.fork())...)
		}
		if e.Moved {
			for _, d := range w.hand(c.fork(), Unseen, instr, nil) {
				w.forgetCall(d, instr, to.args)
				out = append(out, d)
			}
		}
		if e.Declared {
			w.moved(Declared, instr, nil)
		}
	}
	for _, y := range waysOf(apply) {
		d := c.fork()
		switch w.agreesWith(d.state, y, common, to.args) {
		case vFalse:
			continue
		case vNone:
			if slices.ContainsFunc(apply, func(e Entry) bool { return e.Ends || e.Moved }) {
				if len(w.hand(d, Unseen, instr, nil)) == 0 {
					continue
				}
			}
		}
		d.read = d.read || y.Read
		if isCall {
			w.bindWay(d.state, call, y, to.args)
		}
		w.forgetCall(d, instr, to.args)
		if to.fn != nil {
			d = d.then(step)
		}
		out = append(out, d)
	}
	return out, true
}

// waysOf returns the ways in which a call returns that gets the resource by the
// given entries. The same parameter may hold it at any of its paths; by several
// parameters, or with its connection, the function has it several times, and what
// it does with one goes for all.
func waysOf(entries []Entry) []Way {
	type holder struct {
		param  int
		parent bool
	}
	var params []holder
	ways := make(map[holder][]Way)
	for _, e := range entries {
		h := holder{e.Param, e.Parent}
		if _, ok := ways[h]; !ok {
			params = append(params, h)
		}
		ways[h] = append(ways[h], e.Ways...)
	}
	all := ways[params[0]]
	for _, p := range params[1:] {
		var both []Way
		for _, x := range all {
			for _, y := range ways[p] {
				if z, ok := x.meet(y); ok {
					both = AppendWay(both, z)
				}
			}
		}
		all = both
	}
	return all
}

// meet returns the way that is both of two, if there can be one.
func (x Way) meet(y Way) (Way, bool) {
	z := Way{Parent: x.Parent, Read: x.Read || y.Read, Given: slices.Concat(x.Given, y.Given)}
	for i := range max(len(x.Results), len(y.Results)) {
		a, b := x.result(i), y.result(i)
		if a == Unknown {
			a = b
		}
		if b != Unknown && b != a {
			return Way{}, false
		}
		z.Results = append(z.Results, a)
	}
	return z, true
}

func (x Way) result(i int) ResultOf {
	if i < len(x.Results) {
		return x.Results[i]
	}
	return Unknown
}

// holdsAt reports whether an argument is the resource, or the unknown wrapper
// it stands for, or an object that holds it at a path of fields.
func (w *walker) holdsAt(s *state, arg value, path []int) bool {
	v := w.unbox(arg)
	if v == vResource || len(path) == 0 {
		return w.reaches(s, v)
	}
	for _, i := range path {
		v = w.unbox(w.load(s, w.field(v, i), types.Typ[types.UnsafePointer]))
	}
	return v == vResource
}

// isParentAt reports whether an argument is the connection of the resource,
// or holds it at a path of fields.
func (w *walker) isParentAt(s *state, arg value, path []int, parent value) bool {
	v := w.unbox(arg)
	if v == parent {
		return true
	}
	for _, i := range path {
		v = w.unbox(w.load(s, w.field(v, i), types.Typ[types.UnsafePointer]))
	}
	return v == parent
}
