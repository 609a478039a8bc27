package outcome

import (
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
)

// credit is the place of a stream that its peer gets back when it is given back,
// as the engine wants to know it. It has owners as a receive half does, and is
// ended by no reading.
type credit struct{ receiveHalf }

func (m credit) Effect(call *ssa.CallCommon) flow.Effect {
	e := m.sendHalf.Effect(call)
	e.Writes, e.Closes = 0, false
	return e
}
