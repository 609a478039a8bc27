package reads

import (
	"context"
	"testing"

	"github.com/quic-go/quic-go"
)

// check ends the test for an error.
func check(t *testing.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

// TestRejected shows a helper that ends the test unless reading fails.
func TestRejected(t *testing.T) {
	var conn *quic.Conn
	for range 3 {
		s, err := conn.OpenStreamSync(context.Background())
		check(t, err)
		s.Close()
		expectReset(t, s)
	}
}

func expectReset(t *testing.T, s *quic.Stream) {
	_, err := s.Read(make([]byte, 1))
	if err == nil {
		t.Fatal("there is something to read")
	}
}

// TestLeft leaves streams unread while it opens others.
func TestLeft(t *testing.T) {
	var conn *quic.Conn
	for range 3 {
		s, err := conn.OpenStreamSync(context.Background()) // want "never read when the next one is acquired"
		check(t, err)
		s.Close()
	}
}
