package outcome

import (
	"bytes"
	"encoding/gob"
	"go/types"
	"math"
	"testing"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// clients call functions that only facts are known of.
const clients = `
type wrapper struct {
	name string
	s    *Stream
	in   *wrapper
}

func (*wrapper) end(*Stream) bool
func (wrapper) look() error
func take(*Stream)
func give(*Conn) (*Stream, error)
func wrap(*Conn) (*wrapper, bool)
func pass(*Stream, *Conn) (int, *Stream, error)
func many(string, ...*Stream) error
func shut(*wrapper, *Conn) error
func none()

func entries(c *Conn) error {
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	w := &wrapper{"", s, &wrapper{s: s}}
	if w.end(s) {
		return w.look()
	}
	take(s)
	go take(s)
	defer take(w.in.s)
	n, t, err := pass(s, c)
	if err != nil || n > 0 {
		return many("", s, t, nil)
	}
	none()
	return shut(w, c)
}

func produced(c *Conn) error {
	for cond(1) {
		s, err := give(c)
		if err != nil {
			return err
		}
		w, ok := wrap(c)
		if !ok {
			continue
		}
		_, t, err := pass(s, c)
		take(t)
		defer func() { shut(w, c) }()
	}
	return nil
}
`

// anyFact is the same fact for every function that has no body.
type anyFact struct {
	noFacts
	fact *Summary
}

func (f anyFact) Summary(*types.Func) *Summary { return f.fact }

// Owner returns the paths of the entries for every type.
func (f anyFact) Owner(*types.TypeName) *Owner {
	o := new(Owner)
	for _, e := range f.fact.Entries {
		o.Paths = append(o.Paths, e.Path)
	}
	return o
}

// FuzzFacts decodes bytes as facts, as from a file that was damaged or that
// another version wrote, and judges code that depends on them.
func FuzzFacts(f *testing.F) {
	add := func(s *Summary) {
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(s); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	for _, s := range judgeAll(build(f, helpers)).Summaries {
		add(s)
	}
	for _, n := range []int{-1, 1, 40, math.MaxInt, math.MinInt} {
		strange := []flow.Way{{Results: []flow.ResultOf{flow.ResultOf(n)}, Parent: n}, {}, {Results: []flow.ResultOf{flow.IsResource}, Parent: 1}}
		add(&Summary{Produces: strange})
		add(&Summary{Entries: []flow.Entry{{Param: n, Ways: strange}}})
		add(&Summary{Entries: []flow.Entry{{Path: []int{n}, Ways: strange}, {Path: []int{1}, Parent: true}}})
	}
	fns := build(f, clients)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, ok := decoded(data)
		if !ok {
			return
		}
		for _, failure := range Judge(fns[0].Prog, fns, &quicapi.API{Lookalikes: true}, anyFact{fact: s}).Failures {
			t.Errorf("%v: %v\n%s", s, failure, failure.Stack)
		}
	})
}

// decoded returns the fact in data, if there is one. Damaged descriptions of
// types make encoding/gob of Go 1.26 panic instead of returning an error: the
// program that decodes facts has to recover from that, as the command does.
func decoded(data []byte) (s *Summary, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	s = new(Summary)
	return s, gob.NewDecoder(bytes.NewReader(data)).Decode(s) == nil
}
