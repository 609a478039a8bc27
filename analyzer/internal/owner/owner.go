// Package owner judges the owners that outlive functions: struct fields,
// package-level variables, and the containers and channels they hold. One
// that receives streams and that nothing in the package releases is a leak.
package owner

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/outcome"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// A Leak is an owner that nothing releases.
type Leak struct {
	Store   ssa.Instruction // the first that hands a stream over
	Var     *types.Var      // the field or variable
	Struct  string          // the name of the type that has the field, or empty
	Verdict *outcome.Verdict
}

// Judge returns the owners among the transfers of the verdicts that nothing
// in the given functions releases, in source order.
func Judge(fns []*ssa.Function, verdicts []*outcome.Verdict, model flow.Model) []Leak {
	j := &judge{model: model, fns: withLiterals(fns)}
	found := make(map[*types.Var]*Leak)
	for _, v := range verdicts {
		for _, t := range v.Transfers {
			if t.Field == nil || !j.isClosedWorld(t.Field) || j.alsoEnded(t) {
				continue
			}
			if l := found[t.Field]; l == nil {
				found[t.Field] = &Leak{Store: t.At, Var: t.Field, Struct: j.structOf(t.Field), Verdict: v}
			} else if t.At.Pos() < l.Store.Pos() {
				l.Store, l.Verdict = t.At, v
			}
		}
	}
	var leaks []Leak
	for f, l := range found {
		if !j.released(f) {
			leaks = append(leaks, *l)
		}
	}
	slices.SortFunc(leaks, func(a, b Leak) int { return cmp.Compare(a.Store.Pos(), b.Store.Pos()) })
	return leaks
}

type judge struct {
	model flow.Model
	fns   []*ssa.Function
	owner *types.Var         // that is judged now
	ended map[ssa.Value]bool // memo of mayEnd for owner; false while being computed
}

func (j *judge) begin(owner *types.Var) {
	j.owner = owner
	j.ended = make(map[ssa.Value]bool)
}

// alsoEnded reports whether the function that stores a stream in an owner may
// end it itself afterwards, so that the owner only borrows it.
func (j *judge) alsoEnded(t flow.Transfer) bool {
	var stored ssa.Value
	switch at := t.At.(type) {
	case *ssa.Store:
		stored = at.Val
	case *ssa.MapUpdate:
		stored = at.Value
	case *ssa.Send:
		stored = at.X
	default:
		return false
	}
	j.begin(t.Field)
	for {
		switch v := stored.(type) {
		case *ssa.MakeInterface:
			stored = v.X
			continue
		case *ssa.ChangeInterface:
			stored = v.X
			continue
		case *ssa.UnOp:
			if local, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL {
				stored = local
				continue
			}
		}
		break
	}
	refs := stored.Referrers()
	if refs == nil {
		return false
	}
	for _, r := range *refs {
		if r != t.At && happensAfter(r, t.At) && j.mayEndThrough(r, stored) {
			return true
		}
	}
	return false
}

// happensAfter reports whether an instruction may take effect after another
// one of the same function; what a closure does, it does later.
func happensAfter(instr, other ssa.Instruction) bool {
	switch instr.(type) {
	case *ssa.MakeClosure, *ssa.Defer, *ssa.Go:
		return true
	}
	b := other.Block()
	if instr.Block() == b {
		return slices.Index(b.Instrs, instr) > slices.Index(b.Instrs, other)
	}
	seen := map[*ssa.BasicBlock]bool{}
	work := slices.Clone(b.Succs)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == instr.Block() {
			return true
		}
		if !seen[b] {
			seen[b] = true
			work = append(work, b.Succs...)
		}
	}
	return false
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
func (j *judge) isClosedWorld(v *types.Var) bool {
	if v.Exported() || v.Embedded() || len(j.fns) == 0 || v.Pkg() != j.fns[0].Pkg.Pkg {
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

// structOf returns the name of the package-level type that has the field.
func (j *judge) structOf(f *types.Var) string {
	if n := j.named(f); n != nil {
		return n.Obj().Name()
	}
	return ""
}

func (j *judge) named(f *types.Var) *types.Named {
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
			for i := range s.NumFields() {
				if s.Field(i).Origin() == f.Origin() {
					return n
				}
			}
		}
	}
	return nil
}

// released reports whether anything in the package may release what a field
// or variable holds: by itself, or with the connection that is kept beside it.
func (j *judge) released(f *types.Var) bool {
	j.begin(f)
	if n := j.named(f); n != nil {
		s := n.Underlying().(*types.Struct)
		for i := range s.NumFields() {
			if quicapi.IsConnection(s.Field(i).Type()) {
				return true // it lives as long as the connection beside it
			}
		}
	} else if f.IsField() {
		return true // of a type that has no name to look for
	}
	for _, fn := range j.fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if v, ok := instr.(ssa.Value); ok && refersTo(v, f) && j.mayEnd(v) {
					return true
				}
				for _, op := range instr.Operands(nil) {
					if g, ok := (*op).(*ssa.Global); ok && g.Object() == f && j.mayEndThrough(instr, g) {
						return true
					}
				}
			}
		}
	}
	return false
}

// refersTo reports whether an instruction reads, or takes the address of, a
// field.
func refersTo(v ssa.Value, f *types.Var) bool {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return fieldOf(v.X.Type(), v.Field) == f.Origin()
	case *ssa.Field:
		return fieldOf(v.X.Type(), v.Field) == f.Origin()
	}
	return false
}

func fieldOf(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		return s.Field(i).Origin()
	}
	return nil
}

// mayEnd reports whether the obligation of what a value leads to may end, or
// be handed on, through that value. It looks at all uses, whatever the path.
func (j *judge) mayEnd(v ssa.Value) bool {
	if ended, ok := j.ended[v]; ok {
		return ended
	}
	j.ended[v] = false
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, r := range *refs {
		if j.mayEndThrough(r, v) {
			j.ended[v] = true
			return true
		}
	}
	return false
}

// mayEndThrough judges one use of a value.
func (j *judge) mayEndThrough(use ssa.Instruction, v ssa.Value) bool {
	switch use := use.(type) {
	case *ssa.Return:
		return true
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
			return j.mayEnd(addr)
		case *ssa.FieldAddr:
			return !refersTo(addr, j.owner)
		case *ssa.Global:
			return addr.Object() != j.owner
		}
		return true
	case *ssa.MakeClosure:
		fn := use.Fn.(*ssa.Function)
		for i, b := range use.Bindings {
			if b == v && j.mayEnd(fn.FreeVars[i]) {
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
		return j.mayEnd(use)
	case ssa.CallInstruction:
		return j.mayEndInCall(use, v)
	case *ssa.BinOp:
		return false
	case *ssa.UnOp:
		return use.Op != token.NOT && j.mayEnd(use)
	case ssa.Value:
		return j.mayEnd(use)
	}
	return false
}

// mayEndInCall judges a call that has the value as function, receiver or
// argument.
func (j *judge) mayEndInCall(call ssa.CallInstruction, v ssa.Value) bool {
	common := call.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "append":
			return j.mayEnd(call.(ssa.Value))
		case "copy":
			return true
		}
		return false
	}
	effect := j.model.Effect(common)
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
		case effect.Releases == i+1 || effect.Sinks || effect.Keeps:
			return true
		case effect.Uses:
		case callee != nil && len(callee.Blocks) > 0:
			if i < len(callee.Params) && j.mayEnd(callee.Params[i]) {
				return true
			}
		case (common.IsInvoke() || sig.Recv() != nil) && i == 0:
			// A method of the stream itself is a borrow, one of a
			// container or wrapper may hand it out.
			if !quicapi.IsSendHalf(v.Type()) && !borrows(v.Type()) {
				return true
			}
		default:
			if common.IsInvoke() || sig.Recv() != nil {
				i--
			}
			n := min(i, sig.Params().Len()-1)
			if n < 0 || mayTake(sig.Params().At(n).Type(), j.model) {
				return true
			}
		}
	}
	return false
}

// borrows reports whether nothing that can be done with the type ends a
// stream: io.Writer and the like.
func borrows(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.NumMethods() > 0 && !quicapi.CanRelease(t)
}

func mayTake(t types.Type, model flow.Model) bool {
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	if i, ok := t.Underlying().(*types.Interface); ok {
		return model.CanRelease(t) || i.NumMethods() == 0
	}
	return true
}
