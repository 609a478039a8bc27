package outcome

import (
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// OpensPerMessage reports whether an acquire opens a stream in each round of a
// loop: its own, or one in which a caller calls its function.
func (f *Findings) OpensPerMessage(v *Verdict) bool {
	return v.Side == quicapi.Opener && f.judge.isRepeated(v.Call, maxCallers)
}

// isRepeated reports whether a call stands in a loop, or in a function or function
// literal that is called in one.
func (j *judge) isRepeated(call ssa.CallInstruction, depth int) bool {
	if j.engine.InLoop(call.Block()) {
		return !j.connects(call.Parent())
	}
	for fn := call.Parent(); fn != nil && depth > 0; fn = fn.Parent() {
		for _, c := range j.callersOf(fn) {
			if j.isRepeated(c, depth-1) {
				return true
			}
		}
	}
	return false
}

// connects reports whether a function gets connections in a loop: it opens streams
// there for each of them.
func (j *judge) connects(fn *ssa.Function) bool {
	for _, c := range j.calls(fn) {
		for result := range c.Common().Signature().Results().Variables() {
			if quicapi.IsConnection(result.Type()) && j.engine.InLoop(c.Block()) {
				return true
			}
		}
	}
	return false
}
