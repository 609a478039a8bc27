package oracle

import "strings"

// exceptions are the functions with an acquire that is never executed here, or
// whose leak is never seen, and why.
var exceptions = map[string]string{
	"cancelled.writeAsOther":           "no Write fails with a *json.SyntaxError",
	"connclose.servedBeside":           "its connection is closed when a call fails, which it does in the end",
	"connclose.servedInLoopUnderWatch": "its connection is closed in the end, which comes too late",
	"directives.callLend":              "a comment says that the callee does not close, but it does",
	"directives.inspect":               "a comment says that the callee only borrows, whatever it does",
	"directives.local":                 "what it returns is closed here, for want of another caller",
	"directives.look":                  "what it returns is closed here, for want of another caller",
	"directives.measured":              "what it returns is closed here, for want of another caller",
	"directives.watch":                 "a comment says that the callee only borrows, whatever it does",
	"earlyreturn.DeadlineError":        "SetWriteDeadline of quic-go never fails",
	"errmakers.asNothing":              "no Read fails with a *net.OpError",
	"errmakers.toldByOthers":           "no func that it gets sends anything",
	"flags.ScaleHalf":                  "no number that it gets is a half",
	"found/captured.a":                 "nobody calls the function that it stores",
	"loops.Forever":                    "waits for a message for each stream",
	"loops.OpenedByLiteral":            "its connection is closed in the end, which comes too late",
	"mains/join.join":                  "json.Marshal never fails for a string",
	"mains/join.rename":                "json.Marshal never fails for a string",
	"outlived.byForgottenName":         "nothing is in the registry that it looks into",
	"outlived.byName":                  "nothing is in the registry that it looks into",
	"owners.NewReporter":               "what it returns is closed here, for want of another caller",
	"owners.openBlind":                 "what it returns is closed here, for want of another caller",
	"privateerrs.AnyOf":                "no Read fails with the error of its variable",
	"privateerrs.Kept":                 "no function that it gets returns the error that is kept",
	"privateerrs.Late":                 "its context has ended before, or ends with it",
	"privateerrs/exposed.Walks":        "no file has the name that it looks for",
	"realworld.newOutgoing":            "opens nothing itself, but in a method of what it returns",
	"retained.Counted":                 "nothing implements the interface of its parameter",
	"robust.callsForever":              "loops without end",
	"robust.lentToNoBody":              "calls a function without a body",
	"robust.loopForever":               "loops without end",
	"rounds.againInLiteral":            "its connection is closed in the end, which comes too late",
	"rounds.alternate":                 "its connection is closed in the end, which comes too late",
	"rounds.closedAround":              "its connection is closed before it opens anything",
	"wrapelse.lost":                    "the error that it checks is never set",
	"wrapelse.newVisit":                "what it returns is closed here; its caller visitName is driven",
}

// notDriven are the functions, or packages, that are not run, and why.
var notDriven = map[string]string{
	"answers.waitsFor":                "it may loop without end",
	"connclose.excuse":                "its only caller ends the connection upon the error, by what it passes",
	"connclose.excuseInTime":          "its only caller ends the connection upon the error",
	"connclose.excuseWithoutExit":     "its only caller ends the connection upon the error",
	"connclose.excuseOrPanic":         "its only caller ends the connection upon the error, when it panics",
	"cancelled.forkWriteAs":           "there is no peer for the connections of its package fork",
	"cancelled.forkWriteAsAnother":    "there is no peer for the connections of its package fork",
	"cancelled.forkWriteFails":        "there is no peer for the connections of its package fork",
	"cancelled.forkWriteIs":           "there is no peer for the connections of its package fork",
	"elsewhere.client":                "it dials, for which there is no network",
	"elsewhere.clientBehindCloser":    "it dials, for which there is no network",
	"elsewhere.clientFlushed":         "it dials, for which there is no network",
	"elsewhere.hungUp":                "it dials, for which there is no network",
	"elsewhere.handleGreeting":        "the server that it is handed to ends the connection upon the error",
	"elsewhere.(*greeter).greet":      "the server that it is handed to ends the connection upon the error",
	"elsewhere.(listener).Handle":     "the server that it is handed to ends the connection upon the error",
	"elsewhere.handleInField":         "the server that it is handed to ends the connection upon the error",
	"elsewhere.serveLiteral":          "nobody serves with what it returns",
	"elsewhere.serveForgottenLiteral": "nobody serves with what it returns",
	"connclose.servedUnderWatch":      "its connection lives as long as its context",
	"elsewhere.(*sizer).size":         "the server that it is handed to ends the connection upon the error",
	"connclose.dialed":                "it dials, for which there is no network",
	"connclose.confirmed":             "its only caller ends the connection upon the error",
	"connclose.serveBeatingInTime":    "its only caller ends the connection upon the error",
	"connclose.sided":                 "its only caller ends the connection upon the error",
	"acquires.channelAborted":         "nothing implements the interfaces of its own that it opens by",
	"acquires.linkEnded":              "nothing implements the interfaces of its own that it opens by",
	"acquires.otherChannelAborted":    "nothing implements the interfaces of its own that it opens by",
	"elsewhere/ends.DialFor":          "it dials, for which there is no network",
	"carriers":                        "it dials, for which there is no network",
	"handed":                          "nothing implements the interfaces that it hands funcs to",
	"dialers":                         "it dials, for which there is no network",
	"mains/handlers":                  "it listens, for which there is no network, or waits without end",
	"mains/inbox":                     "it dials, for which there is no network",
	"mains/queue":                     "it dials, for which there is no network",
	"mains/waits":                     "it waits without end",
	"recv/actions.CloseTransport":     "it listens, for which there is no network",
	"recv/actions.Early":              "it dials, for which there is no network",
	"outlived.sendToken":              "its only caller ends the connection upon the error, which it gets from a goroutine",
}

// notDriven returns why a function is not run.
func (s *subject) notDriven() (reason string, ok bool) {
	name := s.String()
	if reason, ok = notDriven[name]; !ok {
		pkg, _, _ := strings.Cut(name, ".")
		reason, ok = notDriven[pkg]
	}
	return reason, ok
}

// inInitialization is how many acquires are in the initialization of the packages
// robust and suites, where there is no connection yet.
const inInitialization = 5

// unnoticed are the functions on which a wrong verdict would not be noticed:
// those that never wait once their context has ended, so that it is not known
// what ends their streams then, and those on whose way another call leaks.
var unnoticed = []string{
	"found/callees.a",
	"found/callees.b",
	"found/callees.c",
	"loops.AcceptForever",
	"outlived.dropAny",
	"producers.shaken",
	"wrapelse.visitName",
}
