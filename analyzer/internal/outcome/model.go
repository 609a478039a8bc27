package outcome

import (
	"go/constant"
	"go/types"
	"regexp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/owner"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// sendHalf is the send half of a stream, as the engine wants to know it.
type sendHalf struct {
	api    *quicapi.API
	facts  Facts
	owners *owner.Index
	impls  *implementations
	assigned
	signals signals
}

func newSendHalf(api *quicapi.API, facts Facts, fns []*ssa.Function) *sendHalf {
	m := &sendHalf{api: api, facts: facts}
	m.owners = owner.New(fns, m)
	m.impls = newImplementations(fns)
	m.assigned = newAssigned(fns)
	m.signals.fns = fns
	return m
}

func (m *sendHalf) Callee(call *ssa.CallCommon) *ssa.Function { return m.assigned.callee(call) }

func (m *sendHalf) Implementations(call *ssa.CallCommon) []*ssa.Function {
	return m.impls.of(call)
}

func (m *sendHalf) Owns(v *types.Var) bool {
	if d := m.facts.Declared(v.Origin()); d != nil {
		return len(d.Owns) > 0
	}
	return m.owners.Owns(v)
}

func (m *sendHalf) Leads(t types.Type, i int) bool {
	n := named(t)
	if n == nil {
		return false
	}
	o := m.facts.Owner(n.Origin().Obj())
	return o != nil && slices.ContainsFunc(o.Paths, func(path []int) bool { return len(path) > 0 && path[0] == i })
}

func (m *sendHalf) Borrows(v *types.Var) bool {
	d := m.facts.Declared(v.Origin())
	return d != nil && len(d.Borrows) > 0
}

func (m *sendHalf) Effect(call *ssa.CallCommon) flow.Effect {
	fn := calledFunc(call)
	if fn == nil {
		return flow.Effect{}
	}
	known := m.api.Known(fn)
	has := func(r quicapi.Role) bool { return known.Role&r != 0 }
	e := flow.Effect{
		NoReturn:   has(quicapi.NoReturn),
		Sinks:      has(quicapi.Sinks),
		Keeps:      flow.Operands(known.Keeps),
		Uses:       flow.Operands(known.Uses),
		Starts:     has(quicapi.Starts),
		Same:       has(quicapi.Same),
		TestsNil:   has(quicapi.TestsNil),
		Standard:   fn.Pkg() != nil && quicapi.IsStandard(fn.Pkg().Path()),
		Quick:      known.Reads == 0 && known.Drains == 0 && (has(quicapi.Writes) || quicapi.IsQuick(fn)),
		WrapsError: has(quicapi.WrapsError),
		Done:       has(quicapi.ContextDone),
		Err:        has(quicapi.ContextErr),
		Child:      has(quicapi.ContextChild),
		Endless:    has(quicapi.ContextEndless),
		NonNil:     has(quicapi.NonNil),
		TestsError: has(quicapi.TestsError),
	}
	switch {
	case has(quicapi.RequiresNil):
		e.Requires = flow.NilError
	case has(quicapi.RequiresError):
		e.Requires = flow.AnyError
	case has(quicapi.RequiresAs):
		e.Requires = flow.ErrorOfType
	}
	if s := factOf(m.facts, fn); s != nil {
		e.NonNil = e.NonNil || s.NonNil
		e.NoError = s.NoError
		e.TestsError = e.TestsError || s.Denies
	}
	e.Anew = e.NonNil && makesAnew(fn, call)
	e.Matches = e.TestsError && quicapi.MatchesErrors(fn)
	if has(quicapi.Writes) {
		e.Writes = 1
	}
	if d := m.facts.Declared(fn); d != nil {
		for _, i := range d.Owns {
			e.Keeps |= 1 << i
		}
		for _, i := range d.Borrows {
			e.Uses |= 1 << i
		}
	}
	if known.Keeps == 0 && !has(quicapi.Calls) && e.Standard && fn.Signature().TypeParams() != nil {
		e.Uses = flow.AllOperands
	}
	if fn.Signature().Recv() == nil {
		e.MayEnd = !e.Standard && quicapi.MayEnd(fn.Name()) && m.isUnknown(fn)
		return e
	}
	e.Foreign = !e.Standard && !m.api.IsStream(receiverType(call, fn)) && !quicapi.Borrows(fn.Name()) && m.isUnknown(fn)
	e.MayEnd = e.Foreign && quicapi.MayEnd(fn.Name())
	_, e.Acquires = m.api.Acquire(fn)
	e.Acquires = e.Acquires && fn.Signature().Results().Len() == 2
	e.Context = quicapi.ReturnsContext(fn)
	// Streams of other libraries may have the method of connections, to end both halves.
	aborts := fn.Name() == "CloseWithError" && isStream(receiverType(call, fn)) && m.api.Half != quicapi.Credit
	if aborts || m.api.Releases(fn.Name()) {
		e.Releases = 1
		e.Again = fn.Name() == "Close" && fn.Pkg() != nil && m.api.IsLibrary(fn.Pkg().Path())
	}
	e.Crashes = isStream(receiverType(call, fn)) && (types.IsInterface(receiverType(call, fn)) || fn.Pkg() != nil && m.api.IsLibrary(fn.Pkg().Path()))
	e.Closes, e.MayRelease = quicapi.Closes(fn.Name()), m.api.MayRelease(fn.Name())
	if quicapi.EndsConnection(fn.Name()) {
		t := receiverType(call, fn)
		e.EndsCarrier = quicapi.IsCarrier(t) || fn.Pkg() != nil && fn.Pkg().Path() == "net" // of net.UDPConn it is that of a part
		if quicapi.IsConnection(t) {
			e.EndsParent = 1
		}
	}
	e.Accepts = quicapi.AcceptsFromPeer(fn) && quicapi.IsConnection(receiverType(call, fn))
	return e
}

// makesAnew reports whether a call returns an error that is no other, nor has another
// behind it.
func makesAnew(fn *types.Func, call *ssa.CallCommon) bool {
	if fn.Pkg() == nil || fn.Signature().Recv() != nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "errors":
		return fn.Name() == "New"
	case "fmt":
		if fn.Name() != "Errorf" {
			return false
		}
		format, ok := call.Args[0].(*ssa.Const)
		return ok && !wrapVerb.MatchString(constant.StringVal(format.Value))
	}
	return false
}

// wrapVerb matches what makes fmt.Errorf put an error behind the new one, and perhaps
// more.
var wrapVerb = regexp.MustCompile(`%[^a-zA-Z]*w`)

// isStream reports whether a type is that of a stream, with either half or both.
func isStream(t types.Type) bool { return quicapi.IsSendHalf(t) || quicapi.IsReceiveHalf(t) }

// isUnknown reports whether neither the body of a function is in view nor facts or
// directives say what it does.
func (m *sendHalf) isUnknown(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	inView := fn.Pkg() == m.impls.pkg && (recv == nil || !types.IsInterface(recv.Type()))
	return fn.Pkg() != nil && !inView && !m.api.IsLibrary(fn.Pkg().Path()) && factOf(m.facts, fn) == nil && m.facts.Declared(fn) == nil
}

func (m *sendHalf) CanRelease(t types.Type) bool { return quicapi.CanRelease(t) }

func (m *sendHalf) MayEndWrapped(t *types.Interface) bool { return quicapi.MayEndWrapped(t) }

func (m *sendHalf) IsResource(types.Type) bool { return true }

func (m *sendHalf) EndsByError(t types.Type) bool { return m.api.IsStreamError(t) }

func (m *sendHalf) EndsAll(v types.Object) bool { return m.api.EndsAll(v) }

func (m *sendHalf) IsParent(t types.Type) bool { return quicapi.IsConnection(t) }

func (m *sendHalf) Closers(field *types.Var) []*ssa.Function { return m.signals.closers(field) }

func (m *sendHalf) Waiters() []*ssa.Function { return m.signals.waiters() }

func (m *sendHalf) IsCarrier(t types.Type) bool { return quicapi.IsCarrier(t) }

func (m *sendHalf) IsListener(t types.Type) bool { return quicapi.IsListener(t) }

func (m *sendHalf) Entries(call *ssa.CallCommon, to *ssa.Function, recv types.Type) []flow.Entry {
	fn := calledFunc(call)
	if recv != nil {
		if own := quicapi.Method(recv, fn.Name()); own != nil {
			fn = own
		}
	}
	list := m.declared(fn)
	if f := declaredFunc(to); f != nil && f != fn {
		list = append(list, m.declared(f)...)
		fn = f // behind an interface
	}
	if fn == nil || to != nil && len(to.Blocks) > 0 {
		return list
	}
	seen := m.knownEntries(fn)
	if s := factOf(m.facts, fn); s != nil {
		seen = s.Entries
	}
	for _, e := range seen {
		if !slices.ContainsFunc(list, func(d flow.Entry) bool { return d.Param == e.Param && !e.Parent }) {
			list = append(list, e)
		}
	}
	return list
}

// declared says in the terms of facts what directives say of a function.
func (m *sendHalf) declared(fn *types.Func) []flow.Entry {
	if fn == nil {
		return nil
	}
	d := m.facts.Declared(fn)
	if d == nil {
		return nil
	}
	var list []flow.Entry
	for _, i := range d.Owns {
		list = append(list, flow.Entry{Param: i, Declared: true})
	}
	for _, i := range d.Borrows {
		if m.api.Half == quicapi.Receive {
			break // a function that only borrows may well read to the end
		}
		list = append(list, flow.Entry{Param: i, Ways: []flow.Way{{}}})
	}
	return list
}

// knownEntries says in the terms of facts what is known of a function without
// any.
func (m *sendHalf) knownEntries(fn *types.Func) []flow.Entry {
	known, sig := m.api.Known(fn), fn.Signature()
	var list []flow.Entry
	for i := range 1 + sig.Params().Len() {
		if flow.Operands(known.Closes).Has(i) {
			list = append(list, flow.Entry{Param: i})
		}
		if flow.Operands(known.Wraps).Has(i) {
			list = append(list, flow.Entry{Param: i, Ways: wrapping(sig)})
		}
		if m.api.Half == quicapi.Receive && flow.Operands(known.Views).Has(i) {
			list = append(list, flow.Entry{Param: i, Ways: wrapping(sig)[:1], Ends: true})
		}
	}
	return list
}

// wrapping returns the ways in which a function returns that wraps its argument
// in its first result, or fails.
func wrapping(sig *types.Signature) []flow.Way {
	n := sig.Results().Len()
	if n == 0 {
		return []flow.Way{{}}
	}
	made, failed := make([]flow.ResultOf, n), make([]flow.ResultOf, n)
	made[0] = flow.IsResource
	if n == 1 || !types.Identical(sig.Results().At(n-1).Type(), types.Universe.Lookup("error").Type()) {
		return []flow.Way{{Results: made}}
	}
	made[n-1] = flow.IsNil
	failed[0], failed[n-1] = flow.IsNil, flow.NotNil
	return []flow.Way{{Results: made}, {Results: failed}}
}

// calledFunc returns the function or method that a call names, or nil for a
// call of a func value.
func calledFunc(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method
	}
	return declaredFunc(call.StaticCallee())
}

// declaredFunc returns the function or method that fn was declared as, or nil.
func declaredFunc(fn *ssa.Function) *types.Func {
	if fn == nil {
		return nil
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	f, _ := fn.Object().(*types.Func)
	return f
}

// receiverType returns the type that a method is called on.
func receiverType(call *ssa.CallCommon, fn *types.Func) types.Type {
	if call.IsInvoke() {
		return call.Value.Type()
	}
	return fn.Signature().Recv().Type()
}
