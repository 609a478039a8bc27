// Command handlers registers funcs that run for as long as it does.
package main

import (
	"context"
	"io"
	"log"
	"net/http"

	"github.com/quic-go/quic-go"
)

var session *quic.Conn

func main() {
	conn := session
	http.HandleFunc("/forgets", func(w http.ResponseWriter, r *http.Request) {
		s, err := conn.OpenStreamSync(r.Context()) // want "stream from OpenStreamSync is not closed"
		if err != nil {
			return
		}
		io.Copy(s, r.Body)
	})
	http.HandleFunc("/closes", func(w http.ResponseWriter, r *http.Request) {
		s, err := conn.OpenStreamSync(r.Context())
		if err != nil {
			return
		}
		defer s.Close()
		io.Copy(s, r.Body)
	})
	http.HandleFunc("/keeps", func(w http.ResponseWriter, r *http.Request) {
		s, err := conn.OpenStreamSync(r.Context())
		if err != nil {
			return
		}
		kept <- s
	})
	if err := http.ListenAndServe(":8080", nil); err != nil {
		log.Fatal(err)
	}
}

// kept is exported to those who look after it.
var kept = make(chan *quic.Stream)

// Keep returns what is to be looked after.
func Keep() *quic.Stream { return <-kept }

type runner interface {
	Run(func())
	Try(func() error) error
}

// serveForever leaks, though it never returns.
func serveForever(r runner, conn *quic.Conn) {
	r.Run(func() {
		s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		io.Copy(io.Discard, s)
	})
	select {}
}

// serveOrDie leaks: it ends with the process at the earliest.
func serveOrDie(r runner, conn *quic.Conn) {
	r.Run(func() {
		s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		io.Copy(io.Discard, s)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}

// serveOnce is clean: one handler closes the connection of the other.
func serveOnce(conn *quic.Conn) {
	http.HandleFunc("/opens", func(w http.ResponseWriter, r *http.Request) {
		s, err := conn.OpenStreamSync(r.Context())
		if err != nil {
			return
		}
		io.Copy(s, r.Body)
	})
	http.HandleFunc("/ends", func(w http.ResponseWriter, r *http.Request) {
		s, err := conn.OpenStreamSync(r.Context())
		if err != nil {
			log.Fatal(err)
		}
		io.Copy(s, r.Body)
		conn.CloseWithError(0, "")
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}

// greetOnce is clean: the connection is closed behind the call, or the process ends.
func greetOnce(r runner, conn *quic.Conn) {
	err := r.Try(func() error {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		_, err = s.Write([]byte("hello"))
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	conn.CloseWithError(0, "")
}

// greetAndExit is clean: the stream is closed behind the call, or the process ends.
func greetAndExit(r runner, conn *quic.Conn) {
	var s *quic.Stream
	err := r.Try(func() (err error) {
		s, err = conn.OpenStream()
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	s.Close()
}
