// Package session shows streams of WebTransport sessions: they are acquired,
// released and lost as those of a QUIC connection are.
package session

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/quic-go/webtransport-go"
	"golang.org/x/sync/errgroup"
)

var errName = errors.New("bad name")

func accept(ctx context.Context, sess *webtransport.Session) error {
	for {
		s, err := sess.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go echo(s)
	}
}

func echo(s *webtransport.Stream) {
	defer s.Close()
	_, _ = io.Copy(s, s)
}

func acceptAndRead(ctx context.Context, sess *webtransport.Session) error {
	for {
		s, err := sess.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, s)
	}
}

func acceptAndCheck(ctx context.Context, sess *webtransport.Session) error {
	s, err := sess.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	name, err := io.ReadAll(s)
	if err != nil {
		s.CancelRead(1)
		return err
	}
	if len(name) == 0 {
		return errName
	}
	defer s.Close()
	_, err = s.Write(name)
	return err
}

func open(sess *webtransport.Session) error {
	s, err := sess.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(s, "x"); err != nil {
		s.CancelWrite(7)
		return err
	}
	return s.Close()
}

func openAndReturnEarly(sess *webtransport.Session) error {
	s, err := sess.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.WriteString(s, "x"); err != nil {
		return err
	}
	return s.Close()
}

func openSync(ctx context.Context, sess *webtransport.Session) (*webtransport.Stream, error) {
	return sess.OpenStreamSync(ctx)
}

func opened(ctx context.Context, sess *webtransport.Session) error {
	s, err := openSync(ctx, sess)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "x")
	return err
}

func openedAndDropped(ctx context.Context, sess *webtransport.Session) error {
	s, err := openSync(ctx, sess) // want "stream from openSync is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func openSyncAndCancelRead(ctx context.Context, sess *webtransport.Session) error {
	s, err := sess.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	s.CancelRead(0)
	return nil
}

func sendStream(ctx context.Context, sess *webtransport.Session) error {
	s, err := sess.OpenUniStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "x")
	return err
}

func sessionClosed(ctx context.Context, sess *webtransport.Session) error {
	defer sess.CloseWithError(0, "")
	s, err := sess.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func sessionClosedOnError(ctx context.Context, sess *webtransport.Session) error {
	s, err := sess.AcceptStream(ctx)
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 4)); err != nil {
		_ = sess.CloseWithError(1, "short")
		return err
	}
	return s.Close()
}

func sessionClosedButLooping(ctx context.Context, sess *webtransport.Session) error {
	defer sess.CloseWithError(0, "")
	for {
		s, err := sess.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		if _, err := io.ReadFull(s, make([]byte, 4)); err != nil {
			continue
		}
		_ = s.Close()
	}
}

func otherSessionClosed(a, b *webtransport.Session) error {
	defer b.CloseWithError(0, "")
	s, err := a.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

// upgraded closes the session it was given.
func upgraded(srv *webtransport.Server) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		sess, err := srv.Upgrade(w, r)
		if err != nil {
			return
		}
		defer sess.CloseWithError(0, "")
		s, err := sess.AcceptStream(r.Context())
		if err != nil {
			return
		}
		_, _ = io.Copy(s, s)
	}
}

func upgradedAndForgotten(srv *webtransport.Server) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		sess, err := srv.Upgrade(w, r)
		if err != nil {
			return
		}
		s, err := sess.AcceptStream(r.Context()) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		_, _ = io.Copy(s, s)
	}
}

// The interop client: requests in a group, closed by a helper.

func requests(ctx context.Context, sess *webtransport.Session, files []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, file := range files {
		g.Go(func() error {
			s, err := sess.OpenStreamSync(ctx)
			if err != nil {
				return err
			}
			if err := request(s, file); err != nil {
				return err
			}
			_, err = io.Copy(io.Discard, s)
			return err
		})
	}
	return g.Wait()
}

func request(w io.WriteCloser, file string) error {
	defer w.Close()
	_, err := io.WriteString(w, "GET "+file)
	return err
}

func pushes(ctx context.Context, sess *webtransport.Session, files []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, file := range files {
		g.Go(func() error {
			s, err := sess.OpenUniStreamSync(ctx)
			if err != nil {
				return err
			}
			return request(s, file)
		})
	}
	return g.Wait()
}

// The interop server: the goroutine defers Close after two bare returns.
func serve(ctx context.Context, sess *webtransport.Session) {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {
		s, err := sess.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		req, err := io.ReadAll(s)
		if err != nil {
			s.CancelRead(1)
			return
		}
		if len(req) < 4 {
			s.CancelRead(2)
			return
		}
		defer s.Close()
		_, _ = s.Write(req[4:])
	})
}

// chat keeps one stream for each user and closes them all.
type chat struct {
	mu    sync.Mutex
	users map[string]*webtransport.Stream
}

func (c *chat) join(ctx context.Context, sess *webtransport.Session, name string) error {
	s, err := sess.AcceptStream(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.users[name] = s
	return nil
}

func (c *chat) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.users {
		_ = s.Close()
	}
}

// room never closes what it keeps.
type room struct {
	users map[string]*webtransport.Stream
}

func (c *room) join(ctx context.Context, sess *webtransport.Session, name string) error {
	s, err := sess.AcceptStream(ctx)
	if err != nil {
		return err
	}
	c.users[name] = s // want "stream from AcceptStream is stored in"
	return nil
}

func (c *room) say(msg string) {
	for _, s := range c.users {
		_, _ = io.WriteString(s, msg)
	}
}
