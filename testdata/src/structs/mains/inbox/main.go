// Inbox has its streams handled by goroutines that get them from a channel, of which
// the end of the process is not the end.
package main

import (
	"context"
	"io"
	"log"
	"os"
	"os/exec"

	"github.com/quic-go/quic-go"
)

func main() {
	conn, err := quic.DialAddr(context.Background(), "localhost:4433", nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	inbox := make(chan *quic.Stream, 1)
	s, err := conn.OpenStreamSync(context.Background()) // in the channel
	if err != nil {
		log.Fatal(err)
	}
	inbox <- s
	for s := range inbox {
		go pipe(s)
	}
}

func pipe(s *quic.Stream) {
	shell := exec.Command("/bin/sh")
	stdin, err := shell.StdinPipe()
	if err != nil {
		return
	}
	io.Copy(stdin, s)
	io.Copy(s, os.Stdin)
	s.Close()
}
