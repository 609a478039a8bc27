// Command waits has goroutines at work for as long as it runs, which is without end
// in one case.
package main

import "github.com/quic-go/quic-go"

var session *quic.Conn

func main() {
	go func() {
		s, err := session.OpenStream() // want "still open when goroutine func literal in main ends"
		if err != nil {
			return
		}
		s.Write([]byte("hello"))
	}()
	go func() {
		s, err := session.OpenStream()
		if err != nil {
			return
		}
		defer s.Close()
		s.Write([]byte("hello"))
	}()
	select {}
}
