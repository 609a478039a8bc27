// Package outcome finds out what becomes of every stream of a package: it
// finds the calls that hand one out, follows each through the functions that
// own it, and passes what a function hands to its caller on to the calls of
// that function.
package outcome

import (
	"cmp"
	"fmt"
	"go/types"
	"runtime/debug"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// A Verdict is what is known of one acquire.
type Verdict struct {
	Call ssa.CallInstruction
	Name string // of the method or function that hands the stream out
	// InLoop is set if the acquire may be executed more than once in a call of its
	// function.
	InLoop bool
	flow.Result
	// Caller is the call of the function that returns an error with the
	// stream still open, if that function has callers in view and this one
	// does not close the connection then.
	Caller ssa.CallInstruction
	// Settled is set if the stream is only ever left open on errors for which
	// the callers in view close the connection, and there may be others.
	Settled bool
	// Control is set if the stream is left open by a function whose connection
	// lives on, or that lives as long: it may be meant for all of that time.
	Control bool
	Side    quicapi.Side // of the acquire, if known

	root *ssa.Function // from which the site was followed
	site *flow.Site
}

// A Failure is a panic of the engine: a bug in it, bound to the function it
// happened in.
type Failure struct {
	Fn    *ssa.Function
	Cause any
	Stack []byte
}

func (f *Failure) Error() string { return fmt.Sprintf("internal error in %s: %v", f.Fn, f.Cause) }

// An Orphan is a field or variable that receives streams and that nothing
// releases.
type Orphan struct {
	Store   ssa.Instruction // the first that hands a stream over
	Var     *types.Var
	Struct  string   // the name of the type that has the field, or empty
	Verdict *Verdict // of the stream that is stored
}

// Findings are the answers for one package, in source order.
type Findings struct {
	Half     quicapi.Half
	Verdicts []*Verdict
	Orphans  []Orphan
	Duties   []Duty
	Failures []*Failure
	// Summaries and Owners are what other packages have to know.
	Summaries map[*ssa.Function]*Summary
	Owners    map[*types.TypeName]*Owner
	Methods   map[*types.Func]*Summary // of interfaces

	judge *judge
}

// Judge follows the half that the API is for of every stream acquired in the
// given functions.
func Judge(prog *ssa.Program, fns []*ssa.Function, api *quicapi.API, facts Facts) *Findings {
	j := newJudge(prog, fns, api, facts)
	found := j.judge(fns, fns)
	if !KnownByName(fns[0].Pkg.Pkg, api) {
		found.Summaries, found.Owners, found.Methods = j.summarize(fns)
	}
	found.Failures = j.failures
	return found
}

// KnownByName reports whether other packages have to know nothing of a package: of
// what libraries do, the names are known.
func KnownByName(pkg *types.Package, api *quicapi.API) bool { return api.IsLibrary(pkg.Path()) }

// JudgeSome is Judge for some of the functions, and what these call. It leaves out
// what only other packages have to know. Its verdicts can be tried, see
// [Findings.Try], also those of streams that do not leak.
func JudgeSome(prog *ssa.Program, fns, some []*ssa.Function, api *quicapi.API, facts Facts) *Findings {
	j := newJudge(prog, fns, api, facts)
	j.outside = true
	found := j.judge(fns, some)
	found.Failures = j.failures
	return found
}

func newJudge(prog *ssa.Program, fns []*ssa.Function, api *quicapi.API, facts Facts) *judge {
	send := newSendHalf(api, facts, fns)
	var model flow.Model = send
	switch api.Half {
	case quicapi.Receive:
		model = receiveHalf{send}
	case quicapi.Credit:
		model = credit{receiveHalf{send}}
	}
	j := &judge{
		api:       api,
		facts:     facts,
		model:     model,
		send:      send,
		engine:    flow.New(prog, fns, model),
		producers: make(map[*ssa.Function]producer),
		acquires:  make(map[*ssa.Function]bool),
		listed:    make(map[*ssa.Function][]ssa.CallInstruction),
		fns:       fns,
	}
	return j
}

// judge judges some of all functions of a package, after those that they may have
// their streams from.
func (j *judge) judge(all, some []*ssa.Function) *Findings {
	verdicts := make(map[*ssa.Function][]*Verdict)
	for _, fn := range j.calleesFirst(all, some) {
		verdicts[fn] = j.function(fn)
	}
	found := &Findings{Half: j.api.Half, judge: j}
	for _, fn := range all {
		for _, v := range verdicts[fn] {
			j.settle(v)
			found.Verdicts = append(found.Verdicts, v)
		}
	}
	if j.api.Half != quicapi.Credit {
		found.Duties = j.hijackers(some)
	}
	if j.api.Half == quicapi.Send {
		found.Duties = append(found.Duties, j.duties(some)...)
		found.Orphans = j.orphans(found.Verdicts)
	}
	return found
}

// orphans collects the owners that nothing releases from the verdicts.
func (j *judge) orphans(verdicts []*Verdict) []Orphan {
	found := make(map[*types.Var]*Orphan)
	for _, v := range verdicts {
		for _, t := range v.Transfers {
			switch o := found[t.Field]; {
			case t.Field == nil || j.model.Owns(t.Field):
			case o == nil:
				found[t.Field] = &Orphan{t.At, t.Field, j.send.owners.StructOf(t.Field), v}
			case t.At.Pos() < o.Store.Pos():
				o.Store, o.Verdict = t.At, v
			}
		}
	}
	var list []Orphan
	for _, o := range found {
		list = append(list, *o)
	}
	slices.SortFunc(list, func(a, b Orphan) int { return cmp.Compare(a.Store.Pos(), b.Store.Pos()) })
	return list
}

type judge struct {
	api       *quicapi.API
	facts     Facts
	model     flow.Model
	send      *sendHalf
	engine    *flow.Engine
	producers map[*ssa.Function]producer
	acquires  map[*ssa.Function]bool                  // functions with acquires of their own
	fns       []*ssa.Function                         // of the package
	callers   map[*ssa.Function][]ssa.CallInstruction // in view; nil until somebody asks
	listed    map[*ssa.Function][]ssa.CallInstruction // what Calls returned
	handlers  map[*ssa.Function]bool                  // see isHandler; nil until somebody asks
	failures  []*Failure
	outside   bool // sites are followed from the outermost function in any case
}

// A producer is a function that hands a stream it acquired to its caller.
type producer struct {
	outcomes []flow.Outcome
	typ      types.Type // of the stream
	side     quicapi.Side
}

// function judges all acquires in a function and its function literals.
func (j *judge) function(fn *ssa.Function) []*Verdict {
	var verdicts []*Verdict
	calls := j.calls(fn)
	j.engine.Expect(fn, j.sites(fn, calls))
	for _, call := range calls {
		site, side := j.site(call.Common())
		if site == nil {
			continue
		}
		v := &Verdict{Call: call, Name: calleeName(call.Common()), Side: side, InLoop: j.engine.InLoop(call.Block())}
		verdicts = append(verdicts, v)
		if site.Call, _ = call.(*ssa.Call); site.Call == nil {
			v.Leaks = []flow.Leak{{Kind: flow.Discarded, Fn: fn, At: call}}
			continue
		}
		j.follow(v, site)
		for f := call.Parent(); f != nil; f = f.Parent() {
			j.acquires[f] = true
		}
		if len(v.Outcomes) > 0 {
			p := j.producers[v.root]
			j.producers[v.root] = producer{append(p.outcomes, v.Outcomes...), site.Type, side}
		}
	}
	return verdicts
}

// sites returns the calls in a function, and not in its literals, that acquire a stream
// by all that is known before any of them is judged.
func (j *judge) sites(fn *ssa.Function, calls []ssa.CallInstruction) (sites []*ssa.Call) {
	for _, call := range calls {
		c, ok := call.(*ssa.Call)
		if !ok || c.Parent() != fn {
			continue
		}
		_, produces := j.producers[j.model.Callee(c.Common())]
		if f := calledFunc(c.Common()); !produces && f != nil {
			_, produces = j.api.Acquire(f)
		}
		if produces {
			sites = append(sites, c)
		}
	}
	return sites
}

// follow judges a site from the outermost function that executes it, if it has to: a
// literal that ends the obligation on all of its paths does so whatever is around it,
// and one that is never called in view is judged by itself.
func (j *judge) follow(v *Verdict, site *flow.Site) {
	defer j.recover(v.Call.Parent())
	var roots []*ssa.Function
	for f := v.Call.Parent(); f != nil; f = f.Parent() {
		roots = append(roots, f)
	}
	v.site = site
	if len(roots) > 1 && !j.outside && j.releases(roots[0]) {
		v.root = roots[0]
		if v.Result = j.engine.Follow(v.root, site); v.proven() {
			return
		}
	}
	for _, root := range slices.Backward(roots) {
		v.root = root
		v.Result = j.engine.Follow(root, site)
		if v.Reached {
			if root.Parent() != nil && !j.send.assigned.has(root) {
				v.Outcomes = nil // nobody in view gets them
			}
			return
		}
	}
}

// releases reports whether a function has a call that closes a stream.
func (j *judge) releases(fn *ssa.Function) bool {
	return slices.ContainsFunc(j.calls(fn), func(c ssa.CallInstruction) bool {
		return j.model.Effect(c.Common()).Releases != 0
	})
}

// proven reports whether the stream is closed on every path, whoever follows it.
func (v *Verdict) proven() bool {
	return v.Reached && len(v.Leaks)+len(v.Transfers)+len(v.Outcomes) == 0
}

// recover turns a panic of the engine into a failure.
func (j *judge) recover(fn *ssa.Function) {
	if cause := recover(); cause != nil {
		j.failures = append(j.failures, &Failure{fn, cause, debug.Stack()})
	}
}

// site returns what is known of a call that acquires a stream, or nil, and which
// side of the stream it is on.
func (j *judge) site(call *ssa.CallCommon) (site *flow.Site, side quicapi.Side) {
	if fn := j.model.Callee(call); fn != nil {
		if p, ok := j.producers[fn]; ok {
			return &flow.Site{Outcomes: p.outcomes, Type: p.typ}, p.side
		}
		if j.acquires[fn] {
			return nil, 0 // it looks like an acquire, but keeps what it acquires
		}
	}
	for _, fn := range j.send.impls.seen(call) {
		if p, ok := j.producers[fn]; ok {
			if site == nil {
				site, side = &flow.Site{Type: p.typ}, p.side
			}
			site.Outcomes = append(site.Outcomes, p.outcomes...)
		}
	}
	if site != nil {
		return site, side
	}
	f := calledFunc(call)
	if f == nil {
		return nil, 0
	}
	for _, fn := range append(j.send.impls.converted(call), f) {
		if s := factOf(j.facts, fn); s != nil {
			if site := flow.AcquireFrom(call.Signature(), s.Produces); site != nil {
				return site, 0
			}
		}
	}
	if result, ok := j.api.Acquire(f); ok {
		return flow.Acquire(call.Signature(), result), quicapi.SideOf(f)
	}
	return nil, 0
}

// settle drops the leaks of a verdict that end in the return of an error when
// every caller in view closes the connection on that error, and those of streams
// that may be meant to live as long as their connection.
func (j *judge) settle(v *Verdict) {
	if v.site != nil && quicapi.IsUnidirectional(v.site.Type) {
		kept := slices.DeleteFunc(slices.Clone(v.Leaks), func(l flow.Leak) bool { return j.isControl(v, l) })
		v.Control = len(kept) < len(v.Leaks)
		v.Leaks = kept
	}
	var firm, open []flow.Leak
	for _, l := range v.Leaks {
		if l.Unsettled == nil {
			firm = append(firm, l)
			continue
		}
		fn := l.Returns()
		obj, _ := fn.Object().(*types.Func)
		switch {
		case len(j.callersOf(fn)) > 0:
			open = append(open, l)
		case !j.isHandler(fn) && (obj == nil || !j.api.StandsForAccept(obj)):
			firm = append(firm, l)
		}
	}
	if v.Settled = len(v.Leaks) > 0 && len(firm)+len(open) == 0; len(firm) > 0 || len(open) == 0 {
		v.Leaks = append(firm, open...)
		return
	}
	seen := settling{inView: true}
	if v.Caller = j.careless(open, maxCallers, &seen); v.Caller != nil {
		if open := j.tell(v); len(open) > 0 {
			v.Caller = j.careless(open, maxCallers, &seen)
		}
	}
	if v.Caller == nil {
		v.Leaks, v.Settled = nil, !seen.inView
		v.Transfers = append(v.Transfers, seen.transfers...)
	}
}

// settling is what is seen of the callers that have to close the connection.
type settling struct {
	inView    bool            // there are no others
	transfers []flow.Transfer // why some of them are trusted to
}

// tell returns the leaks of a verdict that callers may settle, with what tells which
// callers that are, or nothing if that takes too long.
func (j *judge) tell(v *Verdict) []flow.Leak {
	defer j.recover(v.root)
	return j.engine.Tell(v.root, v.site)
}

// maxCallers bounds the chain of callers that an error is followed along.
const maxCallers = 4

// careless returns a caller that leaves the connection open on the errors
// that the leaks end in, or nil.
func (j *judge) careless(leaks []flow.Leak, depth int, seen *settling) ssa.CallInstruction {
	fn := leaks[0].Returns()
	seen.inView = seen.inView && j.send.owners.CallersInView(fn)
	for _, call := range j.callersOf(fn) {
		c, ok := call.(*ssa.Call)
		if !ok {
			return call
		}
		site := &flow.Site{Call: c}
		for _, l := range leaks {
			site.Outcomes = append(site.Outcomes, *l.Unsettled)
		}
		v := &Verdict{Call: c}
		j.follow(v, site)
		if len(v.Leaks) == 0 {
			seen.transfers = append(seen.transfers, v.Transfers...)
			continue
		}
		if depth > 1 && !slices.ContainsFunc(v.Leaks, func(l flow.Leak) bool {
			return l.Unsettled == nil || l.Returns() != v.Leaks[0].Returns() || len(j.callersOf(l.Returns())) == 0
		}) {
			if j.careless(v.Leaks, depth-1, seen) == nil {
				continue
			}
		}
		return call
	}
	return nil
}

func calleeName(call *ssa.CallCommon) string {
	if f := calledFunc(call); f != nil {
		return f.Name()
	}
	if load, ok := call.Value.(*ssa.UnOp); ok {
		if v := funcVariable(load.X); v != nil {
			return v.Name()
		}
	}
	return call.Value.Name()
}
