// Package answers shows what functions tell that have nothing to do with a stream:
// by what they return for what they get, or by not returning, they decide which path
// their caller is on.
package answers

import (
	"errors"
	"os"
	"sync"

	"github.com/quic-go/quic-go"
)

var errRefused = errors.New("refused")

// same returns what it gets.
func same(ready bool) bool { return ready }

// not returns the opposite of what it gets.
func not(ready bool) bool {
	if ready {
		return false
	}
	return true
}

// permit has a result of its own for each of two errors.
func permit(allowed bool) (name string, err error) {
	defer func() {
		name += "."
	}()
	if allowed {
		return "peer", nil
	}
	return "", errRefused
}

// refuse fails, whatever it gets.
func refuse(err error) error {
	if err != nil {
		return err
	}
	return errRefused
}

// hold stops unless it is given false.
func hold(stop bool) {
	if stop {
		os.Exit(1)
	}
}

// review fails on each of its many ways, and says which parts are to blame.
func review(first, second, third bool) (parts [3]bool, name string, err error) {
	if first && second {
		return parts, "both", errRefused
	}
	if _, err := os.Stat("."); err != nil {
		return parts, "none", err
	}
	parts = [3]bool{first, second, third}
	if third {
		name = "third"
	}
	return parts, name, errors.New("reviewed")
}

// reviewAtTimes fails only in some of its ways.
func reviewAtTimes(first, second, third bool) (parts [3]bool, name string, err error) {
	if first && second {
		return parts, "both", errRefused
	}
	if _, err := os.Stat("."); err != nil {
		return parts, "none", err
	}
	parts = [3]bool{first, second, third}
	if third {
		name = "third"
	}
	return parts, name, nil
}

// sayTheSame is clean: what same returns was tested before.
func sayTheSame(conn *quic.Conn, ready bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if ready {
		defer s.Close()
	}
	if !same(ready) {
		s.CancelWrite(1)
	}
	return nil
}

// sayTheSameOnce leaks where it is not ready.
func sayTheSameOnce(conn *quic.Conn, ready bool) error {
	s, err := conn.OpenStream() // want "still open when sayTheSameOnce returns"
	if err != nil {
		return err
	}
	if ready {
		defer s.Close()
	}
	if same(ready) {
		s.CancelWrite(1)
	}
	return nil
}

// sayTheOpposite is clean.
func sayTheOpposite(conn *quic.Conn, ready bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if ready {
		defer s.Close()
	}
	if not(ready) {
		s.CancelWrite(1)
	}
	return nil
}

// sayTheOppositeWrongly leaks where it is not ready.
func sayTheOppositeWrongly(conn *quic.Conn, ready bool) error {
	s, err := conn.OpenStream() // want "still open when sayTheOppositeWrongly returns"
	if err != nil {
		return err
	}
	if ready {
		defer s.Close()
	}
	if !not(ready) {
		s.CancelWrite(1)
	}
	return nil
}

// permitted is clean: permit fails just when it is not allowed.
func permitted(conn *quic.Conn, allowed bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if allowed {
		defer s.Close()
	}
	if _, err := permit(allowed); err != nil {
		s.CancelWrite(1)
		return err
	}
	return nil
}

// permittedAnyway leaks where it is allowed.
func permittedAnyway(conn *quic.Conn, allowed bool) error {
	s, err := conn.OpenStream() // want "still open when permittedAnyway returns"
	if err != nil {
		return err
	}
	if _, err := permit(allowed); err != nil {
		s.CancelWrite(1)
		return err
	}
	return nil
}

// refused is clean: refuse never returns nil.
func refused(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if err := refuse(nil); err != nil {
		s.CancelWrite(1)
		return err
	}
	return nil
}

// reviewed is clean: whichever way it takes, review fails.
func reviewed(conn *quic.Conn, first, second, third bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, _, err := review(first, second, third); err != nil {
		s.CancelWrite(1)
		return err
	}
	_, err = s.Write(nil)
	return err
}

// reviewedAtTimes leaks where the review does not fail.
func reviewedAtTimes(conn *quic.Conn, first, second, third bool) error {
	s, err := conn.OpenStream() // want "still open when reviewedAtTimes returns"
	if err != nil {
		return err
	}
	if _, _, err := reviewAtTimes(first, second, third); err != nil {
		s.CancelWrite(1)
		return err
	}
	_, err = s.Write(nil)
	return err
}

// seenByLiteral is clean: the literal returns the error that it finds.
func seenByLiteral(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	failed := func() error { return err }
	if failed() != nil {
		return failed()
	}
	return s.Close()
}

// heldFromLiteral is clean: it does not come to its end without a Close.
func heldFromLiteral(conn *quic.Conn, stop bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if !stop {
		defer s.Close()
	}
	defer func() {
		func() { hold(stop) }()
	}()
	return nil
}

// heldAtTimes leaks where it is not held.
func heldAtTimes(conn *quic.Conn, stop bool) error {
	s, err := conn.OpenStream() // want "still open when heldAtTimes returns"
	if err != nil {
		return err
	}
	defer func() {
		func() { hold(stop) }()
	}()
	_, err = s.Write(nil)
	return err
}

// heldByOthers is clean: what others run does not return either.
func heldByOthers(conn *quic.Conn, stop bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if !stop {
		defer s.Close()
	}
	var first, second sync.Once
	first.Do(func() {
		second.Do(func() { hold(stop) })
	})
	return nil
}

// heldByOthersAtTimes leaks where they do not stop.
func heldByOthersAtTimes(conn *quic.Conn, stop bool) error {
	s, err := conn.OpenStream() // want "still open when heldByOthersAtTimes returns"
	if err != nil {
		return err
	}
	if stop {
		defer s.Close()
	}
	var first, second sync.Once
	first.Do(func() {
		second.Do(func() { hold(stop) })
	})
	return nil
}

// waitsFor is clean: a loop that nothing ends keeps it from returning.
func waitsFor(conn *quic.Conn, stop bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if !stop {
		defer s.Close()
	}
	defer func() {
		for stop {
			continue
		}
	}()
	return nil
}

// pair wraps another stream.
type pair struct{ s *quic.Stream }

func (p *pair) peek() { p.s.CancelRead(1) }

// uncheckedBefore is clean: without the first stream it does not get to the second.
func uncheckedBefore(conn *quic.Conn) {
	first, err := conn.OpenStream()
	if err == nil {
		defer conn.CloseWithError(0, "")
	}
	first.CancelRead(1)
	second, err := conn.OpenStream()
	if err == nil {
		second.CancelRead(1)
	}
}

// uncheckedInWrapper is clean for the same reason.
func uncheckedInWrapper(conn *quic.Conn) {
	first, err := conn.OpenStream()
	if err == nil {
		defer conn.CloseWithError(0, "")
	}
	p := &pair{first}
	p.peek()
	second, err := conn.OpenStream()
	if err == nil {
		second.CancelRead(1)
	}
}

// checkedBefore leaks: it goes on without the first stream.
func checkedBefore(conn *quic.Conn) {
	first, err := conn.OpenStream()
	if err == nil {
		defer conn.CloseWithError(0, "")
		first.CancelRead(1)
	}
	second, err := conn.OpenStream() // want "still open when checkedBefore returns"
	if err == nil {
		second.CancelRead(1)
	}
}

// closesAnother leaks: the connection that a literal closes is another.
func closesAnother(conn, other *quic.Conn) error {
	s, err := other.OpenStream() // want "still open when closesAnother returns"
	if err != nil {
		return err
	}
	defer func() {
		conn.CloseWithError(0, "")
	}()
	_, err = s.Write(nil)
	return err
}
