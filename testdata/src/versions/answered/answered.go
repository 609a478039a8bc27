// Package answered takes over the stream of a request, whose method has two
// results since quic-go v0.65.
package answered

import (
	"io"
	"net/http"

	"github.com/quic-go/quic-go/http3"
)

// Echo closes the stream.
func Echo(w http.ResponseWriter, r *http.Request) {
	s, err := w.(http3.HTTPStreamer).HTTPStream()
	if err != nil {
		return
	}
	defer s.Close()
	io.Copy(s, s)
}

// Dropped does not.
func Dropped(w http.ResponseWriter, r *http.Request) {
	s, err := w.(http3.HTTPStreamer).HTTPStream() // want "stream from HTTPStream is not closed on every path: still open when Dropped returns"
	if err != nil {
		return
	}
	if _, err := io.Copy(s, s); err != nil {
		return
	}
	s.Close()
}
