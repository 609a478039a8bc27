package finding

import (
	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// costs say what it means that a receive half is not ended, by the side of the
// stream.
var costs = map[quicapi.Side]string{
	quicapi.Acceptor:    "the peer does not get its place back",
	quicapi.Opener:      "it stays in memory until its connection ends",
	quicapi.UnknownSide: "it stays in memory, and the peer may not get its place back",
}

// unread says what a stream is at the end of a path with a leak of its receive
// half.
func unread(l flow.Leak) string {
	if l.Read {
		return "read in part"
	}
	return "never read"
}
