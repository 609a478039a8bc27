package random

// The values of a run are nil, bool, int, *failure, *conn, *stream, *object,
// *closure and *method; unknown values of parameters are made up when the
// function is entered.

type conn struct{ name string }

// A failure is an error; whether it is io.EOF shows when it is asked for.
type failure struct{ eof *bool }

type status int

const (
	owed status = iota
	done        // released or transferred
)

// A stream is what one acquire has handed out.
type stream struct {
	site   int
	conn   *conn
	status status
	stale  bool // the acquire was executed again
	left   bool // owed by a goroutine that ended
	lost   bool // by a function other than the root
	depth  int  // of a lost one, how many functions ran when that returned
}

// An object is a holder, or the struct that embeds a stream.
type object struct{ stream any }

type closure struct {
	lit   *Lit
	scope *scope
}

// A method is a method value, bound to its receiver.
type method struct {
	recv any
	name string
}

type cell struct{ v any }

type scope struct {
	up   *scope
	vars map[string]*cell
}

func (s *scope) cell(name string) *cell {
	for ; s != nil; s = s.up {
		if c := s.vars[name]; c != nil {
			return c
		}
	}
	return nil
}

// A frame is one call that has not returned.
type frame struct {
	scope   *scope
	results []*cell
	defers  []pending
}

// A pending call is deferred: to a func or method, with arguments.
type pending struct {
	fn   *Func
	to   any
	args []any
}
