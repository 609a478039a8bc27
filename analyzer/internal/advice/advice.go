// Package advice looks for code that leaks no stream and still goes wrong with
// streams: at a limit on their number, when opening one fails, or at their end.
//
// Unlike leaks, these are matters of a few instructions that follow one another.
// Each look goes by what is certain without following paths: it says nothing
// where a condition, or code that cannot be judged at a glance, comes between.
package advice

import (
	"cmp"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/finding"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// The categories of advice; they are stable.
const (
	LimitSide         = "limit-side"
	LimitMask         = "limit-mask"
	OpenUncancellable = "open-uncancellable"
	OpenIgnored       = "open-ignored"
	DeferInLoop       = "defer-in-loop"
	CancelAfterClose  = "cancel-after-close"
	CloseThenConn     = "close-then-conn"
)

// Look returns the advice on a package, in source order. The functions are
// those that are declared, and the initializer. Tests get none: they may hang,
// fail and lose data, and somebody will see it.
func Look(fset *token.FileSet, src *finding.Source, api *quicapi.API, declared []*ssa.Function) []analysis.Diagnostic {
	l := &look{src: src, api: api}
	var fns []*ssa.Function
	for _, fn := range declared {
		if !strings.HasSuffix(fset.Position(fn.Pos()).Filename, "_test.go") {
			fns = appendWithin(fns, fn)
		}
	}
	l.limits(fns)
	for _, fn := range fns {
		l.opens(fn)
		l.loops(fn)
		l.endings(fn)
	}
	slices.SortStableFunc(l.found, func(a, b analysis.Diagnostic) int { return cmp.Compare(a.Pos, b.Pos) })
	return l.found
}

type look struct {
	src   *finding.Source
	api   *quicapi.API
	found []analysis.Diagnostic
}

// advise notes a finding about a call, with places that belong to it.
func (l *look) advise(category string, call ssa.CallInstruction, message string, related ...analysis.RelatedInformation) {
	pos, end := l.src.Call(call)
	l.found = append(l.found, analysis.Diagnostic{Pos: pos, End: end, Category: category, Message: message, Related: related})
}

// related is another call that belongs to a finding.
func (l *look) related(call ssa.CallInstruction, message string) analysis.RelatedInformation {
	pos, end := l.src.Call(call)
	return analysis.RelatedInformation{Pos: pos, End: end, Message: message}
}

// appendWithin appends a function and the function literals in it.
func appendWithin(fns []*ssa.Function, fn *ssa.Function) []*ssa.Function {
	fns = append(fns, fn)
	for _, literal := range fn.AnonFuncs {
		fns = appendWithin(fns, literal)
	}
	return fns
}

// instructions yields the instructions of a function.
func instructions(fn *ssa.Function) func(yield func(ssa.Instruction) bool) {
	return func(yield func(ssa.Instruction) bool) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if !yield(instr) {
					return
				}
			}
		}
	}
}
