package random

// A Program is a package of functions. The names of variables are unique
// within it, so that a name has the same meaning wherever it is visible.
type Program struct {
	Funcs []*Func
}

// Func returns the function of that name, or nil.
func (p *Program) Func(name string) *Func {
	for _, f := range p.Funcs {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// A Func is a function at package level. Its parameters can be anything when
// it is judged, but a connection is never nil.
type Func struct {
	Name    string
	Params  []Var
	Results []Var
	Named   bool // the results have names
	Body    []Stmt
}

// A Lit is a function literal.
type Lit struct {
	Params []Var
	Result Type // Error or None
	Body   []Stmt
}

type Var struct {
	Name string
	Type Type
}

type Type int

const (
	None Type = iota
	Bool
	Int
	Error
	Conn
	Stream
	Holder   // *holder, a struct around a stream
	Embedded // embedded, a struct that embeds a stream
	Closer   // io.Closer
	Writer   // io.Writer
	Action   // func()
	Fallible // func() error
)

// A Stmt is one of the statements below.
type Stmt interface {
	blocks() []*[]Stmt // the statements inside, to be changed in place
}

type (
	// Do calls: at once, deferred or in a goroutine. A call that acquires
	// has a site.
	Do struct {
		Call *Call
		How  How
		Dst  []Dst // where the results go; empty if they are dropped
	}
	// Assign gives a variable a value, or declares it.
	Assign struct {
		To    Var
		New   bool
		Value Value
	}
	// SetField makes a holder hold another stream.
	SetField struct{ Holder, Stream string }
	If       struct {
		Cond       *Cond
		Then, Else []Stmt
	}
	// TypeTest asks whether what a writer holds is an io.Closer.
	TypeTest struct {
		Of, Closer string
		Then, Else []Stmt
	}
	// Loop runs while a condition holds, or an unknown number of times, or
	// for ever.
	Loop struct {
		Label string
		Cond  *Cond // if any
		Count bool
		Body  []Stmt
	}
	// Switch is over an int, with the cases 0, 1 and default.
	Switch struct {
		On    string
		Cases [3][]Stmt
	}
	// Select waits for done, or sends a stream, or has a default.
	Select struct {
		Send    string // the stream to send, or empty
		Sent    []Stmt
		Done    []Stmt
		Default bool
		Idle    []Stmt
	}
	// Block is followed by a label, the target of forward gotos in it.
	Block struct {
		Label string
		Body  []Stmt
	}
	Jump struct {
		Kind  JumpKind
		Label string // may be empty for Break and Continue
	}
	Return struct {
		Values []Value
		Bare   bool
	}
	// Exit ends the process.
	Exit struct{ Panic bool }
	// Send sends a stream on a channel that others receive from.
	Send struct{ Stream string }
)

type How int

const (
	Now How = iota
	Deferred
	Started
)

type JumpKind int

const (
	Break JumpKind = iota
	Continue
	Goto
)

// A Dst is a variable for a result; the name _ drops it.
type Dst struct {
	Var
	New bool
}

// A Call calls a method of a variable, a named function or func variable, or
// a literal.
type Call struct {
	Recv string
	Name string
	Lit  *Lit
	Args []Value
	Site int // from one; zero for a call that acquires nothing
}

type ValueKind int

const (
	Nil ValueKind = iota
	True
	False
	Ref
	Failure     // a new error
	MakeHolder  // &holder{stream: Name}
	MakeEmbed   // embedded{Name}
	FieldOf     // Name.stream
	Literal     // Lit
	MethodValue // Name.Close
)

type Value struct {
	Kind ValueKind
	Name string
	Lit  *Lit
}

type CondOp int

const (
	IsTrue  CondOp = iota // a bool variable
	IsNil                 // of a variable
	EqualTo               // of an int variable
	IsEOF                 // errors.Is(Name, io.EOF)
	Unknown               // says yes or no, each time anew
	Not
	And
	Or
)

type Cond struct {
	Op   CondOp
	Name string
	K    int
	X, Y *Cond
}

func (s *Do) blocks() []*[]Stmt {
	var list []*[]Stmt
	if s.Call.Lit != nil {
		list = append(list, &s.Call.Lit.Body)
	}
	for _, a := range s.Call.Args {
		if a.Lit != nil {
			list = append(list, &a.Lit.Body)
		}
	}
	return list
}

func (s *Assign) blocks() []*[]Stmt {
	if s.Value.Lit != nil {
		return []*[]Stmt{&s.Value.Lit.Body}
	}
	return nil
}

func (s *SetField) blocks() []*[]Stmt { return nil }
func (s *If) blocks() []*[]Stmt       { return []*[]Stmt{&s.Then, &s.Else} }
func (s *TypeTest) blocks() []*[]Stmt { return []*[]Stmt{&s.Then, &s.Else} }
func (s *Loop) blocks() []*[]Stmt     { return []*[]Stmt{&s.Body} }
func (s *Switch) blocks() []*[]Stmt   { return []*[]Stmt{&s.Cases[0], &s.Cases[1], &s.Cases[2]} }
func (s *Select) blocks() []*[]Stmt   { return []*[]Stmt{&s.Sent, &s.Done, &s.Idle} }
func (s *Block) blocks() []*[]Stmt    { return []*[]Stmt{&s.Body} }
func (s *Jump) blocks() []*[]Stmt     { return nil }
func (s *Return) blocks() []*[]Stmt   { return nil }
func (s *Exit) blocks() []*[]Stmt     { return nil }
func (s *Send) blocks() []*[]Stmt     { return nil }

// visit calls f for each statement of a list, and for those inside.
func visit(list []Stmt, f func(Stmt)) {
	for _, s := range list {
		f(s)
		for _, b := range s.blocks() {
			visit(*b, f)
		}
	}
}

// mentioned returns the names that occur in a list of statements.
func mentioned(list []Stmt) map[string]bool {
	names := make(map[string]bool)
	value := func(v Value) { names[v.Name] = true }
	var cond func(c *Cond)
	cond = func(c *Cond) {
		if c != nil {
			names[c.Name] = true
			cond(c.X)
			cond(c.Y)
		}
	}
	visit(list, func(s Stmt) {
		switch s := s.(type) {
		case *Do:
			names[s.Call.Recv], names[s.Call.Name] = true, true
			for _, a := range s.Call.Args {
				value(a)
			}
			for _, d := range s.Dst {
				names[d.Name] = true
			}
		case *Assign:
			names[s.To.Name] = true
			value(s.Value)
		case *SetField:
			names[s.Holder], names[s.Stream] = true, true
		case *If:
			cond(s.Cond)
		case *TypeTest:
			names[s.Of] = true
		case *Loop:
			cond(s.Cond)
		case *Switch:
			names[s.On] = true
		case *Select:
			names[s.Send] = true
		case *Return:
			for _, v := range s.Values {
				value(v)
			}
		case *Send:
			names[s.Stream] = true
		}
	})
	delete(names, "")
	return names
}
