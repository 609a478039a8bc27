package advice

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// loops looks at streams that are acquired in a loop and closed by a deferred call.
func (l *look) loops(fn *ssa.Function) {
	for instr := range instructions(fn) {
		deferred, ok := instr.(*ssa.Defer)
		if !ok {
			continue
		}
		for _, stream := range closedBy(deferred) {
			if call := l.acquired(stream); call != nil && call.Parent() == fn && leadsTo(deferred.Block(), call.Block()) {
				l.advise(DeferInLoop, deferred, "the stream is closed when the function returns: those of all rounds of the loop stay open until then",
					l.related(call, "the stream is acquired here"))
				break
			}
		}
	}
}

// closedBy returns the streams that a deferred call closes: of which it is a method, or
// those that the function literal closes that it calls.
func closedBy(deferred *ssa.Defer) (streams []place) {
	calls := []*ssa.CallCommon{&deferred.Call}
	if closure, ok := deferred.Call.Value.(*ssa.MakeClosure); ok {
		for instr := range instructions(closure.Fn.(*ssa.Function)) {
			if call, ok := instr.(*ssa.Call); ok {
				calls = append(calls, &call.Call)
			}
		}
	}
	for _, call := range calls {
		if m, receiver := method(call); m != nil && (m.Name() == "Close" || m.Name() == "CancelWrite") && quicapi.IsSendHalf(receiver.Type()) {
			streams = append(streams, placeOf(receiver))
		}
	}
	return streams
}

// acquired returns the call that hands a stream out, or nil.
func (l *look) acquired(stream place) *ssa.Call {
	root := stream.root
	if x, ok := root.(*ssa.Extract); ok {
		root = x.Tuple
	}
	call, ok := root.(*ssa.Call)
	if !ok || stream.path != "" {
		return nil
	}
	if fn := function(&call.Call); fn != nil {
		if _, acquires := l.api.Acquire(fn); acquires {
			return call
		}
	}
	return nil
}

// leadsTo reports whether a block can be executed behind another one.
func leadsTo(from, to *ssa.BasicBlock) bool {
	seen := make([]bool, len(from.Parent().Blocks))
	var leads func(b *ssa.BasicBlock) bool
	leads = func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Succs, func(next *ssa.BasicBlock) bool {
			known := seen[next.Index]
			seen[next.Index] = true
			return next == to || !known && leads(next)
		})
	}
	return leads(from)
}
