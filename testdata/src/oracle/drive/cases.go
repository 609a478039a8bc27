package drive

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/quic-go/quic-go"
)

// Case is one way to drive a function.
type Case struct {
	Manner   Manner
	Deadline Deadline
	Fails    int    // the acquire that fails, counted from 1; 0 for none
	Once     bool   // one call instead of more calls than there are slots
	Announce bool   // the peer learns of each stream, and acts, before the acquire returns
	Seed     uint64 // of the arguments and the data; 0 for the plain ones
}

func (c Case) String() string {
	var parts []string
	if c.Manner != Answers {
		parts = append(parts, "peer "+c.Manner.String())
	}
	if c.Deadline != NoDeadline {
		parts = append(parts, c.Deadline.String())
	}
	if c.Fails > 0 {
		parts = append(parts, fmt.Sprintf("acquire %d fails", c.Fails))
	}
	if c.Once {
		parts = append(parts, "one call")
	}
	if c.Announce {
		parts = append(parts, "the peer first")
	}
	if c.Seed > 0 {
		parts = append(parts, fmt.Sprintf("arguments %d", c.Seed))
	}
	if parts == nil {
		return "plain"
	}
	return strings.Join(parts, ", ")
}

// Deadline is what is set on each stream as soon as it is acquired.
type Deadline int

const (
	NoDeadline   Deadline = iota
	WriteFails            // in the past, for writing
	ReadFails             // in the past, for reading
	BothFail              // in the past
	BlockedFails          // a second ahead: what blocks fails
	deadlines
)

func (d Deadline) String() string {
	return [...]string{"", "writes fail", "reads fail", "reads and writes fail", "blocked calls fail"}[d]
}

func (d Deadline) set(s *quic.Stream) {
	switch past := time.Now().Add(-time.Second); d {
	case WriteFails:
		s.SetWriteDeadline(past)
	case ReadFails:
		s.SetReadDeadline(past)
	case BothFail:
		s.SetDeadline(past)
	case BlockedFails:
		s.SetDeadline(time.Now().Add(time.Second))
	}
}

// Cases returns the ways to drive a function: first each fault by itself and
// with each other one, then arguments and faults at random.
func Cases(n int) []Case {
	cases := []Case{{}}
	for d := WriteFails; d < deadlines; d++ {
		cases = append(cases, Case{Deadline: d})
	}
	for m := Silent; m < manners; m++ {
		cases = append(cases, Case{Manner: m})
	}
	cases = append(cases, Case{Fails: 1}, Case{Fails: 2}, Case{Once: true}, Case{Announce: true, Manner: Stops}, Case{Announce: true, Manner: StopsSome})
	random := rand.New(rand.NewPCG(1, 2))
	sometimes := func(n int) int {
		if random.IntN(2) == 0 {
			return 0
		}
		return random.IntN(n)
	}
	for seed := uint64(1); len(cases) < n; seed++ {
		c := Case{Seed: seed}
		c.Manner = Manner(sometimes(int(manners)))
		c.Deadline = Deadline(sometimes(int(deadlines)))
		if random.IntN(4) == 0 {
			c.Fails = 1 + random.IntN(5)
		}
		if seed%8 == 0 { // long writes block after short ones went well
			c.Manner, c.Deadline = Idle, BlockedFails
		}
		c.Once = random.IntN(2) == 0
		c.Announce = random.IntN(8) == 0
		cases = append(cases, c)
	}
	return cases
}
