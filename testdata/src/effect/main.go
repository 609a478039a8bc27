// Effect measures what a missing Close costs: a client opens up to 150 streams,
// one after the other, to a server that reads each to its end and then closes
// it or does not. Both use quic-go's default configuration.
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

func main() {
	for _, closes := range []bool{true, false} {
		opened, err := measure(closes)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("the server closes: %-5t  streams opened: %d of %d\n", closes, opened, streams)
	}
}

// measure returns how many streams the client could open.
func measure(closes bool) (int, error) {
	config, err := selfSigned()
	if err != nil {
		return 0, err
	}
	listener, err := quic.ListenAddr("127.0.0.1:0", config, nil)
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	go serve(listener, closes)

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

// serve reads all streams of the first connection to their ends.
func serve(listener *quic.Listener, closes bool) {
	conn, err := listener.Accept(context.Background())
	if err != nil {
		return
	}
	for {
		stream, err := conn.AcceptStream(context.Background())
		if err != nil {
			return
		}
		go func() {
			io.Copy(io.Discard, stream)
			if closes {
				stream.Close()
			}
		}()
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
