package analyzer_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Bytes that a fuzzer changes at will make no Go. A splicer takes them for
// choices instead: which program to begin with, and which statements to
// delete, to move, to wrap, and to take over from another program. What does
// not type-check is undone, so that a program always comes out.
type splicer struct {
	*bench
	seeds   []string
	choices []byte
}

const (
	maxEdits  = 24
	maxSource = 12_000 // bytes
)

// pick takes the next choice, of n.
func (s *splicer) pick(n int) int {
	if len(s.choices) == 0 || n <= 0 {
		return 0
	}
	c := int(s.choices[0])
	s.choices = s.choices[1:]
	if n > 256 && len(s.choices) > 0 {
		c = c<<8 | int(s.choices[0])
		s.choices = s.choices[1:]
	}
	return c % n
}

// program makes a program of the choices.
func (s *splicer) program() string {
	src := s.seeds[s.pick(len(s.seeds))] + conditions
	for range maxEdits {
		if len(s.choices) == 0 {
			break
		}
		if next := s.edit(src); len(next) <= max(maxSource, len(src)) {
			if _, err := s.check(next); err == nil {
				src = next
			}
		}
	}
	return src
}

const conditions = `
var spliced struct { is bool; n int; list []struct{}; done chan struct{} }
`

var wrappers = []string{
	"if spliced.is { %s }",
	"if !spliced.is { %s } else { return }",
	"for spliced.is { %s }",
	"for { %s; if spliced.is { break } }",
	"for range spliced.n { %s }",
	"for range spliced.list { %s; if spliced.is { continue }; spliced.n++ }",
	"go func() { %s }()",
	"defer func() { %s }()",
	"func() { %s }()",
	"func() { defer func() { recover() }(); %s }()",
	"switch spliced.n { case 1: %s; fallthrough; case 2: spliced.n++; default: return }",
	"select { case <-spliced.done: %s; default: }",
	"select { case <-spliced.done: return; case spliced.done <- struct{}{}: %s }",
	"{ again: if spliced.is { %s; goto again } }",
	"{ defer func() { if spliced.is { panic(1) } }(); %s }",
	"{ f := func() { %s }; defer f(); go f() }",
	"for range func(yield func() bool) { if yield() { yield() } } { %s }",
	"{ var f func(); f = func() { %s; if spliced.is { f() } }; f() }",
	"%s; panic(spliced.n)",
}

// edit makes one change. The result may not type-check.
func (s *splicer) edit(src string) string {
	pkg, err := s.check(src)
	if err != nil {
		return src
	}
	places := statements(pkg)
	if len(places) == 0 {
		return src
	}
	cut := func(p place) string { return src[p.from:p.to] }
	p, q := places[s.pick(len(places))], places[s.pick(len(places))]
	switch s.pick(7) {
	case 0:
		return src[:p.from] + src[p.to:]
	case 1:
		return src[:q.from] + cut(p) + "\n" + src[q.from:]
	case 2:
		if p.to <= q.from {
			return src[:p.from] + src[p.to:q.from] + cut(p) + "\n" + src[q.from:]
		} else if q.to <= p.from {
			return src[:q.from] + cut(p) + "\n" + src[q.from:p.from] + src[p.to:]
		}
	case 3:
		return src[:p.from] + fmt.Sprintf(wrappers[s.pick(len(wrappers))], "\n"+cut(p)+"\n") + src[p.to:]
	case 4:
		if until := p.list; until > p.to {
			return src[:p.from] + fmt.Sprintf(wrappers[s.pick(len(wrappers))], "\n"+src[p.from:until]+"\n") + src[until:]
		}
	case 5:
		return src[:p.from] + s.borrow(pkg, p) + "\n" + src[p.from:]
	case 6:
		return s.rename(pkg, src, p)
	}
	return src
}

// A place is a statement in a list, as offsets in the source.
type place struct {
	from, to, list int // list is the end of the list
	pos            token.Pos
	node           ast.Stmt
}

func statements(pkg *packages.Package) []place {
	offset := func(p token.Pos) int { return pkg.Fset.Position(p).Offset }
	var places []place
	add := func(list []ast.Stmt) {
		for _, n := range list {
			places = append(places, place{offset(n.Pos()), offset(n.End()), offset(list[len(list)-1].End()), n.Pos(), n})
		}
	}
	ast.Inspect(pkg.Syntax[0], func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			add(n.List)
		case *ast.CaseClause:
			add(n.Body)
		case *ast.CommClause:
			add(n.Body)
		}
		return true
	})
	return places
}

// borrow returns a statement of another program, with the variables replaced
// by such as are in scope at a place.
func (s *splicer) borrow(pkg *packages.Package, at place) string {
	src := s.seeds[s.pick(len(s.seeds))]
	other, err := s.check(src)
	if err != nil {
		return ""
	}
	places := statements(other)
	if len(places) == 0 {
		return ""
	}
	p := places[s.pick(len(places))]
	var b strings.Builder
	from := p.from
	ast.Inspect(p.node, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := other.TypesInfo.Uses[id].(*types.Var)
		if !ok || v.IsField() || p.node.Pos() <= v.Pos() && v.Pos() < p.node.End() {
			return true
		}
		if names := inScope(pkg, at.pos, v.Type(), false); len(names) > 0 {
			here := other.Fset.Position(id.Pos()).Offset
			b.WriteString(src[from:here] + names[s.pick(len(names))])
			from = here + len(id.Name)
		}
		return true
	})
	return b.String() + src[from:p.to]
}

// rename replaces one use of a variable in a statement by another variable of
// its type.
func (s *splicer) rename(pkg *packages.Package, src string, p place) string {
	var uses []*ast.Ident
	ast.Inspect(p.node, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := pkg.TypesInfo.Uses[id].(*types.Var); ok && !v.IsField() {
				uses = append(uses, id)
			}
		}
		return true
	})
	if len(uses) == 0 {
		return src
	}
	id := uses[s.pick(len(uses))]
	names := inScope(pkg, id.Pos(), pkg.TypesInfo.Uses[id].Type(), true)
	if len(names) == 0 {
		return src
	}
	here := pkg.Fset.Position(id.Pos()).Offset
	return src[:here] + names[s.pick(len(names))] + src[here+len(id.Name):]
}

// inScope returns the names of the variables of a type that can be used at a
// position.
func inScope(pkg *packages.Package, at token.Pos, t types.Type, global bool) []string {
	var names []string
	for scope := pkg.Types.Scope().Innermost(at); scope != nil; scope = scope.Parent() {
		if scope == pkg.Types.Scope() && !global {
			break
		}
		for _, name := range scope.Names() {
			v, ok := scope.Lookup(name).(*types.Var)
			if ok && (v.Pos() < at || scope == pkg.Types.Scope()) && types.TypeString(v.Type(), nil) == types.TypeString(t, nil) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
