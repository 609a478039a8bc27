// Package handler takes over the stream of a request, whose method has one result
// up to quic-go v0.64.
package handler

import (
	"io"
	"net/http"

	"github.com/quic-go/quic-go/http3"
)

// Echo closes the stream.
func Echo(w http.ResponseWriter, r *http.Request) {
	s := w.(http3.HTTPStreamer).HTTPStream()
	defer s.Close()
	io.Copy(s, s)
}

// Dropped does not.
func Dropped(w http.ResponseWriter, r *http.Request) {
	s := w.(http3.HTTPStreamer).HTTPStream() // want "stream from HTTPStream is not closed on every path: still open when Dropped returns"
	if _, err := io.Copy(s, s); err != nil {
		return
	}
	s.Close()
}
