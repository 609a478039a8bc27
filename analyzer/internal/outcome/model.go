package outcome

import (
	"go/types"

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
}

func newSendHalf(api *quicapi.API, facts Facts, fns []*ssa.Function) *sendHalf {
	m := &sendHalf{api: api, facts: facts}
	m.owners = owner.New(fns, m)
	m.impls = newImplementations(fns)
	return m
}

func (m *sendHalf) Implementations(call *ssa.CallCommon) []*ssa.Function {
	return m.impls.of(call)
}

func (m *sendHalf) Owns(v *types.Var) bool { return m.owners.Owns(v) }

func (m *sendHalf) Effect(call *ssa.CallCommon) flow.Effect {
	fn := calledFunc(call)
	if fn == nil {
		return flow.Effect{}
	}
	role := quicapi.RoleOf(fn)
	e := flow.Effect{
		NoReturn:   role&quicapi.NoReturn != 0,
		Sinks:      role&quicapi.Sinks != 0,
		Keeps:      role&quicapi.Keeps != 0,
		Uses:       role&quicapi.Uses != 0,
		Starts:     role&quicapi.Starts != 0,
		Same:       role&quicapi.Same != 0,
		TestsNil:   role&quicapi.TestsNil != 0,
		Standard:   fn.Pkg() != nil && quicapi.IsStandard(fn.Pkg().Path()),
		WrapsError: role&quicapi.WrapsError != 0,
		Done:       role&quicapi.ContextDone != 0,
		Err:        role&quicapi.ContextErr != 0,
		NonNil:     role&quicapi.NonNil != 0,
		TestsError: role&quicapi.TestsError != 0,
	}
	switch {
	case role&quicapi.RequiresNil != 0:
		e.Requires = flow.NilError
	case role&quicapi.RequiresError != 0:
		e.Requires = flow.AnyError
	case role&quicapi.RequiresAs != 0:
		e.Requires = flow.ErrorOfType
	}
	if s := factOf(m.facts, fn); s != nil && s.NonNil {
		e.NonNil = true
	}
	if role&quicapi.Writes != 0 {
		e.Writes = 1
	}
	if role&quicapi.Keeps == 0 && fn.Pkg() != nil && quicapi.IsStandard(fn.Pkg().Path()) && fn.Signature().TypeParams() != nil {
		e.Uses = true
	}
	if fn.Signature().Recv() == nil {
		return e
	}
	_, e.Acquires = m.api.Acquire(fn)
	e.Acquires = e.Acquires && fn.Signature().Results().Len() == 2
	e.Context = quicapi.ReturnsContext(fn)
	if quicapi.Releases(fn.Name()) {
		e.Releases = 1
	}
	if quicapi.EndsConnection(fn.Name()) && quicapi.IsConnection(receiverType(call, fn)) {
		e.EndsParent = 1
	}
	return e
}

func (m *sendHalf) CanRelease(t types.Type) bool { return quicapi.CanRelease(t) }

func (m *sendHalf) EndsByError(t types.Type) bool { return m.api.IsStreamError(t) }

func (m *sendHalf) IsParent(t types.Type) bool { return quicapi.IsConnection(t) }

func (m *sendHalf) Entries(call *ssa.CallCommon) []flow.Entry {
	if call.IsInvoke() {
		return nil
	}
	if fn := calledFunc(call); fn != nil {
		if s := factOf(m.facts, fn); s != nil {
			return s.Entries
		}
	}
	return nil
}

// calledFunc returns the function or method that a call names, or nil for a
// call of a func value.
func calledFunc(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method
	}
	if fn := call.StaticCallee(); fn != nil {
		if o := fn.Origin(); o != nil {
			fn = o
		}
		f, _ := fn.Object().(*types.Func)
		return f
	}
	return nil
}

// receiverType returns the type that a method is called on.
func receiverType(call *ssa.CallCommon, fn *types.Func) types.Type {
	if call.IsInvoke() {
		return call.Value.Type()
	}
	return fn.Signature().Recv().Type()
}
