// Package exposed has an error of its own that others can get from a method.
package exposed

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/quicvarint"
)

var errTaken = errors.New("taken")

func kind(r io.Reader, take func(uint64) bool) (uint64, error) {
	qr := quicvarint.NewReader(r)
	n, err := quicvarint.Read(qr)
	if err != nil {
		return 0, err
	}
	if take != nil && take(n) {
		return 0, errTaken
	}
	_, err = io.CopyN(io.Discard, qr, int64(n))
	return n, err
}

// A Reader returns errTaken to whoever reads.
type Reader struct {
	r    io.Reader
	take func(uint64) bool
}

func (r *Reader) Read(b []byte) (int, error) {
	n, err := kind(r.r, r.take)
	if err != nil {
		return 0, err
	}
	return r.r.Read(b[:min(uint64(len(b)), n)])
}

// Take is clean: nothing is read but the stream.
func Take(conn *quic.Conn) {
	s, err := conn.AcceptStream(context.Background())
	if err != nil {
		return
	}
	_, err = kind(s, func(n uint64) bool {
		if n > 9 {
			s.CancelWrite(1)
			return true
		}
		return false
	})
	if err == errTaken {
		return
	}
	_ = s.Close()
}

// Reads leaks: what is read is what returns errTaken.
func Reads(conn *quic.Conn, take func(uint64) bool) {
	s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	if _, err := io.ReadFull(&Reader{s, take}, make([]byte, 9)); err == errTaken {
		return
	}
	_ = s.Close()
}

// Buffers leaks: so does this, through a reader of another package.
func Buffers(conn *quic.Conn, take func(uint64) bool) {
	s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	if _, err := bufio.NewReader(&Reader{s, take}).ReadByte(); err == errTaken {
		return
	}
	_ = s.Close()
}

// Splits leaks: the scanner of the stream gets a function that returns it.
func Splits(conn *quic.Conn) {
	s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	lines := bufio.NewScanner(s)
	lines.Split(func(b []byte, atEOF bool) (int, []byte, error) {
		if len(b) > 9 {
			return 0, nil, errTaken
		}
		return bufio.ScanLines(b, atEOF)
	})
	lines.Scan()
	if lines.Err() == errTaken {
		return
	}
	_ = s.Close()
}

// Walks leaks: the function that is handed over returns it.
func Walks(conn *quic.Conn, files fs.FS) {
	s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	err = fs.WalkDir(files, ".", func(path string, _ fs.DirEntry, err error) error {
		if path == "taken" {
			return errTaken
		}
		return err
	})
	if errors.Is(err, errTaken) {
		return
	}
	_ = s.Close()
}

// Sends leaks: the source is not known.
func Sends(conn *quic.Conn, from io.Reader) {
	s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	if _, err := io.Copy(s, from); err == errTaken {
		return
	}
	_ = s.Close()
}
