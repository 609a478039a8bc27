package directives

import (
	"io"

	"github.com/quic-go/quic-go"
)

// want +2 "streamclose:owns speaks of no parameter and no field: write it into the comment of a function or interface method, or on the line of a parameter or field"

//streamclose:owns s

// want +4 "streamclose:owns does not name a parameter: write //streamclose:owns name"

// unnamed has a directive without a name.
//
//streamclose:owns
func unnamed(s *quic.Stream) { s.CancelRead(0) }

// want +4 "streamclose:owns: misspelled has no parameter \"stream\": name one as it is declared"

// misspelled names what there is not.
//
//streamclose:owns stream the caller knows
func misspelled(s *quic.Stream) { s.CancelRead(0) }

func body(s *quic.Stream) {
	// want +1 "streamclose:borrows speaks of no parameter and no field"
	//streamclose:borrows s
	s.CancelRead(0)
}

// want +4 "streamclose:owns has no effect: parameter n of type int cannot hold a stream"

// number cannot hold a stream.
//
//streamclose:owns n,s
func number(n int, s *quic.Stream) { s.Close() }

// want +5 "streamclose:borrows: parameter s has such a directive already: remove one of them"

// undecided does not know what it wants.
//
//streamclose:owns s
//streamclose:borrows s
func undecided(s *quic.Stream) { s.Close() }

type fields struct {
	// want +1 "streamclose:borrows has no effect: field names of type map.string...string cannot hold a stream"
	names map[string][]string //streamclose:borrows
}

type methods interface {
	// want +1 "streamclose:owns: take has no parameter \"c\""
	take(io.Closer) //streamclose:owns c
}

// want +4 "unknown directive //streamclose:own; there are //streamclose:ignore, owns and borrows"

// almost is misspelled.
//
//streamclose:own s
func almost(s *quic.Stream) { s.CancelRead(0) }
