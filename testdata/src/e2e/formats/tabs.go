// Package formats has a finding of each category, on lines and in files that
// are hard to show. The tests write the file carriage.go anew, with the line
// ends of Windows and a byte order mark.
package formats

import "github.com/quic-go/quic-go"

func Greet(conn *quic.Conn) error {
	for range 3 {
		var (
			stream *quic.Stream
			err    error
		)
		if stream, err = conn.OpenStream(); err != nil {
			return err
		}
		if ok, err := greet(stream); err != nil || !ok {
			return err
		}
	}
	return nil
}
