// Package reads shows what reads a stream to its end, and what does not.
package reads

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/quic-go/quic-go"
)

// All reads to the end.
func All(conn *quic.Conn) ([]byte, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return io.ReadAll(s)
}

// Copy reads to the end.
func Copy(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(os.Stdout, s)
	return err
}

// Into copies to the stream, and does not read from it.
func Into(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not read to its end or cancelled on every path: never read when Into returns .*; it stays in memory until its connection ends"
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(s, os.Stdin)
	return err
}

// CopyN reads as much as it is told.
func CopyN(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "read in part when CopyN returns"
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.CopyN(os.Stdout, s, 8)
	return err
}

// Echo reads what it writes, to the end.
func Echo(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(s, s)
	return err
}

// Buffer reads to the end.
func Buffer(conn *quic.Conn) (*bytes.Buffer, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(s)
	return &b, err
}

// Limited reads to the end what is not longer than the limit.
func Limited(conn *quic.Conn) ([]byte, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return io.ReadAll(io.LimitReader(s, 1<<20))
}

// Scanner reads line by line, until there are none.
func Scanner(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	lines := bufio.NewScanner(s)
	for lines.Scan() {
		fmt.Println(lines.Text())
	}
	return lines.Err()
}

// FirstLine reads one line.
func FirstLine(conn *quic.Conn) (string, error) {
	s, err := conn.OpenStream() // want "read in part when FirstLine returns"
	if err != nil {
		return "", err
	}
	defer s.Close()
	return bufio.NewReader(s).ReadString('\n')
}

// UntilQuit reads until a certain line.
func UntilQuit(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "read in part when UntilQuit returns"
	if err != nil {
		return err
	}
	defer s.Close()
	lines := bufio.NewScanner(s)
	for lines.Scan() {
		if lines.Text() == "quit" {
			return nil
		}
	}
	return lines.Err()
}

// Decoder reads values until there are none.
func Decoder(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	dec := json.NewDecoder(s)
	for {
		var v any
		if err := dec.Decode(&v); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// More reads values while there are more.
func More(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	dec := json.NewDecoder(s)
	for dec.More() {
		var v any
		if err := dec.Decode(&v); err != nil {
			return err
		}
	}
	return nil
}

// OneValue reads a value, after which there may be more.
func OneValue(conn *quic.Conn) (v any, err error) {
	s, err := conn.OpenStream() // want "read in part when OneValue returns"
	if err != nil {
		return nil, err
	}
	defer s.Close()
	err = json.NewDecoder(s).Decode(&v)
	return v, err
}

// Gob reads a value of another encoding.
func Gob(conn *quic.Conn) (v string, err error) {
	s, err := conn.OpenStream() // want "read in part when Gob returns"
	if err != nil {
		return "", err
	}
	defer s.Close()
	err = gob.NewDecoder(s).Decode(&v)
	return v, err
}

// Zipped reads to the end of what is zipped, with which the stream ends.
func Zipped(conn *quic.Conn) ([]byte, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	z, err := gzip.NewReader(s)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// Header reads a value of fixed size.
func Header(conn *quic.Conn) (n uint32, err error) {
	s, err := conn.OpenStream() // want "read in part when Header returns"
	if err != nil {
		return 0, err
	}
	defer s.Close()
	err = binary.Read(s, binary.BigEndian, &n)
	return n, err
}

// Fields reads what it can parse.
func Fields(conn *quic.Conn) (n int, err error) {
	s, err := conn.OpenStream() // want "read in part when Fields returns"
	if err != nil {
		return 0, err
	}
	defer s.Close()
	_, err = fmt.Fscan(s, &n)
	return n, err
}

// Exactly reads a message and makes sure that nothing follows it.
func Exactly(conn *quic.Conn) ([]byte, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	msg := make([]byte, 4)
	if _, err := io.ReadFull(s, msg); err != nil {
		return nil, err
	}
	if _, err := s.Read(make([]byte, 1)); err != io.EOF {
		s.CancelRead(1)
		return nil, errors.New("more than a message")
	}
	return msg, nil
}

// TooLong reads to the end, unless the header is bad.
func TooLong(ctx context.Context, conn *quic.Conn) ([]byte, error) {
	s, err := conn.AcceptStream(ctx) // want "read in part when TooLong returns .*, after head.0. > 100"
	if err != nil {
		return nil, err
	}
	defer s.Close()
	head := make([]byte, 1)
	if _, err := io.ReadFull(s, head); err != nil {
		return nil, err
	}
	if head[0] > 100 {
		return nil, errors.New("too long")
	}
	return io.ReadAll(s)
}

// Early returns before anything was read.
func Early(ctx context.Context, conn *quic.Conn, busy bool) error {
	s, err := conn.AcceptStream(ctx) // want "never read when Early returns .*, after busy"
	if err != nil {
		return err
	}
	defer s.Close()
	if busy {
		return errors.New("busy")
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

// Messages reads messages of a fixed size until there are none.
func Messages(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		m, err := message(s)
		if err != nil {
			return err
		}
		s.Write(m)
	}
}

func message(r io.Reader) ([]byte, error) {
	m := make([]byte, 16)
	_, err := io.ReadFull(r, m)
	return m, err
}

// Checked leaves when a message is wrong, which the helper tells by an error as
// well.
func Checked(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when Checked returns .*, after m.0. != 1 .*, through checked"
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		m, err := checked(s)
		if err != nil {
			return err
		}
		s.Write(m)
	}
}

func checked(r io.Reader) ([]byte, error) {
	m, err := message(r)
	if err != nil {
		return nil, err
	}
	if m[0] != 1 {
		return nil, errors.New("not of this version")
	}
	return m, nil
}

// Forever reads in a loop without any other way out.
func Forever(ctx context.Context, conn *quic.Conn, out io.Writer) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	buf := make([]byte, 1024)
	for {
		n, err := s.Read(buf)
		if n > 0 {
			out.Write(buf[:n])
		}
		if err != nil {
			break
		}
	}
	return nil
}

// Stopped leaves the loop for another reason, too, perhaps before the first read.
func Stopped(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when Stopped returns"
	if err != nil {
		return err
	}
	defer s.Close()
	buf := make([]byte, 1024)
	for ctx.Err() == nil {
		if _, err := s.Read(buf); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Forward copies in both directions, each in a goroutine.
func Forward(ctx context.Context, conn *quic.Conn, other io.ReadWriteCloser) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		defer s.Close()
		io.Copy(s, other)
	})
	wg.Go(func() {
		defer other.Close()
		io.Copy(other, s)
	})
	wg.Wait()
	return nil
}

// Reply reads in a goroutine of its own.
func Reply(conn *quic.Conn, reply chan<- []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	go func() {
		b, _ := io.ReadAll(s)
		reply <- b
	}()
	return s.Close()
}

// Drain reads what is left in a deferred function.
func Drain(ctx context.Context, conn *quic.Conn) (n uint32, err error) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return 0, err
	}
	defer func() {
		io.Copy(io.Discard, s)
		s.Close()
	}()
	err = binary.Read(s, binary.BigEndian, &n)
	return n, err
}

// Loop accepts one stream after another and leaves each unread.
func Loop(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "never read when the next one is acquired"
		if err != nil {
			return err
		}
		s.Close()
	}
}

// Handlers starts a goroutine for each stream.
func Handlers(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "read in part when goroutine handle ends"
		if err != nil {
			return err
		}
		go handle(s)
	}
}

func handle(s *quic.Stream) {
	defer s.Close()
	m, err := message(s)
	if err != nil {
		return
	}
	s.Write(m)
}
