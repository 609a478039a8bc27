package flow

import (
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A function that has nothing to do with the resource may still tell its caller
// which path it is on: by what it returns for what it gets, or by not returning.
// It is walked for that, by itself and with an effort that is worth it, and the
// walk answers for all calls in the same state, whichever resource is followed.

const (
	maxAnswerWork  = 10_000 // of the walk of such a function
	maxAnswers     = 4      // ways to return that its caller goes on from apart
	maxAnswerDepth = 4      // of such functions that call each other
	maxAnswerSize  = 80     // instructions of one
)

// An answer is what such a walk has found.
type answer struct {
	exits  []exit
	aborts bool // whether some path ends with the process
	known  bool // whether it came to its end
}

// ask goes on behind a call of a function in view that has nothing to do with the
// resource, once for each way in which it returns that its caller can tell from the
// others; ok is false if nothing is known of that.
func (w *walker) ask(fr *frame, c cursor, instr ssa.Instruction, to callee) (_ []cursor, ok bool) {
	if w.asking >= maxAnswerDepth || w.makes(to.fn) || len(to.args) != len(to.fn.Params) || !w.mayTell(instr, to.fn) {
		return nil, false
	}
	entry, link := w.descend(w.within(c.state, to), to)
	entry = w.asked(entry)
	a := w.answer(to.fn, entry)
	if !a.known {
		return nil, false
	}
	if a.aborts || len(a.exits) == 0 {
		w.abort(fr, c, instr)
	}
	if len(a.exits) == 0 {
		return nil, true
	}
	for i, p := range to.fn.Params {
		if r := w.register(p); link.up[r] == vNone {
			link.up[r] = to.args[i]
		}
	}
	exits := w.apart(w.toldBy(a.exits, link))
	if call, ok := instr.(*ssa.Call); ok && len(exits) > 1 {
		w.forked[call] = true
		if w.leading {
			w.lead.noteFork(call)
		}
	}
	w.changedBy(c.state, instr, to, entry, link)
	var out []cursor
	for _, x := range exits {
		d := w.apply(c.fork(), instr, x, link)
		d.owed, d.stale, d.parked, d.dropped, d.read, d.timed, d.lost, d.stage = c.owed, c.stale, c.parked, c.dropped, c.read, c.timed, c.lost, c.stage
		w.forgetShared(d.state)
		out = append(out, d)
	}
	return out, true
}

// askRun goes on behind a call that runs a function in view, which has nothing to do
// with the resource, and may not return. Its results are not those of the call.
func (w *walker) askRun(fr *frame, c cursor, instr ssa.Instruction, run callee) []cursor {
	if !w.telling(run.fn).partial {
		return []cursor{c}
	}
	out, ok := w.ask(fr, c.fork(), instr, run)
	if ok && (len(out) == 0 || run.fn.Signature.Results().Len() == 0) {
		return out
	}
	return []cursor{c}
}

// changedBy forgets what a function may change: what it was walked with is as it
// leaves it, and of other objects that it gets at nothing is known.
func (w *walker) changedBy(s *state, instr ssa.Instruction, to callee, entry *state, link linkage) {
	vals := to.operands()
	if !w.anyObject(vals) {
		return
	}
	given := make(map[value]bool)
	for _, e := range entry.env {
		if a := w.atom(e.key); w.isObject(a) {
			given[link.up[a]] = true
		}
	}
	for _, o := range slices.Sorted(maps.Keys(w.reachable(s, vals))) {
		if !given[o] {
			w.havoc(s, o, instr)
		}
	}
	s.env.filter(func(e pair) bool { return !given[w.atom(e.key)] })
	s.facts.filter(func(e pair) bool { return !given[w.atom(e.key)] })
}

// operands returns all that a callee gets at.
func (to callee) operands() []value {
	if to.closure == vNone {
		return to.args
	}
	return append(slices.Clone(to.args), to.closure)
}

func (w *walker) anyObject(vals []value) bool {
	return slices.ContainsFunc(vals, func(v value) bool { return w.isObject(w.atom(v)) })
}

// within returns the part of a state that bears on what a function tells: what is
// known of its arguments and of the variables that it shares with its caller, but
// no memory of others.
func (w *walker) within(s *state, to callee) *state {
	part := &state{}
	vals := to.operands()
	var reached map[value]bool
	if w.anyObject(vals) {
		reached = w.reachable(s, vals)
		for _, e := range s.env {
			if a := w.atom(e.key); reached[a] && w.isObject(a) && isPlain(w.madeAt(a)) {
				part.env = append(part.env, e)
			}
		}
	}
	for _, e := range s.facts {
		if k := w.kind(e.key); k != condition && (slices.Contains(vals, e.key) || reached[e.key] || k == content && reached[w.atom(e.key)] && w.isObject(w.atom(e.key))) {
			part.facts = append(part.facts, e)
		}
	}
	return part
}

// isForked reports whether a condition was decided on the way when the function was
// asked whose result it is about, which is a step of the path no less. One that was
// entered has its own steps there.
func (w *walker) isForked(cond ssa.Value, way *trace) bool {
	switch v := cond.(type) {
	case *ssa.UnOp:
		return v.Op == token.NOT && w.isForked(v.X, way)
	case *ssa.BinOp:
		return w.isForked(v.X, way) || w.isForked(v.Y, way)
	case *ssa.Extract:
		return w.isForked(v.Tuple, way)
	case *ssa.Call:
		return (w.forked[v] || w.lead != nil && w.lead.forkedBefore(v, w.site)) && !way.enters(v)
	}
	return false
}

// asked returns an entry in which what is given for a parameter is only what it
// tells.
func (w *walker) asked(entry *state) *state {
	s := &state{facts: slices.Clone(entry.facts)}
	for _, e := range entry.env {
		if w.kind(e.key) == register && !w.isObject(w.unbox(e.val)) {
			switch t := w.truth(entry, e.val); w.kind(t) {
			case isNil, isTrue, isFalse, isConst:
				e.val = t
			case isNonNil:
				s.facts.set(e.key, vNonNil)
				continue
			default:
				continue
			}
		}
		s.env = append(s.env, e)
	}
	return s
}

// isPlain reports whether what an instruction makes is a variable or a small struct:
// a large one differs from call to call by much that has no bearing.
func isPlain(made ssa.Value) bool {
	if made == nil {
		return false
	}
	p, ok := made.Type().Underlying().(*types.Pointer)
	if !ok {
		_, closure := made.(*ssa.MakeClosure)
		return closure
	}
	st, ok := p.Elem().Underlying().(*types.Struct)
	return !ok || st.NumFields() <= maxPlainFields
}

const maxPlainFields = 2

// toldBy returns what exits tell the caller, if they are many only those that tell
// something else, and all in one if these are still many.
func (w *walker) toldBy(exits []exit, link linkage) []*exit {
	list := make([]*exit, len(exits))
	for i := range exits {
		list[i] = w.told(&exits[i], link)
	}
	if len(list) <= maxAnswers {
		return list
	}
	seen := make(map[string]bool)
	list = slices.DeleteFunc(list, func(x *exit) bool {
		key := x.key()
		for _, r := range x.results {
			key += string(encode(r))
		}
		known := seen[key]
		seen[key] = true
		return known
	})
	if len(list) > maxAnswers {
		for _, x := range list[1:] {
			list[0].merge(w, *x)
		}
		list = list[:1]
	}
	return list
}

// told returns what an exit tells the caller in the caller's own terms: what the
// function has made is not known to be known to nobody else.
func (w *walker) told(x *exit, link linkage) *exit {
	y := &exit{state: &state{}, at: x.at}
	mapped := func(v value) bool { return w.mappedBy(link.up, v) }
	for _, e := range x.env {
		if a := w.atom(e.key); w.isObject(a) && link.up[a] != vNone {
			y.env = append(y.env, e)
		}
	}
	for _, e := range x.facts {
		if mapped(e.key) && w.kind(e.key) != condition {
			y.facts = append(y.facts, e)
		}
	}
	for i, r := range x.results {
		v := w.unknownResult(x, i)
		switch k := w.kind(r); {
		case k == isNil, k == isTrue, k == isFalse, k == isConst, k == isZero, (w.isSymbol(r) || k == condition) && mapped(r):
			v = r
		default:
			if t := w.truth(x.state, r); t != r {
				y.facts.set(v, t)
			}
		}
		y.results = append(y.results, v)
	}
	return y
}

// unknownResult names a result of which nothing is known.
func (w *walker) unknownResult(x *exit, i int) value {
	return w.element(w.intern(shape{kind: function, of: x.at.Parent()}), i)
}

// apart returns the exits that the caller can tell apart: not those that differ in
// one result alone, of which nothing else depends.
func (w *walker) apart(exits []*exit) []*exit {
	if len(exits) < 2 {
		return exits
	}
	varying := -1
	for i := range exits[0].results {
		if !slices.ContainsFunc(exits, func(x *exit) bool { return w.telltale(x, i) != w.telltale(exits[0], i) }) {
			continue
		}
		if varying >= 0 {
			return exits
		}
		varying = i
	}
	var same *exit
	for _, x := range exits {
		y := &exit{state: x.state.clone(), results: slices.Clone(x.results), at: x.at}
		if varying >= 0 {
			y.results[varying] = w.unknownResult(x, varying)
			y.facts.remove(y.results[varying])
		}
		if same != nil && same.key() != y.key() {
			return exits
		}
		same = y
	}
	return []*exit{same}
}

// telltale returns what is known of a result.
func (w *walker) telltale(x *exit, i int) value { return w.truth(x.state, x.results[i]) }

// answer walks a function that has nothing to do with the resource from a state.
func (e *Engine) answer(fn *ssa.Function, entry *state) *answer {
	key := entryKey{fn, entry.key()}
	if a := e.answers[key]; a != nil {
		return a
	}
	a := &answer{}
	e.answers[key] = a // for recursion
	w := e.walker(nil, nil, nil)
	w.limit = maxAnswerWork
	e.asking++
	exits := w.call(fn, entry)
	e.asking--
	a.exits, a.aborts, a.known = exits, w.aborts, !w.over
	return a
}
