package advice

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// endings looks at what a function does at once after it has closed a stream.
// What was written may still be under way then, and a reset of the stream or the
// end of its connection overtakes it.
func (l *look) endings(fn *ssa.Function) {
	e := &endings{look: l, fn: fn}
	for instr := range instructions(fn) {
		if call, ok := instr.(ssa.CallInstruction); ok {
			e.note(call)
		}
	}
	for _, c := range e.closes {
		for _, next := range e.behind(c) {
			switch {
			case next.resets && next.place == c.place && (e.isJustWritten(c) || e.isOnlyWritten(c.place)):
				l.advise(CancelAfterClose, next.call, "CancelWrite after Close may drop data that was written before",
					l.related(c.call, "the stream is closed here"))
			case !next.resets && cameFrom(c.place, next.place) && e.isJustWritten(c):
				l.advise(CloseThenConn, next.call, "the connection is closed at once after its stream, before the peer can have read what was written",
					l.related(c.call, "the stream is closed here"))
			}
		}
	}
}

// endings are the calls of a function that matter for the end of a stream.
type endings struct {
	*look
	fn     *ssa.Function
	closes []ending
	others []ending
	defers []*ssa.Defer
	writes []writing
}

// An ending is a call that closes a stream, or resets it, or closes a connection.
type ending struct {
	call ssa.CallInstruction
	place
	resets bool
}

// A writing is a call that writes to a stream.
type writing struct {
	call ssa.CallInstruction
	place
}

// note notes what a call does.
func (e *endings) note(call ssa.CallInstruction) {
	if d, ok := call.(*ssa.Defer); ok {
		e.defers = append(e.defers, d)
	}
	if to := e.writesTo(call.Common()); to != nil {
		e.writes = append(e.writes, writing{call, placeOf(to)})
	}
	m, receiver := method(call.Common())
	switch {
	case m == nil:
	case m.Name() == "CloseWithError" && quicapi.IsConnection(receiver.Type()):
		e.others = append(e.others, ending{call, placeOf(receiver), false})
	case !quicapi.IsSendHalf(receiver.Type()):
	case m.Name() == "Close":
		e.closes = append(e.closes, ending{call, placeOf(receiver), false})
	case m.Name() == "CancelWrite":
		e.others = append(e.others, ending{call, placeOf(receiver), true})
	}
}

// writesTo returns the stream that a call writes to, also through an encoder or
// a writer that was made of it, or nil.
func (e *endings) writesTo(call *ssa.CallCommon) ssa.Value {
	fn := function(call)
	if fn == nil {
		return nil
	}
	var to ssa.Value
	if m, receiver := method(call); m != nil && (e.api.Known(fn).Role&quicapi.Writes != 0 || fn.Name() == "Encode" || fn.Name() == "Flush") {
		to = receiver
	} else if m == nil && e.api.Known(fn).Role&quicapi.Writes != 0 && len(call.Args) > 0 {
		to = call.Args[0]
	}
	if to == nil {
		return nil
	}
	to = streamIn(to)
	if quicapi.IsSendHalf(to.Type()) {
		return to
	}
	if maker, ok := placeOf(to).root.(*ssa.Call); ok && len(maker.Call.Args) > 0 {
		if to := streamIn(maker.Call.Args[0]); quicapi.IsSendHalf(to.Type()) {
			return to
		}
	}
	return nil
}

// streamIn returns what is in an interface, if that is known.
func streamIn(v ssa.Value) ssa.Value {
	for {
		switch in := v.(type) {
		case *ssa.MakeInterface:
			v = in.X
		case *ssa.ChangeInterface:
			v = in.X
		default:
			return v
		}
	}
}

// behind returns what happens at once after a stream is closed.
func (e *endings) behind(c ending) []ending {
	if d, ok := c.call.(*ssa.Defer); ok {
		return e.deferred(d, func(o *ssa.Defer) bool { return precedes(o, d) })
	}
	if _, ok := c.call.(*ssa.Call); !ok {
		return nil
	}
	for instr := range ahead(c.call) {
		if _, ok := instr.(*ssa.RunDefers); ok {
			return e.deferred(nil, func(o *ssa.Defer) bool { return precedes(o, c.call) })
		}
		for _, o := range e.others {
			if o.call == instr && (o.place == c.place || !o.resets) {
				return []ending{o}
			}
		}
		if e.mayWait(instr) {
			return nil
		}
	}
	return nil
}

// deferred returns those of the deferred endings before a defer, or of all
// without one, that are sure to be pending and that nothing can delay.
func (e *endings) deferred(before *ssa.Defer, pending func(*ssa.Defer) bool) []ending {
	var list []ending
	for _, o := range e.others {
		d, ok := o.call.(*ssa.Defer)
		if !ok || !pending(d) {
			continue
		}
		delayed := false
		for _, between := range e.defers {
			runsFirst := between != d && !precedes(between, d) && (before == nil || between == before || !precedes(before, between))
			delayed = delayed || runsFirst && !e.isQuick(&between.Call)
		}
		if !delayed {
			list = append(list, o)
		}
	}
	return list
}

// precedes reports whether one instruction was executed whenever another one is.
func precedes(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() {
		for _, instr := range a.Block().Instrs {
			switch instr {
			case b:
				return false
			case a:
				return true
			}
		}
	}
	return a.Block().Dominates(b.Block())
}

// isJustWritten reports whether data is written to a stream with nothing on some
// way from there to where it is closed that waits.
func (e *endings) isJustWritten(c ending) bool {
	for _, w := range e.writes {
		call, ok := w.call.(*ssa.Call)
		if ok && w.place == c.place && e.leadsTo(call, c) {
			return true
		}
	}
	return false
}

// leadsTo reports whether there is a way from a write that did not fail to where
// the stream is closed, by a call or at the return, without anything that waits.
func (e *endings) leadsTo(write *ssa.Call, c ending) bool {
	d, isDeferred := c.call.(*ssa.Defer)
	if isDeferred && !precedes(d, write) {
		return false
	}
	arrives := func(instr ssa.Instruction) bool {
		if isDeferred {
			_, ok := instr.(*ssa.RunDefers)
			return ok && e.runsUndelayed(d)
		}
		return instr == c.call
	}
	var visit func(block *ssa.BasicBlock, from ssa.Instruction) bool
	seen := make(map[*ssa.BasicBlock]bool)
	visit = func(block *ssa.BasicBlock, from ssa.Instruction) bool {
		for _, instr := range block.Instrs {
			if from != nil {
				if instr == from {
					from = nil
				}
				continue
			}
			if arrives(instr) {
				return true
			}
			if e.mayWait(instr) {
				return false
			}
		}
		succs := block.Succs
		if branch, ok := block.Instrs[len(block.Instrs)-1].(*ssa.If); ok {
			if of, succ := withoutError(branch); of == write {
				succs = []*ssa.BasicBlock{succ}
			}
		}
		for _, succ := range succs {
			if !seen[succ] {
				seen[succ] = true
				if visit(succ, nil) {
					return true
				}
			}
		}
		return false
	}
	return visit(write.Block(), write)
}

// runsUndelayed reports whether no deferred call that runs before another one
// waits.
func (e *endings) runsUndelayed(d *ssa.Defer) bool {
	for _, other := range e.defers {
		if other != d && !precedes(other, d) && !e.isQuick(&other.Call) {
			return false
		}
	}
	return true
}

// isOnlyWritten reports whether a function does nothing with a stream that could
// tell it that the data has arrived: it only writes, sets and ends. One that it
// acquires itself, it has to write to.
func (e *endings) isOnlyWritten(stream place) bool {
	if _, acquired := stream.root.(*ssa.Extract); acquired {
		written := func(w writing) bool { return w.place == stream }
		if !slices.ContainsFunc(e.writes, written) {
			return false
		}
	}
	for instr := range instructions(e.fn) {
		for _, operand := range instr.Operands(nil) {
			if *operand != nil && refersTo(*operand, instr, stream) && !e.isBlind(instr, stream) {
				return false
			}
		}
	}
	return true
}

// refersTo reports whether an operand is a stream, or the variable for it that a
// function literal captures.
func refersTo(operand ssa.Value, of ssa.Instruction, stream place) bool {
	if variable, ok := operand.(*ssa.Alloc); ok {
		if _, ok := of.(*ssa.MakeClosure); ok {
			store := onlyStore(variable)
			return store != nil && placeOf(store.Val) == stream
		}
	}
	return placeOf(operand) == stream
}

// isBlind reports whether an instruction learns nothing from the peer by a
// stream that is one of its operands.
func (e *endings) isBlind(instr ssa.Instruction, stream place) bool {
	switch instr := instr.(type) {
	case *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.ChangeType, *ssa.DebugRef, *ssa.BinOp, *ssa.UnOp:
		return true
	case *ssa.Store:
		_, local := instr.Addr.(*ssa.Alloc)
		return local
	case ssa.CallInstruction:
		if m, receiver := method(instr.Common()); m != nil && placeOf(receiver) == stream {
			return !quicapi.Reads(m) && m.Name() != "Context"
		}
		to := e.writesTo(instr.Common())
		return to != nil && placeOf(to) == stream && e.api.Known(function(instr.Common())).Drains == 0
	}
	return false
}

// cameFrom reports whether a stream was acquired from a connection, as far as can
// be seen.
func cameFrom(stream, conn place) bool {
	of := stream.root
	if x, ok := of.(*ssa.Extract); ok {
		of = x.Tuple
	}
	call, ok := of.(*ssa.Call)
	if !ok || stream.path != "" {
		return false
	}
	_, receiver := method(&call.Call)
	return receiver != nil && placeOf(receiver) == conn
}
