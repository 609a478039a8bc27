package outcome

import (
	"go/token"
	"go/types"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// reasons name the transfers that end what can be proven; the first that
// occurs is the reason of the verdict.
var reasons = []struct {
	kind flow.TransferKind
	text string
}{
	{flow.Exhausted, "budget"},           // the function is too large or too complicated
	{flow.Unseen, "unseen-code"},         // passed to code that cannot be seen
	{flow.Declared, "declared"},          // passed to a function whose directive says that it owns it
	{flow.Stored, "stored-value"},        // stored where it can be found by anybody
	{flow.Field, "field"},                // kept in a field that something releases
	{flow.Element, "container"},          // kept in a map, slice or the like
	{flow.Channel, "channel"},            // sent on a channel
	{flow.Variable, "variable"},          // kept in a package-level variable
	{flow.Unordered, "container-access"}, // in a container that is not simply ranged over
	{flow.Deadline, "deadline"},          // a read failed, perhaps for a deadline
	{flow.Outlived, "connection-over"},   // open after its connection, by all signs, has ended
	{flow.Returned, "returned"},          // handed to callers in other packages
}

// Trust returns why a verdict without a leak is no proof, and where the stream
// goes, if that is one place; trusted is false if it is one.
func (f *Findings) Trust(v *Verdict) (reason string, at token.Pos, trusted bool) {
	if v.Settled {
		return "settled-by-caller", token.NoPos, true
	}
	if v.Control {
		return "control-stream", token.NoPos, true
	}
	if !v.Reached {
		return "unreachable", token.NoPos, false
	}
	for _, r := range reasons {
		for _, t := range v.Transfers {
			if t.Kind != r.kind {
				continue
			}
			if r.kind == flow.Returned && f.judgedAtCallers(v) {
				return "callers", token.NoPos, false
			}
			if t.At != nil {
				at = t.At.Pos()
			}
			if t.Kind == flow.Field && quicapi.IsUnidirectional(v.site.Type) && f.judge.send.owners.BesideConnection(t.Field) {
				return "control-stream", at, true
			}
			return r.text, at, true
		}
	}
	return "", token.NoPos, false
}

// judgedAtCallers reports whether each call of the function that returns the
// stream is an acquire of its own, in whatever package: it is a function, or a
// method that is taken for an acquire also where an interface hides its type,
// or one that only this package can call.
func (f *Findings) judgedAtCallers(v *Verdict) bool {
	fn := v.Call.Parent()
	if fn.Parent() != nil {
		return f.judge.send.assigned.has(fn)
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	if _, acquires := f.judge.api.Acquire(obj); acquires || fn.Signature.Recv() == nil {
		return true
	}
	return f.judge.send.impls.hide(obj)
}

// IsOrphaned reports whether the stream is kept by an owner that nothing
// releases.
func (f *Findings) IsOrphaned(v *Verdict) bool {
	for _, o := range f.Orphans {
		for _, t := range v.Transfers {
			if t.Field != nil && t.Field.Origin() == o.Var.Origin() {
				return true
			}
		}
	}
	return false
}
