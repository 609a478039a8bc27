package outcome

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
)

// isControl reports whether a unidirectional stream that is open at the end of a
// path may be one for control, such as HTTP/3 has (RFC 9114, section 6.2.1): one
// that its connection needs for all of its time. That is so if the function that
// opens it goes on to accept streams until the connection has ended, or if it, or
// one that calls it once, sets a connection up.
func (j *judge) isControl(v *Verdict, l flow.Leak) bool {
	if v.InLoop {
		return false
	}
	if v.Call.Parent() == v.root && j.accepts(v.root) {
		return true
	}
	if l.Fn == v.root && l.Fails {
		return false
	}
	return j.setsUp(v.root, maxCallers)
}

// setsUp reports whether a function, or one that calls it other than in a loop,
// returns a connection or has it served.
func (j *judge) setsUp(fn *ssa.Function, depth int) bool {
	for result := range fn.Signature.Results().Variables() {
		if len(parentPaths(result.Type(), fn.Pkg.Pkg)) > 0 {
			return true
		}
	}
	return depth > 0 && slices.ContainsFunc(j.callersOf(fn), func(c ssa.CallInstruction) bool {
		if j.engine.InLoop(c.Block()) {
			return false
		}
		from := outermost(c.Parent())
		return j.serves(from) || j.setsUp(from, depth-1)
	})
}

// serves reports whether a function, or one that it calls, accepts streams in a
// loop.
func (j *judge) serves(fn *ssa.Function) bool {
	return j.accepts(fn) || slices.ContainsFunc(j.calls(fn), func(c ssa.CallInstruction) bool {
		to := j.model.Callee(c.Common())
		return to != nil && j.accepts(to) || slices.ContainsFunc(j.send.impls.seen(c.Common()), j.accepts)
	})
}

// accepts reports whether a function accepts streams in a loop.
func (j *judge) accepts(fn *ssa.Function) bool {
	return slices.ContainsFunc(j.calls(fn), func(c ssa.CallInstruction) bool {
		return j.model.Effect(c.Common()).Accepts && j.engine.InLoop(c.Block())
	})
}
