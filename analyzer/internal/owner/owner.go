// Package owner judges the owners that outlive functions: struct fields,
// package-level variables, and the containers and channels they hold. One
// that receives streams and that nothing in the package releases is a leak.
package owner

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// An Index answers for the fields and variables of one package whether they
// own what they hold.
type Index struct {
	model flow.Model
	fns   []*ssa.Function
	owns  map[*types.Var]bool
	owner *types.Var         // that is judged now
	ended map[ssa.Value]bool // memo of mayEnd for owner; false while being computed
	// callers are the calls of each function that is used in no other way.
	callers map[*ssa.Function][]ssa.CallInstruction
	leads   map[types.Type]bool // memo of leadsToStream
}

// New returns an index for the functions of a package.
func New(fns []*ssa.Function, model flow.Model) *Index {
	return &Index{model: model, fns: withLiterals(fns), owns: make(map[*types.Var]bool), leads: make(map[types.Type]bool)}
}

// Owns reports whether something may release what a field or variable holds:
// in the package, or in code that cannot be seen.
func (x *Index) Owns(v *types.Var) bool {
	v = v.Origin()
	owns, ok := x.owns[v]
	if !ok {
		owns = !x.isClosedWorld(v) || !x.isSoleOwner(v) || x.released(v)
		x.owns[v] = owns
	}
	return owns
}

func withLiterals(fns []*ssa.Function) []*ssa.Function {
	var all []*ssa.Function
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		all = append(all, fn)
		for _, a := range fn.AnonFuncs {
			add(a)
		}
	}
	for _, fn := range fns {
		add(fn)
	}
	return all
}

// isClosedWorld reports whether all uses of a field or variable are in view:
// it is unexported, of this package, and its methods are not promoted.
func (x *Index) isClosedWorld(v *types.Var) bool {
	if v.Exported() || v.Embedded() || len(x.fns) == 0 || v.Pkg() != x.fns[0].Pkg.Pkg {
		return false
	}
	if !v.IsField() {
		// A single stream in a variable is there for the process.
		switch v.Type().Underlying().(type) {
		case *types.Map, *types.Slice, *types.Chan:
			return true
		}
		return false
	}
	return true
}

// isSoleOwner reports whether a container or channel is made in the package
// for the field alone, so that nobody else has it.
func (x *Index) isSoleOwner(f *types.Var) bool {
	switch f.Type().Underlying().(type) {
	case *types.Map, *types.Slice, *types.Chan:
	default:
		return true
	}
	for _, fn := range x.fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				st, ok := instr.(*ssa.Store)
				if !ok {
					continue
				}
				if a, ok := st.Addr.(*ssa.FieldAddr); ok && refersTo(a, f) && !isFresh(st.Val, f, make(map[*ssa.Phi]bool)) {
					return false
				}
			}
		}
	}
	return true
}

// isFresh reports whether a value was made where it is stored, or from what
// the field held before.
func isFresh(v ssa.Value, f *types.Var, seen map[*ssa.Phi]bool) bool {
	switch v := v.(type) {
	case *ssa.MakeChan, *ssa.MakeMap, *ssa.MakeSlice, *ssa.Const, *ssa.Alloc:
		return true
	case *ssa.Slice:
		return isFresh(v.X, f, seen)
	case *ssa.Phi:
		if seen[v] {
			return true
		}
		seen[v] = true
		return !slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return !isFresh(e, f, seen) })
	case *ssa.UnOp:
		return refersTo(v.X, f)
	case *ssa.Call:
		b, ok := v.Call.Value.(*ssa.Builtin)
		return ok && b.Name() == "append" && isFresh(v.Call.Args[0], f, seen)
	}
	return false
}

// StructOf returns the name of the package-level type that has a field, or the
// empty string.
func (x *Index) StructOf(f *types.Var) string {
	if n := x.named(f); n != nil {
		return n.Obj().Name()
	}
	return ""
}

func (x *Index) named(f *types.Var) *types.Named {
	scope := f.Pkg().Scope()
	for _, name := range scope.Names() {
		t, ok := scope.Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		n, ok := t.Type().(*types.Named)
		if !ok {
			continue
		}
		if s, ok := n.Underlying().(*types.Struct); ok {
			for g := range s.Fields() {
				if g.Origin() == f.Origin() {
					return n
				}
			}
		}
	}
	return nil
}

// released reports whether anything in the package may release what a field
// or variable holds: by itself, or with the connection that is kept beside it.
func (x *Index) released(f *types.Var) bool {
	x.owner = f
	x.ended = make(map[ssa.Value]bool)
	if x.BesideConnection(f) || f.IsField() && x.named(f) == nil { // of a type that has no name to look for
		return true
	}
	var operands []*ssa.Value
	for _, fn := range x.fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if v, ok := instr.(ssa.Value); ok && refersTo(v, f) && x.mayEnd(v) {
					return true
				}
				operands = instr.Operands(operands[:0])
				for _, op := range operands {
					if g, ok := (*op).(*ssa.Global); ok && g.Object() == f && x.mayEndThrough(instr, g) {
						return true
					}
				}
			}
		}
	}
	return false
}

// BesideConnection reports whether a connection is kept in the same struct as a
// field: what is in the field may live as long.
func (x *Index) BesideConnection(f *types.Var) bool {
	n := x.named(f)
	if n == nil {
		return false
	}
	for g := range n.Underlying().(*types.Struct).Fields() {
		if quicapi.IsConnection(g.Type()) {
			return true
		}
	}
	return false
}

// refersTo reports whether an instruction reads, or takes the address of, a
// field.
func refersTo(v ssa.Value, f *types.Var) bool {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return flow.FieldVar(v.X.Type(), v.Field) == f.Origin()
	case *ssa.Field:
		return flow.FieldVar(v.X.Type(), v.Field) == f.Origin()
	}
	return false
}

// mayEnd reports whether the obligation of what a value leads to may end, or
// be handed on, through that value. It looks at all uses, whatever the path.
func (x *Index) mayEnd(v ssa.Value) bool {
	if ended, ok := x.ended[v]; ok {
		return ended
	}
	x.ended[v] = false
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, r := range *refs {
		if x.mayEndThrough(r, v) {
			x.ended[v] = true
			return true
		}
	}
	return false
}

// mayEndThrough judges one use of a value.
func (x *Index) mayEndThrough(use ssa.Instruction, v ssa.Value) bool {
	switch use := use.(type) {
	case *ssa.Return:
		return x.mayEndInCallers(use.Parent())
	case *ssa.FieldAddr:
		return x.leadsToStream(use.Type()) && x.mayEnd(use)
	case *ssa.Field:
		return x.leadsToStream(use.Type()) && x.mayEnd(use)
	case *ssa.Send:
		return use.X == v
	case *ssa.MapUpdate:
		return use.Value == v
	case *ssa.Store:
		if use.Val != v {
			return false // overwriting is no release
		}
		switch addr := use.Addr.(type) {
		case *ssa.Alloc:
			return x.mayEnd(addr)
		case *ssa.FieldAddr:
			return !refersTo(addr, x.owner)
		case *ssa.Global:
			return addr.Object() != x.owner
		}
		return true
	case *ssa.MakeClosure:
		fn := use.Fn.(*ssa.Function)
		for n, b := range use.Bindings {
			if b == v && x.mayEnd(fn.FreeVars[n]) {
				return true
			}
		}
		return false
	case *ssa.Select:
		for _, s := range use.States {
			if s.Send == v {
				return true
			}
		}
		return x.mayEnd(use)
	case ssa.CallInstruction:
		return x.mayEndInCall(use, v)
	case *ssa.BinOp:
		return false
	case *ssa.UnOp:
		return use.Op != token.NOT && x.mayEnd(use)
	case ssa.Value:
		return x.mayEnd(use)
	}
	return false
}

// mayEndInCall judges a call that has the value as function, receiver or
// argument.
func (x *Index) mayEndInCall(call ssa.CallInstruction, v ssa.Value) bool {
	common := call.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "append":
			return x.mayEnd(call.(ssa.Value))
		case "copy":
			return true
		}
		return false
	}
	effect := x.model.Effect(common)
	operands := common.Args
	if common.IsInvoke() {
		operands = append([]ssa.Value{common.Value}, operands...)
	} else if common.Value == v {
		return true // a func value that is called
	}
	callee := common.StaticCallee()
	sig := common.Signature()
	for i, o := range operands {
		if o != v {
			continue
		}
		switch {
		case effect.Releases == i+1 || effect.Sinks || effect.Keeps.Has(i) || x.ends(common, callee, i):
			return true
		case effect.Uses.Has(i):
		case callee != nil && len(callee.Blocks) > 0:
			if i < len(callee.Params) && x.mayEnd(callee.Params[i]) {
				return true
			}
		case common.IsInvoke() && i == 0 && len(x.model.Implementations(common)) > 0:
			if x.anyEnds(x.model.Implementations(common)) {
				return true
			}
		case (common.IsInvoke() || sig.Recv() != nil) && i == 0:
			// A method of the stream itself is a borrow, one of a
			// container or wrapper may hand it out.
			if effect.Foreign || !quicapi.IsSendHalf(v.Type()) && !borrows(v.Type()) {
				return true
			}
		default:
			if common.IsInvoke() || sig.Recv() != nil {
				i--
			}
			n := min(i, sig.Params().Len()-1)
			if n < 0 || flow.MayTake(x.model, sig.Params().At(n).Type()) {
				return true
			}
		}
	}
	return false
}

// ends reports whether it is known of a call that it may end what it gets as
// an operand.
func (x *Index) ends(call *ssa.CallCommon, callee *ssa.Function, operand int) bool {
	return slices.ContainsFunc(x.model.Entries(call, callee, nil), func(e flow.Entry) bool {
		return e.Param == operand && !e.Parent && (e.Ends || e.Moved || len(e.Ways) == 0)
	})
}

// mayEndInCallers reports whether what a function returns may end where it is
// called, or the function has callers that are not in view.
func (x *Index) mayEndInCallers(fn *ssa.Function) bool {
	return !x.CallersInView(fn) || slices.ContainsFunc(x.callers[fn], func(c ssa.CallInstruction) bool {
		call, ok := c.(*ssa.Call)
		return ok && x.mayEnd(call)
	})
}

// CallersInView reports whether a function has calls in the package and can have
// no others: it cannot be named elsewhere, and no interface of the package has a
// method of its name.
func (x *Index) CallersInView(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Exported() || fn.Signature.Recv() != nil && x.isInterfaceMethod(obj.Name()) {
		return false
	}
	if x.callers == nil {
		x.findCallers()
	}
	return len(x.callers[fn]) > 0
}

func (x *Index) isInterfaceMethod(name string) bool {
	pkg := x.fns[0].Pkg.Pkg
	for _, n := range pkg.Scope().Names() {
		t, ok := pkg.Scope().Lookup(n).(*types.TypeName)
		if !ok || !types.IsInterface(t.Type()) {
			continue
		}
		if m, _, _ := types.LookupFieldOrMethod(t.Type(), false, pkg, name); m != nil {
			return true
		}
	}
	return false
}

// findCallers collects the calls of the functions of the package. A function
// that is used in another way gets no entry.
func (x *Index) findCallers() {
	x.callers = make(map[*ssa.Function][]ssa.CallInstruction)
	taken := make(map[*ssa.Function]bool)
	var operands []*ssa.Value
	for _, fn := range x.fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, isCall := instr.(ssa.CallInstruction)
				if isCall {
					if to := call.Common().StaticCallee(); to != nil {
						x.callers[to] = append(x.callers[to], call)
					}
				}
				operands = instr.Operands(operands[:0])
				for i, op := range operands {
					if to, ok := (*op).(*ssa.Function); ok && !(isCall && i == 0) {
						taken[to] = true
					}
				}
			}
		}
	}
	for fn := range taken {
		delete(x.callers, fn)
	}
}

// anyEnds reports whether one of the methods may end its receiver.
func (x *Index) anyEnds(methods []*ssa.Function) bool {
	return slices.ContainsFunc(methods, func(m *ssa.Function) bool { return x.mayEnd(m.Params[0]) })
}

// borrows reports whether nothing that can be done with the type ends a
// stream: io.Writer and the like.
func borrows(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.NumMethods() > 0 && !quicapi.CanRelease(t)
}
