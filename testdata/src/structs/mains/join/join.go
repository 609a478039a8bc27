// Package main shows functions that return with their streams open. What their
// only caller does with the error, even if it ends the process, is not theirs.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"

	"github.com/quic-go/quic-go"
)

func main() {
	conn, err := quic.DialAddr(context.Background(), os.Args[1], nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := join(conn, os.Args[2]); err != nil {
		log.Fatalf("join: %v", err)
	}
	if err := rename(conn, os.Args[2]); err != nil {
		panic(err)
	}
	leave(conn, os.Args[2])
}

func join(conn *quic.Conn, name string) error {
	s, err := conn.OpenStreamSync(context.Background()) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	b, err := json.Marshal(name)
	if err != nil {
		return err
	}
	_, _ = s.Write(b)
	return s.Close()
}

func rename(conn *quic.Conn, name string) error {
	s, err := conn.OpenStreamSync(context.Background()) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	b, err := json.Marshal(name)
	if err != nil {
		return err
	}
	_, _ = s.Write(b)
	return s.Close()
}

// leave is clean: it ends the process itself.
func leave(conn *quic.Conn, name string) {
	s, err := conn.OpenStreamSync(context.Background())
	if err != nil {
		return
	}
	b, err := json.Marshal(name)
	if err != nil {
		log.Fatal(err)
	}
	_, _ = s.Write(b)
	s.Close()
}
