// Package earlyreturn shows returns between the acquire and its Close: the
// commonest leak there is.
package earlyreturn

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/quic-go/quic-go"
)

var (
	errTooLong = errors.New("too long")
	errVersion = errors.New("unknown version")
)

// AfterDecodeError leaks: a bad request returns without a Close.
func AfterDecodeError(ctx context.Context, conn *quic.Conn, handle func(string) string) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	var req struct{ Name string }
	if err := json.NewDecoder(s).Decode(&req); err != nil {
		return err
	}
	io.WriteString(s, handle(req.Name))
	return s.Close()
}

// AfterDecodeErrorCancelled is clean: a bad request cancels both halves.
func AfterDecodeErrorCancelled(ctx context.Context, conn *quic.Conn, handle func(string) string) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	var req struct{ Name string }
	if err := json.NewDecoder(s).Decode(&req); err != nil {
		s.CancelRead(1)
		s.CancelWrite(1)
		return err
	}
	io.WriteString(s, handle(req.Name))
	return s.Close()
}

// DeferTooLate leaks: the defer stands below the first return.
func DeferTooLate(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	line, err := bufio.NewReader(s).ReadString('\n')
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, strings.ToUpper(line))
	return err
}

// DeferInTime is clean: the defer stands right below the error check.
func DeferInTime(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	line, err := bufio.NewReader(s).ReadString('\n')
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, strings.ToUpper(line))
	return err
}

// DeferBelowTwo leaks: two checks stand above the defer, and one of them
// remembers the stream.
func DeferBelowTwo(ctx context.Context, conn *quic.Conn) (uint32, error) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return 0, err
	}
	var head [8]byte
	if _, err := io.ReadFull(s, head[:]); err != nil {
		s.CancelWrite(1)
		return 0, err
	}
	if head[0] != 1 {
		return 0, errVersion
	}
	defer s.Close()
	return binary.BigEndian.Uint32(head[4:]), nil
}

// LengthCheck leaks: the check has nothing to do with the stream.
func LengthCheck(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if len(msg) > 1<<16 {
		return errTooLong
	}
	_, err = s.Write(msg)
	s.Close()
	return err
}

// LengthCheckFirst is clean: checked before there is a stream.
func LengthCheckFirst(conn *quic.Conn, msg []byte) error {
	if len(msg) > 1<<16 {
		return errTooLong
	}
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	s.Close()
	return err
}

// DeadlineError leaks: a failed SetDeadline returns at once.
func DeadlineError(conn *quic.Conn, limit time.Duration, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if err := s.SetWriteDeadline(time.Now().Add(limit)); err != nil {
		return err
	}
	s.Write(msg)
	return s.Close()
}

// SecondAcquireFails leaks the first stream when the second cannot be had.
func SecondAcquireFails(ctx context.Context, conn *quic.Conn) error {
	ctrl, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	data, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer ctrl.Close()
	defer data.Close()
	_, err = io.Copy(data, ctrl)
	return err
}

// SecondAcquireFailsCovered is clean: each defer stands below its own check.
func SecondAcquireFailsCovered(ctx context.Context, conn *quic.Conn) error {
	ctrl, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer ctrl.Close()
	data, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer data.Close()
	_, err = io.Copy(data, ctrl)
	return err
}

// ParseInLoop leaks: a bad field returns out of the loop.
func ParseInLoop(ctx context.Context, conn *quic.Conn) (sum int, err error) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return 0, err
	}
	lines := bufio.NewScanner(s)
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			return sum, err
		}
		sum += n
	}
	if err := s.Close(); err != nil {
		return sum, err
	}
	return sum, lines.Err()
}

// ParseInLoopCovered is clean: the defer stands above the loop.
func ParseInLoopCovered(ctx context.Context, conn *quic.Conn) (sum int, err error) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	lines := bufio.NewScanner(s)
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			return sum, err
		}
		sum += n
	}
	return sum, lines.Err()
}

// Constructor leaks: the handshake fails, and the half-made client is dropped.
func Constructor(conn *quic.Conn, version byte) (*Client, error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	c := &Client{stream: s}
	if err := c.hello(version); err != nil {
		return nil, err
	}
	return c, nil
}

// ConstructorCloses is clean: a failed handshake closes the half-made client.
func ConstructorCloses(conn *quic.Conn, version byte) (*Client, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	c := &Client{stream: s}
	if err := c.hello(version); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// A Client owns its stream.
type Client struct{ stream *quic.Stream }

func (c *Client) hello(version byte) error {
	var answer [1]byte
	if _, err := c.stream.Write([]byte{version}); err != nil {
		return err
	}
	if _, err := io.ReadFull(c.stream, answer[:]); err != nil {
		return err
	}
	if answer[0] != version {
		return errVersion
	}
	return nil
}

// Close ends the client's stream.
func (c *Client) Close() error {
	c.stream.CancelRead(0)
	return c.stream.Close()
}
