package wrapelse

import (
	"context"

	"example.com/structs/wrapelse/session"
	"github.com/quic-go/quic-go"
)

func checked(conn *quic.Conn) (*session.Session, error) {
	s, err := session.New(conn)
	if err != nil {
		return nil, err
	}
	if err := s.Err(); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

func useChecked(conn *quic.Conn) {
	s, err := checked(conn)
	if err != nil {
		return
	}
	_ = s.Close()
}

func waited(ctx context.Context, conn *quic.Conn) (*session.Session, error) {
	s, err := session.New(conn)
	if err != nil {
		return nil, err
	}
	_, err = s.Wait(ctx)
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

func useWaited(ctx context.Context, conn *quic.Conn) {
	s, err := waited(ctx, conn)
	if err != nil {
		return
	}
	_ = s.Close()
}

func dropWaited(ctx context.Context, conn *quic.Conn) string {
	s, err := waited(ctx, conn) // want "stream from waited is not closed"
	if err != nil {
		return ""
	}
	name := s.Name()
	return name + "!"
}

// lost leaks, and not its caller: on its error there is nothing to close.
func lost(conn *quic.Conn) (*session.Session, error) {
	s, err := session.New(conn) // want "stream from New is not closed"
	if err != nil {
		return nil, err
	}
	if err := s.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

func useLost(conn *quic.Conn) {
	s, err := lost(conn)
	if err != nil {
		return
	}
	_ = s.Close()
}

func contextOnly(conn *quic.Conn) (context.Context, error) {
	s, err := session.New(conn) // want "stream from New is not closed"
	if err != nil {
		return nil, err
	}
	return s.Context(), nil
}

func nameOnly(conn *quic.Conn) (string, error) {
	s, err := session.New(conn) // want "stream from New is not closed"
	if err != nil {
		return "", err
	}
	return s.Name(), nil
}

func bytesOnly(conn *quic.Conn) ([]byte, error) {
	s, err := session.New(conn) // want "stream from New is not closed"
	if err != nil {
		return nil, err
	}
	return s.Bytes(), nil
}

func lenOnly(conn *quic.Conn) (int, error) {
	s, err := session.New(conn) // want "stream from New is not closed"
	if err != nil {
		return 0, err
	}
	return s.Len(), nil
}

// useLen is clean: a number holds no stream.
func useLen(conn *quic.Conn) int {
	n, err := lenOnly(conn)
	if err != nil {
		return 0
	}
	return n
}

func onePast(conn *quic.Conn) (int, error) {
	s, err := session.New(conn) // want "stream from New is not closed"
	if err != nil {
		return 0, err
	}
	n := s.Len()
	return n + 1, nil
}

func lenInMap(conn *quic.Conn, lens map[string]int) error {
	s, err := session.New(conn) // want "stream from New is not closed"
	if err != nil {
		return err
	}
	lens["first"] = s.Len()
	return nil
}

func streamOnly(conn *quic.Conn) (*quic.Stream, error) {
	s, err := session.New(conn)
	if err != nil {
		return nil, err
	}
	return s.Stream(), nil
}

func lenAndClosed(conn *quic.Conn) (int, error) {
	s, err := session.New(conn)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	return s.Len(), nil
}
