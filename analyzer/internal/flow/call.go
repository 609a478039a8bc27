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
	handed  bool          // it is called by code that cannot be seen, which it was handed to
	serves  bool          // that code may have connections, and end them when this fails
}

// resolve finds the function behind a call.
func (w *walker) resolve(common *ssa.CallCommon, fnVal value, args []value) callee {
	if common.IsInvoke() {
		args = append([]value{w.unbox(fnVal)}, args...)
		if w.kind(fnVal) != boxed {
			return callee{args: args}
		}
		return callee{fn: w.method(w.shapes[fnVal].of.(types.Type), common.Method), args: args}
	}
	if fn := common.StaticCallee(); fn != nil {
		closure := vNone
		if _, ok := common.Value.(*ssa.MakeClosure); ok {
			closure = fnVal
		}
		return callee{fn: fn, closure: closure, args: args}
	}
	fn, closure := w.funcOf(fnVal)
	if fn == nil {
		fn = w.model.Callee(common)
	}
	return callee{fn: fn, closure: closure, args: args}
}

// funcOf returns the function that a func value is known to be.
func (w *walker) funcOf(v value) (*ssa.Function, value) {
	v = w.unbox(v)
	sh := w.shapes[v]
	for sh.kind == older || sh.kind == inner {
		sh = w.shapes[sh.base]
	}
	switch at := sh.of.(type) {
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
	carriers := w.carriersOf(c.state, &i.Call, fnVal, args)
	isForeign := w.isForeignCall(c.state, i, w.resolve(&i.Call, fnVal, args))
	out := w.perform(fr, c, i, &i.Call, fnVal, args)
	for _, d := range out {
		w.noteCarriers(d.state, i, carriers)
		if isForeign {
			w.bindForeign(d.state, i)
		}
	}
	return out
}

func (w *walker) builtin(fr *frame, c cursor, i *ssa.Call, b *ssa.Builtin, args []value) []cursor {
	switch b.Name() {
	case "append":
		return w.appendTo(c, i)
	case "delete":
		w.deleteEntry(c.state, args[0], args[1])
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
	to := w.resolve(common, fnVal, args)
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
	if effect.Crashes && len(to.args) > 0 && !w.learn(s, w.unbox(to.args[0]), vNonNil) {
		w.abort(fr, c, instr)
		return nil
	}
	if _, ok := instr.(*ssa.Call); ok && to.fn != nil && len(to.args) > 0 && w.truth(s, to.args[0]) == vNil && needsReceiver(to.fn) {
		w.abort(fr, c, instr)
		return nil
	}
	if w.isLent(s) && !w.isQuick(to, effect) {
		w.keepLoans(s)
	}
	if w.endsParentLate(s, operand(effect.EndsParent), to) {
		c = c.tooLate(instr)
	}
	if out, ok := w.external(c, instr, common, to); ok {
		return out
	}
	if c.owed {
		if to.fn == nil && !common.IsInvoke() && w.isFuncBeside(fnVal) {
			return w.hand(c, Unseen, instr, nil)
		}
		if operand(effect.Releases) == vResource {
			return w.release(c, effect)
		}
		if n := effect.Drains; 0 < n && n <= len(to.args) && w.reaches(s, to.args[n-1]) {
			return w.drain(c, instr)
		}
		if n := effect.Times; 0 < n && n < len(to.args) && w.reaches(s, to.args[n-1]) {
			w.setDeadline(s, to.args[n])
		}
		parent, ok := s.env.get(vConn)
		if conn := operand(effect.EndsParent); ok && !c.stale && conn != vNone {
			switch {
			case conn == w.unbox(parent) || to.fn == nil && conn == w.atom(parent):
				w.rescued = w.rescued || c.dropped > 0
				w.noteEnd()
				return nil
			case w.mayBe(conn, w.unbox(parent)):
				w.hand(c, Unseen, instr, nil)
			}
		}
		if hidden := !ok || w.kind(w.atom(parent)) == inner; hidden && !c.stale && w.mayEndHidden(common, to, effect) {
			w.hand(c, Unseen, instr, nil)
		}
		if effect.Sinks && (to.fn == nil || len(to.fn.Blocks) == 0) {
			for _, a := range to.args {
				if w.reaches(s, a) || ok && w.unbox(a) == w.unbox(parent) {
					return w.fulfill(c)
				}
			}
		}
		if operand(effect.Writes) == vResource {
			w.use(c, common, to)
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
	if effect.Requires != NoRequirement && !w.require(c, effect.Requires, common, to.args) {
		return nil
	}
	if effect.TestsTimeout || effect.TestsEnd {
		if out, ok := w.testTimeout(c, instr, operand(1), effect.TestsTimeout); ok {
			return out
		}
	}
	if effect.TestsError {
		return w.testError(c, instr, common, effect, to.args)
	}
	if call, ok := instr.(*ssa.Call); ok {
		if r := w.errorOf(call); effect.NoError && r != vNone {
			w.bind(s, r, vNil)
		}
		switch {
		case effect.Anew:
			w.bind(s, w.register(call), w.intern(shape{kind: newError, base: w.register(call)}))
		case effect.NonNil, effect.WrapsError && w.wraps(s, to.args), to.fn != nil && w.NeverNil(to.fn):
			s.facts.set(w.register(call), vNonNil)
		case effect.Endless:
			w.bind(s, w.register(call), vEndless)
		case effect.Done:
			w.bind(s, w.register(call), w.element(to.args[0], doneIndex))
		case effect.Context:
			w.bind(s, w.register(call), w.element(w.unbox(to.args[0]), contextIndex))
		case effect.Child && onlyDeferred(call, 1):
			w.bind(s, w.element(w.register(call), 0), to.args[0])
		case effect.Err:
			w.contextErr(s, w.register(call), to.args[0])
		}
	}
	if to.fn == nil && common.IsInvoke() {
		if out, ok := w.anyOf(fr, c, instr, common, to, w.model.Implementations(common)); ok {
			return out
		}
	}
	if w.enters(s, to) {
		guarded := c.owed && !c.stale && w.ClosesOnce(to.fn)
		out := w.enter(fr, c, instr, to)
		if guarded && len(out) > 0 {
			w.moved(Unseen, instr, nil)
			return w.fulfill(c)
		}
		return out
	}
	if w.isTooDeep(s, to) && len(w.hand(c, Exhausted, instr, nil)) == 0 {
		return nil
	}
	return w.unseen(fr, c, instr, common, to, effect)
}

// needsReceiver reports whether a method reads what its receiver points to before it
// decides anything. One that cannot be seen is taken to.
func needsReceiver(fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	if recv == nil || !isPointer(recv.Type()) {
		return false
	}
	return len(fn.Blocks) == 0 || slices.ContainsFunc(fn.Blocks[0].Instrs, func(instr ssa.Instruction) bool {
		switch i := instr.(type) {
		case *ssa.FieldAddr:
			return i.X == fn.Params[0]
		case *ssa.UnOp:
			return i.X == fn.Params[0]
		}
		return false
	})
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// isFuncBeside reports whether a func is one that a function of another package has
// handed out with the resource, or as all there is of it.
func (w *walker) isFuncBeside(fnVal value) bool {
	sh := &w.shapes[fnVal]
	return fnVal == vResource || w.site != nil && sh.kind == element && sh.base == w.register(w.site.Call)
}

// mayEndHidden reports whether a call may end the connection of a resource that
// came without it, from a function that made it or took it out of something: the
// call ends a connection, or gets one and ends some.
func (w *walker) mayEndHidden(common *ssa.CallCommon, to callee, effect Effect) bool {
	if effect.EndsParent != 0 {
		return true
	}
	gets := slices.ContainsFunc(common.Args, func(a ssa.Value) bool { return w.model.IsParent(a.Type()) }) ||
		slices.ContainsFunc(to.args, func(a value) bool { return w.kind(a) == boxed && w.model.IsParent(w.shapes[a].of.(types.Type)) })
	return gets && to.fn != nil && w.MayEndParent(to.fn)
}

// mayBe reports whether two different values can be the same connection: what
// was read from memory can be anything that was not read from beside it.
func (w *walker) mayBe(a, b value) bool {
	if w.kind(a) != content && w.kind(b) != content {
		return false
	}
	return w.kind(a) != w.kind(b) || w.shapes[w.shapes[a].base].base != w.shapes[w.shapes[b].base].base
}

// anyOf performs a call that reaches one of several methods; ok is false if
// none of them has to do with the resource.
func (w *walker) anyOf(fr *frame, c cursor, instr ssa.Instruction, common *ssa.CallCommon, to callee, methods []*ssa.Function) (out []cursor, ok bool) {
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
		if ends, known := w.external(d, instr, common, to); known {
			out = append(out, ends...)
		} else if w.enters(d.state, to) {
			out = append(out, w.enter(fr, d, instr, to)...)
		} else {
			out = append(out, d)
		}
	}
	return out, true
}

// noteWriteError names the error result of a write to the resource as such, if
// it tells whether the write failed.
func (w *walker) noteWriteError(s *state, instr ssa.Instruction) {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return
	}
	if r := w.errorOf(call); r != vNone && w.truth(s, r) != vNonNil {
		w.bind(s, r, w.intern(shape{kind: writeError, base: r}))
	}
}

// errorOf returns the last result of a call, if that is an error.
func (w *walker) errorOf(call *ssa.Call) value {
	res := call.Call.Signature().Results()
	switch n := res.Len() - 1; {
	case n < 0 || !isErrorType(res.At(n).Type()):
		return vNone
	case n > 0:
		return w.element(w.register(call), n)
	}
	return w.register(call)
}

// testError gives a predicate on an error, such as errors.Is, its answer.
func (w *walker) testError(c cursor, instr ssa.Instruction, common *ssa.CallCommon, effect Effect, args []value) []cursor {
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
	if w.truth(c.state, err) == vNil || effect.Matches && (w.isNoMatch(common, args) || len(args) > 1 && w.isOther(args[0], args[1])) {
		w.bind(c.state, r, vFalse)
		return []cursor{c}
	}
	if w.findTimeout(c.state, call, r, args) {
		return []cursor{c}
	}
	op := opIsError
	isWrite := w.kind(w.unbox(err)) == writeError
	if res.Len() > 1 && isWrite && w.model.EndsByError(res.At(0).Type()) {
		op = opCancelled
	}
	if len(args) > 1 && w.endsAll(args[1]) {
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
