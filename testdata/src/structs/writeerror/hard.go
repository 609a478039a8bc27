package writeerror

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"

	"github.com/quic-go/quic-go"
)

// An end to which no failed write leads says more than one to which it does,
// however long the path is.

// NeverCloses leaks everywhere: told is the end after the read.
func NeverCloses(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want `still open when NeverCloses returns \(line \d+\)$`
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		return err
	}
	if _, err := io.ReadFull(s, msg); err != nil {
		return err
	}
	return nil
}

// Refuses leaks where the answer is empty, behind a second write.
func Refuses(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want `still open when Refuses returns \(line \d+\), after len\(msg\) == 0 \(line \d+\)$`
	if err != nil {
		return err
	}
	if _, err := s.Write([]byte{1}); err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		return err
	}
	if len(msg) == 0 {
		return errors.New("empty")
	}
	return s.Close()
}

// OnlyWrites leaks at its one end, whatever the write told.
func OnlyWrites(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream() // want `still open when OnlyWrites returns \(line \d+\)$`
	if err != nil {
		return
	}
	if _, err := s.Write(msg); err != nil {
		log.Print(err)
	}
}

// Ignores leaks: the helper may have failed, but need not.
func Ignores(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream() // want `still open when Ignores returns \(line \d+\), through writeFrame \(line \d+\)$`
	if err != nil {
		return
	}
	writeFrame(s, msg)
}

// OnePerMessage leaks a stream for each message, and not only where a write fails.
func OnePerMessage(conn *quic.Conn, msgs [][]byte) error {
	for _, msg := range msgs {
		s, err := conn.OpenStream() // want `still open when OnePerMessage returns \(line \d+\)`
		if err != nil {
			return err
		}
		if _, err := s.Write(msg); err != nil {
			return err
		}
	}
	return nil
}

// EchoUntilEOF leaks at the end of the data, in a goroutine.
func EchoUntilEOF(ctx context.Context, conn *quic.Conn) {
	s, err := conn.AcceptStream(ctx) // want `still open when goroutine echo ends \(line \d+\)$`
	if err != nil {
		return
	}
	go echo(s)
}

func echo(s *quic.Stream) {
	r := bufio.NewReader(s)
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			if errors.Is(err, io.EOF) {
				return
			}
			return
		}
		if _, err := s.Write(line); err != nil {
			return
		}
	}
}
