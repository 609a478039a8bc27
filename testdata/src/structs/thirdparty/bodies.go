package thirdparty

import (
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/quic-go/quic-go"
)

// net/http closes the body of a request that it sends, if it can, be it declared as a
// mere reader.

// Posted is clean.
func Posted(conn *quic.Conn, url string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = http.Post(url, "text/plain", s)
	return err
}

// PostedBy is clean.
func PostedBy(client *http.Client, conn *quic.Conn, url string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = client.Post(url, "text/plain", s)
	return err
}

// Sent is clean.
func Sent(client *http.Client, conn *quic.Conn, url string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	req, err := http.NewRequest("PUT", url, s)
	if err != nil {
		s.Close()
		return err
	}
	_, err = client.Do(req)
	return err
}

// Served is clean as far as can be seen: the handler has the body.
func Served(handler http.Handler, conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("PUT", "/", s))
}

// PostedUncloseable leaks: Close of the body does nothing.
func PostedUncloseable(conn *quic.Conn, url string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = http.Post(url, "text/plain", io.NopCloser(s))
	return err
}

// PostedInPart leaks: what is posted has no Close.
func PostedInPart(conn *quic.Conn, url string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = http.Post(url, "text/plain", io.LimitReader(s, 100))
	return err
}
