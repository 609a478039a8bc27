package outcome

import (
	"bytes"
	"encoding/gob"
	"reflect"
	"testing"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
)

// helpers do one thing each with the stream that they get.
const helpers = `
type sendStream interface {
	Close() error
	CancelWrite(uint64)
	Write([]byte) (int, error)
}

func closes(s sendStream) { s.Close() }

func borrows(s sendStream) int { return 1 }

func closesOnSuccess(s sendStream) error {
	if _, err := s.Write(nil); err != nil {
		return err
	}
	s.Close()
	return nil
}

func tells(s sendStream) bool {
	if cond(1) {
		s.Close()
		return true
	}
	return false
}

func open(c *Conn) (*Stream, error) { return c.OpenStream() }

type wrapper struct {
	name string
	s    *Stream
}

func wrap(c *Conn) (*wrapper, error) {
	s, err := c.OpenStream()
	if err != nil {
		return nil, err
	}
	return &wrapper{"w", s}, nil
}

func release(w *wrapper) { w.s.CancelWrite(1) }

func forget(w *wrapper) { use(len(w.name)) }
`

func TestSummaries(t *testing.T) {
	found := judgeAll(build(t, helpers))
	want := map[string]*Summary{
		"closes":          {Entries: []flow.Entry{{Ends: true}}},
		"borrows":         {Entries: []flow.Entry{{Ways: []flow.Way{{Results: []flow.ResultOf{flow.Unknown}}}}}},
		"closesOnSuccess": {Entries: []flow.Entry{{Ways: []flow.Way{{Results: []flow.ResultOf{flow.NotNil}}}, Ends: true}}},
		"tells":           {Entries: []flow.Entry{{Ways: []flow.Way{{Results: []flow.ResultOf{flow.IsFalse}}}, Ends: true}}},
		"open":            {Produces: []flow.Way{{Results: []flow.ResultOf{flow.IsResource, flow.IsNil}, Parent: 1}}},
		"wrap":            {Produces: []flow.Way{{Results: []flow.ResultOf{flow.IsResource, flow.IsNil}, Parent: 1}}},
		"release":         {Entries: []flow.Entry{{Path: []int{1}, Ends: true}}},
		"forget":          {Entries: []flow.Entry{{Path: []int{1}, Ways: []flow.Way{{}}}}},
	}
	got := make(map[string]*Summary)
	for fn, s := range found.Summaries {
		got[fn.Name()] = s
	}
	for name, w := range want {
		if !reflect.DeepEqual(got[name], w) {
			t.Errorf("%s: %v, want %v", name, got[name], w)
		}
		delete(got, name)
	}
	for name, s := range got {
		t.Errorf("%s: unexpected: %v", name, s)
	}
	for tn, o := range found.Owners {
		if tn.Name() != "wrapper" || !reflect.DeepEqual(o.Paths, [][]int{{1}}) {
			t.Errorf("%s: %v", tn.Name(), o)
		}
	}
}

// Facts survive the encoding that drivers use, and are small.
func TestGob(t *testing.T) {
	const most = 48 // bytes for each fact of this package, beyond the first
	found := judgeAll(build(t, helpers))
	var b bytes.Buffer
	enc, dec := gob.NewEncoder(&b), gob.NewDecoder(&b)
	total := 0
	for fn, s := range found.Summaries {
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		size := b.Len()
		var got Summary
		if err := dec.Decode(&got); err != nil {
			t.Fatal(err)
		}
		if got.String() != s.String() {
			t.Errorf("%s: %v became %v", fn.Name(), s, &got)
		}
		if total > 0 && size > most {
			t.Errorf("%s: %d bytes, want %d or fewer", fn.Name(), size, most)
		}
		total += size
	}
}

// The facts of a package are the same whenever it is analyzed.
func TestSummariesAreDeterministic(t *testing.T) {
	encode := func() string {
		fns := build(t, helpers)
		found := judgeAll(fns)
		var b bytes.Buffer
		for _, fn := range fns {
			if s := found.Summaries[fn]; s != nil {
				if err := gob.NewEncoder(&b).Encode(s); err != nil {
					t.Fatal(err)
				}
			}
		}
		return b.String()
	}
	want := encode()
	for range 20 {
		if encode() != want {
			t.Fatal("not the same bytes")
		}
	}
}
