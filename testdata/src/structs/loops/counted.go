package loops

import "github.com/quic-go/quic-go"

type server struct {
	stream *quic.Stream
	done   bool
}

func (s *server) teardown() {
	if s.stream != nil {
		s.stream.Close()
		s.done = true
	}
}

// CountedFromZero is clean: the loop runs at least once, and what it appends is
// closed.
func CountedFromZero(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	var servers []*server
	defer func() {
		for _, s := range servers {
			s.teardown()
		}
	}()
	for i := 0; i < 3; i++ {
		servers = append(servers, &server{stream: s})
	}
}

// CountedUpToNothing leaks: the loop does not run.
func CountedUpToNothing(conn *quic.Conn) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	var servers []*server
	defer func() {
		for _, s := range servers {
			s.teardown()
		}
	}()
	for i := 3; i < 3; i++ {
		servers = append(servers, &server{stream: s})
	}
}
