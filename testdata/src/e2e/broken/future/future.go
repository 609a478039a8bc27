//go:build go1.99

// Package future is written for a Go that nobody has.
package future

import "github.com/quic-go/quic-go"

func Open(conn *quic.Conn) (*quic.Stream, error) { return conn.OpenStream() }
