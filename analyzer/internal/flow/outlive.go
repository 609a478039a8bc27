package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A connection may have ended, or may be ended, though no call on the path does
// so that can be told to. The resource is trusted to have ended with it then.

// outlive notes that by all signs the connection of the resource has ended.
func (w *walker) outlive(c cursor, at ssa.Instruction) {
	if !w.isTrusted(c.state) {
		w.park(c, Transfer{Kind: Outlived, At: at})
	}
}

// servesParent reports whether a call that accepts what the peer of the resource's
// connection opens fails when the connection has ended: if it has a context, that
// never ends, or the call is made in a loop, which is not left before. A resource that
// was lost before had no use for all that time.
func (w *walker) servesParent(fr *frame, s *state, instr ssa.Instruction, to callee) bool {
	parent, ok := s.env.get(vConn)
	if !ok || !s.owed || s.stale || s.lost || w.unbox(to.args[0]) != w.unbox(parent) {
		return false
	}
	return fr.cyclic[instr.Block().Index] || slices.Contains(to.args, vEndless)
}

// receivedDone notes what it tells that a channel in a field beside the connection
// was ready: if nobody closes it but who ends the connection, or sees its end, the
// connection has ended.
func (w *walker) receivedDone(c cursor, ch ssa.Value, v value, at ssa.Instruction) {
	parent, ok := c.env.get(vConn)
	if !ok || !c.owed || c.stale || w.atom(v) != w.atom(w.unbox(parent)) {
		return
	}
	load, ok := ch.(*ssa.UnOp)
	if !ok {
		return
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return
	}
	closers := w.model.Closers(FieldVar(addr.X.Type(), addr.Field))
	if len(closers) > 0 && !slices.ContainsFunc(closers, func(fn *ssa.Function) bool { return !w.MayEndParent(fn) }) {
		w.outlive(c, at)
	}
}

// mayEndFoundParent reports whether a function ends a connection that it finds in
// memory, which may be that of the resource: a method of what the connection is
// going to be kept in, or a function with a registry of connections. One that was
// itself found in memory is known by its place there.
func (w *walker) mayEndFoundParent(s *state, fn *ssa.Function) bool {
	parent, ok := s.env.get(vConn)
	if !ok || !s.owed || s.stale || w.kind(w.unbox(parent)) == content {
		return false
	}
	return w.anyCall(fn, make(map[*ssa.Function]bool), func(c *ssa.CallCommon) bool {
		if w.model.Effect(c).EndsParent == 0 {
			return false
		}
		conn := c.Value
		if !c.IsInvoke() {
			conn = c.Args[0]
		}
		switch conn := conn.(type) {
		case *ssa.Parameter, *ssa.FreeVar:
			return false
		case *ssa.UnOp:
			_, captured := conn.X.(*ssa.FreeVar)
			return !captured && !holdsParam(conn.X)
		}
		return true
	})
}

// holdsParam reports whether an address is that of a variable to which nothing but
// a parameter is assigned.
func holdsParam(addr ssa.Value) bool {
	v, ok := addr.(*ssa.Alloc)
	return ok && !slices.ContainsFunc(*v.Referrers(), func(use ssa.Instruction) bool {
		st, ok := use.(*ssa.Store)
		if !ok {
			return false
		}
		_, param := st.Val.(*ssa.Parameter)
		return st.Addr != v || !param
	})
}

// failsGroup reports whether a goroutine of a group has ended with an error, upon
// which who waits for the group may end the connection.
func (w *walker) failsGroup(s *state, instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	return ok && !s.stale && w.truth(s, w.read(s, w.register(call))) == vNonNil && slices.ContainsFunc(w.model.Waiters(), func(fn *ssa.Function) bool {
		return w.anyCall(fn, make(map[*ssa.Function]bool), w.endsParent)
	})
}

// callsBack reports whether a call is of a func value that gets a connection.
func (e *Engine) callsBack(c *ssa.CallCommon) bool {
	if c.IsInvoke() || c.StaticCallee() != nil {
		return false
	}
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return false
	}
	return slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return e.model.IsParent(a.Type()) })
}
