package elsewhere

import (
	"context"
	"io"
	"log"

	"example.com/structs/elsewhere/ends"
)

// A session of another package is behind an interface whose method to open streams has
// a name of its own.

func readFirst(s io.Reader) error {
	_, err := io.ReadFull(s, make([]byte, 1))
	return err
}

func sessionClosed(ctx context.Context, sess ends.Session) error {
	s, err := sess.Open(ctx)
	if err != nil {
		return err
	}
	if err := readFirst(s); err != nil {
		sess.Close()
		return err
	}
	return s.Close()
}

func sessionClosedThere(ctx context.Context, sess ends.Session) error {
	s, err := sess.Open(ctx)
	if err != nil {
		return err
	}
	if err := readFirst(s); err != nil {
		ends.Quietly(sess)
		return err
	}
	return s.Close()
}

func sessionStoppedThere(ctx context.Context, sess ends.Session) error {
	s, err := sess.Open(ctx)
	if err != nil {
		return err
	}
	defer ends.Stop(sess)
	return readFirst(s)
}

func sessionClosedHere(ctx context.Context, sess ends.Session) error {
	s, err := sess.Open(ctx)
	if err != nil {
		return err
	}
	if err := readFirst(s); err != nil {
		closeNamed(sess)
		return err
	}
	return s.Close()
}

func closeNamed(sess ends.Session) {
	log.Print("closing ", sess.Name())
	sess.Close()
}

func sessionDescribed(ctx context.Context, sess ends.Session) error {
	s, err := sess.Open(ctx) // want "stream from Open is not closed on every path: still open when sessionDescribed returns"
	if err != nil {
		return err
	}
	if err := readFirst(s); err != nil {
		log.Print(ends.Describe(sess))
		return err
	}
	return s.Close()
}

func sessionNamedHere(ctx context.Context, sess ends.Session) error {
	s, err := sess.Open(ctx) // want "stream from Open is not closed on every path: still open when sessionNamedHere returns"
	if err != nil {
		return err
	}
	if err := readFirst(s); err != nil {
		nameIt(sess)
		return err
	}
	return s.Close()
}

func nameIt(sess ends.Session) { log.Print("failed: ", sess.Name()) }

func anotherSessionClosed(ctx context.Context, sess, other ends.Session) error {
	s, err := sess.Open(ctx) // want "stream from Open is not closed on every path: still open when anotherSessionClosed returns"
	if err != nil {
		return err
	}
	if err := readFirst(s); err != nil {
		ends.Quietly(other)
		closeNamed(other)
		return err
	}
	return s.Close()
}
