// Package main shows a server that closes what it accepts. It is clean.
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
			for {
				s, err := conn.AcceptStream(context.Background())
				if err != nil {
					return
				}
				go func() {
					defer s.Close()
					io.Copy(s, s)
				}()
			}
		}()
	}
}
