package random

import "slices"

// deferClose defers the release of a stream.
func (g *generator) deferClose(at *place) []Stmt {
	v, ok := g.pick(at, Stream, Closer)
	if !ok {
		return nil
	}
	return one(on(v.Name, "Close", Deferred))
}

// deferClosure defers a function literal that decides by what it finds then.
func (g *generator) deferClosure(at *place) []Stmt {
	lit := &Lit{}
	in := g.literal(at)
	v, ok := g.pick(at, Stream, Holder)
	if ok && g.chance(75) {
		closes := one(on(v.Name, "Close", Now))
		switch n := g.IntN(4); {
		case n == 0:
			lit.Body = closes
		case n == 1:
			lit.Body = one(&If{Cond: notNil(v.Name), Then: closes})
		default:
			lit.Body = one(&If{Cond: g.cond(in), Then: closes})
		}
	} else {
		lit.Body = g.list(in, 1+g.IntN(3))
	}
	if len(lit.Body) == 0 {
		return nil
	}
	return one(&Do{Call: &Call{Lit: lit}, How: Deferred})
}

// literal returns the place inside a function literal.
func (g *generator) literal(at *place) *place {
	in := at.inside()
	in.lit, in.loop, in.named = true, false, false
	in.labels, in.blocks, in.results = nil, nil, nil
	return in
}

// closure assigns a function literal to a variable, or calls it on the spot.
func (g *generator) closure(at *place) []Stmt {
	if at.depth > 2 {
		return nil
	}
	lit := &Lit{}
	in := g.literal(at)
	if g.chance(40) {
		lit.Result = Error
		in.results = []Var{{"", Error}}
	}
	lit.Body = g.body(in, 1+g.IntN(3))
	if len(lit.Body) == 0 {
		return nil
	}
	if g.chance(35) {
		return g.callLit(at, lit)
	}
	v := Var{g.name("f"), Action}
	if lit.Result == Error {
		v.Type = Fallible
	}
	at.vars = append(at.vars, v)
	list := one(&Assign{To: v, New: true, Value: Value{Kind: Literal, Lit: lit}})
	if g.chance(50) {
		return append(list, g.callFunc(at, v)...)
	}
	return list
}

func (g *generator) callLit(at *place, lit *Lit) []Stmt {
	do := &Do{Call: &Call{Lit: lit}}
	if lit.Result == None {
		return one(do)
	}
	e := g.errVar(at)
	do.Dst = []Dst{e}
	at.declare(e)
	return g.checked(at, do, e)
}

// callVariable calls a func variable now, later, or in a goroutine.
func (g *generator) callVariable(at *place) []Stmt {
	v, ok := g.pick(at, Action, Fallible)
	if !ok {
		return nil
	}
	return g.callFunc(at, v)
}

func (g *generator) callFunc(at *place, v Var) []Stmt {
	do := &Do{Call: &Call{Name: v.Name}}
	switch {
	case g.uses[Defers] && g.chance(30):
		do.How = Deferred
	case g.uses[Goroutines] && g.chance(20):
		do.How = Started
	case v.Type == Fallible && g.chance(70):
		e := g.errVar(at)
		do.Dst = []Dst{e}
		at.declare(e)
		return g.checked(at, do, e)
	}
	return one(do)
}

// methodValue binds Close to its stream.
func (g *generator) methodValue(at *place) []Stmt {
	s, ok := g.pick(at, Stream, Holder, Closer)
	if !ok {
		return nil
	}
	v := Var{g.name("f"), Fallible}
	at.vars = append(at.vars, v)
	return one(&Assign{To: v, New: true, Value: Value{Kind: MethodValue, Name: s.Name}})
}

// runs hands a function literal to code that cannot be seen.
func (g *generator) runs(at *place) []Stmt {
	if at.depth > 2 {
		return nil
	}
	lit := &Lit{Body: g.list(g.literal(at), 1+g.IntN(2))}
	if len(lit.Body) == 0 {
		return nil
	}
	return one(&Do{Call: &Call{Name: "run", Args: []Value{{Kind: Literal, Lit: lit}}}})
}

// goroutine starts a function literal, which captures the stream or gets it.
func (g *generator) goroutine(at *place) []Stmt {
	if at.depth > 2 {
		return nil
	}
	lit := &Lit{}
	call := &Call{Lit: lit}
	in := g.literal(at)
	in.own = len(in.vars)
	if s, ok := g.pick(at, Stream); ok && g.chance(40) {
		p := Var{g.name("p"), Stream}
		lit.Params = []Var{p}
		call.Args = []Value{ref(s.Name)}
		in.vars = append(in.vars, p)
	}
	if v, ok := g.pick(in, Stream, Holder); ok && g.chance(50) {
		how := Now
		if g.uses[Defers] && g.chance(50) {
			how = Deferred
		}
		lit.Body = one(on(v.Name, "Close", how))
	}
	lit.Body = append(lit.Body, g.list(in, 1+g.IntN(3))...)
	if len(lit.Body) == 0 {
		return nil
	}
	return one(&Do{Call: call, How: Started})
}

// helper calls a function that gets a stream, mostly a new one.
func (g *generator) helper(at *place) []Stmt {
	v, ok := g.pick(at, Stream, Holder, Closer)
	if !ok || at.helper {
		return nil
	}
	f := g.helperFor(v.Type)
	call := &Call{Name: f.Name}
	for _, p := range f.Params {
		if p.Type == v.Type {
			call.Args = append(call.Args, ref(v.Name))
		} else {
			arg, ok := g.pick(at, p.Type)
			if !ok {
				return nil
			}
			call.Args = append(call.Args, ref(arg.Name))
		}
	}
	do := &Do{Call: call}
	switch {
	case g.uses[Defers] && g.chance(15):
		do.How = Deferred
		return one(do)
	case g.uses[Goroutines] && g.chance(20):
		do.How = Started
		return one(do)
	case len(f.Results) == 0 || g.chance(15):
		return one(do)
	case f.Results[0].Type == Bool:
		d := Dst{Var{g.name("ok"), Bool}, true}
		do.Dst = []Dst{d}
		at.declare(d)
		return []Stmt{do, &If{Cond: not(&Cond{Op: IsTrue, Name: d.Name}), Then: g.bail(at)}}
	}
	e := g.errVar(at)
	do.Dst = []Dst{e}
	at.declare(e)
	return g.checked(at, do, e)
}

// helperFor returns a function with a parameter of the type.
func (g *generator) helperFor(t Type) *Func {
	for _, f := range g.prog.Funcs {
		if f.Params[0].Type == t && g.chance(40) {
			return f
		}
	}
	f := &Func{Name: g.name("helper"), Params: []Var{{g.name("p"), t}}}
	if g.chance(40) {
		f.Params = append(f.Params, Var{g.name("yes"), Bool})
	}
	switch n := g.IntN(10); {
	case n < 6:
		f.Results = []Var{{"err", Error}}
	case n < 8:
		f.Results = []Var{{"ok", Bool}}
	}
	at := &place{vars: slices.Clone(f.Params), helper: true}
	g.results(f, at)
	f.Body = g.function(at)
	g.prog.Funcs = append(g.prog.Funcs, f)
	return f
}

// function makes a small body, apart from that of the root.
func (g *generator) function(at *place) []Stmt {
	size := g.size
	g.size = 2 + g.IntN(5)
	list := g.body(at, 1+g.IntN(4))
	g.size = size
	return list
}

// producer acquires by way of a function of its own.
func (g *generator) producer(at *place) []Stmt {
	c, ok := g.pick(at, Conn)
	if !ok || at.helper {
		return nil
	}
	f := &Func{Name: g.name("open"), Params: []Var{{g.name("conn"), Conn}}}
	call := &Call{Name: f.Name, Args: []Value{ref(c.Name)}}
	if b, ok := g.pick(at, Bool); ok && g.chance(40) {
		f.Params = append(f.Params, Var{g.name("yes"), Bool})
		call.Args = append(call.Args, ref(b.Name))
	}
	t := Stream
	if g.uses[Wrappers] && g.chance(35) {
		t = Holder
	}
	f.Results = []Var{{"out", t}}
	types := []Type{t}
	if g.chance(85) {
		f.Results = append(f.Results, Var{"err", Error})
		types = append(types, Error)
	}
	in := &place{vars: slices.Clone(f.Params), helper: true}
	g.results(f, in)
	size := g.size
	g.size = 3 + g.IntN(5)
	list := g.acquireBy(in, &Call{Recv: f.Params[0].Name, Name: "OpenStream", Site: g.site()}, []Type{Stream, Error})
	list = append(list, g.list(in, g.IntN(3))...)
	if !ends(list) {
		list = append(list, g.returns(in))
	}
	f.Body = list
	g.size = size
	g.prog.Funcs = append(g.prog.Funcs, f)
	call.Site = g.site()
	return g.acquireBy(at, call, types)
}
