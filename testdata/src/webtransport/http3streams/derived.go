package http3streams

import (
	"context"
	"net/http"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

// A client connection ends with the QUIC connection that it was made of.

// request is trusted: its caller ends the QUIC connection that it gets.
func request(ctx context.Context, conn *quic.Conn, req *http.Request) (*http3.RequestStream, error) {
	s, err := new(http3.Transport).NewRawClientConn(conn).OpenRequestStream(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.SendRequestHeader(req); err != nil {
		return nil, err
	}
	return s, nil
}

func requestOrEnd(ctx context.Context, conn *quic.Conn, req *http.Request) error {
	s, err := request(ctx, conn, req)
	if err != nil {
		conn.CloseWithError(0, "")
		return err
	}
	return s.Close()
}

// requestKept leaks: its caller leaves the connection as it is.
func requestKept(ctx context.Context, conn *quic.Conn, req *http.Request) (*http3.RequestStream, error) {
	s, err := new(http3.Transport).NewRawClientConn(conn).OpenRequestStream(ctx) // want "stream from OpenRequestStream is not closed.*its caller requestAndKeep does not close the connection"
	if err != nil {
		return nil, err
	}
	if err := s.SendRequestHeader(req); err != nil {
		return nil, err
	}
	return s, nil
}

func requestAndKeep(ctx context.Context, conn *quic.Conn, req *http.Request) error {
	s, err := requestKept(ctx, conn, req)
	if err != nil {
		return err
	}
	return s.Close()
}
