package owners

import (
	"sync/atomic"

	"github.com/quic-go/quic-go"
)

// atomicHolder keeps its stream in an atomic pointer.
type atomicHolder struct {
	str atomic.Pointer[quic.Stream]
}

func (a *atomicHolder) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if old := a.str.Swap(s); old != nil {
		_ = old.Close()
	}
	return nil
}

func (a *atomicHolder) Close() error {
	if s := a.str.Load(); s != nil {
		return s.Close()
	}
	return nil
}
