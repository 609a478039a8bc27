package ends

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// A Session opens streams, whatever it runs over.
type Session interface {
	Open(ctx context.Context) (io.ReadWriteCloser, error)
	Name() string
	Close() error
}

// Over returns a session over a connection.
func Over(conn *quic.Conn) Session { return &session{conn} }

type session struct{ conn *quic.Conn }

func (s *session) Open(ctx context.Context) (io.ReadWriteCloser, error) {
	str, err := s.conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	return str, nil
}

func (s *session) Name() string { return s.conn.RemoteAddr().String() }

func (s *session) Close() error { return s.conn.CloseWithError(0, "") }

// Quietly closes a session if there is one.
func Quietly(s Session) {
	if s != nil {
		_ = s.Close()
	}
}

// Describe names a session.
func Describe(s Session) string { return "session with " + s.Name() }

// StopAll ends all sessions that there are.
func StopAll(list ...Session) {
	for _, s := range list {
		defer s.Close()
	}
}

// Stop ends one by way of all.
func Stop(s Session) { StopAll(s) }
