package random

import "slices"

// productions returns all productions, with how often each is tried.
func productions() []production {
	return []production{
		{Branches, 14, (*generator).acquire},
		{Branches, 16, (*generator).release},
		{Branches, 8, (*generator).branch},
		{Branches, 7, (*generator).fallible},
		{Branches, 5, (*generator).borrow},
		{Branches, 5, (*generator).leave},
		{Flags, 6, (*generator).flag},
		{Ints, 6, (*generator).switches},
		{Loops, 9, (*generator).loop},
		{Loops, 5, (*generator).jump},
		{Labels, 6, (*generator).labelled},
		{Labels, 6, (*generator).jump},
		{Selects, 7, (*generator).selects},
		{Defers, 8, (*generator).deferClose},
		{Defers, 10, (*generator).deferClosure},
		{Closures, 10, (*generator).closure},
		{Closures, 7, (*generator).callVariable},
		{Closures, 4, (*generator).runs},
		{Closures, 3, (*generator).methodValue},
		{Goroutines, 9, (*generator).goroutine},
		{Helpers, 13, (*generator).helper},
		{Producers, 12, (*generator).producer},
		{Wrappers, 10, (*generator).wrap},
		{Wrappers, 7, (*generator).useWrapper},
		{Interfaces, 8, (*generator).convert},
		{Interfaces, 5, (*generator).typeTest},
		{Aliases, 8, (*generator).alias},
		{Transfers, 8, (*generator).transfer},
		{Conns, 7, (*generator).closeConn},
		{Exits, 6, (*generator).exit},
	}
}

func ref(name string) Value { return Value{Kind: Ref, Name: name} }

func isNil(name string) *Cond     { return &Cond{Op: IsNil, Name: name} }
func notNil(name string) *Cond    { return not(isNil(name)) }
func not(c *Cond) *Cond           { return &Cond{Op: Not, X: c} }
func one(s Stmt) []Stmt           { return []Stmt{s} }
func on(v, m string, how How) *Do { return &Do{Call: &Call{Recv: v, Name: m}, How: how} }

// errVar returns a variable for an error: mostly one that is there already.
func (g *generator) errVar(at *place) Dst {
	if v, ok := g.assignable(at, Error); ok && g.chance(65) {
		return Dst{v, false}
	}
	return Dst{Var{g.name("err"), Error}, true}
}

func (at *place) declare(list ...Dst) {
	for _, d := range list {
		if d.New {
			at.vars = append(at.vars, d.Var)
		}
	}
}

// acquire opens a stream and mostly checks the error.
func (g *generator) acquire(at *place) []Stmt {
	if len(at.of(Stream)) > 1 && g.chance(60) {
		return nil
	}
	c, ok := g.pick(at, Conn)
	if !ok {
		return nil
	}
	name := []string{"OpenStream", "OpenStreamSync", "AcceptStream"}[g.IntN(3)]
	return g.acquireBy(at, &Call{Recv: c.Name, Name: name, Site: g.site()}, []Type{Stream, Error})
}

// acquireBy stores what an acquire returns. Its results are one that leads to
// a stream and, mostly, an error.
func (g *generator) acquireBy(at *place, call *Call, results []Type) []Stmt {
	s := Dst{Var{g.name("s"), results[0]}, true}
	if v, ok := g.assignable(at, results[0]); ok && (g.uses[Aliases] && g.chance(20) || at.loop && g.chance(20)) {
		s = Dst{v, false}
	}
	do := &Do{Call: call, Dst: []Dst{s}}
	if len(results) == 1 {
		at.declare(s)
		if !g.chance(70) {
			return one(do)
		}
		return []Stmt{do, &If{Cond: isNil(s.Name), Then: g.bail(at.without(s.Name))}}
	}
	if g.chance(5) {
		do.Dst = append(do.Dst, Dst{Var: Var{Name: "_"}})
		at.declare(s)
		return one(do)
	}
	e := g.errVar(at)
	do.Dst = append(do.Dst, e)
	at.declare(s, e)
	switch n := g.IntN(100); {
	case n < 80:
		return []Stmt{do, &If{Cond: notNil(e.Name), Then: g.bail(at.without(s.Name))}}
	case n < 88:
		return []Stmt{do, &If{Cond: isNil(e.Name), Then: g.list(at.inside(), 1+g.IntN(3))}}
	case n < 95:
		return []Stmt{do, &If{Cond: isNil(s.Name), Then: g.bail(at.without(s.Name))}}
	}
	return one(do)
}

// bail makes the block that follows a failure.
func (g *generator) bail(at *place) []Stmt {
	in := at.inside()
	var list []Stmt
	if g.size > 0 && g.chance(25) {
		list = g.stmts(in)
		if ends(list) {
			return list
		}
	}
	switch {
	case at.loop && g.chance(50):
		return append(list, &Jump{Kind: []JumpKind{Break, Continue}[g.IntN(2)]})
	case g.uses[Exits] && g.chance(15):
		return append(list, &Exit{Panic: g.chance(50)})
	}
	return append(list, g.finish(in)...)
}

// finish returns, often with what is open closed before.
func (g *generator) finish(at *place) []Stmt {
	return append(g.cleanUp(at), g.returns(at))
}

// cleanUp often closes the streams that are visible.
func (g *generator) cleanUp(at *place) []Stmt {
	var list []Stmt
	if g.chance(40) {
		return nil
	}
	for _, v := range at.of(Stream, Holder) {
		if isParam(v.Name) || slices.Contains(at.results, v) || g.chance(15) {
			continue
		}
		do := on(v.Name, "Close", Now)
		if g.chance(25) {
			list = append(list, &If{Cond: notNil(v.Name), Then: one(do)})
		} else {
			list = append(list, do)
		}
	}
	return list
}

// without returns the place with a variable hidden.
func (at *place) without(name string) *place {
	in := *at
	in.vars = slices.DeleteFunc(slices.Clone(at.vars), func(v Var) bool { return v.Name == name })
	in.own = min(at.own, len(in.vars))
	return &in
}

// release closes or cancels a stream, or what leads to one.
func (g *generator) release(at *place) []Stmt {
	v, ok := g.pick(at, Stream, Stream, Holder, Embedded, Closer)
	if !ok {
		return nil
	}
	name := "Close"
	if g.chance(30) && (v.Type == Stream || v.Type == Embedded) {
		name = "CancelWrite"
	}
	if v.Type == Holder && g.chance(30) {
		name = "end"
	}
	do := on(v.Name, name, Now)
	if name != "Close" || g.chance(60) {
		return one(do)
	}
	e := g.errVar(at)
	do.Dst = []Dst{e}
	at.declare(e)
	if g.chance(50) {
		return one(do)
	}
	return []Stmt{do, &If{Cond: notNil(e.Name), Then: g.bail(at)}}
}

// cond makes a condition.
func (g *generator) cond(at *place) *Cond {
	if g.chance(12) {
		return &Cond{Op: []CondOp{And, Or}[g.IntN(2)], X: g.cond(at), Y: g.cond(at)}
	}
	var c *Cond
	switch n := g.IntN(100); {
	case n < 12:
		c = &Cond{Op: Unknown}
	case n < 40:
		if v, ok := g.pick(at, Error); ok {
			c = isNil(v.Name)
			if g.chance(8) {
				c = &Cond{Op: IsEOF, Name: v.Name}
			}
		}
	case n < 50:
		if v, ok := g.pick(at, Stream, Holder); ok {
			c = isNil(v.Name)
		}
	case n < 60 && g.uses[Ints]:
		if v, ok := g.pick(at, Int); ok {
			c = &Cond{Op: EqualTo, Name: v.Name, K: g.IntN(2)}
		}
	}
	if c == nil {
		list := at.of(Bool)
		if len(list) == 0 {
			return &Cond{Op: Unknown}
		}
		c = &Cond{Op: IsTrue, Name: list[g.IntN(len(list))].Name}
	}
	if g.chance(50) {
		return not(c)
	}
	return c
}

func (g *generator) branch(at *place) []Stmt {
	if at.depth > 3 {
		return nil
	}
	s := &If{Cond: g.cond(at), Then: g.list(at.inside(), 1+g.IntN(2))}
	if g.chance(35) {
		s.Else = g.list(at.inside(), 1+g.IntN(2))
	}
	if len(s.Then)+len(s.Else) == 0 {
		return nil
	}
	return one(s)
}

// fallible calls something that may fail.
func (g *generator) fallible(at *place) []Stmt {
	e := g.errVar(at)
	do := &Do{Call: &Call{Name: "work"}, Dst: []Dst{e}}
	at.declare(e)
	return g.checked(at, do, e)
}

// checked mostly checks the error of a call.
func (g *generator) checked(at *place, do *Do, e Dst) []Stmt {
	if g.chance(25) {
		return one(do)
	}
	return []Stmt{do, &If{Cond: notNil(e.Name), Then: g.bail(at)}}
}

// borrow uses a stream without ending it.
func (g *generator) borrow(at *place) []Stmt {
	v, ok := g.pick(at, Stream, Embedded, Holder, Writer)
	if !ok {
		return nil
	}
	switch n := g.IntN(5); {
	case n == 0 && v.Type == Holder:
		return one(on(v.Name, "peek", Now))
	case n == 0 && v.Type != Writer:
		return one(on(v.Name, "CancelRead", Now))
	case n == 1:
		return one(&Do{Call: &Call{Name: "use", Args: []Value{ref(v.Name)}}})
	}
	do := on(v.Name, "Write", Now)
	if g.chance(30) {
		return one(do)
	}
	e := g.errVar(at)
	do.Dst = []Dst{{Var: Var{Name: "_"}}, e}
	at.declare(e)
	return g.checked(at, do, e)
}

// leave returns early.
func (g *generator) leave(at *place) []Stmt {
	if at.depth == 0 {
		return nil
	}
	return g.finish(at)
}

// flag declares or sets a local boolean.
func (g *generator) flag(at *place) []Stmt {
	value := Value{Kind: []ValueKind{True, False}[g.IntN(2)]}
	if v, ok := g.assignable(at, Bool); ok && g.chance(65) {
		return one(&Assign{To: v, Value: value})
	}
	v := Var{g.name("ok"), Bool}
	at.vars = append(at.vars, v)
	return one(&Assign{To: v, New: true, Value: value})
}

func (g *generator) switches(at *place) []Stmt {
	v, ok := g.pick(at, Int)
	if !ok || at.depth > 3 {
		return nil
	}
	s := &Switch{On: v.Name}
	for i := range s.Cases {
		if g.chance(65) {
			s.Cases[i] = g.list(at.inside(), 1+g.IntN(2))
		}
	}
	return one(s)
}

func (g *generator) exit(at *place) []Stmt {
	if at.depth == 0 {
		return nil
	}
	return one(&Exit{Panic: g.chance(50)})
}

// closeConn closes a connection, mostly at an end.
func (g *generator) closeConn(at *place) []Stmt {
	v, ok := g.pick(at, Conn)
	if !ok {
		return nil
	}
	if g.uses[Defers] && g.chance(40) {
		return one(on(v.Name, "CloseWithError", Deferred))
	}
	if at.depth > 0 {
		return append(one(on(v.Name, "CloseWithError", Now)), g.finish(at)...)
	}
	return one(on(v.Name, "CloseWithError", Now))
}

// transfer hands a stream to code that cannot be seen.
func (g *generator) transfer(at *place) []Stmt {
	if v, ok := g.pick(at, Stream); ok && g.chance(40) {
		return one(&Send{v.Name})
	}
	v, ok := g.pick(at, Stream, Holder, Embedded, Closer)
	if !ok {
		return nil
	}
	return one(&Do{Call: &Call{Name: "sink", Args: []Value{ref(v.Name)}}})
}

func (g *generator) selects(at *place) []Stmt {
	if at.depth > 3 {
		return nil
	}
	s := &Select{Done: g.list(at.inside(), 1+g.IntN(2))}
	if v, ok := g.pick(at, Stream); ok && g.uses[Transfers] && g.chance(50) {
		s.Send = v.Name
		s.Sent = g.list(at.inside(), g.IntN(2))
	}
	if s.Send == "" || g.chance(40) {
		s.Default = true
		s.Idle = g.list(at.inside(), g.IntN(2))
	}
	return one(s)
}

// loop makes a loop of some kind.
func (g *generator) loop(at *place) []Stmt {
	if at.depth > 2 {
		return nil
	}
	s := &Loop{Label: g.name("loop")}
	in := at.inside()
	in.loop = true
	in.labels = append(slices.Clone(at.labels), s.Label)
	switch n := g.IntN(10); {
	case n < 4:
		s.Count = true
	case n < 7:
		s.Cond = g.cond(at)
	default:
		// Without a way out it would say nothing.
		s.Body = append(s.Body, &If{Cond: &Cond{Op: Unknown}, Then: one(&Jump{Kind: Break})})
	}
	if g.chance(50) {
		s.Body = append(s.Body, g.acquire(in)...)
	}
	s.Body = append(s.Body, g.list(in, 1+g.IntN(3))...)
	return one(s)
}

// labelled makes a block with a label after it.
func (g *generator) labelled(at *place) []Stmt {
	if at.depth > 1 {
		return nil
	}
	s := &Block{Label: g.name("end")}
	in := at.inside()
	in.blocks = append(slices.Clone(at.blocks), s.Label)
	s.Body = g.list(in, 2+g.IntN(3))
	return one(s)
}

func (g *generator) jump(at *place) []Stmt {
	s := &Jump{Kind: []JumpKind{Break, Continue, Goto}[g.IntN(3)]}
	switch {
	case s.Kind == Goto:
		if len(at.blocks) == 0 || at.depth < 2 {
			return nil
		}
		s.Label = at.blocks[g.IntN(len(at.blocks))]
	case !at.loop || at.depth < 2:
		return nil
	case g.uses[Labels] && g.chance(50):
		s.Label = at.labels[g.IntN(len(at.labels))]
	}
	return one(s)
}
