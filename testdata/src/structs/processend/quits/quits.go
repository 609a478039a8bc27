// Package main shows a main function whose ways out without a Close end the
// process by a call. It is clean.
package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
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
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := fmt.Fprintln(s, os.Args[2]); err != nil {
		log.Fatal(err)
	}
	answer, err := io.ReadAll(s)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s", answer)
	os.Exit(0)
}
