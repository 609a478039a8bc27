package outcome

import (
	"go/types"
	"math/bits"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// receiveHalf is the receive half of a stream, as the engine wants to know it.
// It is ended by reading, so that whoever can read may end it.
type receiveHalf struct{ *sendHalf }

func (m receiveHalf) Effect(call *ssa.CallCommon) flow.Effect {
	e := m.sendHalf.Effect(call)
	fn := calledFunc(call)
	if fn == nil {
		return e
	}
	e.Writes = 0
	n := 0
	if recv := fn.Signature().Recv(); recv != nil {
		e.Uses = m.seen(e.Uses, n, recv.Type())
		n++
	}
	for p := range fn.Signature().Params().Variables() {
		e.Uses = m.seen(e.Uses, n, p.Type())
		n++
	}
	known := m.api.Known(fn)
	e.Uses |= flow.Operands(known.Reads | known.Drains | known.Views)
	e.Drains, e.Reads = first(known.Drains), first(known.Reads)
	e.Times = quicapi.SetsReadDeadline(fn)
	e.TestsTimeout, e.TestsEnd = testsTimeout(call, fn)
	switch {
	case e.Reads != 0:
	case fn.Signature().Recv() != nil && quicapi.Reads(fn):
		e.Reads = 1
	case quicapi.HandsBody(fn):
		e.Keeps |= 1
	}
	return e
}

// seen takes an operand out of those that are only used if it is of a type that
// can be read from: "used" says nothing of reading.
func (m receiveHalf) seen(uses flow.Operands, n int, t types.Type) flow.Operands {
	if m.CanRelease(t) {
		uses &^= 1 << n
	}
	return uses
}

// first returns one more than the first operand of a set, or zero without one.
func first(set quicapi.Operands) int { return (1 + bits.TrailingZeros32(uint32(set))) % 33 }

func (m receiveHalf) CanRelease(t types.Type) bool { return m.api.CanRelease(t) }

func (m receiveHalf) IsResource(t types.Type) bool { return m.api.IsStream(t) }

// Owns trusts every owner: what reads from the field ends the half, and nearly
// everything does.
func (m receiveHalf) Owns(*types.Var) bool { return true }

func (m receiveHalf) Borrows(*types.Var) bool { return false }

func (m receiveHalf) EndsByError(types.Type) bool { return false }

// testsTimeout reports whether a call is a predicate on an error that is true only
// if the error says that a deadline has passed, or only if it says something else.
func testsTimeout(call *ssa.CallCommon, fn *types.Func) (timeout, other bool) {
	switch {
	case quicapi.AsksForTimeout(fn):
		return true, false
	case fn.FullName() != "errors.Is" || call.IsInvoke():
		return false, false
	}
	load, ok := call.Args[1].(*ssa.UnOp)
	if !ok {
		return false, false
	}
	v, ok := load.X.(*ssa.Global)
	if !ok || v.Object() == nil {
		return false, false
	}
	return quicapi.SaysTimeout(v.Object())
}
