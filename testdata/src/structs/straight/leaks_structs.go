package straight

import (
	"context"

	"github.com/quic-go/quic-go"
)

// CreditReleased leaks: the slot's credit is given back, the half stays open.
func CreditReleased(ctx context.Context, conn *quic.Conn, buf []byte) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	defer s.ReleaseStreamCredit()
	_, err = s.Read(buf)
	return err
}
