package advice

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// opens looks at the calls that open a stream.
func (l *look) opens(fn *ssa.Function) {
	for instr := range instructions(fn) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		opener := function(&call.Call)
		if opener == nil || quicapi.SideOf(opener) != quicapi.Opener {
			continue
		}
		res, ok := l.api.Acquire(opener)
		if !ok || opener.Signature().Results().Len() != 2 {
			continue
		}
		if args := arguments(&call.Call); len(args) == 1 && isContext(args[0].Type()) && l.isEndless(args[0]) && !l.isFirst(call) {
			l.advise(OpenUncancellable, call, opener.Name()+" waits at the limit for as long as the connection lives: its context never ends")
		}
		if use := unchecked(call, res); use != nil {
			l.advise(OpenIgnored, call, "the stream of "+opener.Name()+" is used without a look at the error: it is nil at the limit",
				l.related(use, "used here"))
		}
	}
}

// isFirst reports whether a call opens the only stream on a connection that was just
// dialed: no stream of its own can have taken the place.
func (l *look) isFirst(call *ssa.Call) bool {
	_, conn := method(&call.Call)
	if conn == nil || flow.InLoop(call.Block()) {
		return false
	}
	results, ok := placeOf(conn).root.(*ssa.Extract)
	if !ok {
		return false
	}
	made, ok := results.Tuple.(*ssa.Call)
	if !ok || made.Parent() != call.Parent() {
		return false
	}
	dial := function(&made.Call)
	if dial == nil || dial.Pkg() == nil || !l.api.IsLibrary(dial.Pkg().Path()) || !strings.HasPrefix(dial.Name(), "Dial") {
		return false
	}
	for instr := range instructions(call.Parent()) {
		other, ok := instr.(ssa.CallInstruction)
		if !ok || other == ssa.CallInstruction(call) {
			continue
		}
		if opener, on := method(other.Common()); opener != nil && placeOf(on) == placeOf(conn) && quicapi.SideOf(opener) == quicapi.Opener {
			return false
		}
	}
	return true
}

func isContext(t types.Type) bool { return types.TypeString(t, nil) == "context.Context" }

// isEndless reports whether a context is one that nothing ends.
func (l *look) isEndless(ctx ssa.Value) bool {
	switch v := placeOf(ctx).root.(type) {
	case *ssa.Call:
		switch fn := function(&v.Call); {
		case fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "context":
		case l.api.Known(fn).Role&quicapi.ContextEndless != 0:
			return true
		case fn.Name() == "WithValue":
			return l.isEndless(v.Call.Args[0])
		}
	case *ssa.Phi:
		for _, edge := range v.Edges {
			if call, ok := edge.(*ssa.Call); !ok || !l.isEndless(call) {
				return false
			}
		}
		return true
	}
	return false
}

// unchecked returns a use of the stream that a call opens that would fail if the
// call has: a method called without a look at the error, or at the stream, in
// between.
func unchecked(call *ssa.Call, res int) ssa.CallInstruction {
	stream, err := result(call, res), result(call, 1)
	if stream == nil {
		return nil
	}
	if err == nil {
		return usedUnlessNil(call.Parent(), placeOf(stream))
	}
	for instr := range ahead(call) {
		switch instr := instr.(type) {
		case *ssa.If:
			return nil
		case ssa.CallInstruction:
			if m, receiver := method(instr.Common()); m != nil && placeOf(receiver) == placeOf(stream) {
				return instr
			}
			return nil // which may look
		}
	}
	return nil
}

// usedUnlessNil returns the first call of a method on a stream that is not
// compared to nil anywhere, or nil.
func usedUnlessNil(fn *ssa.Function, stream place) ssa.CallInstruction {
	var first ssa.CallInstruction
	for instr := range instructions(fn) {
		switch instr := instr.(type) {
		case *ssa.BinOp:
			if placeOf(instr.X) == stream && (instr.Op == token.EQL || instr.Op == token.NEQ) {
				return nil
			}
		case ssa.CallInstruction:
			if m, receiver := method(instr.Common()); m != nil && first == nil && placeOf(receiver) == stream {
				first = instr
			}
		}
	}
	return first
}
