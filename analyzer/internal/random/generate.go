package random

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// A Construct is a feature of the language that a program may use.
type Construct string

const (
	Branches   Construct = "branches" // on booleans and errors; always there
	Ints       Construct = "ints"
	Flags      Construct = "flags" // local booleans
	Loops      Construct = "loops"
	Labels     Construct = "labels"
	Selects    Construct = "selects"
	Defers     Construct = "defers"
	Closures   Construct = "closures"
	Goroutines Construct = "goroutines"
	Helpers    Construct = "helpers"
	Producers  Construct = "producers"
	Wrappers   Construct = "wrappers"
	Interfaces Construct = "interfaces"
	Aliases    Construct = "aliases" // and overwriting
	Named      Construct = "named results"
	Transfers  Construct = "transfers"
	Conns      Construct = "connections"
	Exits      Construct = "exits"
)

// Constructs are all there are.
var Constructs = []Construct{
	Branches, Ints, Flags, Loops, Labels, Selects, Defers, Closures, Goroutines, Helpers,
	Producers, Wrappers, Interfaces, Aliases, Named, Transfers, Conns, Exits,
}

// Generate returns a random program that uses the given constructs.
func Generate(rng *rand.Rand, use ...Construct) *Program {
	g := &generator{Rand: rng, uses: make(map[Construct]bool), prog: &Program{}}
	for _, c := range use {
		g.uses[c] = true
	}
	for _, p := range productions() {
		if p.needs == Branches || g.uses[p.needs] {
			g.productions = append(g.productions, p)
		}
	}
	g.root()
	return g.prog
}

type generator struct {
	*rand.Rand
	uses        map[Construct]bool
	productions []production // of these constructs
	prog        *Program
	names       int
	sites       int
	size        int // statements that may still be made
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func (g *generator) name(prefix string) string {
	g.names++
	return fmt.Sprintf("%s%d", prefix, g.names)
}

func (g *generator) site() int {
	g.sites++
	return g.sites
}

// A place is where the next statement goes: what is visible there, and what
// the statement may do.
type place struct {
	vars    []Var
	results []Var
	named   bool
	own     int // the first variable that a goroutine may assign
	labels  []string
	loop    bool
	blocks  []string // labels of enclosing blocks, for goto
	lit     bool
	helper  bool
	depth   int
}

// inside returns the place of a nested block.
func (at *place) inside() *place {
	in := *at
	in.vars = slices.Clone(at.vars)
	in.depth++
	return &in
}

func (at *place) of(types ...Type) []Var {
	var list []Var
	for _, v := range at.vars {
		if slices.Contains(types, v.Type) {
			list = append(list, v)
		}
	}
	return list
}

// pick returns one of the visible variables of a type, the younger the likelier.
func (g *generator) pick(at *place, types ...Type) (Var, bool) {
	list := at.of(types...)
	if len(list) == 0 {
		return Var{}, false
	}
	return list[len(list)-1-min(g.IntN(len(list)), g.IntN(len(list)))], true
}

// assignable returns a visible variable of a type that may be assigned.
func (g *generator) assignable(at *place, t Type) (Var, bool) {
	in := *at
	in.vars = slices.DeleteFunc(slices.Clone(at.vars[min(at.own, len(at.vars)):]), func(v Var) bool {
		return isParam(v.Name)
	})
	return g.pick(&in, t)
}

var rootParams = []Var{
	{"conn", Conn}, {"other", Conn}, {"a", Bool}, {"b", Bool}, {"c", Bool}, {"mode", Int},
}

func isParam(name string) bool {
	return slices.ContainsFunc(rootParams, func(v Var) bool { return v.Name == name })
}

// root makes the function that the program is about.
func (g *generator) root() {
	f := &Func{Name: "root", Params: slices.Clone(rootParams)}
	at := &place{vars: slices.Clone(rootParams)}
	if !g.uses[Ints] {
		at.vars = slices.DeleteFunc(at.vars, func(v Var) bool { return v.Type == Int })
	}
	if !g.uses[Conns] {
		at.vars = slices.DeleteFunc(at.vars, func(v Var) bool { return v.Name == "other" })
	}
	switch {
	case g.uses[Transfers] && g.chance(40):
		f.Results = []Var{{"out", Stream}, {"err", Error}}
	case g.chance(75):
		f.Results = []Var{{"err", Error}}
	}
	g.results(f, at)
	g.size = 5 + g.IntN(12)
	f.Body = g.body(at, 3+g.IntN(4))
	used := mentioned(f.Body)
	f.Params = slices.DeleteFunc(f.Params, func(v Var) bool { return !used[v.Name] })
	g.prog.Funcs = append(g.prog.Funcs, f)
}

// results tells the place about the results of a function.
func (g *generator) results(f *Func, at *place) {
	at.results = f.Results
	if g.uses[Named] && len(f.Results) > 0 && g.chance(50) {
		f.Named, at.named = true, true
		f.Results = slices.Clone(f.Results)
		for i := range f.Results {
			f.Results[i].Name = g.name(f.Results[i].Name)
		}
		at.results = f.Results
		at.vars = append(at.vars, f.Results...)
	}
}

// body makes the body of a function.
func (g *generator) body(at *place, n int) []Stmt {
	list := g.list(at, n)
	switch {
	case ends(list):
	case len(at.results) > 0:
		list = append(list, g.finish(at)...)
	case len(list) > 0 && !at.lit:
		list = append(list, g.cleanUp(at)...)
	}
	return list
}

// ends reports whether control does not reach the end of a list.
func ends(list []Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *Return:
		return true
	case *Exit:
		return s.Panic
	}
	return false
}

// list makes about n statements.
func (g *generator) list(at *place, n int) []Stmt {
	var list []Stmt
	for range n {
		list = append(list, g.stmts(at)...)
		if len(list) > 0 {
			switch list[len(list)-1].(type) {
			case *Return, *Exit, *Jump:
				return list
			}
		}
	}
	return list
}

// A production makes a few statements, or none if it does not fit the place.
type production struct {
	needs  Construct
	weight int
	make   func(g *generator, at *place) []Stmt
}

func (g *generator) stmts(at *place) []Stmt {
	if g.size <= 0 {
		return nil
	}
	total := 0
	for _, p := range g.productions {
		total += p.weight
	}
	for range 20 {
		n := g.IntN(total)
		for _, p := range g.productions {
			if n -= p.weight; n < 0 {
				if list := p.make(g, at); len(list) > 0 {
					g.size--
					return list
				}
				break
			}
		}
	}
	return nil
}

// returns makes a return statement.
func (g *generator) returns(at *place) *Return {
	if at.named && g.chance(40) {
		return &Return{Bare: true}
	}
	s := &Return{}
	for _, v := range at.results {
		s.Values = append(s.Values, g.result(at, v.Type))
	}
	return s
}

// result makes up a value of a type.
func (g *generator) result(at *place, t Type) Value {
	switch t {
	case Bool:
		if v, ok := g.pick(at, Bool); ok && g.chance(30) {
			return Value{Kind: Ref, Name: v.Name}
		}
		return Value{Kind: []ValueKind{True, False}[g.IntN(2)]}
	case Error:
		if v, ok := g.pick(at, Error); ok && g.chance(60) {
			return Value{Kind: Ref, Name: v.Name}
		}
		if g.chance(30) {
			return Value{Kind: Failure}
		}
	case Holder:
		if v, ok := g.pick(at, Stream); ok && g.chance(60) {
			return Value{Kind: MakeHolder, Name: v.Name}
		}
	}
	if v, ok := g.pick(at, t); ok && g.chance(75) {
		return Value{Kind: Ref, Name: v.Name}
	}
	return Value{}
}
