package report

import "strings"

// A kind of a step is what happens there. Drivers pass on nothing but the
// text of a step, so it is read from that.
type kind string

const (
	acquireKind kind = "acquire"
	branchKind  kind = "branch"
	callKind    kind = "call"
	endKind     kind = "end"
)

func (s Step) kind() kind {
	switch {
	case strings.HasPrefix(s.Message, "the stream is acquired"):
		return acquireKind
	case strings.HasPrefix(s.Message, "assuming "):
		return branchKind
	case strings.HasPrefix(s.Message, "calls "), strings.HasPrefix(s.Message, "called "), strings.HasPrefix(s.Message, "starts goroutine "), strings.HasPrefix(s.Message, "runs deferred "):
		return callKind
	}
	return endKind
}

// sarif returns the kinds of a location on a thread flow that the standard has
// for a step.
func (k kind) sarif() []string {
	switch k {
	case acquireKind:
		return []string{"acquire", "resource"}
	case branchKind:
		return []string{"branch"}
	case callKind:
		return []string{"call"}
	}
	return nil
}
