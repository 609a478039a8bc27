package elsewhere

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"

	"example.com/structs/elsewhere/ends"
)

func oneOfTwo(ctx context.Context, c *quic.Conn) error {
	s, err := ends.Open(ctx, c)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(s, s)
	return err
}

func neitherOfTwo(ctx context.Context, c *quic.Conn) error {
	s, err := ends.Open(ctx, c) // want "still open when neitherOfTwo returns"
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	return err
}

func told(c *quic.Conn) {
	s, err := c.OpenStream()
	if err != nil {
		return
	}
	ends.If(s, true)
}

func toldNotTo(c *quic.Conn) {
	s, err := c.OpenStream() // want "still open when toldNotTo returns .*, through If"
	if err != nil {
		return
	}
	ends.If(s, false)
}

func toldOnError(c *quic.Conn) error {
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	ends.If(s, err != nil)
	if err == nil {
		return s.Close()
	}
	return err
}

func cancelled(c *quic.Conn) error {
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.Copy(s, s); err != nil {
		ends.OnError(s, err)
		return err
	}
	return s.Close()
}

func cancelledAlone(c *quic.Conn) error {
	s, err := c.OpenStream() // want "still open when cancelledAlone returns .*, through OnError"
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	ends.OnError(s, err)
	return err
}

func cancelledLate(c *quic.Conn) (err error) {
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	defer ends.OnErrorAt(s, &err)
	if _, err = io.Copy(s, s); err != nil {
		return err
	}
	return s.Close()
}

func aborted(c *quic.Conn) {
	s, err := c.OpenStream()
	if err != nil {
		return
	}
	ends.By(s, &ends.Options{Abort: true})
}

func notAborted(c *quic.Conn) {
	s, err := c.OpenStream() // want "still open when notAborted returns"
	if err != nil {
		return
	}
	ends.By(s, &ends.Options{Code: 1})
}

func withoutOptions(c *quic.Conn) {
	s, err := c.OpenStream() // want "still open when withoutOptions returns"
	if err != nil {
		return
	}
	ends.By(s, nil)
}

// optionsUnseen is trusted: what the options say is not in view.
func optionsUnseen(c *quic.Conn, o *ends.Options) {
	s, err := c.OpenStream()
	if err != nil {
		return
	}
	ends.By(s, o)
}

// optionsForNothing leaks whatever the options say.
func optionsForNothing(c *quic.Conn, o *ends.Options) {
	s, err := c.OpenStream() // want "still open when optionsForNothing returns"
	if err != nil {
		return
	}
	ends.Traced(s, o)
}

func queued(c *quic.Conn) {
	s, err := c.OpenStream()
	if err != nil {
		return
	}
	q := ends.NewQueue(s, map[string]bool{"all": true})
	q.Put([]byte("hello"))
}

// queuedUnderNames would crash, were there none.
func queuedUnderNames(c *quic.Conn, names map[string]bool) {
	s, err := c.OpenStream()
	if err != nil {
		return
	}
	ends.NewQueue(s, names).Put([]byte("hello"))
}

func queuedUnderNone(c *quic.Conn) {
	s, err := c.OpenStream() // want "still open when queuedUnderNone returns"
	if err != nil {
		return
	}
	if q := ends.NewQueue(s, nil); q != nil {
		q.Put([]byte("hello"))
	}
}

func answered(ctx context.Context, c *quic.Conn) error {
	request, answer, err := ends.Receive(ctx, c)
	if err != nil {
		return err
	}
	return answer(request)
}

func unanswered(ctx context.Context, c *quic.Conn) error {
	request, answer, err := ends.Receive(ctx, c) // want "still open when unanswered returns"
	if err != nil {
		return err
	}
	if len(request) == 0 {
		return nil
	}
	return answer(request)
}

func hungUp(ctx context.Context) error {
	s, hangUp, err := ends.DialFor(ctx, "localhost:443")
	if err != nil {
		return err
	}
	defer hangUp()
	_, err = io.Copy(s, s)
	return err
}

func checked(c *quic.Conn) error {
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	if err := ends.Check(); err != nil {
		return err
	}
	return s.Close()
}

func validated(c *quic.Conn, name string) error {
	s, err := c.OpenStream() // want "still open when validated returns .*, after err != nil"
	if err != nil {
		return err
	}
	if err := ends.Validate(name); err != nil {
		return err
	}
	return s.Close()
}
