package drive

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/testutils/simnet"
)

// slots is how many streams an end of a connection lets the other one have open.
const slots = 6

// config is that of both ends. The windows let a long write block until the
// peer reads; the clock of a case runs for hours.
var config = &quic.Config{
	MaxIncomingStreams:             slots,
	MaxIdleTimeout:                 1000 * time.Hour,
	InitialStreamReceiveWindow:     1 << 14,
	MaxStreamReceiveWindow:         1 << 14,
	InitialConnectionReceiveWindow: 1 << 22,
	DisablePathMTUDiscovery:        true,
}

var tlsConfig = func() *tls.Config {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	cert, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return &tls.Config{
		Certificates:       []tls.Certificate{{Certificate: [][]byte{cert}, PrivateKey: key}},
		InsecureSkipVerify: true, // both ends are in this process
		NextProtos:         []string{"oracle"},
		CurvePreferences:   []tls.CurveID{tls.X25519},
	}
}()

// network is in memory, so that the clock of the case stands still as long as
// a packet is under way.
type network struct {
	router     simnet.PerfectRouter
	nodes      byte
	transports []*quic.Transport
}

func (n *network) transport() *quic.Transport {
	n.nodes++
	addr := &net.UDPAddr{IP: net.IPv4(10, 0, 0, n.nodes), Port: 1}
	t := &quic.Transport{Conn: simnet.NewBlockingSimConn(addr, &n.router)}
	n.transports = append(n.transports, t)
	return t
}

// dial connects to a listener.
func (n *network) dial(ctx context.Context, ln *quic.Listener) (*quic.Conn, error) {
	return n.transport().Dial(ctx, ln.Addr(), tlsConfig, config)
}

func (n *network) close() {
	for _, t := range n.transports {
		t.Close()
		t.Conn.Close()
	}
}
