// Package processend shows calls that end the process, the test or the
// goroutine: no path goes on behind them.
package processend

import (
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"testing"

	"github.com/quic-go/quic-go"
)

// Exit is clean: the way out without a Close ends the process.
func Exit(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		os.Exit(1)
	}
	if _, err := s.Write(msg); err != nil {
		os.Exit(2)
	}
	s.Close()
}

// ExitInOneBranch leaks: the other branch returns.
func ExitInOneBranch(conn *quic.Conn, answer []byte, strict bool) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, answer); err != nil {
		if strict {
			os.Exit(2)
		}
		return err
	}
	return s.Close()
}

// LogFatal is clean.
func LogFatal(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		log.Fatalf("open: %v", err)
	}
	if _, err := s.Write(msg); err != nil {
		log.Fatalln("write:", err)
	}
	s.Close()
}

// LogError leaks: log.Print comes back.
func LogError(conn *quic.Conn, answer []byte) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		log.Fatal(err)
	}
	if _, err := io.ReadFull(s, answer); err != nil {
		log.Print(err)
		return
	}
	s.Close()
}

// LoggerFatal is clean: the method of a logger ends the process too.
func LoggerFatal(conn *quic.Conn, l *log.Logger, msg []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		l.Fatal(err)
	}
	if _, err := s.Write(msg); err != nil {
		l.Fatal(err)
	}
	s.Close()
}

// LogPanic is clean.
func LogPanic(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		log.Panic(err)
	}
	if _, err := s.Write(msg); err != nil {
		log.Panicf("write: %v", err)
	}
	s.Close()
}

// Panic is clean.
func Panic(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		panic(err)
	}
	if n, _ := s.Write(msg); n < len(msg) {
		panic("short write")
	}
	s.Close()
}

// PanicInCallee leaks: the callee panics at times, and comes back otherwise.
func PanicInCallee(conn *quic.Conn, answer []byte) bool {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return false
	}
	_, err = io.ReadFull(s, answer)
	check(err)
	return true
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// Checked is clean: where the callee comes back the stream is closed.
func Checked(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	check(err)
	_, err = s.Write(msg)
	check(err)
	check(s.Close())
}

// die ends the process.
func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

// Die is clean: the package's own helper never comes back.
func Die(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		die("open: %v", err)
	}
	if _, err := s.Write(msg); err != nil {
		die("write: %v", err)
	}
	s.Close()
}

// warn writes to the log, whatever its name may promise elsewhere.
func warn(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}

// Warn leaks: the helper that looks like die comes back.
func Warn(conn *quic.Conn, answer []byte) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		die("open: %v", err)
	}
	if _, err := io.ReadFull(s, answer); err != nil {
		warn("read: %v", err)
		return
	}
	s.Close()
}

// dieIf ends the process when there is an error.
func dieIf(err error) {
	if err != nil {
		die("%v", err)
	}
}

// DieIf is clean.
func DieIf(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	dieIf(err)
	_, err = s.Write(msg)
	dieIf(err)
	s.Close()
}

// FatalInTest is clean: the way out without a Close ends the test.
func FatalInTest(t *testing.T, conn *quic.Conn, msg []byte) {
	t.Helper()
	s, err := conn.OpenStream()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(msg); err != nil {
		t.Fatalf("write: %v", err)
	}
	if err := s.Close(); err != nil {
		t.FailNow()
	}
}

// ErrorInTest leaks: t.Error comes back.
func ErrorInTest(t *testing.T, conn *quic.Conn, answer []byte) {
	t.Helper()
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(s, answer); err != nil {
		t.Error(err)
		return
	}
	s.Close()
}

// SkipInTest is clean: skipping ends the test as well.
func SkipInTest(b *testing.B, conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		b.Skip("no stream: ", err)
	}
	for b.Loop() {
		if _, err := s.Write(msg); err != nil {
			b.Skipf("write: %v", err)
		}
	}
	s.Close()
}

// PassingTest leaks: the test goes through to its end.
func PassingTest(t *testing.T, conn *quic.Conn, msg []byte) {
	t.Helper()
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(msg); err != nil {
		t.Fatal(err)
	}
}

// GoexitDeferred is clean: deferred calls run at the goroutine's end.
func GoexitDeferred(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	defer s.Close()
	if _, err := s.Write(msg); err != nil {
		runtime.Goexit()
	}
}

// Blocked is clean: the path has no end.
func Blocked(conn *quic.Conn, hello []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	if _, err := s.Write(hello); err != nil {
		s.CancelWrite(1)
		return
	}
	select {}
}
