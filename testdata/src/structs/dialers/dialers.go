// Package dialers keeps streams in funcs for the types of other packages, which call
// them when they like and close what they return.
package dialers

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httputil"

	"github.com/quic-go/quic-go"
)

type streamConn struct {
	*quic.Stream
	conn *quic.Conn
}

func (c *streamConn) LocalAddr() net.Addr  { return c.conn.LocalAddr() }
func (c *streamConn) RemoteAddr() net.Addr { return c.conn.RemoteAddr() }

// Get is clean: the transport closes what it has dialed.
func Get(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			return &streamConn{s, conn}, nil
		},
	}}
	res, err := client.Get("http://peer/")
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// A dialer has one stream.
type dialer struct{ conn *streamConn }

func (d *dialer) dial(context.Context, string, string) (net.Conn, error) {
	if d.conn == nil {
		return nil, errors.New("again")
	}
	return d.conn, nil
}

// RoundTrip is clean, with a method.
func RoundTrip(conn *quic.Conn, req *http.Request) (*http.Response, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	d := &dialer{&streamConn{s, conn}}
	tr := http.Transport{}
	tr.DialContext = d.dial
	return tr.RoundTrip(req)
}

// Proxy is clean: what is served with the transport is itself an argument.
func Proxy(conn *quic.Conn, l net.Listener) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return http.Serve(l, &httputil.ReverseProxy{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			return &streamConn{s, conn}, nil
		},
	}})
}

// Resolve is clean: the func closes the stream if it does not return it.
func Resolve(ctx context.Context, conn *quic.Conn) ([]string, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	r := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		if network != "tcp" {
			_ = s.Close()
			return nil, net.UnknownNetworkError(network)
		}
		return &streamConn{s, conn}, nil
	}}
	return r.LookupHost(ctx, "peer")
}

// GetLate leaks: there is no client on one path.
func GetLate(conn *quic.Conn, url string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			return &streamConn{s, conn}, nil
		},
	}}
	if url == "" {
		return errors.New("no URL")
	}
	res, err := client.Get(url)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// Count leaks: the func does no more than to write.
func Count(conn *quic.Conn, l net.Listener) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	srv := &http.Server{ConnState: func(_ net.Conn, state http.ConnState) {
		_, _ = io.WriteString(s, state.String())
	}}
	return srv.Serve(l)
}

// Other leaks: the transport dials something else.
func Other(conn *quic.Conn, dial func(context.Context, string, string) (net.Conn, error)) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	tr := &http.Transport{DialContext: dial}
	defer tr.CloseIdleConnections()
	client := &http.Client{Transport: tr}
	res, err := client.Post("http://peer/", "text/plain", io.LimitReader(s, 9))
	if err != nil {
		return err
	}
	return res.Body.Close()
}
