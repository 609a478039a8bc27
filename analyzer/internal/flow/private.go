package flow

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// An error is private if it is made anew for an unexported variable of the package,
// and all is in view that ever becomes of it: it is returned, compared, and printed,
// but never kept. Then it is known of most errors that they are others. Code of other
// packages can only have it from a function that returns it, so that what such code
// makes without any of those is [foreign].

// privates is what is known of the private errors of a package.
type privates struct {
	vars map[*ssa.Global]bool
	// carries are the calls that may return one, or an error that has one behind it.
	carries map[*ssa.Call]bool
	// exposed is set if code of other packages may get at a function that returns one.
	exposed bool
}

// privateErrors returns what is known of the private errors of the package.
func (e *Engine) privateErrors() *privates {
	if e.privates == nil {
		e.privates = &privates{carries: make(map[*ssa.Call]bool)}
		if len(e.fns) > 0 {
			e.findPrivates(e.fns[0].Pkg.Func("init"))
		}
	}
	return e.privates
}

func (e *Engine) findPrivates(initializer *ssa.Function) {
	var made []*ssa.Global
	for _, b := range initializer.Blocks {
		for _, instr := range b.Instrs {
			st, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			g, ok := st.Addr.(*ssa.Global)
			if !ok || g.Object() == nil || g.Object().Exported() {
				continue
			}
			if call, ok := st.Val.(*ssa.Call); ok && e.model.Effect(&call.Call).Anew && e.isSentinel(g) {
				made = append(made, g)
			}
		}
	}
	if len(made) == 0 {
		return
	}
	uses := &useIndex{
		vars:    make(map[*ssa.Global][]ssa.Instruction),
		calls:   make(map[*ssa.Function][]ssa.CallInstruction),
		invokes: make(map[string][]ssa.CallInstruction),
		values:  make(map[*ssa.Function]bool),
		methods: make(map[types.Object]bool),
	}
	for _, fn := range e.fns {
		uses.add(fn)
	}
	if !slices.Contains(e.fns, initializer) {
		uses.add(initializer)
	}
	for _, g := range made {
		t := &tracer{Engine: e, useIndex: uses, seen: make(map[any]bool)}
		if !t.isKept(g) && t.compared {
			if e.privates.vars == nil {
				e.privates.vars = make(map[*ssa.Global]bool)
			}
			e.privates.vars[g] = true
			e.privates.exposed = e.privates.exposed || t.exposed
			for _, call := range t.carries {
				e.privates.carries[call] = true
			}
		}
	}
}

// A useIndex knows where the variables and functions of a package are used.
type useIndex struct {
	vars    map[*ssa.Global][]ssa.Instruction
	calls   map[*ssa.Function][]ssa.CallInstruction // that name the function
	invokes map[string][]ssa.CallInstruction        // of methods of interfaces, by name
	values  map[*ssa.Function]bool                  // functions that are used as values
	methods map[types.Object]bool                   // and methods
}

func (u *useIndex) add(fn *ssa.Function) {
	var operands []*ssa.Value
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			var called ssa.Value
			if call, ok := instr.(ssa.CallInstruction); ok {
				c := call.Common()
				if to := c.StaticCallee(); to != nil {
					called = c.Value
					u.calls[origin(to)] = append(u.calls[origin(to)], call)
				} else if c.IsInvoke() {
					u.invokes[c.Method.Name()] = append(u.invokes[c.Method.Name()], call)
				}
			}
			operands = instr.Operands(operands[:0])
			for _, op := range operands {
				switch v := (*op).(type) {
				case *ssa.Global:
					u.vars[v] = append(u.vars[v], instr)
				case *ssa.Function:
					_, literal := instr.(*ssa.MakeClosure)
					u.addFunc(v, v == called || literal)
				case *ssa.MakeClosure:
					u.addFunc(v.Fn.(*ssa.Function), v == called)
				}
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		u.add(literal)
	}
}

// addFunc notes a use of a function. A method may be used through a wrapper of it.
func (u *useIndex) addFunc(fn *ssa.Function, called bool) {
	switch {
	case fn.Synthetic != "" && fn.Object() != nil:
		u.methods[fn.Object()] = true
	case !called:
		u.values[origin(fn)] = true
	}
}

func origin(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}

// A tracer finds out what becomes of a private error.
type tracer struct {
	*Engine
	*useIndex
	seen     map[any]bool
	carries  []*ssa.Call
	compared bool
	exposed  bool
}

// A resultUse is a result of a function that may be the error.
type resultUse struct {
	fn *ssa.Function
	i  int
}

// isKept reports whether the error in a variable may get to where it is not seen.
func (t *tracer) isKept(g *ssa.Global) bool {
	stores := 0
	return slices.ContainsFunc(t.vars[g], func(instr ssa.Instruction) bool {
		switch i := instr.(type) {
		case *ssa.DebugRef:
			return false
		case *ssa.UnOp:
			return t.keeps(i)
		case *ssa.Store:
			stores++
			return i.Val == g || stores > 1
		}
		return true
	})
}

// keeps reports whether a value that may be the error may get to where it is not seen.
func (t *tracer) keeps(v ssa.Value) bool {
	if t.seen[v] {
		return false
	}
	t.seen[v] = true
	return slices.ContainsFunc(*v.Referrers(), func(use ssa.Instruction) bool {
		switch use := use.(type) {
		case *ssa.DebugRef:
			return false
		case *ssa.BinOp:
			t.compared = true
			return false
		case *ssa.Phi, *ssa.ChangeInterface, *ssa.TypeAssert:
			return t.keeps(use.(ssa.Value))
		case *ssa.Extract:
			return use.Index == 0 && t.keeps(use) // of a TypeAssert
		case *ssa.Store:
			return t.keepsStored(use.Addr)
		case *ssa.Return:
			for i, r := range use.Results {
				if r == v && t.keepsResult(use.Parent(), i) {
					return true
				}
			}
			return false
		case ssa.CallInstruction:
			return t.keepsArg(use, v, t.keeps)
		}
		return true
	})
}

// keepsStored is like keeps for what is stored at an address.
func (t *tracer) keepsStored(addr ssa.Value) bool {
	switch addr := addr.(type) {
	case *ssa.Alloc:
		return t.keepsVar(addr)
	case *ssa.FreeVar:
		return t.keepsVar(addr) || slices.ContainsFunc(closuresOf(addr.Parent()), func(mk *ssa.MakeClosure) bool {
			return t.keepsStored(mk.Bindings[slices.Index(addr.Parent().FreeVars, addr)])
		})
	case *ssa.IndexAddr:
		list, ok := addr.X.(*ssa.Alloc)
		return !ok || t.keepsList(list)
	}
	return true
}

// keepsVar is like keeps for what is in the variable at an address.
func (t *tracer) keepsVar(addr ssa.Value) bool {
	if t.seen[addr] {
		return false
	}
	t.seen[addr] = true
	return slices.ContainsFunc(*addr.Referrers(), func(use ssa.Instruction) bool {
		switch use := use.(type) {
		case *ssa.DebugRef:
			return false
		case *ssa.UnOp:
			return t.keeps(use)
		case *ssa.Store:
			return use.Val == addr
		case *ssa.MakeClosure:
			return t.keepsVar(use.Fn.(*ssa.Function).FreeVars[slices.Index(use.Bindings, addr)])
		case ssa.CallInstruction:
			return t.keepsArg(use, addr, t.keepsVar)
		}
		return true
	})
}

// keepsList is like keeps for what is in an array that is made for the variadic
// arguments of a call.
func (t *tracer) keepsList(list *ssa.Alloc) bool {
	return slices.ContainsFunc(*list.Referrers(), func(use ssa.Instruction) bool {
		switch use := use.(type) {
		case *ssa.IndexAddr:
			return slices.ContainsFunc(*use.Referrers(), func(at ssa.Instruction) bool {
				st, ok := at.(*ssa.Store)
				return !ok || st.Addr != use
			})
		case *ssa.Slice:
			return slices.ContainsFunc(*use.Referrers(), func(call ssa.Instruction) bool {
				c, ok := call.(ssa.CallInstruction)
				return !ok || t.keepsArg(c, use, func(ssa.Value) bool { return true })
			})
		}
		return true
	})
}

// keepsArg is like keeps for an operand of a call, given the same for the parameter
// of a function in view.
func (t *tracer) keepsArg(call ssa.CallInstruction, v ssa.Value, keeps func(ssa.Value) bool) bool {
	c := call.Common()
	if c.IsInvoke() && c.Value == v {
		return false // it has nothing but a text
	}
	to := c.StaticCallee()
	effect := t.model.Effect(c)
	for i, a := range c.Args {
		if a != v {
			continue
		}
		if to != nil && len(origin(to).Blocks) > 0 {
			if to.Synthetic != "" && to.Origin() == nil || keeps(origin(to).Params[i]) {
				return true
			}
			continue
		}
		if c.IsInvoke() {
			i++
		}
		switch {
		case effect.TestsError:
			t.compared = t.compared || effect.Matches
		case effect.NoReturn:
		case !effect.Uses.Has(i) || t.keepsResults(call):
			return true
		}
	}
	return false
}

// keepsResults is like keeps for all results of a call that may hold the error.
func (t *tracer) keepsResults(call ssa.CallInstruction) bool {
	res := call.Common().Signature().Results()
	for i := range res.Len() {
		if types.IsInterface(res.At(i).Type()) && t.keepsCall(call, i) {
			return true
		}
	}
	return false
}

// keepsResult is like keeps for a result of a function.
func (t *tracer) keepsResult(fn *ssa.Function, i int) bool {
	key := resultUse{fn, i}
	if t.seen[key] {
		return false
	}
	t.seen[key] = true
	if t.values[fn] || fn.Object() != nil && (fn.Object().Exported() || t.methods[fn.Object()]) {
		t.exposed = true
	}
	calls := t.calls[fn]
	if fn.Signature.Recv() != nil && !token.IsExported(fn.Name()) {
		calls = append(slices.Clone(calls), t.invokes[fn.Name()]...)
	}
	return slices.ContainsFunc(calls, func(call ssa.CallInstruction) bool { return t.keepsCall(call, i) })
}

// keepsCall is like keeps for a result of a call.
func (t *tracer) keepsCall(call ssa.CallInstruction, i int) bool {
	v, ok := call.(*ssa.Call)
	if !ok {
		return false
	}
	t.carries = append(t.carries, v)
	if _, tuple := v.Type().(*types.Tuple); !tuple {
		return t.keeps(v)
	}
	return slices.ContainsFunc(*v.Referrers(), func(use ssa.Instruction) bool {
		x, ok := use.(*ssa.Extract)
		return ok && x.Index == i && t.keeps(x)
	})
}
