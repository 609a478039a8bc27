package control

import (
	"context"

	"github.com/quic-go/quic-go"
)

// A handler serves a connection for as long as there is one.
type handler interface{ run(context.Context) error }

type drainer struct{ conn *quic.Conn }

func (d *drainer) run(ctx context.Context) error {
	for {
		s, err := d.conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		s.CancelRead(0)
		s.Close()
	}
}

// A sleeper serves nothing.
type sleeper interface{ sleep(context.Context) }

type bed struct{ conn *quic.Conn }

func (b *bed) sleep(ctx context.Context) { <-ctx.Done() }

func settings(conn *quic.Conn) {
	s, err := conn.OpenUniStream()
	if err != nil {
		return
	}
	s.Write([]byte("settings"))
}

func preferences(conn *quic.Conn) {
	s, err := conn.OpenUniStream() // want "still open when preferences returns"
	if err != nil {
		return
	}
	s.Write([]byte("preferences"))
}

// Handle opens a control stream that the handler needs, whichever that is.
func Handle(ctx context.Context, conn *quic.Conn, named map[string]handler, name string) error {
	settings(conn)
	h := named[name]
	if h == nil {
		h = &drainer{conn}
	}
	return h.run(ctx)
}

// Sleep has nobody serve the connection.
func Sleep(ctx context.Context, conn *quic.Conn, s sleeper) {
	preferences(conn)
	if s == nil {
		s = &bed{conn}
	}
	s.sleep(ctx)
}
