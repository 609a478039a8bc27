package loops

import (
	"context"

	"github.com/quic-go/quic-go"
)

// Closing the connection at the end is too late for the streams of a loop. What is
// told is not that end, but that the next stream is acquired. Where the connection is
// not closed, it is the end that matters for streams that were collected.

// ClosedLate leaks.
func ClosedLate(ctx context.Context, conn *quic.Conn) {
	defer conn.CloseWithError(0, "")
	for {
		s, err := conn.AcceptStream(ctx) // want `still open when the next one is acquired \(line \d+\)$`
		if err != nil {
			return
		}
		s.Write([]byte("hello"))
	}
}

// ClosedInTurn is clean.
func ClosedInTurn(ctx context.Context, conn *quic.Conn) {
	defer conn.CloseWithError(0, "")
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		s.Write([]byte("hello"))
		s.Close()
	}
}

// Forever leaks a stream for each message, and only a failed write ends it.
func Forever(conn *quic.Conn, msgs chan []byte) error {
	for {
		s, err := conn.OpenStream() // want `still open when the next one is acquired \(line \d+\)$`
		if err != nil {
			continue
		}
		if _, err := s.Write(<-msgs); err != nil {
			return err
		}
	}
}

// LastClosedLate leaks all streams that it keeps for a while.
func LastClosedLate(ctx context.Context, conn *quic.Conn) {
	var last *quic.Stream
	for {
		s, err := conn.AcceptStream(ctx) // want `still open when the next one is acquired \(line \d+\)$`
		if err != nil {
			conn.CloseWithError(0, "")
			return
		}
		if last != nil {
			last.Write([]byte("next"))
		}
		last = s
	}
}

// CollectedLate leaks all streams that it collects.
func CollectedLate(ctx context.Context, conn *quic.Conn) {
	defer conn.CloseWithError(0, "")
	var all []*quic.Stream
	for {
		s, err := conn.AcceptStream(ctx) // want `still open when the next one is acquired \(line \d+\)$`
		if err != nil {
			return
		}
		all = append(all, s)
	}
}

// CollectedLateByHelper leaks them as well.
func CollectedLateByHelper(ctx context.Context, conn *quic.Conn) {
	defer hangUp(conn)
	all := make(map[int]*quic.Stream)
	for {
		s, err := conn.AcceptStream(ctx) // want `still open when the next one is acquired \(line \d+\)$`
		if err != nil {
			return
		}
		all[len(all)] = s
	}
}

func hangUp(conn *quic.Conn) { conn.CloseWithError(0, "") }

// CollectedForNothing leaks at its end.
func CollectedForNothing(ctx context.Context, conn *quic.Conn) {
	var all []*quic.Stream
	for {
		s, err := conn.AcceptStream(ctx) // want `still open when CollectedForNothing returns \(line \d+\)$`
		if err != nil {
			return
		}
		all = append(all, s)
	}
}

// OpenedByLiteral leaks, whoever acquires for it.
func OpenedByLiteral(conn *quic.Conn) {
	defer conn.CloseWithError(0, "")
	var s *quic.Stream
	var err error
	open := func() {
		s, err = conn.OpenStream() // want `still open when the next one is acquired \(line \d+\)$`
	}
	for {
		open()
		if err != nil {
			return
		}
		s.Write([]byte("hello"))
	}
}
