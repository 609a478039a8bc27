// Package endings ends streams in an order that may drop what was written.
package endings

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"time"

	"github.com/quic-go/quic-go"
)

// Backup defers a cancel as a backup for Close, which it overtakes.
func Backup(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.CancelWrite(0) // want "CancelWrite after Close may drop data that was written before"
	if _, err := s.Write(data); err != nil {
		return err
	}
	return s.Close()
}

// Deferred defers both, the cancel to run last.
func Deferred(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.CancelWrite(0) // want "CancelWrite after Close may drop"
	defer s.Close()
	_, err = s.Write(data)
	return err
}

// Straight cancels behind a close, in the method of a wrapper.
func (w *wrapper) Straight() {
	if err := w.s.Close(); err != nil {
		log.Print(err)
		return
	}
	w.s.CancelRead(0)
	w.s.CancelWrite(0) // want "CancelWrite after Close may drop"
}

type wrapper struct{ s *quic.Stream }

// Orderly cancels only what could not be closed.
func (w *wrapper) Orderly() {
	if err := w.s.Close(); err != nil {
		w.s.CancelWrite(0)
	}
}

// Either cancels or closes.
func Either(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(data); err != nil {
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// Flagged cancels in a defer unless everything went well.
func Flagged(conn *quic.Conn, data []byte) (err error) {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(1)
		}
	}()
	if _, err := s.Write(data); err != nil {
		return err
	}
	return s.Close()
}

// Answered has the answer of the peer before it cancels: all data has arrived.
func Answered(conn *quic.Conn, data []byte) ([]byte, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer s.CancelWrite(0)
	if _, err := s.Write(data); err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return io.ReadAll(s)
}

// AnsweredBefore has the answer before it closes.
func AnsweredBefore(conn *quic.Conn, data []byte) ([]byte, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer s.CancelWrite(0)
	defer s.Close()
	if _, err := s.Write(data); err != nil {
		return nil, err
	}
	return io.ReadAll(s)
}

// Aborted cancels first, on purpose.
func Aborted(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	defer s.CancelWrite(0)
	_, err = s.Write(data)
	return err
}

// Empty writes nothing.
func Empty(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.CancelWrite(0)
	return s.Close()
}

// Other cancels another stream.
func Other(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	other, err := conn.OpenStream()
	if err != nil {
		s.Close()
		return err
	}
	defer other.CancelWrite(0)
	if _, err := s.Write(data); err != nil {
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// Send closes the connection with the data under way.
func Send(ctx context.Context, conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	if _, err := s.Write(data); err != nil {
		s.CancelWrite(1)
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	return conn.CloseWithError(0, "done") // want "the connection is closed at once after its stream, before the peer can have read what was written"
}

// SendDeferred does the same in two defers.
func SendDeferred(ctx context.Context, conn *quic.Conn, v any) error {
	defer conn.CloseWithError(0, "") // want "the connection is closed at once after its stream"
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	return json.NewEncoder(s).Encode(v)
}

// SendAll writes in a loop.
func SendAll(conn *quic.Conn, parts [][]byte) error {
	defer conn.CloseWithError(0, "") // want "the connection is closed at once after its stream"
	s, err := conn.OpenUniStream()
	if err != nil {
		return err
	}
	for _, part := range parts {
		if _, err := s.Write(part); err != nil {
			s.CancelWrite(1)
			return err
		}
	}
	return s.Close()
}

// Ask reads the answer before the connection is closed.
func Ask(conn *quic.Conn, data []byte) ([]byte, error) {
	defer conn.CloseWithError(0, "")
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if _, err := s.Write(data); err != nil {
		return nil, err
	}
	return io.ReadAll(s)
}

// AskClosing closes its half first, as a client should.
func AskClosing(conn *quic.Conn, data []byte) ([]byte, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	if _, err := s.Write(data); err != nil {
		s.CancelWrite(1)
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(s)
	conn.CloseWithError(0, "")
	return answer, err
}

// Waits gives the peer time.
func Waits(conn *quic.Conn, data []byte, acknowledged <-chan struct{}) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(data); err != nil {
		s.CancelWrite(1)
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	select {
	case <-acknowledged:
	case <-time.After(time.Second):
	}
	return conn.CloseWithError(0, "")
}

// WaitsDeferred gives it time in a defer.
func WaitsDeferred(conn *quic.Conn, data []byte) error {
	defer conn.CloseWithError(0, "")
	defer time.Sleep(time.Second)
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(data)
	return err
}

// Two closes another connection.
func Two(conn, upstream *quic.Conn, data []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(data); err != nil {
		s.CancelWrite(1)
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	return upstream.CloseWithError(0, "")
}

// Refuse writes nothing.
func Refuse(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	s.CancelRead(1)
	s.Close()
	return conn.CloseWithError(1, "not here")
}
