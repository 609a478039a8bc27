package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A func that is handed to code which cannot be seen is taken to run once, there and
// then. If it acquires the resource and nobody can get at that when it returns, its end
// is one at which the resource is owed, even if the process, which ends with what is
// around the func, goes on to run it for ever: the handlers of a server are such. But
// where the connection is closed behind the call, that may be what ends the resource.

// A droppedAt is the end of such a func.
type droppedAt struct {
	foundLeak
	fn   *ssa.Function
	lost bool // some path ends with the process, or never, and the connection open
}

// noteDropped notes which ends of a func that has not got the resource leave it behind.
func (w *walker) noteDropped(fr *frame, instr ssa.Instruction, run callee, ends []cursor) {
	if _, ok := instr.(*ssa.Call); !ok || InTestFile(run.fn) {
		return
	}
	live := w.liveAt(fr, instr.Block(), fr.position(instr)+1)
	for _, c := range ends {
		if !c.owed || c.stage.over() || c.parked > 0 || c.dropped > 0 || w.held(c.state, live) {
			continue
		}
		i := slices.IndexFunc(w.dropped, func(d droppedAt) bool { return d.fn == run.fn })
		l := foundLeak{Leak{Kind: EndOfFunction, Fn: run.fn, At: c.tr.step.end, Read: c.read}, w.sinceEntry(c.tr)}
		switch {
		case i < 0:
			i = len(w.dropped)
			w.dropped = append(w.dropped, droppedAt{foundLeak: l, fn: run.fn})
		case w.dropped[i].tr.fails() && !l.tr.fails():
			w.dropped[i].foundLeak = l
		}
		c.dropped = i + 1
	}
}

// drop notes that a path ends with the process, or never.
func (w *walker) drop(c cursor) {
	if c.owed && w.isTrusted(c.state) && !InTestFile(w.root) {
		w.noteTransfer(w.parking[c.parked-1]) // which has it for as long as the process runs
	}
	if c.owed && !c.stage.over() && c.dropped > 0 && c.parked == 0 && !c.covered && !w.endsParentLater(c.state) {
		w.dropped[c.dropped-1].lost = true
	}
}
