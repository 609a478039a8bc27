// Package ends has functions that end the process, which is known of the standard
// library alone.
package ends

import (
	"log"
	"os"

	"example.com/wire"
)

func Literal(conn *wire.Conn) error {
	fatal := func() { os.Exit(1) }
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := stream.Write(nil); err != nil {
		fatal()
		return err
	}
	return stream.Close()
}

func Deferred(conn *wire.Conn) error {
	defer func() { log.Fatal("the end") }()
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write(nil)
	return nil
}
