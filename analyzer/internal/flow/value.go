package flow

import (
	"go/constant"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"
)

// A value is an abstract value or memory location, interned in a [table] so
// that values compare, hash and copy as integers. The zero value is "none".
type value int32

// A kind says how a value was made; the comments name the fields of [shape]
// that it uses.
type kind uint8

const (
	none       kind = iota
	isNil           // the nil pointer, interface, map, ...
	isTrue          //
	isFalse         //
	isConst         // of: any other constant, by its text
	isZero          // the zero value of a type that is only known where it is read
	isNonNil        // as a fact: known not to be nil, nor "", nor 0
	isResource      // the instance whose obligation is followed
	endless         // a context that never ends
	connKey         // register-like key: the connection the resource came from
	register        // of: whatever that instruction or parameter defines, in this frame
	element         // base, index: element of a tuple
	writeError      // base: the error of a write to the resource, otherwise as base
	readError       // base: the error of a read from the resource, otherwise as base
	newError        // base: an error that was made anew, otherwise as base
	foreign         // base: what other packages made without any function of this one that returns a private error, otherwise as base
	field           // base, index: location of a field of the location or struct base
	slot            // base, index: location of an element of the array, slice, map or channel base
	content         // base: unknown content of location base
	object          // of: what that allocation, closure or container instruction made
	global          // of: location of that package-level variable
	function        // of: that function, without captured variables
	older           // base, index: what base stood for in an earlier iteration
	inner           // of, base: base of a callee's frame, seen from that call
	outer           // index: what a caller's frame holds, by the value that stands for the place where it was found
	boxed           // of, base: an interface value of that dynamic type
	condition       // op, base, arg: a comparison that nothing is known about yet; of: the type, if that is compared
)

// shape is the structure behind a value.
type shape struct {
	kind  kind
	op    condOp
	index int32
	base  value
	arg   value
	of    any // an ssa.Value, an ssa.Instruction, a types.Type that is canonical, see table.canonical, or a string
}

func (s *shape) value() ssa.Value {
	v, _ := s.of.(ssa.Value)
	return v
}

// maxDepth bounds the nesting of values, so that a loop over a linked
// structure does not make ever longer access paths.
const maxDepth = 12

type table struct {
	shapes []shape
	depth  []uint8
	atoms  []value // see table.atom
	// To look up a shape takes long, and most have nothing but an index and a base,
	// or are those of registers.
	ids       map[shape]value
	parts     map[part]value
	registers map[ssa.Value]value
	types     typeutil.Map
}

// part is the structure behind a value that is made from others only.
type part struct {
	kind      kind
	op        condOp
	index     int32
	base, arg value
}

// The values that need no lookup, in the order newTable makes them.
const (
	vNone value = iota
	vNil
	vTrue
	vFalse
	vZero
	vNonNil
	vResource
	vEndless
	vConn
)

func newTable() *table {
	t := &table{ids: make(map[shape]value), parts: make(map[part]value), registers: make(map[ssa.Value]value)}
	for _, k := range []kind{none, isNil, isTrue, isFalse, isZero, isNonNil, isResource, endless, connKey} {
		t.intern(shape{kind: k})
	}
	return t
}

func (t *table) intern(s shape) value {
	if s.of == nil {
		p := part{s.kind, s.op, s.index, s.base, s.arg}
		v, ok := t.parts[p]
		if !ok {
			v = t.add(&s)
			t.parts[p] = v
		}
		return v
	}
	v, ok := t.ids[s]
	if !ok {
		v = t.add(&s)
		t.ids[s] = v
	}
	return v
}

func (t *table) add(s *shape) value {
	v := value(len(t.shapes))
	d := uint8(0)
	r := v
	if s.base != vNone {
		d = t.depth[s.base] + 1
	}
	if s.arg != vNone {
		d = max(d, t.depth[s.arg]+1)
	}
	switch s.kind {
	case field, slot, content, writeError, readError, newError, foreign, boxed:
		r = t.atoms[s.base]
	}
	t.shapes = append(t.shapes, *s)
	t.depth = append(t.depth, d)
	t.atoms = append(t.atoms, r)
	return v
}

func (t *table) kind(v value) kind { return t.shapes[v].kind }

func (t *table) register(r ssa.Value) value {
	v, ok := t.registers[r]
	if !ok {
		v = t.add(&shape{kind: register, of: r})
		t.registers[r] = v
	}
	return v
}

func (t *table) element(tuple value, i int) value {
	return t.intern(shape{kind: element, base: tuple, index: int32(i)})
}

// field returns the location of the i'th field of base. Paths that grow
// beyond maxDepth all end in one location.
func (t *table) field(base value, i int) value {
	if t.depth[base] >= maxDepth {
		return base
	}
	return t.intern(shape{kind: field, base: base, index: int32(i)})
}

// anyIndex stands for an element whose index is not a constant.
const anyIndex = -1

func (t *table) slot(base value, i int) value {
	if t.depth[base] >= maxDepth {
		return base
	}
	return t.intern(shape{kind: slot, base: base, index: int32(i)})
}

func (t *table) content(loc value) value {
	if t.depth[loc] >= maxDepth {
		return loc
	}
	return t.intern(shape{kind: content, base: loc})
}

func (t *table) object(at ssa.Value) value { return t.intern(shape{kind: object, of: at}) }

func (t *table) older(v value, which int32) value {
	if t.kind(v) == older {
		return v
	}
	return t.intern(shape{kind: older, index: which, base: v})
}

func (t *table) inner(call ssa.Instruction, v value) value {
	if t.depth[v] >= 2*maxDepth { // never reached while the engine bounds its call depth
		return v
	}
	return t.intern(shape{kind: inner, of: call, base: v})
}

func (t *table) canonical(typ types.Type) types.Type {
	if c, ok := t.types.At(typ).(types.Type); ok {
		return c
	}
	t.types.Set(typ, typ)
	return typ
}

func (t *table) boxed(typ types.Type, v value) value {
	return t.intern(shape{kind: boxed, of: t.canonical(typ), base: v})
}

// unbox returns what an interface value of known dynamic type holds.
func (t *table) unbox(v value) value {
	for t.kind(v) == boxed {
		v = t.shapes[v].base
	}
	return v
}

// constant returns the value of a constant.
func (t *table) constant(c *ssa.Const) value {
	switch {
	case c.Value == nil:
		return t.zero(c.Type())
	case c.Value.Kind() == constant.Bool:
		return boolean(constant.BoolVal(c.Value))
	}
	return t.intern(shape{kind: isConst, of: c.Value.ExactString()})
}

func (t *table) integer(i int) value {
	return t.intern(shape{kind: isConst, of: strconv.Itoa(i)})
}

func boolean(b bool) value {
	if b {
		return vTrue
	}
	return vFalse
}

// zero returns the zero value of a type, as far as values tell types apart.
func (t *table) zero(typ types.Type) value {
	switch u := typ.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			return vFalse
		case u.Kind() == types.UnsafePointer || u.Kind() == types.UntypedNil:
			return vNil
		case u.Info()&types.IsString != 0:
			return t.intern(shape{kind: isConst, of: `""`})
		case u.Info()&types.IsNumeric != 0:
			return t.integer(0)
		}
	case *types.Pointer, *types.Interface, *types.Slice, *types.Map, *types.Chan, *types.Signature:
		return vNil
	}
	return vZero
}

// isZero reports whether v is nil, the empty string, or the number 0.
func (t *table) isZero(v value) bool {
	return v == vNil || t.kind(v) == isConst && (t.shapes[v].of == `""` || t.shapes[v].of == "0")
}

// isNonZero reports whether v, or what is known of a value, is not one of these.
func (t *table) isNonZero(v value) bool {
	if t.kind(v) != isConst {
		return v == vNonNil
	}
	text := t.shapes[v].of.(string)
	n, isNumber := t.number(v)
	return isNumber && n != 0 || text[0] == '"' && text != `""`
}

// isObject reports whether v is a memory object that the walk has seen being
// made, here or by a caller, so that all its contents are known.
func (t *table) isObject(v value) bool {
	switch s := &t.shapes[v]; s.kind {
	case object:
		return true
	case outer:
		return s.op == outerObject
	case older, inner:
		return t.isObject(s.base)
	}
	return false
}

// isWithinObject reports whether v is an object or the location of a part of
// one. What is only read from an object is not: it may lead anywhere.
func (t *table) isWithinObject(v value) bool {
	for t.kind(v) == field || t.kind(v) == slot {
		v = t.shapes[v].base
	}
	return t.isObject(v)
}

// atom returns the object, register or variable that v hangs on: v without
// the fields, elements and boxes around it. Renaming works on atoms alone.
func (t *table) atom(v value) value { return t.atoms[v] }

// isSymbol reports whether v names something unknown, about which facts can
// be learned.
func (t *table) isSymbol(v value) bool {
	switch s := &t.shapes[v]; s.kind {
	case register, element, content, writeError, readError, newError, foreign, condition:
		return true
	case outer:
		return s.op != outerObject
	case older, inner:
		return t.isSymbol(s.base)
	}
	return false
}

// isLocation reports whether v is an address, which is never nil.
func (t *table) isLocation(v value) bool {
	switch s := &t.shapes[v]; s.kind {
	case field, slot, global, function:
		return true
	case older, inner:
		return t.isLocation(s.base)
	}
	return t.isObject(v)
}

// substitute rebuilds v with f applied outermost first: where f gives a
// value, that value takes the place of the part and is not looked into.
func (t *table) substitute(v value, f func(value) (value, bool)) value {
	if v == vNone {
		return v
	}
	if w, ok := f(v); ok {
		return w
	}
	was := &t.shapes[v]
	if was.base == vNone && was.arg == vNone {
		return v
	}
	oldBase, oldArg := was.base, was.arg
	base, arg := t.substitute(oldBase, f), t.substitute(oldArg, f)
	if base == oldBase && arg == oldArg {
		return v
	}
	s := t.shapes[v]
	// What hangs on a known thing may itself be known now.
	switch s.kind {
	case older:
		return t.older(base, s.index)
	case writeError, readError, newError, foreign:
		if !t.isSymbol(base) {
			return base
		}
	case condition:
		return t.intern(shape{kind: condition, op: s.op, base: base, arg: arg})
	}
	if s.kind == content && t.depth[base] >= maxDepth {
		return base
	}
	s.base, s.arg = base, arg
	return t.intern(s)
}
