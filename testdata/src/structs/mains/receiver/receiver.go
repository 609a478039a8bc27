// Package main shows a server whose main function starts the goroutines: that
// main never returns does not help them.
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
			f, err := os.CreateTemp("", "")
			if err != nil {
				return
			}
			defer f.Close()
			if _, err = io.Copy(f, s); err != nil {
				return
			}
		}()
	}
}
