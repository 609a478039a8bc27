// Effect measures what it costs to leave a half of a stream open: a client opens
// up to 150 streams, one after the other, to a server that does with each what is
// printed. Both use quic-go's default configuration.
//
//	go run .
package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"math/big"
	"time"

	"github.com/quic-go/quic-go"
)

const (
	streams  = 150
	patience = 5 * time.Second // for a stream to open
)

// servers are what a server does with a stream.
var servers = []struct {
	name   string
	handle func(*quic.Stream)
}{
	{"reads to the end and closes", func(s *quic.Stream) { io.Copy(io.Discard, s); s.Close() }},
	{"reads to the end", func(s *quic.Stream) { io.Copy(io.Discard, s) }},
	{"closes", func(s *quic.Stream) { s.Close() }},
	{"closes and cancels reading", func(s *quic.Stream) { s.Close(); s.CancelRead(0) }},
}

func main() {
	for _, server := range servers {
		opened, err := measure(server.handle)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("the server %-28s streams opened: %d of %d\n", server.name+":", opened, streams)
	}
}

// measure returns how many streams the client could open.
func measure(handle func(*quic.Stream)) (int, error) {
	config, err := selfSigned()
	if err != nil {
		return 0, err
	}
	listener, err := quic.ListenAddr("127.0.0.1:0", config, nil)
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	go serve(listener, handle)

	conn, err := quic.DialAddr(context.Background(), listener.Addr().String(),
		&tls.Config{InsecureSkipVerify: true, NextProtos: config.NextProtos}, nil)
	if err != nil {
		return 0, err
	}
	defer conn.CloseWithError(0, "")
	for opened := range streams {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		stream, err := conn.OpenStreamSync(ctx)
		cancel()
		if err != nil {
			return opened, nil
		}
		if _, err := stream.Write([]byte("hello")); err != nil {
			return 0, err
		}
		if err := stream.Close(); err != nil {
			return 0, err
		}
		go io.Copy(io.Discard, stream)
	}
	return streams, nil
}

// serve handles all streams of the first connection.
func serve(listener *quic.Listener, handle func(*quic.Stream)) {
	conn, err := listener.Accept(context.Background())
	if err != nil {
		return
	}
	for {
		stream, err := conn.AcceptStream(context.Background())
		if err != nil {
			return
		}
		go handle(stream)
	}
}

func selfSigned() (*tls.Config, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: private}},
		NextProtos:   []string{"effect"},
	}, nil
}
