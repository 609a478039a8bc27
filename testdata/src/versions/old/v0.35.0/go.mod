module example.com/old

go 1.26.0

require github.com/quic-go/quic-go v0.0.0

replace github.com/quic-go/quic-go => ./quic
