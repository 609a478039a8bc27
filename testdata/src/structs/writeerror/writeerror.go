// Package writeerror shows what happens after a failed write: a return without
// a release is reported there too.
package writeerror

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/quic-go/quic-go"
)

// Returns leaks: straight back after the failed write.
func Returns(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		return err
	}
	return s.Close()
}

// ReturnsWrapped leaks: the error is wrapped on its way out.
func ReturnsWrapped(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	n, err := s.Write(msg)
	if err != nil {
		return fmt.Errorf("after %d bytes: %w", n, err)
	}
	return s.Close()
}

// Logs leaks: a function without results logs and leaves.
func Logs(ctx context.Context, conn *quic.Conn, msg []byte) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	if _, err := s.Write(msg); err != nil {
		log.Print(err)
		return
	}
	s.Close()
}

// Second leaks: the first write's error is looked after, the second's is not.
func Second(conn *quic.Conn, head, body []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Write(head); err != nil {
		s.CancelWrite(1)
		return err
	}
	if _, err := s.Write(body); err != nil {
		return err
	}
	return s.Close()
}

// Cancels is clean: cancelled after the failed write.
func Cancels(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// Closes is clean: closed after the failed write.
func Closes(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		return errors.Join(err, s.Close())
	}
	return s.Close()
}

// ClosesFirst is clean: Close stands between the write and its check.
func ClosesFirst(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	s.Close()
	if err != nil {
		return err
	}
	return nil
}

// CopyTo leaks: io.Copy wrote in part, or could not read.
func CopyTo(conn *quic.Conn, src io.Reader) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.Copy(s, src); err != nil {
		return err
	}
	return s.Close()
}

// CopyToCancels is clean.
func CopyToCancels(conn *quic.Conn, src io.Reader) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.Copy(s, src); err != nil {
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// SendFile leaks: the file cannot be opened, and the stream is open already.
func SendFile(conn *quic.Conn, name string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	defer s.Close()
	_, err = io.Copy(s, f)
	return err
}

// SendFileFirst is clean: the file is opened first.
func SendFileFirst(conn *quic.Conn, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(s, f)
	return err
}

// FprintfFails leaks.
func FprintfFails(conn *quic.Conn, name string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(s, "GET %s\r\n", name); err != nil {
		return err
	}
	return s.Close()
}

// FlushFails leaks: the buffered writer meets the stream's error.
func FlushFails(conn *quic.Conn, lines []string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	w := bufio.NewWriter(s)
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return s.Close()
}

// FlushFailsCovered is clean.
func FlushFailsCovered(conn *quic.Conn, lines []string) (err error) {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	w := bufio.NewWriter(s)
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
	return w.Flush()
}

func writeFrame(w io.Writer, p []byte) error {
	if _, err := w.Write([]byte{byte(len(p))}); err != nil {
		return err
	}
	_, err := w.Write(p)
	return err
}

// HelperFails leaks: the write is in a helper.
func HelperFails(conn *quic.Conn, p []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if err := writeFrame(s, p); err != nil {
		return err
	}
	return s.Close()
}

// EchoLoop leaks: the loop ends on the write's error with a return.
func EchoLoop(ctx context.Context, conn *quic.Conn, buf []byte) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	for {
		n, err := s.Read(buf)
		if err != nil {
			s.Close()
			return err
		}
		if _, err := s.Write(buf[:n]); err != nil {
			return err
		}
	}
}

// EchoLoopBreaks is clean: both errors break out of the loop to the Close.
func EchoLoopBreaks(ctx context.Context, conn *quic.Conn, buf []byte) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	for {
		n, err := s.Read(buf)
		if err != nil {
			break
		}
		if _, err := s.Write(buf[:n]); err != nil {
			break
		}
	}
	return s.Close()
}
