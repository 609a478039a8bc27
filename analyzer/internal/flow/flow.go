// Package flow follows one obligation along the feasible paths of a function:
// the engine behind every verdict. It knows no QUIC names; what a call does
// to the resource it asks a [Model].
//
// The method is property simulation (Das, Lerner, Seigle: ESP, PLDI 2002): a
// forward walk over the SSA control-flow graph from the function's entry, one
// obligation at a time, with a state that says where the resource is held,
// which deferred calls are pending, and what is known about the conditions
// that are read again. States that agree on the obligation are joined when
// there are too many of them at a block; states that no longer matter, because
// the obligation has ended or cannot begin any more, are dropped.
//
// Functions of the same package are walked with the part of the caller's
// state that they can reach, renamed so that equal calls share one walk;
// closures likewise, where they are called, deferred or started.
package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A Model tells the engine what calls do to the resource. Operands are
// counted from zero; of a method call the receiver is operand zero.
type Model interface {
	// Effect describes a call, independent of what its operands hold.
	Effect(call *ssa.CallCommon) Effect
	// CanRelease reports whether a value of the type has a method that ends
	// the obligation, so that passing it on may pass the obligation on.
	CanRelease(t types.Type) bool
	// MayEndWrapped reports whether an interface has a method that may end the
	// obligation of what is wrapped with its parent behind it.
	MayEndWrapped(t *types.Interface) bool
	// IsResource reports whether nothing of the type is wrapped around the
	// resource: a method that does not end it does not do so in another way.
	IsResource(t types.Type) bool
	// Leads reports whether a wrapper of the type, or behind such a pointer, may
	// hold the resource in, or behind, its i'th field.
	Leads(t types.Type, i int) bool
	// IsParent reports whether a type is that of a connection.
	IsParent(t types.Type) bool
	// Waiters returns the functions in view that wait for a group of goroutines
	// and get its error.
	Waiters() []*ssa.Function
	// Closers returns the functions in view that close the channel in a field.
	Closers(field *types.Var) []*ssa.Function
	// IsCarrier reports whether a connection may run over a value of the type,
	// and ends when that is closed.
	IsCarrier(t types.Type) bool
	// IsListener reports whether connections are accepted from values of a type.
	IsListener(t types.Type) bool
	// Entries returns what a function does with what it gets, if that is
	// known otherwise than by following it. The function called is to, or
	// unknown if that is nil; recv is the type of the receiver, if more is
	// known of it than the call says.
	Entries(call *ssa.CallCommon, to *ssa.Function, recv types.Type) []Entry
	// Callee returns the only function that a call can reach, if that is known
	// whatever the state, and nil otherwise.
	Callee(call *ssa.CallCommon) *ssa.Function
	// Implementations returns the functions that a call of an interface
	// method can reach, if all of them are in view, and nil otherwise.
	Implementations(call *ssa.CallCommon) []*ssa.Function
	// Owns reports whether what is stored in a field or variable may be
	// released from there.
	Owns(v *types.Var) bool
	// Borrows reports whether what is stored in a field stays with its owner.
	Borrows(v *types.Var) bool
	// EndsByError reports whether an error of the type from a write to the
	// resource says that the obligation has ended by itself.
	EndsByError(t types.Type) bool
	// EndsAll reports whether an error says, if it is the one in a variable, that
	// the obligations for all resources have ended that its connection had.
	EndsAll(v types.Object) bool
}

// An Effect says what a call does. The zero value means that nothing is
// known of it.
type Effect struct {
	NoReturn bool
	// Releases is one more than the operand whose obligation the call ends.
	Releases int
	// Again is set if such a call may come after one of its kind.
	Again bool
	// Crashes is set if the call crashes when its operand 0 is nil.
	Crashes bool
	// Closes is set if the call is of a method that closes its operand 0.
	Closes bool
	// MayRelease is set if the call is of a method that may end what its
	// operand 0 is wrapped around.
	MayRelease bool
	// Drains is one more than the operand that the call reads to the end, which
	// ends the obligation of what is behind it.
	Drains int
	// Reads is one more than the operand that the call reads some of. Its last
	// result tells whether it could: if not, the obligation has ended.
	Reads int
	// Times is one more than the operand reads from which fail when the time has
	// come that is the operand behind it.
	Times int
	// TestsTimeout is set if the call is true only if its operand 0, an error, says
	// that the time for it had run out, and TestsEnd only if it does not.
	TestsTimeout, TestsEnd bool
	// EndsParent is one more than the operand all of whose resources the
	// call ends: a connection.
	EndsParent int
	// Accepts is set if the call waits for what the peer of its operand 0, a
	// connection, opens next, so that it fails when the connection has ended.
	Accepts bool
	// EndsCarrier is set if the call closes its operand 0, over which a
	// connection may run: see [Model.IsCarrier].
	EndsCarrier bool
	// Sinks is set if the call takes over a resource or connection among its
	// operands for good.
	Sinks bool
	// Keeps are the operands that the call keeps, and Uses those that it only
	// uses, whatever their types.
	Keeps, Uses Operands
	// NonNil is set if the only result of the call is never nil, and Anew if it is
	// an error that is no other, nor has another behind it.
	NonNil, Anew bool
	// NoError is set if the last result of the call is an error that is always nil.
	NoError bool
	// Same is set if the result of the call stands for its operand 0.
	Same bool
	// TestsNil is set if the call is true just when its operand 0 is nil.
	TestsNil bool
	// WrapsError is set if the only result of the call is an error that is
	// nil only if the error among its operands is.
	WrapsError bool
	// Done and Err are set if the call returns the channel, or the error, of
	// its operand 0, a context.
	Done, Err bool
	// Child is set if the call returns a context that ends when its operand 0
	// does, or when the func that it returns, too, is called.
	Child bool
	// Endless is set if the call returns a context that never ends.
	Endless bool
	// Context is set if the call returns the context of its operand 0.
	Context bool
	// Starts is set if the call runs a func among its operands in a
	// goroutine.
	Starts bool
	// Standard is set if the function belongs to the standard library, where
	// nothing keeps a plain reader or writer to close it later.
	Standard bool
	// Quick is set if the call waits for nothing that others do, but perhaps for
	// a lock, or to write.
	Quick bool
	// Acquires is set if the call returns a resource and an error, one of
	// which is nil.
	Acquires bool
	// Requires is set if the call returns only if an error among its
	// operands is as required.
	Requires Requirement
	// Writes is one more than the operand that the call writes to.
	Writes int
	// Foreign is set if the call is of a method that a resource does not have
	// and of which nothing is known, and MayEnd if its name is one for what
	// ends a connection.
	Foreign, MayEnd bool
	// TestsError is set if the call has a true result only for an error,
	// its operand 0, that is not nil. Its operand 1 may be the address of a
	// variable for the error found. Matches is set if it is true only if the error,
	// or one behind it, is operand 1, or of the type asked for.
	TestsError, Matches bool
}

// Operands is a set of operands, as bits.
type Operands uint32

// AllOperands holds every operand.
const AllOperands = ^Operands(0)

// Has reports whether the n'th operand is in the set.
func (o Operands) Has(n int) bool { return o>>min(n, 31)&1 != 0 }

// A Requirement says what is true of an error after a call that checks it.
type Requirement uint8

const (
	NoRequirement Requirement = iota
	NilError                  // it is nil
	AnyError                  // it is not
	ErrorOfType               // it has the type that the operand behind it points to
)

// An Outcome is one way in which a call hands the resource to its caller.
type Outcome struct {
	// Result is the index of the result that is, or leads to, the resource,
	// or noResult.
	Result int
	exit   *exit // of a function in view
	way    *Way  // of a function of another package; without either the result itself is the resource
}

// noResult is the result of an [Outcome] in which the resource is lost.
const noResult = -1

// A Site is a call that may hand out the resource.
type Site struct {
	Call *ssa.Call
	// Outcomes of the call that hand the resource out. There is always one
	// more, in which the call fails.
	Outcomes []Outcome
	Type     types.Type // of the resource
}

// A Step is one remarkable point of a path.
type Step struct {
	Kind  StepKind
	Instr ssa.Instruction
	Fn    *ssa.Function // that contains Instr
	Taken bool          // Branch: whether the condition held
	Case  int           // Selected: the case that was ready, by its index, or -1 for the default
	// Decides is set if the obligation may end on the way that a Branch or Selected
	// did not go, or on another way through a function of another package.
	Decides bool
	// Callee and Inside are the function that Call, Start and Deferred
	// enter, and the way through it.
	Callee *ssa.Function
	Inside []Step
}

// A StepKind says what happens at a [Step].
type StepKind uint8

const (
	Acquired StepKind = iota // the resource is handed out
	Branch                   // a condition was decided
	Selected                 // a case of a select statement was taken
	Call                     // a function was called and returned
	Start                    // a goroutine was started and ended
	Deferred                 // a deferred function was run
)

// A LeakKind says how the obligation of a [Leak] is lost.
type LeakKind uint8

const (
	EndOfFunction  LeakKind = iota // the function ends and still owes
	EndOfGoroutine                 // the goroutine that has the only reference ends
	AcquiredAgain                  // the acquire is executed again, the reference overwritten
	Discarded                      // nothing ever refers to it
	Lost                           // the last reference is gone in a loop that never ends
)

// A Leak is a feasible path on which the obligation is never met.
type Leak struct {
	Kind LeakKind
	Fn   *ssa.Function   // whose end, or whose instruction, it is
	At   ssa.Instruction // the return, the call that acquires again, ...
	Path []Step
	// AfterWriteError is set if the last branch on the path is taken because
	// a write to the resource failed.
	AfterWriteError bool
	fails           bool // a write failed somewhere on the path
	// Read is set if some of the resource was read on the path.
	Read bool
	// Fails is set if the path ends in the return of an error.
	Fails bool
	// Unsettled is set if the path ends in the return of an error by a
	// function whose callers have the connection: they can still close it.
	Unsettled *Outcome
}

// Returns returns the function that returns the error of an unsettled leak: the starter
// of the goroutine, if the leak is the end of one.
func (l Leak) Returns() *ssa.Function { return l.Unsettled.exit.at.Parent() }

// A TransferKind says who has taken the obligation over.
type TransferKind uint8

const (
	Returned  TransferKind = iota // the caller
	Field                         // a field of an object that outlives the function
	Element                       // a map, slice or other container
	Channel                       // the receiver of a channel
	Variable                      // a package-level variable
	Unseen                        // code that cannot be seen
	Stored                        // a function value that may be called later
	Unordered                     // a container that is not traversed in a simple way
	Declared                      // a function that is declared to own it
	Deadline                      // nobody: a read failed, for which a deadline was set
	Outlived                      // nobody: the path goes on after the connection, by all signs, has ended
	Exhausted                     // nobody: the budget ran out
)

// A Transfer is a point where the obligation leaves what can be followed.
type Transfer struct {
	Kind  TransferKind
	At    ssa.Instruction
	Field *types.Var // the field or variable that holds it now, if any
}

// A Result is what became of one obligation.
type Result struct {
	Reached   bool       // the acquire is executed on some feasible path, as far as the budget tells
	Leaks     []Leak     // in the order found, shortest path first
	Transfers []Transfer // in source order
	Outcomes  []Outcome  // the ways in which the function itself passes the resource on
	Work      int        // the cost of the walk
}

// An Engine follows obligations through the functions of one program.
type Engine struct {
	*table
	// Steps counts the instructions that states were taken through: the cost
	// of all walks.
	Steps int
	prog  *ssa.Program
	fns   []*ssa.Function // of the package
	model Model
	infos map[*ssa.Function]*funcInfo
	// counters are those of short loops, see [Engine.findCounters], and what bounds them.
	counters map[ssa.Value]bool
	// Memos of properties of functions.
	known      map[resultKey]value
	closesOnce map[*ssa.Function]bool
	returning  map[*ssa.Function]bool
	ending     map[*ssa.Function]bool
	making     map[*ssa.Function]bool
	carrying   map[*ssa.MakeChan]bool
	scheduled  map[*ssa.Function]bool
	sentinels  map[*ssa.Global]bool
	privates   map[*ssa.Global]bool // nil until somebody asks
	latches    map[*types.Var]bool
	latchUses  map[*types.Var][]latchAt
	answers    map[entryKey]*answer // by function and entry
	asking     int                  // nested calls of answer
	tellings   map[*ssa.Function]telling
	leads      map[*ssa.Function]*lead
	wrappings  wrappings
	ranges     []*liveRange // of registers, as far as somebody asked
	// Marks of values in the current round of [walker.collect].
	marks []uint32
	round uint32
	rest  pairs // scratch space of it
	// Spent is the work of all walks that began in a function.
	Spent map[*ssa.Function]int
}

// New returns an engine for the functions of a package and the model of a
// resource.
func New(prog *ssa.Program, fns []*ssa.Function, model Model) *Engine {
	return &Engine{table: newTable(), prog: prog, fns: fns, model: remember(model), infos: make(map[*ssa.Function]*funcInfo), counters: make(map[ssa.Value]bool), known: make(map[resultKey]value), closesOnce: make(map[*ssa.Function]bool), returning: make(map[*ssa.Function]bool), ending: make(map[*ssa.Function]bool), making: make(map[*ssa.Function]bool), carrying: make(map[*ssa.MakeChan]bool), scheduled: make(map[*ssa.Function]bool), sentinels: make(map[*ssa.Global]bool), latches: make(map[*types.Var]bool), answers: make(map[entryKey]*answer), tellings: make(map[*ssa.Function]telling), leads: make(map[*ssa.Function]*lead), Spent: make(map[*ssa.Function]int)}
}
