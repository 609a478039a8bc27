package outcome

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/directive"
	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// A Summary is the fact about a function: what it does with streams and
// connections that it gets, and how it hands out streams it has acquired. A
// function that only borrows its stream has an entry with ways to return; one
// without a Summary is unknown.
type Summary struct {
	Entries  []flow.Entry
	Produces []flow.Way
	NonNil   bool // the only result is never nil
	NoError  bool // the last result, an error, is always nil
	Denies   bool // the only result is false if parameter 0, an error, is nil
}

// AFact marks Summary as a fact.
func (*Summary) AFact() {}

func (s *Summary) String() string {
	return fmt.Sprintf("entries %v produces %v", s.Entries, s.Produces)
}

// Received is the fact about a function for the receive half of streams, as
// Summary is for the send half.
type Received Summary

// AFact marks Received as a fact.
func (*Received) AFact() {}

func (r *Received) String() string { return "receive half: " + (*Summary)(r).String() }

// An Owner is the fact about a struct type that holds a stream: the fields
// that lead to it, for each way in which it is made.
type Owner struct {
	Paths [][]int
}

// AFact marks Owner as a fact.
func (*Owner) AFact() {}

func (o *Owner) String() string { return fmt.Sprintf("holds a stream at %v", o.Paths) }

// Facts is what is known of other packages.
type Facts interface {
	// Summary returns the fact about a function, or nil.
	Summary(fn *types.Func) *Summary
	// Owner returns the fact about a type of another package, or nil.
	Owner(t *types.TypeName) *Owner
	// Declared returns what the directives of a function, interface method or
	// field say, also of this package, or nil.
	Declared(obj types.Object) *directive.Declared
}

// factOf returns the fact about a function, if there is one that fits it.
func factOf(facts Facts, fn *types.Func) *Summary {
	s := facts.Summary(fn)
	if s == nil || !flow.Fit(fn.Signature(), s.Produces) {
		return nil
	}
	for _, e := range s.Entries {
		if !e.Fits(fn.Signature()) {
			return nil
		}
	}
	return s
}

// summarizer computes the facts of one package.
type summarizer struct {
	*judge
	summaries map[*ssa.Function]*Summary
	owners    map[*types.TypeName]*Owner
	exceeded  map[string]int // how often the budget ran out, by what was followed
}

// maxExceeded is how often the whole budget may run out for the same: what the methods
// of a type that is too complicated have in common is walked in each of them.
const maxExceeded = 2

// maxRounds bounds how often the methods of newly found owners are walked:
// the depth of wrappers around wrappers.
const maxRounds = 3

// summarize computes what callers in other packages have to know.
func (j *judge) summarize(fns []*ssa.Function) (map[*ssa.Function]*Summary, map[*types.TypeName]*Owner, map[*types.Func]*Summary) {
	z := &summarizer{j, make(map[*ssa.Function]*Summary), make(map[*types.TypeName]*Owner), make(map[string]int)}
	fns = slices.DeleteFunc(slices.Clone(fns), flow.InTestFile)
	for _, fn := range fns {
		if p, ok := j.producers[fn]; ok {
			ways, shapes := j.engine.Ways(fn, p.outcomes)
			z.of(fn).Produces = ways
			z.learn(shapes)
		}
	}
	for _, fn := range fns {
		if j.engine.NeverNil(fn) {
			z.of(fn).NonNil = true
		}
		if j.engine.NeverFails(fn) {
			z.of(fn).NoError = true
		}
		z.ask(fn)
		for i, p := range fn.Params {
			if mayCarry(z.api, p.Type(), fn.Pkg.Pkg) {
				z.enter(fn, i, nil, false)
			}
			for _, path := range parentPaths(p.Type(), fn.Pkg.Pkg) {
				if j.engine.MayEndParent(fn) {
					z.enter(fn, i, path, true)
				}
			}
		}
	}
	z.learn(z.fieldsToSet(fns[0].Pkg.Pkg))
	done := make(map[string]bool)
	for range maxRounds {
		known := len(done)
		for _, fn := range fns {
			for i, p := range fn.Params {
				for _, path := range z.pathsOf(p.Type()) {
					key := fmt.Sprint(fn, i, path)
					if !done[key] {
						done[key] = true
						z.enter(fn, i, path, false)
					}
				}
			}
		}
		if len(done) == known {
			break
		}
	}
	return z.summaries, z.owners, z.methods()
}

// fieldsToSet returns the ways in which other packages can make types of a package
// hold a stream, without a call: by their exported fields.
func (z *summarizer) fieldsToSet(pkg *types.Package) (shapes []flow.Shape) {
	for _, name := range pkg.Scope().Names() {
		t, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || !t.Exported() || t.IsAlias() {
			continue
		}
		n, _ := t.Type().(*types.Named)
		s, ok := t.Type().Underlying().(*types.Struct)
		if n == nil || !ok {
			continue
		}
		for i := range s.NumFields() {
			if f := s.Field(i); f.Exported() && z.api.IsStream(f.Type()) {
				shapes = append(shapes, flow.Shape{Type: n, Path: []int{i}})
			}
		}
	}
	return shapes
}

// methods collects what the methods of the interfaces of the package do when
// they are those of one of its types that holds a stream, or hand one out. Types
// of other packages may implement the interface as well, but a stream that came
// from this package is in one of these.
func (z *summarizer) methods() map[*types.Func]*Summary {
	found := make(map[*types.Func]*Summary)
	for _, m := range z.send.impls.methods() {
		if quicapi.Closes(m.Name()) {
			continue // what a caller can do about a Close is to call it
		}
		for _, fn := range z.send.impls.implementing(m) {
			s := z.summaries[fn]
			if s == nil {
				continue
			}
			all := found[m]
			if all == nil {
				all = &Summary{}
			}
			all.join(s)
			if len(all.Entries)+len(all.Produces) > 0 {
				found[m] = all
			}
		}
	}
	return found
}

// join adds what another method that implements the same one does with its
// receiver, and what it hands out.
func (s *Summary) join(other *Summary) {
	for _, y := range other.Produces {
		s.Produces = flow.AppendWay(s.Produces, y)
	}
	for _, e := range other.Entries {
		if e.Param != 0 {
			continue // unseen types that implement the method may do anything with it
		}
		n := slices.IndexFunc(s.Entries, func(x flow.Entry) bool { return x.Parent == e.Parent })
		if n < 0 {
			n = len(s.Entries)
			s.Entries = append(s.Entries, flow.Entry{Parent: e.Parent})
		}
		x := &s.Entries[n]
		x.Moved = x.Moved || e.Moved
		for _, y := range e.Ways {
			x.Ways = flow.AppendWay(x.Ways, y)
		}
	}
}

func (z *summarizer) of(fn *ssa.Function) *Summary {
	s := z.summaries[fn]
	if s == nil {
		s = &Summary{}
		z.summaries[fn] = s
	}
	return s
}

// ask finds out whether a function is a predicate on errors.
func (z *summarizer) ask(fn *ssa.Function) {
	defer z.recover(fn)
	if z.engine.DeniesNil(fn) {
		z.of(fn).Denies = true
	}
}

func (z *summarizer) enter(fn *ssa.Function, param int, path []int, parent bool) {
	defer z.recover(fn)
	followed := fmt.Sprint(fn.Params[param].Type(), path, parent)
	entry, shapes, ok := z.engine.Enter(fn, param, path, parent, z.exceeded[followed] >= maxExceeded)
	if !ok {
		z.exceeded[followed]++
		return
	}
	slices.SortFunc(entry.Ways, func(a, b flow.Way) int {
		return cmp.Or(cmp.Compare(a.Parent, b.Parent), slices.Compare(a.Results, b.Results), cmp.Compare(number(a.Read), number(b.Read)),
			slices.CompareFunc(a.Given, b.Given, flow.Given.Compare))
	})
	s := z.of(fn)
	s.Entries = append(s.Entries, entry)
	z.learn(shapes)
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// learn records which types of the package hold a stream.
func (z *summarizer) learn(shapes []flow.Shape) {
	for _, sh := range shapes {
		t := sh.Type.Origin().Obj()
		o := z.owners[t]
		if o == nil {
			o = &Owner{}
			z.owners[t] = o
		}
		if !slices.ContainsFunc(o.Paths, func(p []int) bool { return slices.Equal(p, sh.Path) }) {
			o.Paths = append(o.Paths, sh.Path)
			slices.SortFunc(o.Paths, slices.Compare)
		}
	}
}

// pathsOf returns where a parameter of the type may hold a stream.
func (z *summarizer) pathsOf(t types.Type) [][]int {
	n := named(t)
	if n == nil {
		return nil
	}
	o := z.owners[n.Origin().Obj()]
	if o == nil {
		o = z.facts.Owner(n.Origin().Obj())
	}
	if o == nil || slices.ContainsFunc(o.Paths, func(path []int) bool { return !flow.FitPath(path) }) {
		return nil
	}
	return o.Paths
}

// mayCarry reports whether a parameter of the type can be a stream, or an
// unknown wrapper of one, that the function may end. How a wrapper of the
// package itself holds its stream is known better, see [Owner].
func mayCarry(api *quicapi.API, t types.Type, pkg *types.Package) bool {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return true
	}
	if types.IsInterface(t) {
		return api.FitsStream(t)
	}
	p, isPointer := t.Underlying().(*types.Pointer)
	if isPointer && !api.CanRelease(t) && !api.IsStream(t) {
		return api.IsStream(p.Elem())
	}
	return api.IsStream(t) && !declaredIn(t, pkg)
}

// MayGetStream reports whether a function has a parameter that can be a stream
// behind an interface.
func MayGetStream(api *quicapi.API, fn *types.Func) bool {
	for p := range fn.Signature().Params().Variables() {
		if types.IsInterface(p.Type()) && api.FitsStream(p.Type()) {
			return true
		}
	}
	return false
}

// declaredIn reports whether t is, or points to, a type of the package.
func declaredIn(t types.Type, pkg *types.Package) bool {
	n := named(t)
	return n != nil && n.Obj().Pkg() == pkg
}

// parentPaths returns where a parameter of the type leads to a connection. A type
// of the package that is one itself, by its methods, ends with the one in it.
func parentPaths(t types.Type, pkg *types.Package) [][]int {
	if paths := connectionFields(t); len(paths) > 0 && (declaredIn(t, pkg) || !quicapi.IsConnection(t)) {
		return paths
	}
	if quicapi.IsConnection(t) {
		return [][]int{nil}
	}
	return nil
}

// connectionFields returns the paths of the fields of a struct that are
// connections.
func connectionFields(t types.Type) (paths [][]int) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		for i := range s.NumFields() {
			if quicapi.IsConnection(s.Field(i).Type()) {
				paths = append(paths, []int{i})
			}
		}
	}
	return paths
}
