// Package main shows a main function that starts goroutines in a loop, each of which
// puts streams into a channel until it is told to stop.
package main

import (
	"context"
	"log"
	"os"
	"os/signal"

	"github.com/quic-go/quic-go"
)

func main() {
	conn, err := quic.DialAddr(context.Background(), os.Args[1], nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	stop := make(chan struct{})
	streams := make(chan *quic.Stream, 10)
	for range 10 {
		go func() {
			for {
				s, err := conn.OpenStreamSync(context.Background()) // want `still open when goroutine func literal in main ends \(line 31\), after case <-stop \(line 30\)$`
				if err != nil {
					continue
				}
				select {
				case streams <- s:
				case <-stop:
					return
				}
			}
		}()
		go func() {
			for {
				s, err := conn.OpenStreamSync(context.Background())
				if err != nil {
					continue
				}
				select {
				case streams <- s:
				case <-stop:
					s.Close()
					return
				}
			}
		}()
		go func() {
			for s := range streams {
				s.Close()
			}
		}()
	}
	signalled := make(chan os.Signal, 1)
	signal.Notify(signalled, os.Interrupt)
	<-signalled
	close(stop)
}
