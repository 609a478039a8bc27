// Package messages opens streams: for each message, which the inventory says, or
// once for all.
package messages

import (
	"context"

	"github.com/quic-go/quic-go"
)

// EachOne opens a stream in a loop.
func EachOne(conn *quic.Conn, messages [][]byte) error {
	for _, m := range messages {
		s, err := conn.OpenStream() // per message
		if err != nil {
			return err
		}
		s.Write(m)
		s.Close()
	}
	return nil
}

// EachSent does so in a function.
func EachSent(conn *quic.Conn, messages <-chan []byte) {
	for m := range messages {
		go send(conn, m)
	}
}

func send(conn *quic.Conn, message []byte) error {
	s, err := open(conn) // per message
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(message)
	return err
}

func open(conn *quic.Conn) (*quic.SendStream, error) {
	return conn.OpenUniStream() // per message
}

// AllInOne opens one stream.
func AllInOne(conn *quic.Conn, messages [][]byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	for _, m := range messages {
		if _, err := s.Write(m); err != nil {
			return err
		}
	}
	return nil
}

// Accepts has no say in how many streams there are.
func Accepts(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		s.CancelRead(0)
		s.Close()
	}
}

// Greets opens a stream on each connection.
func Greets(ctx context.Context, ln *quic.Listener) error {
	for {
		conn, err := ln.Accept(ctx)
		if err != nil {
			return err
		}
		go greet(conn)
	}
}

func greet(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	s.Close()
}
