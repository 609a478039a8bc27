// Package main shows a main function that gives a stream a turn to a goroutine
// which leaves it open.
package main

import (
	"context"
	"io"
	"log"
	"os"

	"github.com/quic-go/quic-go"
)

func main() {
	conn, err := quic.DialAddr(context.Background(), os.Args[1], nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	for {
		s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		go func() {
			io.Copy(os.Stdout, s)
		}()
	}
}
