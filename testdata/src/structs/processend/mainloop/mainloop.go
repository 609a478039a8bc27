// Package main shows a main function that loses a stream a turn: that the
// process ends one day does not help it.
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"log"
	"os"

	"github.com/quic-go/quic-go"
)

func main() {
	ctx := context.Background()
	conn, err := quic.DialAddr(ctx, os.Args[1], &tls.Config{NextProtos: []string{"say"}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
		if err != nil {
			log.Fatal(err)
		}
		s.Write(lines.Bytes())
	}
}
