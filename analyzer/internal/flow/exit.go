package flow

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// An exitSet is the exits of a function. Those of a group, which have the
// obligation and what is known of the results in common, are joined when they are
// too many.
type exitSet struct {
	list   []exit
	hashes []uint64
	groups map[string]*exitGroup // nil while there are too few exits to join any
}

type exitGroup struct {
	apart  int
	joined int // the index of the exit that others are joined with, or 0
}

// leave ends a path at a return instruction.
func (w *walker) leave(fr *frame, c cursor, ret *ssa.Return, exits *exitSet) {
	results := make([]value, len(ret.Results))
	for i, r := range ret.Results {
		results[i] = w.value(c.state, r)
	}
	x := exit{state: c.state, results: results, tr: c.tr, at: ret}
	if fr.root {
		w.leaveRoot(fr, x, exits)
		return
	}
	exits.add(w, x)
}

func (s *exitSet) add(w *walker, x exit) {
	inResult := make(map[value]bool)
	for _, r := range x.results {
		inResult[w.atom(r)] = true
		if sh := w.shapes[r]; sh.kind == condition {
			inResult[w.atom(sh.base)], inResult[w.atom(sh.arg)] = true, true
		}
	}
	var live func(a value) bool
	live = func(a value) bool {
		if inResult[a] {
			return true
		}
		switch sh := &w.shapes[a]; sh.kind {
		case element:
			return w.isAttribute(a) && live(w.atom(sh.base))
		case register:
			switch sh.of.(type) {
			case *ssa.Parameter, *ssa.FreeVar:
				return true
			}
		case outer, global:
			return true
		}
		return false
	}
	w.collect(x.state, live)
	for i, r := range x.results {
		if t := w.truth(x.state, r); w.isSymbol(r) && (t == vNil || t == vTrue || t == vFalse || w.kind(t) == isConst) {
			x.results[i] = t
		}
	}
	hash := x.hash()
	for i, h := range s.hashes {
		if h == hash && s.list[i].equal(&x) {
			if x.tr.clearer(s.list[i].tr) {
				s.list[i].tr, s.list[i].at = x.tr, x.at
			}
			return
		}
	}
	if g := s.group(w, &x); g != nil {
		switch {
		case g.apart < maxApart:
		case g.joined > 0:
			s.list[g.joined].merge(w, x)
			return
		default:
			g.joined = len(s.list)
		}
		g.apart++
	}
	s.list, s.hashes = append(s.list, x), append(s.hashes, hash)
}

// group returns the group of an exit, or nil if it cannot be full.
func (s *exitSet) group(w *walker, x *exit) *exitGroup {
	if len(s.list) < maxApart {
		return nil
	}
	of := func(x *exit) *exitGroup {
		key := w.obligationKey(x.state)
		for _, r := range x.results {
			key += string(encode(w.truth(x.state, r)))
		}
		g := s.groups[key]
		if g == nil {
			g = &exitGroup{}
			s.groups[key] = g
		}
		return g
	}
	if s.groups == nil {
		s.groups = make(map[string]*exitGroup)
		for i := range s.list {
			of(&s.list[i]).apart++
		}
	}
	return of(x)
}

func (x *exit) hash() uint64 {
	h := x.state.hash()
	for _, r := range x.results {
		h = h*31 + uint64(r)
	}
	return h
}

func (x *exit) equal(y *exit) bool {
	return x.state.equal(y.state) && slices.Equal(x.results, y.results)
}

// merge joins another exit, with as much known of its results, into x.
func (x *exit) merge(w *walker, y exit) {
	j := w.join(x.state, y.state)
	for i, r := range x.results {
		v, known := w.common(x.state, r, y.state, y.results[i])
		if v == vNone {
			v = w.element(w.intern(shape{kind: function, of: x.at.Parent()}), i)
		}
		if known != vNone {
			j.facts.set(v, known)
		}
		if !w.reaches(x.state, r) {
			x.results[i] = v
		}
	}
	x.state = j
}

// leaveRoot judges the end of the function that owns the obligation.
func (w *walker) leaveRoot(fr *frame, x exit, exits *exitSet) {
	if !x.owed {
		return
	}
	if w.endsProcess(fr.fn) && !w.settling() {
		w.drop(cursor{x.state, x.tr})
		return
	}
	if w.isTrusted(x.state) || w.handsOut(x) {
		w.noteEnd()
	}
	if w.isTrusted(x.state) {
		t := w.parking[x.parked-1]
		w.noteTransfer(t)
		if t.Kind != Outlived || !w.handsOut(x) {
			return
		}
		x.outlived = t.At // which is as good a reason to trust the caller
	}
	if w.handsOut(x) {
		w.moved(Returned, x.at, nil)
		w.fulfill(cursor{state: x.state})
		w.noteFields(x)
		exits.add(w, x)
		return
	}
	if w.exits != nil {
		w.exits.note(w, fr.fn, x)
	}
	l := Leak{Kind: EndOfFunction, Fn: fr.fn, At: x.at, Fails: w.fails(x)}
	if w.callerCanSettle(x) {
		l.Unsettled = &Outcome{Result: noResult, exit: &x}
	}
	w.leak(l, cursor{x.state, x.tr})
}

// handsOut reports whether a function returns the resource.
func (w *walker) handsOut(x exit) bool {
	return slices.ContainsFunc(x.results, func(r value) bool { return w.reaches(x.state, r) })
}

// settling reports whether the walk asks if a caller closes the connection on
// an error: then the end of the process is no answer.
func (w *walker) settling() bool { return w.site != nil && w.site.Outcomes[0].Result == noResult }

// abort ends a path with the process.
func (w *walker) abort(fr *frame, c cursor, at ssa.Instruction) {
	w.aborts = true
	w.drop(c)
	if c.owed {
		w.noteEnd()
	}
	if c.owed && w.settling() {
		w.leak(Leak{Kind: EndOfFunction, Fn: fr.fn, At: at}, c)
	}
}

// panics ends a path with a panic. What is deferred may still close the connection on
// an error.
func (w *walker) panics(fr *frame, c cursor, at ssa.Instruction) {
	if !c.owed || !w.settling() {
		return
	}
	for _, d := range w.runDefers(fr, c) {
		w.abort(fr, d, at)
	}
}

// noteFields notes which fields of what is handed out hold the resource, if
// none of them owns it.
func (w *walker) noteFields(x exit) {
	var held []*types.Var
	reached := w.reachable(x.state, x.results)
	for _, e := range x.env {
		if w.kind(e.key) == field && w.unbox(e.val) == vResource && reached[w.atom(e.key)] {
			held = append(held, w.fieldAt(e.key))
		}
	}
	if slices.ContainsFunc(held, func(f *types.Var) bool { return f != nil && w.model.Owns(f) }) {
		return
	}
	for _, f := range held {
		if at := w.stores[f]; at != nil {
			w.moved(Field, at, f)
		}
	}
}

// fieldAt returns the field of an object that a location is, or nil.
func (w *walker) fieldAt(loc value) *types.Var {
	sh := &w.shapes[loc]
	if o := w.madeAt(w.atom(sh.base)); o != nil {
		return FieldVar(o.Type(), int(sh.index))
	}
	return nil
}

// fails reports whether a function is known to return an error.
func (w *walker) fails(x exit) bool {
	n := len(x.results) - 1
	return n >= 0 && isErrorType(x.at.Results[n].Type()) && w.truth(x.state, x.results[n]) == vNonNil
}

// callerCanSettle reports whether a function returns an error to a caller who
// can get at the connection.
func (w *walker) callerCanSettle(x exit) bool {
	n := len(x.results) - 1
	return n >= 0 && isErrorType(x.at.Results[n].Type()) && w.truth(x.state, x.results[n]) != vNil && w.callerHasParent(x.state)
}

// returnsError reports whether the last result of a function is an error.
func returnsError(fn *ssa.Function) bool {
	res := fn.Signature.Results()
	return res.Len() > 0 && isErrorType(res.At(res.Len()-1).Type())
}

// callerHasParent reports whether the callers of a function can get at the connection.
func (w *walker) callerHasParent(s *state) bool {
	parent, ok := s.env.get(vConn)
	if !ok || s.stale {
		return false
	}
	sh := w.origin(parent)
	switch of := sh.of.(type) {
	case *ssa.Global, *ssa.Parameter:
		return true
	case *ssa.Call:
		return (sh.kind == register || sh.kind == inner) && w.isMadeOfParam(of)
	}
	return false
}

// origin returns where a connection is from, be it all of that or one of its elements.
func (w *walker) origin(parent value) *shape {
	sh := &w.shapes[w.atom(parent)]
	if sh.kind == element {
		sh = &w.shapes[sh.base]
	}
	return sh
}

// isMadeOfParam reports whether a connection may be one that a parameter is or leads to:
// it comes from a call with that parameter.
func (w *walker) isMadeOfParam(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Parameter:
		return isPointer(v.Type()) || w.model.IsParent(v.Type())
	case *ssa.Call, *ssa.Extract, *ssa.UnOp, *ssa.FieldAddr, *ssa.MakeInterface, *ssa.ChangeInterface:
		return slices.ContainsFunc(v.(ssa.Instruction).Operands(nil), func(o *ssa.Value) bool { return *o != nil && w.isMadeOfParam(*o) })
	}
	return false
}

// endsProcess reports whether the process or test ends with the function. The
// initializer of a package is all of the test that is in a variable.
func (w *walker) endsProcess(fn *ssa.Function) bool {
	if isInitializer(fn) {
		return w.site != nil && InTestFile(w.site.Call.Parent())
	}
	if fn.Parent() != nil {
		for p := fn; p != nil; p = p.Parent() {
			if isTest(p) {
				return true
			}
		}
		return false
	}
	if fn.Pkg == nil {
		return false
	}
	return fn.Name() == "main" && fn.Pkg.Pkg.Name() == "main" && fn.Signature.Recv() == nil || isTest(fn)
}

// isTest reports whether a function is run by the testing package, or is a
// method of a test suite.
func isTest(fn *ssa.Function) bool {
	if !InTestFile(fn) {
		return false
	}
	for _, prefix := range []string{"Test", "Benchmark", "Fuzz", "Example"} {
		if strings.HasPrefix(fn.Name(), prefix) {
			return true
		}
	}
	return fn.Parent() != nil && isInitializer(fn.Parent()) || hasTestingParam(fn)
}

// isInitializer reports whether a function initializes the variables of a package, as
// those in which frameworks have their tests: var _ = Describe("...", func() {...}).
func isInitializer(fn *ssa.Function) bool { return fn.Synthetic == "package initializer" }

// InTestFile reports whether a function is part of a test.
func InTestFile(fn *ssa.Function) bool {
	return strings.HasSuffix(fn.Prog.Fset.Position(fn.Pos()).Filename, "_test.go")
}

func hasTestingParam(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return isTesting(p.Type()) })
}

// isTesting reports whether t is testing.TB or a pointer to one of its
// implementations.
func isTesting(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "testing"
}

// leak ends a path on which the obligation is never met, unless an owner has
// the resource, which is then to blame.
func (w *walker) leak(l Leak, c cursor) {
	if c.stage.over() {
		return
	}
	if c.parked > 0 {
		w.noteTransfer(w.parking[c.parked-1])
		return
	}
	l.Read = c.read
	w.leaks = append(w.leaks, foundLeak{l, w.sinceEntry(c.tr)})
	if w.trial != nil && w.trial.Brief && l.Unsettled == nil {
		w.trial.failed = true
	}
}

// moved notes that somebody else has the obligation now.
func (w *walker) moved(k TransferKind, at ssa.Instruction, field *types.Var) {
	w.noteTransfer(Transfer{k, at, field})
}

func (w *walker) noteTransfer(t Transfer) {
	w.transfer[t] = true
	w.effects.moved = true
}
