package random

// A signal says how a statement ends.
type signal struct {
	kind  signalKind
	label string
}

type signalKind int

const (
	goOn signalKind = iota
	breaks
	continues
	jumps
	returns
)

// maxSteps bounds the statements of a run.
const maxSteps = 2000

func (r *run) block(fr *frame, list []Stmt) signal {
	outer := fr.scope
	fr.scope = &scope{outer, make(map[string]*cell)}
	defer func() { fr.scope = outer }()
	for _, s := range list {
		if r.steps++; r.steps > maxSteps {
			panic(stop{})
		}
		if sig := r.stmt(fr, s); sig.kind != goOn {
			return sig
		}
	}
	return signal{}
}

func (r *run) stmt(fr *frame, s Stmt) signal {
	switch s := s.(type) {
	case *Do:
		r.do(fr, s)
	case *Assign:
		v := r.value(fr, s.Value)
		if s.New {
			fr.scope.vars[s.To.Name] = &cell{v}
		} else {
			fr.scope.cell(s.To.Name).v = v
		}
	case *SetField:
		h, ok := fr.scope.cell(s.Holder).v.(*object)
		if !ok {
			r.endProcess(crashes)
		}
		h.stream = fr.scope.cell(s.Stream).v
	case *If:
		if r.cond(fr, s.Cond) {
			return r.block(fr, s.Then)
		}
		return r.block(fr, s.Else)
	case *TypeTest:
		// Whatever a writer is made of has a Close method, also if it is nil.
		v := fr.scope.cell(s.Of).v
		outer := fr.scope
		fr.scope = &scope{outer, map[string]*cell{s.Closer: {v}}}
		defer func() { fr.scope = outer }()
		return r.block(fr, s.Then)
	case *Loop:
		return r.loop(fr, s)
	case *Switch:
		n, _ := fr.scope.cell(s.On).v.(int)
		return brokenOut(r.block(fr, s.Cases[n]), "")
	case *Select:
		return brokenOut(r.selectCase(fr, s), "")
	case *Block:
		sig := r.block(fr, s.Body)
		if sig.kind == jumps && sig.label == s.Label {
			return signal{}
		}
		return sig
	case *Jump:
		return signal{[...]signalKind{breaks, continues, jumps}[s.Kind], s.Label}
	case *Return:
		for i, v := range s.Values {
			// Results are values of their own: none refers to another.
			fr.results[i].v = r.value(fr, v)
		}
		return signal{kind: returns}
	case *Exit:
		if s.Panic {
			r.endProcess(panics)
		}
		r.endProcess(exits)
	case *Send:
		r.transfer(fr.scope.cell(s.Stream).v)
	}
	return signal{}
}

// brokenOut turns a break that is meant for this statement into its end.
func brokenOut(sig signal, label string) signal {
	if sig.kind == breaks && (sig.label == "" || sig.label == label) {
		return signal{}
	}
	return sig
}

func (r *run) selectCase(fr *frame, s *Select) signal {
	n := r.choose(3, "select")
	switch {
	case n == 0 && s.Send != "":
		r.transfer(fr.scope.cell(s.Send).v)
		return r.block(fr, s.Sent)
	case n == 1 && s.Default:
		return r.block(fr, s.Idle)
	case n == 2:
		return r.block(fr, s.Done)
	}
	panic(stop{}) // there is no such case
}

func (r *run) cond(fr *frame, c *Cond) bool {
	switch c.Op {
	case IsTrue:
		return fr.scope.cell(c.Name).v == true
	case IsNil:
		return fr.scope.cell(c.Name).v == nil
	case EqualTo:
		return fr.scope.cell(c.Name).v == c.K
	case IsEOF:
		f, ok := fr.scope.cell(c.Name).v.(*failure)
		if ok && f.eof == nil {
			eof := r.choose(2, "eof") == 1
			f.eof = &eof
		}
		return ok && *f.eof
	case Unknown:
		return r.choose(2, "cond") == 1
	case Not:
		return !r.cond(fr, c.X)
	case And:
		return r.cond(fr, c.X) && r.cond(fr, c.Y)
	default:
		return r.cond(fr, c.X) || r.cond(fr, c.Y)
	}
}

func (r *run) value(fr *frame, v Value) any {
	switch v.Kind {
	case True:
		return true
	case False:
		return false
	case Ref:
		if c := fr.scope.cell(v.Name); c != nil {
			return c.v
		}
		return nil
	case Failure:
		return &failure{eof: new(bool)}
	case MakeHolder, MakeEmbed:
		return &object{fr.scope.cell(v.Name).v}
	case FieldOf:
		h, ok := fr.scope.cell(v.Name).v.(*object)
		if !ok {
			r.endProcess(crashes)
		}
		return h.stream
	case Literal:
		return &closure{v.Lit, fr.scope}
	case MethodValue:
		recv := fr.scope.cell(v.Name).v
		if recv == nil {
			r.endProcess(crashes)
		}
		return &method{recv, "Close"}
	}
	return nil
}

// unknown makes up the value of a parameter of the root.
func (r *run) unknown(p Var) any {
	switch p.Type {
	case Bool:
		return r.choose(2, p.Name) == 1
	case Int:
		return r.choose(3, p.Name)
	case Error:
		return r.mayFail(p.Name)
	case Conn:
		return &conn{p.Name}
	case Stream:
		return &stream{status: done}
	case Holder, Embedded:
		return &object{&stream{status: done}}
	case Closer, Writer:
		return &object{&stream{status: done}}
	}
	return nil
}

func (r *run) mayFail(what string) any {
	if r.choose(2, what) == 1 {
		return &failure{}
	}
	return nil
}
