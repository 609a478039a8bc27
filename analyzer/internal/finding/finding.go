// Package finding words a leak: the message that carries the path on one
// line, and the same path step by step.
package finding

import (
	"fmt"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/outcome"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// The categories of findings; they are stable.
const (
	Send            = "send"
	AfterWriteError = "send-after-write-error"
	Overwritten     = "send-overwritten"
	Owner           = "send-owner"
	Split           = "send-split"
	Recv            = "recv"
	RecvPartial     = "recv-partial"
	RecvCredit      = "recv-credit"
	Internal        = "internal-error"
)

// Leak returns the diagnostic for the first leak of a verdict on a half.
func (s *Source) Leak(half quicapi.Half, v *outcome.Verdict) analysis.Diagnostic {
	l := v.Leaks[0]
	pos, end := s.Call(v.Call)
	w := s.wording(pos)
	released := "closed"
	switch half {
	case quicapi.Receive:
		w.open, released = unread(l), "read to its end or cancelled"
	case quicapi.Credit:
		w.open, released = "its place still taken", "given back by ReleaseStreamCredit"
	}
	d := analysis.Diagnostic{Pos: pos, End: end, Category: Category(half, l)}
	d.Message = fmt.Sprintf("stream from %s is not %s on every path: %s", v.Name, released, w.summary(l))
	if v.Caller != nil {
		d.Message += fmt.Sprintf(", and its caller %s does not close the connection (%s)", funcName(v.Caller.Parent()), w.line(v.Caller.Common().Pos()))
	}
	if half != quicapi.Send {
		d.Message += "; " + costs[v.Side]
	}
	d.Related = w.related(l)
	if v.Caller != nil {
		pos, end := s.Call(v.Caller)
		d.Related = append(d.Related, analysis.RelatedInformation{
			Pos: pos, End: end, Message: "called here, where the connection is not closed on the error",
		})
	}
	return d
}

// Duty returns the diagnostic for a parameter that a function owns and does not
// close.
func (s *Source) Duty(half quicapi.Half, d outcome.Duty) analysis.Diagnostic {
	if half == quicapi.Receive {
		return s.parameter(d.Param, d.Leak, Category(half, d.Leak), unread(d.Leak), "stream in parameter %s, which %s owns, is not read to its end or cancelled on every path: %s")
	}
	return s.parameter(d.Param, d.Leak, Category(half, d.Leak), stillOpen, "stream in parameter %s, which %s owns, is not closed on every path: %s")
}

// Split returns the diagnostic for a parameter whose owner depends on the path.
func (s *Source) Split(p outcome.Split) analysis.Diagnostic {
	return s.parameter(p.Param, p.Leak, Split, stillOpen, "stream in parameter %s is closed or handed on by %s on some paths only, and nothing tells its callers on which: %s")
}

func (s *Source) parameter(p *ssa.Parameter, l flow.Leak, category, open, format string) analysis.Diagnostic {
	pos := p.Pos()
	w := &wording{s, pos, open}
	return analysis.Diagnostic{
		Pos: pos, End: pos + token.Pos(len(p.Name())), Category: category,
		Message: fmt.Sprintf(format, p.Name(), funcName(p.Parent()), w.summary(l)),
		Related: w.related(l),
	}
}

// Orphan returns the diagnostic for an owner that nothing releases.
func (s *Source) Orphan(l outcome.Orphan) analysis.Diagnostic {
	name := "variable " + l.Var.Name()
	if l.Var.IsField() {
		name = "field " + l.Struct + "." + l.Var.Name()
	}
	pos, end := s.Statement(l.Store.Pos())
	w := s.wording(pos)
	acquired, acquiredEnd := s.Call(l.Verdict.Call)
	return analysis.Diagnostic{
		Pos: pos, End: end, Category: Owner,
		Message: fmt.Sprintf("stream from %s is stored in %s, which nothing closes (acquired in %s)", l.Verdict.Name, name, w.line(acquired)),
		Related: []analysis.RelatedInformation{
			{Pos: acquired, End: acquiredEnd, Message: "the stream is acquired here"},
			{Pos: pos, End: end, Message: "stored here in " + name + ", which nothing closes"},
		},
	}
}

// Failure returns the diagnostic for an internal error.
func (s *Source) Failure(f *outcome.Failure) analysis.Diagnostic {
	return analysis.Diagnostic{
		Pos: f.Fn.Pos(), Category: Internal,
		Message: fmt.Sprintf("%v; this is a bug in streamclose, the streams of this function were not checked", f),
	}
}

// Category returns the category of a leak of a half.
func Category(half quicapi.Half, l flow.Leak) string {
	switch {
	case half == quicapi.Credit:
		return RecvCredit
	case half == quicapi.Receive && l.Read:
		return RecvPartial
	case half == quicapi.Receive:
		return Recv
	case l.Kind == flow.AcquiredAgain:
		return Overwritten
	case l.AfterWriteError:
		return AfterWriteError
	}
	return Send
}

type wording struct {
	*Source
	near token.Pos // the diagnostic: lines in its file need no file name
	open string    // what the stream is when the path ends
}

// stillOpen is what a send half is at the end of a path with a leak.
const stillOpen = "still open"

// wording words findings on the send half.
func (s *Source) wording(near token.Pos) *wording { return &wording{s, near, stillOpen} }

// line names a position in the text of a message.
func (w *wording) line(p token.Pos) string {
	at, here := w.fset.Position(p), w.fset.Position(w.near)
	if at.Filename == here.Filename {
		return fmt.Sprintf("line %d", at.Line)
	}
	return fmt.Sprintf("%s:%d", at.Filename[strings.LastIndexAny(at.Filename, `/\`)+1:], at.Line)
}

// summary words the end of the path and what leads there.
func (w *wording) summary(l flow.Leak) string {
	at := w.line(w.end(l))
	var b strings.Builder
	switch l.Kind {
	case flow.EndOfFunction:
		fmt.Fprintf(&b, w.open+" when %s returns (%s)", funcName(l.Fn), at)
	case flow.EndOfGoroutine:
		if _, ok := l.At.(*ssa.Return); ok {
			fmt.Fprintf(&b, w.open+" when goroutine %s ends (%s)", funcName(l.Fn), at)
		} else {
			fmt.Fprintf(&b, w.open+" when the goroutine started here ends (%s)", at)
		}
	case flow.AcquiredAgain:
		fmt.Fprintf(&b, w.open+" when the next one is acquired (%s)", at)
	case flow.Discarded:
		b.WriteString("the result is discarded")
	case flow.Lost:
		fmt.Fprintf(&b, w.open+" when the last reference to it is gone (%s)", at)
	}
	if l.AfterWriteError {
		b.WriteString(", after a failed write")
	}
	if step, ok := lastDecision(since(l)); ok {
		if text, at := w.decided(step); text != "" {
			fmt.Fprintf(&b, ", after %s (%s)", text, w.line(at))
		}
	}
	if name, pos := through(l); name != "" {
		fmt.Fprintf(&b, ", through %s (%s)", name, w.line(pos))
	}
	return b.String()
}

// lastDecision returns the last branch of the path that decided anything, also if it
// lies in a function on the way.
func lastDecision(path []flow.Step) (flow.Step, bool) {
	for i := len(path) - 1; i >= 0; i-- {
		s := path[i]
		if s.Decides {
			return s, true
		}
		if s.Kind == flow.Acquired {
			return flow.Step{}, false
		}
		if in, ok := lastDecision(s.Inside); ok {
			return in, true
		}
	}
	return flow.Step{}, false
}

// through names the last function on the path that had the stream and left it
// open.
func through(l flow.Leak) (string, token.Pos) {
	path := since(l)
	for i := len(path) - 1; i >= 0; i-- {
		s := path[i]
		if s.Kind == flow.Acquired {
			break
		}
		if fromAcquire(s.Inside) != nil { // the stream is from there
			path, i = s.Inside, len(s.Inside)
			continue
		}
		if s.Callee != nil && s.Callee != l.Fn && (s.Callee.Synthetic == "" || s.Decides) {
			return funcName(s.Callee), s.Instr.Pos()
		}
	}
	return "", token.NoPos
}

// related returns the path step by step.
func (w *wording) related(l flow.Leak) []analysis.RelatedInformation {
	var list []analysis.RelatedInformation
	add := func(p token.Pos, text string) {
		if p.IsValid() {
			pos, end := w.extent(p)
			list = append(list, analysis.RelatedInformation{Pos: pos, End: end, Message: text})
		}
	}
	var walk func(steps []flow.Step)
	walk = func(steps []flow.Step) {
		for _, s := range steps {
			switch s.Kind {
			case flow.Acquired:
				add(s.Instr.Pos(), "the stream is acquired here")
			case flow.Branch:
				if text := w.condition(s); text != "" {
					pos, end := w.tested(s)
					list = append(list, analysis.RelatedInformation{Pos: pos, End: end, Message: "assuming " + text})
				}
			case flow.Selected:
				if n := w.selected(s); n != nil {
					list = append(list, analysis.RelatedInformation{Pos: n.Pos(), End: n.Colon, Message: "taking " + w.clause(n)})
				}
			case flow.Call:
				add(s.Instr.Pos(), "calls "+calleeText(s))
			case flow.Start:
				add(s.Instr.Pos(), "starts goroutine "+calleeText(s))
			case flow.Deferred:
				add(s.Instr.Pos(), "runs deferred "+calleeText(s))
			}
			walk(s.Inside)
		}
	}
	walk(since(l))
	switch l.Kind {
	case flow.EndOfFunction:
		add(w.end(l), funcName(l.Fn)+" returns here, the stream is "+w.open)
	case flow.EndOfGoroutine:
		add(w.end(l), "the goroutine ends here, the stream is "+w.open)
	case flow.AcquiredAgain:
		add(w.end(l), "acquired again here, the earlier stream is "+w.open)
	case flow.Lost:
		add(w.end(l), "nothing refers to the stream any more, it is "+w.open)
	}
	return list
}

// calleeText names the function of a call, and says what cannot be shown of one that
// lies in another package.
func calleeText(s flow.Step) string {
	if s.Decides {
		return funcName(s.Callee) + ", which does not end it on every path"
	}
	return funcName(s.Callee)
}

// since returns the path of a leak from where the stream is there.
func since(l flow.Leak) []flow.Step {
	if path := fromAcquire(l.Path); path != nil {
		return path
	}
	return l.Path // it begins with a parameter
}

// fromAcquire returns the part of a path that begins with the last acquire,
// inside the calls that lead to it.
func fromAcquire(path []flow.Step) []flow.Step {
	for i := len(path) - 1; i >= 0; i-- {
		s := path[i]
		if s.Kind == flow.Acquired {
			return path[i:]
		}
		if inside := fromAcquire(s.Inside); inside != nil {
			s.Inside = inside
			return append([]flow.Step{s}, path[i+1:]...)
		}
	}
	return nil
}

// end returns the position where the path ends: of an implicit return, the
// closing brace of the function.
func (w *wording) end(l flow.Leak) token.Pos {
	if p := l.At.Pos(); p.IsValid() {
		return p
	}
	if _, ok := l.At.(*ssa.Return); ok || l.At.Block() == nil {
		return closingBrace(l.Fn)
	}
	for _, instr := range l.At.Block().Instrs {
		if p := instr.Pos(); p.IsValid() {
			return p
		}
	}
	return closingBrace(l.Fn)
}

// funcName returns the name of a function as it is in the source; a function
// literal is named after the function around it.
func funcName(fn *ssa.Function) string {
	if p := fn.Parent(); p != nil {
		for p.Parent() != nil {
			p = p.Parent()
		}
		return "func literal in " + funcName(p)
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	name, _, _ := strings.Cut(fn.Name(), "$") // of a method value
	return name
}
