package report

import "github.com/streamclose/streamclose/analyzer"

// reasons say in a sentence what the word in an inventory means.
var reasons = map[string]string{
	"callers":           "it goes to callers, whose calls are acquires of their own",
	"unreachable":       "no feasible path executes this call",
	"unseen-code":       "it is passed to code that cannot be seen, which may close it",
	"declared":          "it is passed to a function that a directive declares to own it",
	"field":             "it is kept in a field, and something closes it there or takes it out, or it ends with the connection that is kept beside it",
	"connection-over":   "it is open on a path that goes on after its connection has ended, by all signs",
	"deadline":          "a read failed for which a deadline was set, and nobody asks whether it was for that",
	"control-stream":    "it is unidirectional, and may be meant to live as long as its connection",
	"container":         "it is kept in a map, slice or the like, and something closes it there or takes it out",
	"variable":          "it is kept in a variable of the package, and something closes it there or takes it out",
	"channel":           "it is sent on a channel, from which something takes it",
	"stored-value":      "it is stored where it cannot be followed, as in a func value kept for later",
	"container-access":  "it is in a container whose elements are not simply ranged over",
	"returned":          "it is returned to callers that an interface may hide",
	"settled-by-caller": "all callers in view close the connection on the path that leaves it open, and others may",
	"budget":            "the function is too large or too complicated to be followed to its end",
}

// receiveVerdicts say in a sentence what a verdict on a receive half means.
var receiveVerdicts = map[string]string{
	analyzer.Leak:    "on some feasible path nobody reads it to its end or cancels it",
	analyzer.Proven:  "it is read to its end or cancelled on every feasible path",
	analyzer.Trusted: "something that cannot be followed has it",
}

// verdicts say in a sentence what a verdict means.
var verdicts = map[string]string{
	analyzer.Leak:    "on some feasible path nobody closes it",
	analyzer.Proven:  "it is closed on every feasible path",
	analyzer.Trusted: "something that cannot be followed has it",
}
