// Package sessions has streams of WebTransport sessions.
package sessions

import (
	"context"
	"io"

	"github.com/quic-go/webtransport-go"
)

// Echo closes the stream.
func Echo(ctx context.Context, session *webtransport.Session) error {
	s, err := session.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(s, s)
	return err
}

// Ended ends the session, and all its streams.
func Ended(ctx context.Context, session *webtransport.Session) error {
	s, err := session.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	if _, err := io.Copy(s, s); err != nil {
		return session.CloseWithError(1, "")
	}
	return s.Close()
}

// Dropped closes nothing.
func Dropped(session *webtransport.Session, data []byte) error {
	s, err := session.OpenUniStream() // want "stream from OpenUniStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(data)
	return err
}

// Accepted closes too late.
func Accepted(ctx context.Context, session *webtransport.Session) error {
	s, err := session.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadAll(s); err != nil {
		return err
	}
	return s.Close()
}
