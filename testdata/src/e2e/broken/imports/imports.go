// Package imports has no error of its own but imports a package that has one.
package imports

import (
	"example.com/broken/bad"
	"github.com/quic-go/quic-go"
)

func Send(conn *quic.Conn) error { return bad.Open(conn).Close() }
