// Package directives shows the comments that silence findings.
package directives

import "github.com/quic-go/quic-go"

func sameLine(conn *quic.Conn) {
	s, err := conn.OpenStream() //streamclose:ignore the peer resets it
	if err != nil {
		return
	}
	s.Write(nil)
}

func lineBefore(conn *quic.Conn) {
	//streamclose:ignore the peer resets it
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	s.Write(nil)
}

// wholeFunction opens two streams that live as long as the process.
//
//streamclose:ignore they live as long as the process
func wholeFunction(conn *quic.Conn) {
	conn.OpenStream()
	conn.OpenStream()
}

func linter(conn *quic.Conn) {
	conn.OpenStream() //nolint:errcheck,streamclose // known
}

func allLinters(conn *quic.Conn) {
	conn.OpenStream() //nolint
}

func otherLinter(conn *quic.Conn) {
	conn.OpenStream() //nolint:errcheck // want "stream from OpenStream is not closed"
}

func onlyThatLine(conn *quic.Conn) {
	conn.OpenStream() //streamclose:ignore the first
	conn.OpenStream() // want "stream from OpenStream is not closed"
}

func noReason(conn *quic.Conn) {
	// want +1 "streamclose:ignore needs a reason"
	//streamclose:ignore
	conn.OpenStream() // want "stream from OpenStream is not closed"
}

func nothingToSilence(conn *quic.Conn) {
	// want +1 "streamclose:ignore silences nothing here"
	//streamclose:ignore it was a leak once
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	s.Close()
}

func unknown(conn *quic.Conn) {
	// want +1 "unknown directive //streamclose:ignored"
	//streamclose:ignored the peer resets it
	conn.OpenStream() // want "stream from OpenStream is not closed"
}
