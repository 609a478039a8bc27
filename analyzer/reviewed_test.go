package analyzer_test

// equivalents are the mutants that are as clean as the original, each with the
// reason, by place, function, operator and what was changed.
var equivalents = map[string]string{
	"actions/actions.go: CloseAfterCancel: delete: s.CancelWrite(1)":     closedTwice,
	"actions/actions.go: CloseAfterCancel: if unknown: s.CancelWrite(1)": closedTwice,
	"actions/actions.go: SecondClose: delete: s.Close()":                 closedTwice,
	"actions/actions.go: SecondClose: if unknown: s.Close()":             closedTwice,
	"actions/actions.go: CloseConnection: delete: s.Close()":             connectionEnds,
	"actions/actions.go: CloseConnection: if unknown: s.Close()":         connectionEnds,
	"closures/closures.go: CleanupCloses: delete: s.Close()":             callersOwe,
	"closures/closures.go: CleanupCloses: if unknown: s.Close()":         callersOwe,
	"defers/defers.go: BeforeCheck: swap with next: s.Close()":           "there is no stream where it returns before",
	"defers/defers.go: Recovers: delete: s.CancelWrite(1)":               noPanics,
	"defers/defers.go: Recovers: if unknown: s.CancelWrite(1)":           noPanics,
	"forwarders/forwarders.go: handle: delete: s.Close()":                reportedAnyway,
	"forwarders/forwarders.go: handle: if unknown: s.Close()":            reportedAnyway,
	"goroutines/pumps.go: pumpPairFirstErrorWins: delete: local.Close()": "it is no stream",
	"handed/handed.go: Worker: delete: s.Close()":                        connectionEnds,
	"harvested/clean.go: NilGuarded: swap with next: s.Close()":          "there is no stream where it returns before",
	"harvested/clean.go: Close: delete: l.stream.Close()":                besideConnection,
	"loops/rangefunc.go: RangeFiltered: delete: s.Close()":               reportedAnyway,
	"loops/rangefunc.go: RangeFiltered: if unknown: s.Close()":           reportedAnyway,
	"outlived/ended.go: quiet: delete: c.log.Close()":                    "it is no stream",
	"peers/peers.go: Dialled: delete: s.Close()":                         connectionEnds,
	"peers/peers.go: Dialled: if unknown: s.Close()":                     connectionEnds,
	"producers/producers.go: Close: delete: c.str.Close()":               besideConnection,
	"reads/reads.go: Forward: delete: other.Close()":                     "it is no stream",
	"reads/reads.go: Forward: if unknown: other.Close()":                 "it is no stream",
	"realworld/libraries.go: serve: delete: s.Close()":                   "two goroutines close it",
	"realworld/libraries.go: serve: delete: target.Close()":              "it is no stream",
	"realworld/libraries.go: Close: delete: u.control.Close()":           reportedAnyway,
	"realworld/libraries.go: Close: delete: u.current.Close()":           reportedAnyway,
	"realworld/reports.go: Close: delete: m.Stream.Close()":              "nobody calls it",
	"relay/relay.go: Pipe: delete: b.Close()":                            "it is no stream",
	"relay/relay.go: Pipe: if unknown: b.Close()":                        "it is no stream",
	"robust/robust.go: init: delete: first.Close()":                      "a stream of a package-level variable is there for the process",
	"straight/straight.go: ClosedTwice: delete: s.Close()":               closedTwice,
	"straight/straight.go: ClosedTwice: if unknown: s.Close()":           closedTwice,
	"wrapelse/same.go: callErr: delete: c.Close()":                       "the method returns nil whenever there is a stream",
	"wrapelse/same.go: callErr: if unknown: c.Close()":                   "the method returns nil whenever there is a stream",
}

const (
	closedTwice      = "it is closed twice"
	connectionEnds   = "the connection ends, and its streams with it"
	callersOwe       = "the stream goes to the callers"
	noPanics         = "only an explicit panic is a path"
	reportedAnyway   = "the acquire is reported for another reason"
	besideConnection = "the field lives as long as the connection beside it"
)

// trusted are the mutants that leak, and that are not reported since the
// analyzer trusts what has the stream, as its inventory says.
var trusted = map[string]string{
	"acquires/acquires.go: methodValueWithContext: delete: s.Close()":   "method values in a slice are not looked into",
	"aliases/aliases.go: FilledByPointer: delete: s.Close()":            "stored-value: a variable of the caller",
	"aliases/aliases.go: FilledByPointer: if unknown: s.Close()":        "stored-value: a variable of the caller",
	"directives/owners.go: closeBoth: swap with next: rwc.Close()":      "a connection among the parameters is taken for that of the stream",
	"outside/outside.go: closeBoxes: delete: b.s.Close()":               anyRelease,
	"generics/generics.go: using: delete: s.Close()":                    "a func parameter that acquires",
	"generics/generics.go: using: if unknown: s.Close()":                "a func parameter that acquires",
	"handed/handed.go: closeAll: if unknown: str.Close()":               anyRelease,
	"handed/handed.go: drop: if unknown: s.CancelWrite(0)":              anyRelease,
	"taken/taken.go: closeAll: if unknown: s.Close()":                   anyRelease,
	"taken/taken.go: closeAll: if unknown: s.stream.Close()":            anyRelease,
	"helpers/methods.go: gives: delete: s.Close()":                      "a func parameter that gets the stream",
	"hooks/hooks.go: newRuntime: delete: s.Close()":                     "unseen-code: a field that gets one of two functions",
	"hooks/hooks.go: newRuntime: if unknown: s.Close()":                 "unseen-code: a field that gets one of two functions",
	"link/link.go: Close: delete: c.stream.Close()":                     "a Close through an interface counts as one, whatever it does",
	"loops/rangefunc.go: RangeFunc: delete: s.Close()":                  iterated,
	"loops/rangefunc.go: RangeFunc: if unknown: s.Close()":              iterated,
	"robust/robust.go: rangeOverStreams: delete: s.Close()":             iterated,
	"owners/atomic_structs.go: Close: delete: s.Close()":                atomically,
	"owners/containers.go: remove: if unknown: s.CancelWrite(0)":        anyRelease,
	"owners/containers.go: Close: delete: value.(*quic.Stream).Close()": atomically,
	"owners/containers.go: takeFromPool: delete: s.Close()":             atomically,
	"owners/containers.go: closeControl: delete: control.Close()":       "a single stream in a package-level variable",
	"owners/containers.go: shutdown: if unknown: s.CancelWrite(0)":      anyRelease,
	"owners/fields.go: stop: if unknown: c.str.CancelWrite(0)":          anyRelease,
	"owners/fields.go: loop: if unknown: l.str.Close()":                 anyRelease,
	"owners/fields.go: Close: delete: c.str.Close()":                    "another method returns the field",
	"realworld/libraries.go: closeAll: delete: s.CancelWrite(0)":        "returned in a slice",
	"realworld/libraries.go: closeAll: if unknown: s.CancelWrite(0)":    "returned in a slice",
	"realworld/quicgo.go: Close: delete: t.Stream.Close()":              inMap,
	"realworld/quicgo.go: Close: delete: r.str.Close()":                 inMap,
	"realworld/quicgo.go: abort: delete: r.str.CancelWrite(0x10c)":      inMap,
	"realworld/quicgo.go: abort: if unknown: r.str.CancelWrite(0x10c)":  inMap,
	"realworld/quicgo.go: roundTrip: delete: str.Close()":               inMap,
	"realworld/quicgo.go: roundTrip: if unknown: str.Close()":           inMap,
	"selects/selects.go: receive: delete: s.Close()":                    sent,
	"selects/selects.go: receive: if unknown: s.Close()":                sent,
	"sharedowners/sharedowners.go: serve: delete: s.Close()":            sent,
	"sharedowners/sharedowners.go: serve: if unknown: s.Close()":        sent,
	"sharedowners/sharedowners.go: handle: delete: s.Close()":           sent,
	"wrappers/wrappers.go: guardedClosed: delete: g.Close()":            "a field of the caller's variable",
	"wrappers/wrappers.go: guardedClosed: if unknown: g.Close()":        "a field of the caller's variable",
	"wrappers/wrappers.go: guardedClosed: swap with next: g.Close()":    "a field of the caller's variable",
}

const (
	iterated   = "unseen-code: the function that an iterator yields to"
	atomically = "unseen-code: sync, sync/atomic"
	anyRelease = "an owner needs a release anywhere, not on every path"
	inMap      = "container: a map keeps it, too"
	sent       = "channel: who receives has it"
)
