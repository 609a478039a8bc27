package random

// Productions that give a stream another name, type or wrapper.

// alias copies a stream variable, or overwrites it.
func (g *generator) alias(at *place) []Stmt {
	v, ok := g.pick(at, Stream)
	if !ok {
		return nil
	}
	to, ok := g.assignable(at, Stream)
	switch {
	case ok && g.chance(25):
		return one(&Assign{To: to})
	case ok && to != v && g.chance(50):
		return one(&Assign{To: to, Value: ref(v.Name)})
	}
	to = Var{g.name("t"), Stream}
	at.vars = append(at.vars, to)
	if g.chance(30) {
		return one(&Assign{To: to, New: true})
	}
	return one(&Assign{To: to, New: true, Value: ref(v.Name)})
}

// convert makes an interface value.
func (g *generator) convert(at *place) []Stmt {
	v, ok := g.pick(at, Stream, Holder, Embedded)
	if !ok {
		return nil
	}
	t := []Type{Closer, Writer}[g.IntN(2)]
	if to, ok := g.assignable(at, t); ok && g.chance(30) {
		return one(&Assign{To: to, Value: ref(v.Name)})
	}
	to := Var{g.name("i"), t}
	at.vars = append(at.vars, to)
	return one(&Assign{To: to, New: true, Value: ref(v.Name)})
}

func (g *generator) typeTest(at *place) []Stmt {
	v, ok := g.pick(at, Writer)
	if !ok || at.depth > 3 {
		return nil
	}
	s := &TypeTest{Of: v.Name, Closer: g.name("k")}
	in := at.inside()
	in.vars = append(in.vars, Var{s.Closer, Closer})
	if g.chance(60) {
		s.Then = one(on(s.Closer, "Close", Now))
	} else {
		s.Then = g.list(in, 1+g.IntN(2))
	}
	if g.chance(30) {
		s.Else = g.list(at.inside(), 1)
	}
	return one(s)
}

// wrap puts a stream into a struct, or another one into a holder.
func (g *generator) wrap(at *place) []Stmt {
	s, ok := g.pick(at, Stream)
	if !ok {
		return nil
	}
	if h, ok := g.pick(at, Holder); ok && g.chance(15) {
		return one(&SetField{h.Name, s.Name})
	}
	v, kind := Var{g.name("h"), Holder}, MakeHolder
	if g.chance(35) {
		v, kind = Var{g.name("m"), Embedded}, MakeEmbed
	}
	at.vars = append(at.vars, v)
	return one(&Assign{To: v, New: true, Value: Value{Kind: kind, Name: s.Name}})
}

// useWrapper closes a wrapper, or gets the stream out of it.
func (g *generator) useWrapper(at *place) []Stmt {
	v, ok := g.pick(at, Holder, Embedded)
	if !ok {
		return nil
	}
	if v.Type == Holder && g.chance(25) {
		to := Var{g.name("t"), Stream}
		at.vars = append(at.vars, to)
		return one(&Assign{To: to, New: true, Value: Value{Kind: FieldOf, Name: v.Name}})
	}
	how := Now
	if g.uses[Defers] && g.chance(30) {
		how = Deferred
	}
	return one(on(v.Name, "Close", how))
}
