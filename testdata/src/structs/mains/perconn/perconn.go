// Package main shows a main function that calls the loop which starts the
// goroutines.
package main

import (
	"context"
	"io"
	"log"
	"os"

	"github.com/quic-go/quic-go"
)

func main() {
	ln, err := quic.ListenAddr(os.Args[1], nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	serve(ln)
}

func serve(ln *quic.Listener) {
	for {
		conn, err := ln.Accept(context.Background())
		if err != nil {
			continue
		}
		go func() {
			s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
			if err != nil {
				return
			}
			io.Copy(os.Stdout, s)
		}()
		go func() {
			s, err := conn.AcceptStream(context.Background())
			if err != nil {
				return
			}
			defer s.Close()
			io.Copy(os.Stdout, s)
		}()
		go handle(conn)
	}
}

func handle(conn *quic.Conn) {
	s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	io.Copy(os.Stdout, s)
}
