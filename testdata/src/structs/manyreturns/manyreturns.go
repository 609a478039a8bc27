// Package manyreturns shows functions with more returns than are kept apart:
// what they have in common must not get lost.
package manyreturns

import (
	"fmt"

	"github.com/quic-go/quic-go"
)

var step func(int) error

// work hands the stream on after twelve steps, each of which can fail.
func work(s *quic.Stream, out chan<- *quic.Stream) error {
	if err := step(1); err != nil {
		return fmt.Errorf("step 1: %w", err)
	}
	if err := step(2); err != nil {
		return fmt.Errorf("step 2: %w", err)
	}
	if err := step(3); err != nil {
		return fmt.Errorf("step 3: %w", err)
	}
	if err := step(4); err != nil {
		return fmt.Errorf("step 4: %w", err)
	}
	if err := step(5); err != nil {
		return fmt.Errorf("step 5: %w", err)
	}
	if err := step(6); err != nil {
		return fmt.Errorf("step 6: %w", err)
	}
	if err := step(7); err != nil {
		return fmt.Errorf("step 7: %w", err)
	}
	if err := step(8); err != nil {
		return fmt.Errorf("step 8: %w", err)
	}
	if err := step(9); err != nil {
		return fmt.Errorf("step 9: %w", err)
	}
	if err := step(10); err != nil {
		return fmt.Errorf("step 10: %w", err)
	}
	if err := step(11); err != nil {
		return fmt.Errorf("step 11: %w", err)
	}
	if err := step(12); err != nil {
		return fmt.Errorf("step 12: %w", err)
	}
	out <- s
	return nil
}

func closesOnError(conn *quic.Conn, out chan<- *quic.Stream) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	if err := work(s, out); err != nil {
		s.Close()
	}
}

func forgetsOnError(conn *quic.Conn, out chan<- *quic.Stream) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	if err := work(s, out); err != nil {
		fmt.Println(err)
	}
}

// named does the same with a result that a deferred closure looks at.
func named(conn *quic.Conn, out chan<- *quic.Stream) (err error) {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(1)
		}
	}()
	if err := step(1); err != nil {
		return fmt.Errorf("step 1: %w", err)
	}
	if err := step(2); err != nil {
		return fmt.Errorf("step 2: %w", err)
	}
	if err := step(3); err != nil {
		return fmt.Errorf("step 3: %w", err)
	}
	if err := step(4); err != nil {
		return fmt.Errorf("step 4: %w", err)
	}
	if err := step(5); err != nil {
		return fmt.Errorf("step 5: %w", err)
	}
	if err := step(6); err != nil {
		return fmt.Errorf("step 6: %w", err)
	}
	if err := step(7); err != nil {
		return fmt.Errorf("step 7: %w", err)
	}
	if err := step(8); err != nil {
		return fmt.Errorf("step 8: %w", err)
	}
	if err := step(9); err != nil {
		return fmt.Errorf("step 9: %w", err)
	}
	if err := step(10); err != nil {
		return fmt.Errorf("step 10: %w", err)
	}
	if err := step(11); err != nil {
		return fmt.Errorf("step 11: %w", err)
	}
	if err := step(12); err != nil {
		return fmt.Errorf("step 12: %w", err)
	}
	out <- s
	return nil
}
