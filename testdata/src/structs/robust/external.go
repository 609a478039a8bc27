package robust

import (
	"io"
	_ "unsafe" // for go:linkname: the functions below have no body here

	"github.com/quic-go/quic-go"
)

//go:linkname external example.com/structs/robust.elsewhere
func external(s *quic.Stream)

//go:linkname externalWriter example.com/structs/robust.elsewhereWriter
func externalWriter(w io.Writer) error

func givenToNoBody(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	external(s)
}

func lentToNoBody(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return externalWriter(s)
}
