// Package sharedowners shows containers that have more names than one: what is
// stored under the one is released under the other. A container that was made
// for its field alone has no other name.
package sharedowners

import (
	"context"

	"github.com/quic-go/quic-go"
)

// service receives what its listener sends, and closes it.
type service struct {
	in chan *quic.Stream
}

func serve(ctx context.Context, conn *quic.Conn) {
	v := &service{in: make(chan *quic.Stream)}
	l := newListener(v.in)
	go l.run(ctx, conn)
	for s := range v.in {
		s.Close()
	}
}

type listener struct {
	out chan *quic.Stream
}

func newListener(out chan *quic.Stream) *listener { return &listener{out: out} }

func (l *listener) run(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		l.out <- s
	}
}

// hub is the same with a literal in place of the constructor.
type hub struct {
	accepted chan *quic.Stream
}

func newHub() *hub { return &hub{accepted: make(chan *quic.Stream)} }

func (h *hub) start(ln *quic.Listener) {
	a := &acceptor{ln: ln, out: h.accepted}
	go a.run()
	go h.handle()
}

func (h *hub) handle() {
	for {
		s := <-h.accepted
		_ = s.Close()
	}
}

type acceptor struct {
	ln  *quic.Listener
	out chan *quic.Stream
}

func (a *acceptor) run() {
	for {
		conn, err := a.ln.Accept(context.Background())
		if err != nil {
			return
		}
		s, err := conn.AcceptStream(context.Background())
		if err != nil {
			continue
		}
		a.out <- s
	}
}

// sender sends to whoever has called Serve.
type sender struct {
	ln  *quic.Listener
	out chan *quic.Stream
}

// Serve sends the streams that come.
func Serve(ln *quic.Listener, out chan *quic.Stream) { newSender(ln, out).run() }

func newSender(ln *quic.Listener, out chan *quic.Stream) *sender { return &sender{ln: ln, out: out} }

func (d *sender) run() {
	for {
		conn, err := d.ln.Accept(context.Background())
		if err != nil {
			return
		}
		s, err := conn.AcceptStream(context.Background())
		if err != nil {
			continue
		}
		d.out <- s
	}
}

// registry fills a map of whoever has called Register.
type registry struct {
	open map[string]*quic.Stream
}

// Register opens a stream and puts it in open.
func Register(conn *quic.Conn, name string, open map[string]*quic.Stream) error {
	r := &registry{open: open}
	return r.add(conn, name)
}

func (r *registry) add(conn *quic.Conn, name string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r.open[name] = s
	return nil
}

// backlog has a channel of its own, and nobody receives.
type backlog struct {
	waiting chan *quic.Stream
}

func newBacklog() *backlog { return &backlog{waiting: make(chan *quic.Stream, 16)} }

func (b *backlog) run(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		b.waiting <- s // want "stream from AcceptStream is stored in"
	}
}

// table has a map of its own, and nobody closes what is in it.
type table struct {
	open map[string]*quic.Stream
}

func newTable() *table { return &table{open: map[string]*quic.Stream{}} }

func (t *table) add(conn *quic.Conn, name string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	t.open[name] = s // want "stream from OpenStream is stored in"
	return nil
}

func (t *table) send(name string, msg []byte) error {
	_, err := t.open[name].Write(msg)
	return err
}
