package outcome

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// isControl reports whether a unidirectional stream that is open at the end of a
// path may be one for control, such as HTTP/3 has (RFC 9114, section 6.2.1): one
// that its connection needs for all of its time. That is so if the function that
// opens it sets a connection up and returns it, or if it goes on to accept streams
// until the connection has ended.
func (j *judge) isControl(v *Verdict, l flow.Leak) bool {
	if v.InLoop() {
		return false
	}
	if v.Call.Parent() == v.root && j.accepts(v.root) {
		return true
	}
	if ret, ok := l.At.(*ssa.Return); ok && l.Fn == v.root && fails(ret) {
		return false
	}
	for result := range v.root.Signature.Results().Variables() {
		if len(parentPaths(result.Type(), v.root.Pkg.Pkg)) > 0 {
			return true
		}
	}
	return false
}

// fails reports whether a function returns something else than nil as its error.
func fails(ret *ssa.Return) bool {
	if len(ret.Results) == 0 {
		return false
	}
	last := ret.Results[len(ret.Results)-1]
	c, ok := last.(*ssa.Const)
	return types.Identical(last.Type(), types.Universe.Lookup("error").Type()) && !(ok && c.IsNil())
}

// accepts reports whether a function accepts streams in a loop.
func (j *judge) accepts(fn *ssa.Function) bool {
	for _, c := range Calls(fn) {
		f := calledFunc(c.Common())
		if f == nil || !flow.InLoop(c.Block()) {
			continue
		}
		if _, ok := j.api.Acquire(f); ok && quicapi.SideOf(f) == quicapi.Acceptor {
			return true
		}
	}
	return false
}
