// Package bad does not type-check.
package bad

import "github.com/quic-go/quic-go"

func Open(conn *quic.Conn) *quic.Stream { return undefinedName }
