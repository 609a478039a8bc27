package formats

import (
	"context"

	"github.com/quic-go/quic-go"
)

func Loop(ctx context.Context, conn *quic.Conn) error {
	for {
		/* word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13 word14 word15 word16 word17 word18 word19 word20 word21 word22 word23 word24 word25 word26 word27 word28 word29 word30 word31 word32 word33 word34 word35 word36 word37 word38 word39 */ stream, err := conn.AcceptStream(ctx) // word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13 word14 word15 word16 word17 word18 word19 word20 word21 word22 word23 word24 word25 word26 word27 word28 word29 word30 word31 word32 word33 word34 word35 word36 word37 word38 word39
		if err != nil {
			return err
		}
		if _, err := stream.Read(nil); err != nil {
			continue
		}
		stream.Close()
	}
}

func Nothing(conn *quic.Conn) {
	conn.HandshakeComplete() //streamclose:ignore there is no stream in this line
}
