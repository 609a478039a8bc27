package advice

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// A follower finds out what becomes of a configuration: of which connections it
// is, and whether streams are opened or accepted on them. It goes through the
// functions, unexported fields and variables of the package, whatever the order
// of things, and gives up where anything else gets hold of them.
type follower struct {
	api    *quicapi.API
	loads  map[types.Object][]ssa.Value  // of fields and variables
	shared map[types.Object]bool         // fields and variables used in other ways
	values map[*ssa.Function][]ssa.Value // of calls of a function
	taken  map[*ssa.Function]bool        // used as values
	named  map[string]bool               // methods called through interfaces
}

func newFollower(fns []*ssa.Function, api *quicapi.API) *follower {
	f := &follower{
		api: api, loads: make(map[types.Object][]ssa.Value), shared: make(map[types.Object]bool),
		values: make(map[*ssa.Function][]ssa.Value), taken: make(map[*ssa.Function]bool), named: make(map[string]bool),
	}
	for _, fn := range fns {
		for instr := range instructions(fn) {
			f.note(instr)
		}
	}
	return f
}

// note notes what an instruction loads, calls or takes.
func (f *follower) note(instr ssa.Instruction) {
	var called ssa.Value
	switch instr := instr.(type) {
	case *ssa.FieldAddr:
		for _, use := range uses(instr) {
			if load, ok := use.(*ssa.UnOp); ok {
				f.loads[fieldOf(instr)] = append(f.loads[fieldOf(instr)], load)
			} else if store, ok := use.(*ssa.Store); !ok || store.Addr != instr {
				f.shared[fieldOf(instr)] = true
			}
		}
	case *ssa.Field:
		field := instr.X.Type().Underlying().(*types.Struct).Field(instr.Field).Origin()
		f.loads[field] = append(f.loads[field], instr)
	case *ssa.MakeClosure:
		called = instr.Fn
	case ssa.CallInstruction:
		call := instr.Common()
		if call.IsInvoke() {
			f.named[call.Method.Name()] = true
		} else if to, ok := call.Value.(*ssa.Function); ok {
			called = to
			if v := instr.Value(); v != nil {
				f.values[to] = append(f.values[to], v)
			}
		}
	}
	for _, operand := range instr.Operands(nil) {
		switch v := (*operand).(type) {
		case *ssa.Function:
			f.taken[v] = f.taken[v] || v != called
		case *ssa.Global:
			if load, ok := instr.(*ssa.UnOp); ok {
				f.loads[v.Object()] = append(f.loads[v.Object()], load)
			} else if store, ok := instr.(*ssa.Store); !ok || store.Addr != v {
				f.shared[v.Object()] = true
			}
		}
	}
}

func fieldOf(addr *ssa.FieldAddr) *types.Var {
	return addr.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct).Field(addr.Field).Origin()
}

// onlyOpens returns a call that opens a stream of the kind of a limit on a
// connection with that, if no such stream is accepted on any; nil if one is, or
// may be where it cannot be seen.
func (f *follower) onlyOpens(l limit) ssa.CallInstruction {
	w := &following{follower: f, seen: make(map[ssa.Value]bool)}
	w.add(l.config)
	kind := "Stream"
	if l.field == "MaxIncomingUniStreams" {
		kind = "UniStream"
	}
	var opened ssa.CallInstruction
	for len(w.queue) > 0 {
		v := w.queue[0]
		w.queue = w.queue[1:]
		if v.Referrers() == nil {
			return nil
		}
		for _, use := range uses(v) {
			if call, ok := use.(ssa.CallInstruction); ok {
				if m, receiver := method(call.Common()); m != nil && receiver == v && quicapi.IsConnection(v.Type()) {
					switch m.Name() {
					case "Accept" + kind:
						return nil
					case "Open" + kind, "Open" + kind + "Sync":
						if opened == nil {
							opened = call
						}
					}
					if !isOthers(v, call.Common()) {
						continue
					}
				}
			}
			if !w.follow(v, use) {
				return nil
			}
		}
	}
	return opened
}

// isOthers reports whether a call has a value among its arguments, too.
func isOthers(v ssa.Value, call *ssa.CallCommon) bool {
	for _, arg := range arguments(call) {
		if arg == v {
			return true
		}
	}
	return false
}

// A following is the way of one configuration.
type following struct {
	*follower
	queue []ssa.Value
	seen  map[ssa.Value]bool
}

func (w *following) add(values ...ssa.Value) {
	for _, v := range values {
		if !w.seen[v] {
			w.seen[v] = true
			w.queue = append(w.queue, v)
		}
	}
}

// follow goes on from a use of a value, and reports whether it could.
func (w *following) follow(v ssa.Value, use ssa.Instruction) bool {
	switch use := use.(type) {
	case *ssa.FieldAddr:
		return !quicapi.IsConnection(v.Type())
	case *ssa.BinOp:
		return true
	case *ssa.Phi:
		w.add(use)
		return true
	case *ssa.Extract:
		if t := use.Type(); quicapi.IsConnection(t) || isListener(t) || isConfig(w.api, t) {
			w.add(use)
		}
		return true
	case *ssa.ChangeInterface:
		w.add(use)
		return quicapi.IsConnection(use.Type())
	case *ssa.Store:
		return use.Addr == v || w.stored(use.Addr)
	case *ssa.UnOp:
		if variable, ok := v.(*ssa.Alloc); ok && holdsPointer(variable) {
			w.add(use)
			return true
		}
		return false
	case *ssa.MakeClosure:
		return w.captured(v, use)
	case *ssa.Return:
		return w.returned(use.Parent())
	case ssa.CallInstruction:
		return w.passed(v, use)
	}
	return false
}

// holdsPointer reports whether a variable holds what is followed, and is not that
// itself.
func holdsPointer(variable ssa.Value) bool {
	switch variable.Type().Underlying().(*types.Pointer).Elem().Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// stored follows what is stored.
func (w *following) stored(addr ssa.Value) bool {
	switch to := addr.(type) {
	case *ssa.Alloc:
		w.add(to)
		return holdsPointer(to)
	case *ssa.FreeVar:
		variable := captured(to)
		if variable != nil {
			w.add(variable)
		}
		return variable != nil
	case *ssa.Global:
		return w.kept(to.Object())
	case *ssa.FieldAddr:
		return w.kept(fieldOf(to))
	}
	return false
}

// kept follows what is in a field or variable.
func (w *following) kept(in types.Object) bool {
	if in == nil || in.Exported() || w.shared[in] {
		return false
	}
	w.add(w.loads[in]...)
	return true
}

// captured follows a variable into a function literal.
func (w *following) captured(v ssa.Value, closure *ssa.MakeClosure) bool {
	fn := closure.Fn.(*ssa.Function)
	if fn.Synthetic != "" {
		return false
	}
	for i, binding := range closure.Bindings {
		if binding != v {
			continue
		}
		for _, use := range uses(fn.FreeVars[i]) {
			switch use := use.(type) {
			case *ssa.UnOp:
				w.add(use)
			case *ssa.Store:
			default:
				return false
			}
		}
	}
	return true
}

// returned follows what a function returns to those that call it.
func (w *following) returned(fn *ssa.Function) bool {
	if fn.Parent() != nil || fn.Object() == nil || fn.Object().Exported() || w.taken[fn] || fn.Signature.Recv() != nil && w.named[fn.Name()] {
		return false
	}
	w.add(w.values[fn]...)
	return true
}

// passed follows an argument into the function that is called: a function of the
// package, or one of the library that makes a connection or listener.
func (w *following) passed(v ssa.Value, instr ssa.CallInstruction) bool {
	call := instr.Common()
	fn := function(call)
	if fn == nil {
		return false
	}
	if to := call.StaticCallee(); to != nil && len(to.Blocks) > 0 {
		for i, arg := range call.Args {
			if arg == v {
				w.add(to.Params[i])
			}
		}
		return true
	}
	if fn.Pkg() == nil || fn.Pkg().Name() != "quic" || !w.api.IsLibrary(fn.Pkg().Path()) {
		return false
	}
	if res := call.Signature().Results(); res.Len() > 0 && (quicapi.IsConnection(res.At(0).Type()) || isListener(res.At(0).Type())) {
		made, ok := instr.(*ssa.Call)
		if ok {
			w.add(made)
		}
		return ok
	}
	_, receiver := method(call)
	return receiver == v && isListener(v.Type())
}

// isListener reports whether a type is that of a listener: it has a method that
// accepts connections.
func isListener(t types.Type) bool {
	accept := quicapi.Method(t, "Accept")
	return accept != nil && accept.Signature().Results().Len() == 2 && quicapi.IsConnection(accept.Signature().Results().At(0).Type())
}
