package analyzer

import (
	"go/token"

	"github.com/streamclose/streamclose/analyzer/internal/directive"
	"github.com/streamclose/streamclose/analyzer/internal/finding"
	"github.com/streamclose/streamclose/analyzer/internal/outcome"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// An Inventory is the result of the Analyzer: all acquires of a package, each
// with its verdict, in source order of the functions they stand in.
type Inventory struct {
	Acquires []Acquire
}

// An Acquire is a call that hands out a stream.
type Acquire struct {
	Pos, End token.Pos // from the name of the method or function to the closing parenthesis
	Name     string    // of the method or function
	Half     string    // Send, Receive or Credit: what the verdict is about
	Verdict  string    // Leak, Proven or Trusted
	// Reason is a word of a fixed vocabulary: the category of the leak, or
	// why the acquire could not be proven; for a proven one it is empty, or
	// "callers" if the stream goes to callers that are judged themselves, or
	// "unreachable" if no feasible path executes it.
	Reason string
	Loop   bool // whether the call stands in a loop
	// PerMessage is whether a stream is opened in each round of a loop, be it
	// that of a caller: the advice open-per-message. A stream takes a place
	// until its peer is done with it, too.
	PerMessage bool
	// Given is where what is trusted gets the stream, or where the search ended
	// for it; NoPos without a single such place.
	Given token.Pos
}

// The halves of a stream, and what else is owed for it.
const (
	Send    = "send"
	Receive = "receive"
	Credit  = "credit" // its place, where it has to be given back
)

// The verdicts.
const (
	Leak    = "leak"    // it is open at the end of some feasible path
	Proven  = "proven"  // every feasible path ends in a release
	Trusted = "trusted" // something that cannot be seen took it
)

// AcquireNames returns the names of the methods that hand out streams, in
// alphabetical order: code without any of them, and without a call of code
// that has one, has nothing to report.
func AcquireNames() []string { return quicapi.AcquireNames() }

// DirectivePrefix is what comments begin with that are written for the Analyzer.
// A package that has one is analyzed, whatever it does.
const DirectivePrefix = directive.Prefix

func newInventory(found *outcome.Findings, src *finding.Source) *Inventory {
	inv := &Inventory{}
	for _, v := range found.Verdicts {
		a := Acquire{Name: v.Name, Half: Send, Loop: v.InLoop, PerMessage: found.OpensPerMessage(v)}
		switch found.Half {
		case quicapi.Receive:
			a.Half = Receive
		case quicapi.Credit:
			a.Half = Credit
		}
		a.Pos, a.End = src.Call(v.Call)
		switch reason, at, trusted := found.Trust(v); {
		case len(v.Leaks) > 0:
			a.Verdict, a.Reason = Leak, finding.Category(found.Half, v.Leaks[0])
		case found.IsOrphaned(v):
			a.Verdict, a.Reason = Leak, finding.Owner
		case trusted:
			a.Verdict, a.Reason, a.Given = Trusted, reason, at
		default:
			a.Verdict, a.Reason = Proven, reason
		}
		inv.Acquires = append(inv.Acquires, a)
	}
	return inv
}
