// Package required has a configuration with which streams keep their place until
// it is given back.
package required

import (
	"context"
	"crypto/tls"
	"io"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

// Listen makes connections of that kind.
func Listen(addr string, conf *tls.Config) (*quic.Listener, error) {
	return quic.ListenAddr(addr, conf, &quic.Config{RequireStreamCreditRelease: true})
}

// Finished ends both halves, and keeps the place.
func Finished(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not given back by ReleaseStreamCredit on every path: its place still taken when Finished returns .*; the peer does not get its place back"
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(io.Discard, s)
	return err
}

// Released gives it back.
func Released(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.ReleaseStreamCredit()
	defer s.Close()
	_, err = io.ReadAll(s)
	return err
}

// Only gives it back, which ends neither half.
func Only(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "is not closed on every path" "never read when Only returns"
	if err != nil {
		return err
	}
	s.ReleaseStreamCredit()
	return nil
}

// Late does so on the good path only.
func Late(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptUniStream(ctx) // want "AcceptUniStream is not given back by ReleaseStreamCredit on every path: its place still taken when Late returns .line 59., after err != nil"
	if err != nil {
		return err
	}
	if _, err := io.ReadAll(s); err != nil {
		return err
	}
	s.ReleaseStreamCredit()
	return nil
}

// Helped has a function give it back, and a wrapper.
func Helped(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	if _, err := io.ReadAll(s); err != nil {
		finish(s)
		return err
	}
	w := &wrapper{s}
	return w.Close()
}

func finish(s *quic.Stream) {
	s.Close()
	s.ReleaseStreamCredit()
}

type wrapper struct{ s *quic.Stream }

func (w *wrapper) Close() error {
	w.s.ReleaseStreamCredit()
	return w.s.Close()
}

// Connection ends the connection with all that it owes.
func Connection(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	if _, err := io.ReadAll(s); err != nil {
		return conn.CloseWithError(1, "")
	}
	s.ReleaseStreamCredit()
	return s.Close()
}

// Sink has http3 take the stream over.
func Sink(ctx context.Context, conn *quic.Conn, raw *http3.RawServerConn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	raw.HandleRequestStream(s)
	return nil
}

// Opened owes no credit: that is the business of the peer.
func Opened(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.ReadAll(s)
	return err
}
