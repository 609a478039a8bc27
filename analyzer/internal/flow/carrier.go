package flow

import (
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A connection runs over something: a socket, a transport that shares one, or
// another connection. Whoever closes that ends the connection as well, though no
// method of the connection is called. What a call got of that kind and may have
// made a connection of is kept as if the connection were a container of it. A
// listener is none of that, since what it accepted stays when it is closed, but
// passes on what it got.

// carriersOf returns what connections that a call returns may run over: operands,
// and what they hold before the call.
func (w *walker) carriersOf(s *state, call *ssa.CallCommon, fnVal value, args []value) []value {
	if !w.returnsCarried(call) {
		return nil
	}
	var list []value
	if call.IsInvoke() && w.model.IsCarrier(call.Value.Type()) {
		list = append(list, w.unbox(fnVal))
	}
	for i, a := range call.Args {
		if w.model.IsCarrier(a.Type()) {
			list = append(list, w.unbox(args[i]))
		}
		if w.model.IsListener(a.Type()) {
			list = append(list, w.carriers(s, args[i])...)
		}
	}
	for _, a := range slices.Sorted(maps.Keys(w.reachable(s, list))) {
		if w.isFrameAtom(a) && !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	return list
}

func (w *walker) returnsCarried(call *ssa.CallCommon) bool {
	for v := range call.Signature().Results().Variables() {
		if w.isCarried(v.Type()) {
			return true
		}
	}
	return false
}

func (w *walker) isCarried(t types.Type) bool { return w.model.IsParent(t) || w.model.IsListener(t) }

// noteCarriers notes what the connections that a call returned may run over.
func (w *walker) noteCarriers(s *state, call *ssa.Call, carriers []value) {
	if len(carriers) == 0 {
		return
	}
	res := call.Call.Signature().Results()
	for n := range res.Len() {
		if !w.isCarried(res.At(n).Type()) {
			continue
		}
		conn := w.register(call)
		if res.Len() > 1 {
			conn = w.element(conn, n)
		}
		conn = w.unbox(w.read(s, conn))
		if !w.isSymbol(conn) {
			continue // it was seen being made
		}
		for i, v := range carriers {
			if w.atom(v) != w.atom(conn) {
				s.env.set(w.slot(conn, i), v)
			}
		}
	}
}

// carriers returns the atoms of what a connection may run over.
func (w *walker) carriers(s *state, conn value) []value {
	conn = w.unbox(conn)
	if !w.isSymbol(conn) {
		return nil
	}
	var list []value
	for _, e := range s.env {
		if sh := &w.shapes[e.key]; sh.kind == slot && sh.base == conn {
			list = append(list, w.atom(e.val))
		}
	}
	return list
}
