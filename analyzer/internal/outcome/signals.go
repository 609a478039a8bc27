package outcome

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// signals tells which functions of a package tell others that something is over,
// or are told: those that close channels in fields that are there to be closed,
// and those that wait for groups of goroutines.
type signals struct {
	fns     []*ssa.Function
	known   bool
	closing map[*types.Var][]*ssa.Function
	waiting []*ssa.Function
}

func (s *signals) find() {
	if s.known {
		return
	}
	s.known, s.closing = true, make(map[*types.Var][]*ssa.Function)
	for _, fn := range s.fns {
		waits := false
		for _, call := range Calls(fn) {
			if f := closedField(call.Common()); f != nil {
				s.closing[f] = append(s.closing[f], fn)
			}
			callee := calledFunc(call.Common())
			waits = waits || callee != nil && quicapi.WaitsForGroup(callee)
		}
		if waits {
			s.waiting = append(s.waiting, fn)
		}
	}
}

// closers returns the outermost functions that close the channel in a field, or
// nil if others may do so.
func (s *signals) closers(field *types.Var) []*ssa.Function {
	if field.Exported() || !isDone(field.Type()) {
		return nil
	}
	s.find()
	return s.closing[field.Origin()]
}

// waiters returns the outermost functions that wait for a group and get its error.
func (s *signals) waiters() []*ssa.Function {
	s.find()
	return s.waiting
}

// closedField returns the field whose channel a call closes, or nil.
func closedField(call *ssa.CallCommon) *types.Var {
	if b, ok := call.Value.(*ssa.Builtin); !ok || b.Name() != "close" {
		return nil
	}
	load, ok := call.Args[0].(*ssa.UnOp)
	if !ok {
		return nil
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	return flow.FieldVar(addr.X.Type(), addr.Field).Origin()
}

// isDone reports whether a channel carries nothing: it is there to be closed.
func isDone(t types.Type) bool {
	ch, ok := t.Underlying().(*types.Chan)
	if !ok {
		return false
	}
	st, ok := ch.Elem().Underlying().(*types.Struct)
	return ok && st.NumFields() == 0
}
