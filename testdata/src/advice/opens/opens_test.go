package opens

import (
	"context"
	"testing"

	"github.com/quic-go/quic-go"
)

// A test gets no advice.
func TestOpen(t *testing.T) {
	var conn *quic.Conn
	s, _ := conn.OpenStreamSync(context.Background())
	s.Close()
}
