// Package use leaves streams to its callers, who can know that only from here.
package use

import "example.com/wire"

func Use(stream *wire.Stream) {
	stream.Write([]byte("used"))
}
