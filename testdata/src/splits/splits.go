// Package splits has callbacks and methods behind interfaces that close the
// stream they get on some paths and drop it on others.
package splits

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/quic-go/quic-go"
)

var errBusy = errors.New("busy")

// A registrar calls what is given to it, where nobody can see it.
type registrar interface {
	OnStream(func(*quic.Stream))
	OnRequest(func(*quic.Stream) error)
	OnOffer(func(*quic.Stream) bool)
}

func register(r registrar) {
	r.OnStream(drops)
	r.OnStream(closes)
	r.OnStream(borrows)
	r.OnStream(keeps)
	r.OnStream(ends)
	r.OnRequest(tells)
	r.OnRequest(tellsNothing)
	r.OnRequest(open)
	r.OnOffer(takes)
	r.OnOffer(refuses)
	r.OnStream(func(s *quic.Stream) { // want "stream in parameter s is closed or handed on by func literal in register on some paths only, and nothing tells its callers on which: still open when func literal in register returns"
		if _, err := s.Write([]byte("hello")); err != nil {
			return
		}
		s.Close()
	})
	r.OnStream(declared)
}

func drops(s *quic.Stream) { // want "stream in parameter s is closed or handed on by drops on some paths only, and nothing tells its callers on which: still open when drops returns .line 46., after err != nil .line 45."
	buf := make([]byte, 8)
	if _, err := io.ReadFull(s, buf); err != nil {
		return
	}
	s.Write(buf)
	s.Close()
}

func closes(s *quic.Stream) {
	defer s.Close()
	s.Write([]byte("hello"))
}

func borrows(s *quic.Stream) {
	s.Write([]byte("hello"))
}

// keeps hands the stream on, or drops it.
func keeps(s *quic.Stream) { // want "stream in parameter s is closed or handed on by keeps"
	select {
	case queue <- s:
	default:
	}
}

var queue = make(chan *quic.Stream, 8)

func drain() {
	for s := range queue {
		s.Close()
	}
}

func ends(s *quic.Stream) {
	if _, err := s.Write([]byte("hello")); err != nil {
		s.CancelWrite(1)
		return
	}
	s.Close()
}

// tells returns an error just when the stream is open.
func tells(s *quic.Stream) error {
	if _, err := s.Write([]byte("hello")); err != nil {
		return err
	}
	s.Close()
	return nil
}

func tellsNothing(s *quic.Stream) error { // want "stream in parameter s is closed or handed on by tellsNothing"
	buf := make([]byte, 1)
	if _, err := io.ReadFull(s, buf); err != nil {
		return err
	}
	if buf[0] == 0 {
		s.CancelWrite(1)
		return errBusy
	}
	s.Close()
	return nil
}

// open leaves the stream to its caller unless it fails.
func open(s *quic.Stream) error {
	if _, err := s.Write([]byte("hello")); err != nil {
		s.CancelWrite(1)
		return err
	}
	return nil
}

func takes(s *quic.Stream) bool {
	if _, err := s.Write([]byte("hello")); err != nil {
		return false
	}
	s.Close()
	return true
}

func refuses(s *quic.Stream) bool { // want "stream in parameter s is closed or handed on by refuses"
	if _, err := s.Write([]byte("hello")); err != nil {
		return true
	}
	s.Close()
	return true
}

// declared has a caller that closes what is still open.
//
//streamclose:borrows s
func declared(s *quic.Stream) {
	if _, err := s.Write([]byte("hello")); err != nil {
		return
	}
	s.Close()
}

// A Handler is called by other packages.
type Handler interface {
	HandleStream(ctx context.Context, s *quic.Stream)
}

type hooks struct{ next http.Handler }

func (h *hooks) HandleStream(ctx context.Context, s *quic.Stream) { // want "stream in parameter s is closed or handed on by HandleStream"
	if h.next == nil {
		return
	}
	s.Close()
}

// Hooks are for a server elsewhere.
func Hooks(serve func(Handler)) { serve(&hooks{}) }

// inView is called by serve, whose stream is judged.
func inView(s *quic.Stream) {
	if _, err := s.Write([]byte("hello")); err != nil {
		return
	}
	s.Close()
}

func serve(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "still open when serve returns"
	if err != nil {
		return err
	}
	inView(s)
	return nil
}

func serveCallback(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "still open when serveCallback returns"
	if err != nil {
		return err
	}
	call(s, func(s *quic.Stream) {
		if _, err := s.Write([]byte("hello")); err != nil {
			return
		}
		s.Close()
	})
	return nil
}

func call(s *quic.Stream, f func(*quic.Stream)) { f(s) }
