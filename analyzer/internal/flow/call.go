package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A callee is what a call turns out to call, with the values it gets.
type callee struct {
	fn      *ssa.Function // nil if unknown
	closure value         // that holds fn's free variables, or vNone
	args    []value       // receiver first
}

// resolve finds the function behind a call.
func (w *walker) resolve(s *state, common *ssa.CallCommon, fnVal value, args []value) callee {
	if common.IsInvoke() {
		args = append([]value{w.unbox(fnVal)}, args...)
		if w.kind(fnVal) != boxed {
			return callee{args: args}
		}
		return callee{fn: w.method(w.shapes[fnVal].typ, common.Method), args: args}
	}
	if fn := common.StaticCallee(); fn != nil {
		closure := vNone
		if _, ok := common.Value.(*ssa.MakeClosure); ok {
			closure = fnVal
		}
		return callee{fn, closure, args}
	}
	fn, closure := w.funcOf(fnVal)
	return callee{fn, closure, args}
}

// funcOf returns the function that a func value is known to be.
func (w *walker) funcOf(v value) (*ssa.Function, value) {
	v = w.unbox(v)
	sh := w.shapes[v]
	for sh.kind == older || sh.kind == inner {
		sh = w.shapes[sh.base]
	}
	switch at := sh.at.(type) {
	case *ssa.Function:
		return at, vNone
	case *ssa.MakeClosure:
		if sh.kind == object || sh.kind == outer {
			return at.Fn.(*ssa.Function), v
		}
	}
	return nil, vNone
}

// method returns the method of a concrete type that an interface method
// stands for, or nil.
func (w *walker) method(t types.Type, m *types.Func) *ssa.Function {
	if types.IsInterface(t) {
		return nil
	}
	sel := w.prog.MethodSets.MethodSet(t).Lookup(m.Pkg(), m.Name())
	if sel == nil {
		return nil
	}
	return w.prog.MethodValue(sel)
}

// operands evaluates a call's function value or receiver, and its arguments.
func (w *walker) operands(s *state, common *ssa.CallCommon) (value, []value) {
	args := make([]value, len(common.Args))
	for i, a := range common.Args {
		args[i] = w.value(s, a)
	}
	return w.value(s, common.Value), args
}

// callInstr executes a call instruction.
func (w *walker) callInstr(fr *frame, c cursor, i *ssa.Call) []cursor {
	if w.site != nil && i == w.site.Call {
		return w.acquire(fr, c, i)
	}
	fnVal, args := w.operands(c.state, &i.Call)
	if b, ok := i.Call.Value.(*ssa.Builtin); ok {
		return w.builtin(fr, c, i, b, args)
	}
	return w.perform(fr, c, i, &i.Call, fnVal, args)
}

func (w *walker) builtin(fr *frame, c cursor, i *ssa.Call, b *ssa.Builtin, args []value) []cursor {
	switch b.Name() {
	case "append":
		return w.appendTo(c, i)
	case "len":
		return w.length(fr, c, i, w.unbox(args[0]))
	case "ssa:wrapnilchk":
		w.bind(c.state, w.register(i), args[0])
	case "ssa:deferstack":
		fr.stack = w.register(i)
	case "copy":
		if _, ok := w.holdsResource(c.state, w.unbox(args[1])); ok {
			return w.hand(c, Unordered, i, nil)
		}
	}
	return []cursor{c}
}

// perform executes a call with operands that are already evaluated: of a call
// instruction, a pending defer, or a go statement.
func (w *walker) perform(fr *frame, c cursor, instr ssa.Instruction, common *ssa.CallCommon, fnVal value, args []value) []cursor {
	s := c.state
	to := w.resolve(s, common, fnVal, args)
	effect := w.model.Effect(common)
	operand := func(n int) value { // counted from one; vNone without such an operand
		if n == 0 || n > len(to.args) {
			return vNone
		}
		return w.unbox(to.args[n-1])
	}
	if effect.NoReturn {
		w.abort(fr, c, instr)
		return nil
	}
	if out, ok := w.external(c, instr, common, to); ok {
		return out
	}
	if c.owed {
		if operand(effect.Releases) == vResource {
			return nil
		}
		parent, ok := s.env.get(vConn)
		if ok && !c.stale && operand(effect.EndsParent) == w.unbox(parent) {
			return nil
		}
		if effect.Sinks {
			for _, a := range to.args {
				if w.reaches(s, a) || ok && w.unbox(a) == w.unbox(parent) {
					return nil
				}
			}
		}
		if operand(effect.Writes) == vResource {
			w.noteWriteError(s, instr)
		}
	}
	if call, ok := instr.(*ssa.Call); ok && len(to.args) > 0 {
		switch r := w.register(call); {
		case effect.Same:
			w.bind(s, r, to.args[0])
			return []cursor{c}
		case effect.TestsNil:
			w.bind(s, r, w.equal(s, to.args[0], vNil))
			return []cursor{c}
		}
	}
	if effect.TestsError {
		return w.testError(c, instr, common, to.args)
	}
	if call, ok := instr.(*ssa.Call); ok {
		switch {
		case effect.NonNil, effect.WrapsError && w.wraps(s, to.args), to.fn != nil && w.NeverNil(to.fn):
			s.facts.set(w.register(call), vNonNil)
		case effect.Done:
			w.bind(s, w.register(call), w.element(to.args[0], doneIndex))
		case effect.Context:
			w.bind(s, w.register(call), w.element(w.unbox(to.args[0]), contextIndex))
		case effect.Err:
			w.contextErr(s, w.register(call), to.args[0])
		}
	}
	if to.fn == nil && common.IsInvoke() {
		if out, ok := w.anyOf(fr, c, instr, to, w.model.Implementations(common)); ok {
			return out
		}
	}
	if w.enters(s, to) {
		guarded := c.owed && !c.stale && w.ClosesOnce(to.fn)
		out := w.enter(fr, c, instr, to)
		if guarded && len(out) > 0 {
			w.moved(Unseen, instr, nil)
			return nil
		}
		return out
	}
	return w.unseen(fr, c, instr, common, to, effect)
}

// anyOf performs a call that reaches one of several methods; ok is false if
// none of them has to do with the resource.
func (w *walker) anyOf(fr *frame, c cursor, instr ssa.Instruction, to callee, methods []*ssa.Function) (out []cursor, ok bool) {
	for _, m := range methods {
		to.fn = m
		if w.enters(c.state, to) {
			ok = true
		}
	}
	if !ok {
		return nil, false
	}
	for _, m := range methods {
		to.fn = m
		d := c.fork()
		if w.enters(d.state, to) {
			out = append(out, w.enter(fr, d, instr, to)...)
		} else {
			out = append(out, d)
		}
	}
	return out, true
}

// noteWriteError names the error result of a write to the resource as such.
func (w *walker) noteWriteError(s *state, instr ssa.Instruction) {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return
	}
	res := call.Call.Signature().Results()
	n := res.Len()
	if n == 0 || !isErrorType(res.At(n-1).Type()) {
		return
	}
	r := w.register(call)
	if n > 1 {
		r = w.element(r, n-1)
	}
	w.bind(s, r, w.intern(shape{kind: writeError, base: r}))
}

// testError gives a predicate on an error, such as errors.Is, its answer.
func (w *walker) testError(c cursor, instr ssa.Instruction, common *ssa.CallCommon, args []value) []cursor {
	call, ok := instr.(*ssa.Call)
	if !ok || len(args) == 0 {
		return []cursor{c}
	}
	r := w.register(call)
	res := call.Call.Signature().Results()
	if res.Len() > 1 {
		r = w.element(r, res.Len()-1)
	}
	err := args[0]
	if w.truth(c.state, err) == vNil {
		w.bind(c.state, r, vFalse)
		return []cursor{c}
	}
	op := opIsError
	isWrite := w.kind(w.unbox(err)) == writeError
	if res.Len() > 1 && isWrite && w.model.EndsByError(res.At(0).Type()) {
		op = opCancelled
	}
	if len(args) > 1 {
		target := common.Args[len(common.Args)-1]
		if mk, ok := target.(*ssa.MakeInterface); ok {
			if p, ok := mk.X.Type().Underlying().(*types.Pointer); ok && isWrite && w.model.EndsByError(p.Elem()) {
				op = opCancelled
			}
			w.havoc(c.state, args[1], call)
		}
	}
	found := r
	if len(args) > 1 {
		if o := w.unbox(args[1]); w.isObject(o) {
			found = w.load(c.state, o, types.Universe.Lookup("error").Type())
		}
	}
	w.bind(c.state, r, w.intern(shape{kind: condition, op: op, base: w.unbox(err), arg: found}))
	return []cursor{c}
}

// acquire executes the site: it hands out the resource, or fails, or, where
// it is executed more than once, hands out an instance that is not followed.
func (w *walker) acquire(fr *frame, c cursor, i *ssa.Call) []cursor {
	w.reached = true
	fnVal, args := w.operands(c.state, &i.Call)
	to := w.resolve(c.state, &i.Call, fnVal, args)
	again := c.owed || fr.cyclic[i.Block().Index] || !fr.root || w.site.Call.Parent() != fr.fn
	if c.owed {
		if fr.root && !w.held(c.state, w.liveAt(fr, i.Block(), fr.position(i)+1)) {
			w.leak(Leak{Kind: AcquiredAgain, Fn: fr.fn, At: i}, c)
			return nil
		}
		c.stale = true
	}
	res := i.Call.Signature().Results()
	result := func(n int) value {
		if res.Len() == 1 {
			return w.register(i)
		}
		return w.element(w.register(i), n)
	}
	var out []cursor
	fail := c.fork()
	for n := range res.Len() {
		switch t := res.At(n).Type(); {
		case isErrorType(t):
			fail.facts.set(result(n), vNonNil)
		case slices.ContainsFunc(w.site.Outcomes, func(o Outcome) bool { return o.Result == n }):
			if !isAggregate(t) {
				w.bind(fail.state, result(n), w.zero(t))
			}
		case types.Identical(t.Underlying(), types.Typ[types.Bool]) && w.okResult(n):
			w.bind(fail.state, result(n), vFalse)
		}
	}
	out = append(out, fail)
	if again {
		other := c.fork()
		for n := range res.Len() {
			if t := res.At(n).Type(); isErrorType(t) {
				w.bind(other.state, result(n), vNil)
			} else if !isAggregate(t) && slices.ContainsFunc(w.site.Outcomes, func(o Outcome) bool { return o.Result == n }) {
				other.facts.set(result(n), vNonNil)
			}
		}
		out = append(out, other)
	}
	if c.owed {
		return out
	}
	for _, o := range w.site.Outcomes {
		d := c.fork()
		if o.way != nil {
			d.owed = true
			w.bindWay(d.state, i, *o.way, to.args)
			if p := o.way.Parent; p > 0 && p <= len(to.args) {
				d.env.set(vConn, w.unbox(to.args[p-1]))
			}
		} else if o.exit == nil {
			d.owed = true
			w.bind(d.state, result(o.Result), vResource)
			if res.Len() > 1 {
				w.bind(d.state, result(res.Len()-1), vNil)
			}
			if conn := w.parentOf(d.state, to); conn != vNone {
				d.env.set(vConn, conn)
				w.learn(d.state, conn, vNonNil)
			}
		} else {
			d = w.apply(d, i, o.exit, w.siteEntry(d.state, to, o.exit))
		}
		out = append(out, d.then(traceStep{kind: Acquired, instr: i}))
	}
	return out
}

// parentOf returns the connection that a call acquires from: its receiver, or
// what the method value is bound to.
func (w *walker) parentOf(s *state, to callee) value {
	switch {
	case to.closure != vNone && to.fn != nil && len(to.fn.FreeVars) > 0:
		return w.unbox(w.load(s, w.field(to.closure, 0), to.fn.FreeVars[0].Type()))
	case len(to.args) > 0:
		return w.unbox(to.args[0])
	}
	return vNone
}

// okResult reports whether the n'th result is a boolean that is true whenever
// the site hands the resource out.
func (w *walker) okResult(n int) bool {
	for _, o := range w.site.Outcomes {
		if o.way != nil && o.way.Results[n] != IsTrue || o.way == nil && (o.exit == nil || o.exit.results[n] != vTrue) {
			return false
		}
	}
	return true
}

// unseen handles a call of code that cannot be seen.
func (w *walker) unseen(fr *frame, c cursor, instr ssa.Instruction, common *ssa.CallCommon, to callee, effect Effect) []cursor {
	if to.fn != nil && len(to.fn.Blocks) > 0 {
		// It can be seen, and has nothing to do with the resource.
		for _, a := range to.args {
			w.havoc(c.state, a, instr)
		}
		w.forgetShared(c.state)
		return []cursor{c}
	}
	cursors := []cursor{c}
	if !effect.Uses {
		// A func that is handed over is taken to run exactly once.
		for _, a := range to.args {
			fn, closure := w.funcOf(a)
			if fn == nil || len(fn.Blocks) == 0 {
				continue
			}
			var next []cursor
			for _, c := range cursors {
				run := callee{fn: fn, closure: closure}
				for _, p := range fn.Params {
					run.args = append(run.args, w.inner(instr, w.register(p)))
				}
				if w.entersFunc(c.state, run) {
					ends := w.enter(fr, c, instr, run)
					if effect.Starts {
						ends = w.started(fr, instr, ends)
					}
					next = append(next, ends...)
				} else {
					next = append(next, c)
				}
			}
			cursors = next
		}
	}
	var out []cursor
	for _, c := range cursors {
		if c.owed {
			if end, kind := w.takes(c.state, common, to, effect); end {
				w.hand(c, kind, instr, nil)
				continue
			}
		}
		for i, a := range to.args {
			if i == 0 && common.Signature().Recv() != nil && len(to.args) == 1 && w.reaches(c.state, a) {
				continue
			}
			w.havoc(c.state, a, instr)
		}
		w.forgetShared(c.state)
		out = append(out, c)
	}
	return out
}

// takes reports whether unseen code may take the obligation over.
func (w *walker) takes(s *state, common *ssa.CallCommon, to callee, effect Effect) (bool, TransferKind) {
	if effect.Uses {
		return false, 0
	}
	recv := 0
	if common.IsInvoke() || common.Signature().Recv() != nil {
		recv = 1
	}
	params := common.Signature().Params()
	for i, a := range to.args {
		if _, closure := w.funcOf(a); closure != vNone || !w.reaches(s, a) {
			continue
		}
		if i < recv {
			// A method of the resource itself that is no release is a
			// borrow; a method of a wrapper may do anything.
			if w.unbox(a) != vResource && effect.Releases == 1 {
				return true, Unseen
			}
			continue
		}
		if effect.Keeps {
			return true, Unseen
		}
		var t types.Type
		switch n := i - recv; {
		case n < params.Len():
			t = params.At(n).Type()
		case params.Len() > 0:
			t = params.At(params.Len() - 1).Type()
		default:
			return true, Unseen
		}
		if w.mayTake(t) || !effect.Standard && w.returnsOwner(common) {
			return true, Unseen
		}
	}
	if parent, ok := s.env.get(vConn); ok && !s.stale && effect.Releases == 1 && len(to.args) > 0 {
		// Something beside the connection is closed, perhaps with it.
		if a := w.unbox(to.args[0]); a != w.unbox(parent) && w.atom(a) == w.atom(parent) && !w.isObject(w.atom(a)) && w.kind(w.atom(a)) != global {
			return true, Unseen
		}
	}
	return false, 0
}

// returnsOwner reports whether a call returns something that can be closed,
// and may keep what it gets to close it then.
func (w *walker) returnsOwner(common *ssa.CallCommon) bool {
	res := common.Signature().Results()
	for i := range res.Len() {
		if w.model.CanRelease(res.At(i).Type()) {
			return true
		}
	}
	return false
}

// mayTake reports whether a parameter of the type can end the obligation of
// what is passed for it.
func (w *walker) mayTake(t types.Type) bool {
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	if iface, ok := t.Underlying().(*types.Interface); ok && !w.isTypeParam(t) {
		return w.model.CanRelease(t) || iface.NumMethods() == 0
	}
	return true
}

func (w *walker) isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// havoc forgets what a callee that cannot be seen may have changed: the
// object whose address it got, and the variables a closure has captured.
func (w *walker) havoc(s *state, v value, instr ssa.Instruction) {
	o := w.unbox(v)
	if !w.isObject(w.atom(o)) || w.reaches(s, o) {
		return
	}
	if fn, closure := w.funcOf(o); fn != nil {
		for i := range fn.FreeVars {
			if b, ok := s.env.get(w.field(closure, i)); ok && w.isObject(w.atom(b)) && w.kind(w.unbox(b)) != object {
				w.havoc(s, b, instr)
			}
		}
		return
	}
	// What the object points to may have changed as well.
	var inside []value
	s.env.filter(func(e pair) bool {
		if e.key == o || w.isPartOf(e.key, o) {
			if w.isContainer(e.key) && e.val != vZero && w.isObject(w.atom(e.val)) {
				inside = append(inside, e.val)
			}
			return false
		}
		return true
	})
	s.env.set(o, w.inner(instr, w.content(o)))
	for _, v := range inside {
		if v != o {
			w.havoc(s, v, instr)
		}
	}
}

// forgetShared drops what is known of booleans in memory that other code can
// change.
func (w *walker) forgetShared(s *state) {
	shared := func(a value) bool { return !w.isObject(a) }
	s.facts.filter(func(e pair) bool {
		return w.kind(e.key) != content || e.val == vNil || e.val == vNonNil || !shared(w.atom(e.key))
	})
	s.env.filter(func(e pair) bool {
		if k := w.kind(e.key); k != field && k != slot && k != global {
			return true
		}
		return !shared(w.atom(e.key)) || e.val != vTrue && e.val != vFalse && w.kind(e.val) != isConst
	})
}
