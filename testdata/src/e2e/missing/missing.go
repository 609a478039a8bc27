// Package missing imports a module that its go.mod does not require.
package missing

import "github.com/quic-go/quic-go"

func Open(conn *quic.Conn) (*quic.Stream, error) { return conn.OpenStream() }
