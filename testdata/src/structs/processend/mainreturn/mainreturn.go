// Package main shows a main function that returns with its stream open: the
// process ends with it. It is clean, and what main calls is not.
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
	if err := warmUp(ctx, conn); err != nil {
		log.Print(err)
	}
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		log.Fatal(err)
	}
	io.Copy(os.Stdout, s)
}

func warmUp(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s, "hello")
	return err
}
