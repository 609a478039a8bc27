package flow

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// step executes one instruction that does not end its block.
func (w *walker) step(fr *frame, c cursor, instr ssa.Instruction) []cursor {
	if fr.cyclic[instr.Block().Index] {
		w.redefine(c.state, instr, nil)
		if _, ok := instr.(*ssa.MakeClosure); ok {
			w.dropDefers(c.state)
		}
	}
	s := c.state
	if waits(instr) {
		w.keepLoans(s)
	}
	w.one[0] = c
	one := w.one[:] // which is used up before the next step
	set := func(v ssa.Value, x value) []cursor {
		w.bind(s, w.register(v), x)
		return one
	}
	switch i := instr.(type) {
	case *ssa.Alloc:
		o := w.object(i)
		w.forget(s, o)
		s.env.set(o, vZero)
		return set(i, o)
	case *ssa.MakeSlice, *ssa.MakeMap, *ssa.MakeChan:
		v := i.(ssa.Value)
		return set(v, w.object(v))
	case *ssa.MakeClosure:
		o := w.object(i)
		for j, b := range i.Bindings {
			s.env.set(w.field(o, j), w.value(s, b))
		}
		return set(i, o)
	case *ssa.MakeInterface:
		return set(i, w.box(i.X.Type(), w.value(s, i.X)))
	case *ssa.ChangeInterface:
		return set(i, w.value(s, i.X))
	case *ssa.ChangeType:
		return set(i, w.value(s, i.X))
	case *ssa.MultiConvert:
		return set(i, w.value(s, i.X))
	case *ssa.SliceToArrayPointer:
		return set(i, w.value(s, i.X))
	case *ssa.Slice:
		if v := w.value(s, i.X); w.isObject(w.atom(v)) {
			if i.Low != nil && w.reaches(s, v) {
				return w.hand(c, Unordered, i, nil)
			}
			return set(i, v)
		}
	case *ssa.FieldAddr:
		if w.isWithin(s, i.X, i.Field) {
			return set(i, vResource)
		}
		return set(i, w.field(w.unbox(w.value(s, i.X)), i.Field))
	case *ssa.Field:
		if w.isWithin(s, i.X, i.Field) {
			return set(i, vResource)
		}
		return set(i, w.load(s, w.field(w.unbox(w.value(s, i.X)), i.Field), i.Type()))
	case *ssa.IndexAddr:
		return set(i, w.slot(w.unbox(w.value(s, i.X)), w.index(s, i.Index)))
	case *ssa.Index:
		return w.readElement(c, i, w.slot(w.unbox(w.value(s, i.X)), w.index(s, i.Index)))
	case *ssa.Store:
		return w.storeAt(c, i)
	case *ssa.UnOp:
		switch x := w.value(s, i.X); i.Op {
		case token.MUL:
			loc := w.pointee(x, i.Type())
			if loc == vResource {
				return set(i, vResource)
			}
			if w.kind(loc) == slot {
				return w.readElement(c, i, loc)
			}
			if !w.dereference(s, loc) {
				return nil
			}
			return set(i, w.load(s, loc, i.Type()))
		case token.NOT:
			return set(i, w.negate(w.truth(s, x)))
		case token.ARROW:
			w.received(s, x)
			w.receivedDone(c, i.X, x, i)
			if w.parentEnded(s) {
				return nil
			}
			if w.isLatched(s, loadedFrom(i.X)) {
				return w.fulfill(c)
			}
			got := w.register(i)
			if i.CommaOk {
				got = w.element(got, 0)
			}
			w.receives(s, i.X, got)
		}
	case *ssa.BinOp:
		if n := w.count(s, i); n != vNone {
			return set(i, n)
		}
		return set(i, w.compare(s, i))
	case *ssa.TypeAssert:
		return w.typeAssert(c, i)
	case *ssa.Extract:
		return set(i, w.read(s, w.element(w.value(s, i.Tuple), i.Index)))
	case *ssa.MapUpdate:
		return w.mapUpdate(c, i)
	case *ssa.Lookup:
		return w.lookup(c, i)
	case *ssa.Range:
		return set(i, w.value(s, i.X))
	case *ssa.Next:
		return w.next(c, i)
	case *ssa.Send:
		if w.reaches(s, w.value(s, i.X)) {
			return w.hand(c, Channel, i, ownerField(i.Chan))
		}
	case *ssa.Select:
		return w.selectCases(c, i)
	case *ssa.Call:
		return w.callInstr(fr, c, i)
	case *ssa.Defer:
		return w.deferCall(fr, c, i)
	case *ssa.Go:
		return w.goStmt(fr, c, i)
	case *ssa.RunDefers:
		return w.runDefers(fr, c)
	}
	return one
}

// pointee returns the location of what an unknown pointer points to: another
// than the name of the pointer, which may itself be bound.
func (w *walker) pointee(p value, elem types.Type) value {
	p = w.unbox(p)
	if w.isSymbol(p) && !isAggregate(elem) {
		return w.field(p, pointeeIndex)
	}
	return p
}

// pointeeIndex is the pseudo field of a pointer's target.
const pointeeIndex = -5

// dereference notes that the pointer through which a field is read is not
// nil, and reports whether that agrees with what is known.
func (w *walker) dereference(s *state, loc value) bool {
	sh := &w.shapes[loc]
	switch {
	case sh.kind != field:
		return true
	case sh.base == vNil:
		return false
	}
	return !w.isSymbol(sh.base) || w.learn(s, sh.base, vNonNil)
}

// isWithin reports whether a field is what the resource itself is made of: the
// methods promoted from it are methods of the resource, or the resource stands
// for a wrapper that has it there.
func (w *walker) isWithin(s *state, x ssa.Value, i int) bool {
	f := FieldVar(x.Type(), i)
	return f != nil && w.unbox(w.value(s, x)) == vResource && (f.Embedded() || w.model.Leads(x.Type(), i))
}

// hand notes that somebody else takes the obligation over. The path goes on if the
// budget permits: what is released behind that point anyway needs no trust in
// anybody.
func (w *walker) hand(c cursor, k TransferKind, at ssa.Instruction, f *types.Var) []cursor {
	if !c.owed {
		return nil
	}
	w.giveAway(c)
	switch mayEnd := f == nil || w.model.Owns(f); {
	case mayEnd && (w.trial != nil || w.brief || k == Unordered):
		w.moved(k, at, f)
		return w.fulfill(c)
	case !mayEnd && w.model.Borrows(f):
		return []cursor{c}
	}
	if !w.isTrusted(c.state) || w.isLent(c.state) || w.isTimed(c.state) {
		w.keepLoans(c.state)
		w.park(c, Transfer{k, at, f})
	}
	return []cursor{c}
}

// park notes who has the resource beside the path.
func (w *walker) park(c cursor, t Transfer) {
	i := slices.Index(w.parking, t)
	if i < 0 {
		i = len(w.parking)
		w.parking = append(w.parking, t)
	}
	c.parked = i + 1
	w.noteEnd()
}

// isTrusted reports whether somebody who may end it has the resource beside the
// path.
func (w *walker) isTrusted(s *state) bool {
	if s.parked == 0 {
		return false
	}
	f := w.parking[s.parked-1].Field
	return f == nil || w.model.Owns(f)
}

// box makes an interface value of a concrete one.
func (w *walker) box(typ types.Type, v value) value {
	if types.IsInterface(typ) { // the type argument of an instance that was not made
		return v
	}
	return w.boxed(typ, v)
}

// storeAt stores into a location. Storing the resource into what was not made
// in view makes a new owner.
func (w *walker) storeAt(c cursor, i *ssa.Store) []cursor {
	s := c.state
	loc, v := w.pointee(w.value(s, i.Addr), i.Val.Type()), w.value(s, i.Val)
	if w.kind(loc) == field && w.shapes[loc].base == vNil {
		return nil
	}
	holds := w.reaches(s, v)
	if _, f := storedIn(i.Addr); holds && f != nil && w.model.Borrows(f) {
		// What is done through the field is not done for the resource.
		v, holds = w.inner(i, w.content(loc)), false
	}
	published := holds && w.published(s, w.atom(loc))
	if !w.isObject(w.atom(loc)) || published {
		if holds {
			kind, f := storedIn(i.Addr)
			var out []cursor
			if published {
				out = w.lend(c, kind, i, f, w.atom(loc))
			} else {
				out = w.hand(c, kind, i, f)
			}
			if len(out) > 0 && w.kind(loc) != slot {
				w.store(s, loc, v, i.Val.Type())
			}
			return out
		}
		if w.kind(loc) == slot {
			return []cursor{c}
		}
	}
	if sh := w.shapes[loc]; sh.kind == slot && sh.index == anyIndex && !holds {
		return []cursor{c}
	}
	if a, ok := i.Addr.(*ssa.FieldAddr); ok && holds {
		if f := FieldVar(a.X.Type(), a.Field); w.stores[f] == nil || i.Pos() < w.stores[f].Pos() {
			w.stores[f] = i
		}
	}
	if old, ok := s.env.get(loc); ok && w.unbox(old) == vResource && !holds {
		s.lost = true
	}
	w.store(s, loc, v, i.Val.Type())
	return []cursor{c}
}

// storedIn names the owner behind an address.
func storedIn(addr ssa.Value) (TransferKind, *types.Var) {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		return Field, FieldVar(a.X.Type(), a.Field)
	case *ssa.Global:
		v, _ := a.Object().(*types.Var)
		return Variable, v
	case *ssa.IndexAddr:
		return Element, ownerField(a.X)
	}
	return Stored, nil
}

// ownerField returns the struct field or variable that a container was read
// from, if any.
func ownerField(v ssa.Value) *types.Var {
	for {
		switch x := v.(type) {
		case *ssa.UnOp:
			if x.Op != token.MUL {
				return nil
			}
			v = x.X
		case *ssa.FieldAddr:
			return FieldVar(x.X.Type(), x.Field)
		case *ssa.Field:
			return FieldVar(x.X.Type(), x.Field)
		case *ssa.Global:
			f, _ := x.Object().(*types.Var)
			return f
		default:
			return nil
		}
	}
}

// FieldVar returns the i'th field of a struct, or of what a pointer to one
// points to, as it was declared.
func FieldVar(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if s, ok := t.Underlying().(*types.Struct); ok && i < s.NumFields() {
		return s.Field(i).Origin()
	}
	return nil
}

// typeAssert decides an assertion on a value of known dynamic type and
// otherwise names its answer.
func (w *walker) typeAssert(c cursor, i *ssa.TypeAssert) []cursor {
	s := c.state
	x := w.value(s, i.X)
	holds, known := false, false
	result := x
	switch {
	case w.truth(s, x) == vNil:
		known = true
	case w.kind(x) == boxed:
		known = true
		if iface, ok := i.AssertedType.Underlying().(*types.Interface); ok {
			holds = types.Implements(w.shapes[x].of.(types.Type), iface)
		} else if holds = types.Identical(w.shapes[x].of.(types.Type), i.AssertedType); holds {
			result = w.shapes[x].base
		}
	case w.kind(x) == newError:
		known = !types.IsInterface(i.AssertedType)
	case x == vResource:
		if iface, ok := i.AssertedType.Underlying().(*types.Interface); ok && types.Implements(w.resource, iface) {
			holds, known = true, true
		}
	}
	tuple := w.register(i)
	if !i.CommaOk {
		if known && !holds {
			return nil
		}
		w.bind(s, tuple, result)
		return []cursor{c}
	}
	ok := w.element(tuple, 1)
	answer := func(c cursor, holds bool) cursor {
		w.bind(c.state, ok, boolean(holds))
		if holds {
			w.bind(c.state, w.element(tuple, 0), result)
		} else {
			w.bind(c.state, w.element(tuple, 0), w.zero(i.AssertedType))
		}
		return c
	}
	switch {
	case known:
		return []cursor{answer(c, holds)}
	case x == vResource:
		// The type behind an interface value is unknown: it may have
		// more methods than the interface.
		return []cursor{answer(c.fork(), true), answer(c, false)}
	case w.kind(x) == writeError && w.model.EndsByError(i.AssertedType):
		w.bind(s, ok, w.intern(shape{kind: condition, op: opCancelled, base: x}))
	case w.asksForTime(s, x, i.AssertedType) != opNone:
		w.bind(s, ok, w.intern(shape{kind: condition, op: w.asksForTime(s, x, i.AssertedType), base: x}))
		w.bind(s, w.element(tuple, 0), x)
	default:
		w.bind(s, ok, w.intern(shape{kind: condition, op: opHasType, base: x, of: w.canonical(i.AssertedType)}))
	}
	return []cursor{c}
}

// selectCases goes on once for each case that may be ready.
func (w *walker) selectCases(c cursor, i *ssa.Select) []cursor {
	if isEndless(i) {
		w.drop(c)
	}
	tuple := w.register(i)
	received := 2 // the element of the tuple that a case receives
	var out []cursor
	for n, st := range i.States {
		d := c.fork()
		if st.Dir == types.SendOnly && w.reaches(d.state, w.value(d.state, st.Send)) {
			if len(w.hand(d, Channel, i, ownerField(st.Chan))) == 0 {
				continue
			}
		}
		if st.Dir == types.RecvOnly {
			w.receives(d.state, st.Chan, w.element(tuple, received))
			received++
			ch := w.value(d.state, st.Chan)
			w.received(d.state, ch)
			w.receivedDone(d, st.Chan, ch, i)
			if w.parentEnded(d.state) {
				continue
			}
			if w.isLatched(d.state, loadedFrom(st.Chan)) && len(w.fulfill(d)) == 0 {
				continue
			}
		}
		w.bind(d.state, w.element(tuple, 0), w.integer(n))
		out = append(out, d.then(traceStep{kind: Selected, instr: i, chosen: n}))
	}
	if !i.Blocking {
		d := c.fork()
		w.bind(d.state, w.element(tuple, 0), w.integer(-1))
		out = append(out, d.then(traceStep{kind: Selected, instr: i, chosen: -1}))
	}
	return out
}
