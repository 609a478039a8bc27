package elsewhere

import (
	"bufio"
	"context"

	"example.com/structs/elsewhere/ends"
	"github.com/quic-go/quic-go"
)

// A wrapper of another package has the connection of its stream as well.

func tiedHangsUp(ctx context.Context, conn *quic.Conn) (*ends.Tied, error) {
	t, err := ends.Tie(ctx, conn)
	if err != nil {
		return nil, err
	}
	if _, err := bufio.NewReader(t).ReadString('\n'); err != nil {
		t.HangUp()
		return nil, err
	}
	return t, nil
}

func tiedHangsUpOnError(ctx context.Context, conn *quic.Conn) (*ends.Tied, error) {
	t, err := ends.Tie(ctx, conn)
	if err != nil {
		return nil, err
	}
	if _, err := bufio.NewReader(t).ReadString('\n'); err != nil {
		return nil, t.HangUpOn(err)
	}
	return t, nil
}

func tiedCloses(ctx context.Context, conn *quic.Conn) error {
	t, err := ends.Tie(ctx, conn)
	if err != nil {
		return err
	}
	defer t.Close()
	return t.Ask()
}

func tiedAsked(ctx context.Context, conn *quic.Conn) (*ends.Tied, error) {
	t, err := ends.Tie(ctx, conn) // want "stream from Tie is not closed on every path: still open when tiedAsked returns"
	if err != nil {
		return nil, err
	}
	if err := t.Ask(); err != nil {
		return nil, err
	}
	return t, nil
}

func tiedHangsUpOnNothing(ctx context.Context, conn *quic.Conn) (*ends.Tied, error) {
	t, err := ends.Tie(ctx, conn) // want "stream from Tie is not closed on every path: still open when tiedHangsUpOnNothing returns"
	if err != nil {
		return nil, err
	}
	if err := t.Ask(); err != nil {
		t.HangUpOn(nil)
		return nil, err
	}
	return t, nil
}

func heard(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	return ends.Hear(ends.With(conn, s))
}

func heardOut(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed on every path: still open when heardOut returns"
	if err != nil {
		return err
	}
	return ends.HearOut(ends.With(conn, s))
}
