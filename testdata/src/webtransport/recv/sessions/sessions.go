// Package sessions shows the receive halves of the streams of WebTransport
// sessions.
package sessions

import (
	"context"
	"io"

	"github.com/quic-go/webtransport-go"
)

// Echo reads to the end.
func Echo(ctx context.Context, session *webtransport.Session) error {
	s, err := session.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(s, s)
	return err
}

// Hello reads nothing.
func Hello(ctx context.Context, session *webtransport.Session) error {
	s, err := session.AcceptStream(ctx) // want "never read when Hello returns .*; the peer does not get its place back"
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "hello")
	return err
}

// Datagrams reads from a stream that is only received.
func Datagrams(ctx context.Context, session *webtransport.Session) error {
	s, err := session.AcceptUniStream(ctx) // want "read in part when Datagrams returns"
	if err != nil {
		return err
	}
	_, err = io.ReadFull(s, make([]byte, 4))
	return err
}

// Closed ends the session, and all its streams.
func Closed(ctx context.Context, session *webtransport.Session) error {
	defer session.CloseWithError(0, "")
	s, err := session.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "bye")
	return err
}
