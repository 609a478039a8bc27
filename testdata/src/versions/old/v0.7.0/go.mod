module example.com/old

go 1.26.0

require github.com/lucas-clemente/quic-go v0.0.0

replace github.com/lucas-clemente/quic-go => ./quic
