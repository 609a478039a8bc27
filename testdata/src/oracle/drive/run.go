// Package drive calls fixture functions with the real quic-go and watches which
// of the streams that they acquire are ended.
package drive

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quic-go/quic-go"

	"example.com/oracle/hook"
)

type acquired struct {
	stream *quic.Stream
	frames []Frame
	peer   *peer
	over   bool // the process or test has ended on its path
}

// run is one case under way.
type run struct {
	f      hook.Func
	c      Case
	root   string
	bubble string

	net    network
	data   []byte
	server *quic.Listener // listens for the connections of the fixture

	lock     sync.Mutex
	peers    []*peer
	conns    []*quic.Conn              // given as arguments
	channels map[uintptr]reflect.Value // of streams, given as arguments
	given    int                       // how many of them in this call
	dialed   map[string]int            // peers by their address
	streams  []*acquired
	acquires int
	stops    []func()
	stopped  bool
}

type connKey struct{}

// Run runs a case, and reports its result before the connections are torn down,
// which some functions do not survive.
func Run(t *testing.T, f hook.Func, c Case, root string, report func(Result)) {
	// A goroutine that waits for ever is the fixture's affair.
	defer func() {
		if p := recover(); p != nil && !strings.Contains(fmt.Sprint(p), "deadlock") {
			panic(p)
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		r := &run{f: f, c: c, root: root, bubble: bubble(), dialed: make(map[string]int), channels: make(map[uintptr]reflect.Value)}
		hook.Current = r
		defer r.net.close()
		r.all(report)
	})
}

// all calls the function and looks at the streams, first while contexts are
// live and channels open, and again when all that was given has ended.
func (r *run) all(report func(Result)) {
	m := &maker{run: r, types: hook.Types[r.f.Package], literals: r.f.Literals}
	if r.c.Seed > 0 {
		m.random = rand.New(rand.NewPCG(r.c.Seed, 0))
	}
	r.data = m.data()
	for _, v := range hook.Vars[r.f.Package] {
		if v := reflect.ValueOf(v).Elem(); v.IsZero() {
			v.Set(m.value(v.Type(), 2))
			defer v.SetZero()
		}
	}
	result, roots := r.calls(m)
	time.Sleep(stage)
	var starving []*acquired
	if live := goroutines(r.bubble); len(live) > 0 {
		if waiting(live) {
			starving = r.starving()
		}
		r.judge(&result, live)
		for _, a := range starving {
			result.Starving = append(result.Starving, a.frames)
		}
		report(result)
	}
	r.stop()
	time.Sleep(stage)
	for _, root := range roots {
		if r.owes(root) {
			r.release(root)
		}
	}
	time.Sleep(stage)
	live := goroutines(r.bubble)
	for range 2 { // the first may let one more be accepted
		if waiting(live) {
			for _, a := range r.acquired() {
				a.stream.CancelRead(0) // only the send half matters
			}
			time.Sleep(stage)
			live = goroutines(r.bubble)
		}
	}
	r.judge(&result, live)
	for _, a := range starving {
		if a.peer.closed() && !a.peer.sawEnd(a.stream.StreamID()) {
			result.Leaked = append(result.Leaked, a.frames)
		}
	}
	if len(live) == 0 {
		result.Wrong = r.compare()
	}
	report(result)
}

// calls calls the function more often than there are slots. A call that does
// not return is the last one.
func (r *run) calls(m *maker) (result Result, roots []reflect.Value) {
	f := reflect.ValueOf(r.f.Value)
	n := slots + 1
	if r.c.Once {
		n = 1
	}
	for range n {
		r.given = 0
		args := make([]reflect.Value, f.Type().NumIn())
		for i := range args {
			args[i] = m.parameter(f.Type().In(i))
			roots = append(roots, args[i])
		}
		before := len(r.streams)
		done := make(chan bool, 1)
		go func() { done <- r.call(f, args) }()
		ok, returned := r.wait(done)
		if !returned {
			break
		}
		if !ok {
			result.Panics++
		}
		if !ok || r.f.Name == "main" {
			r.over(before)
		}
		for _, arg := range args {
			if t, ok := arg.Interface().(*testing.T); ok {
				r.cleanup(t)
			}
		}
		if r.closed() {
			break
		}
		r.drainEnded()
	}
	return result, roots
}

// call does one call and ends what it returns. It tells whether there was
// neither a panic nor an end of the goroutine.
func (r *run) call(f reflect.Value, args []reflect.Value) bool {
	var results []reflect.Value
	returned := make(chan bool)
	go func() {
		ok := false
		defer func() {
			if !ok {
				recover()
			}
			returned <- ok
		}()
		results = call(f, args)
		ok = true
	}()
	ok := <-returned
	for _, result := range results {
		r.end(result.Interface())
	}
	return ok
}

// over notes that the process would have ended in a call.
func (r *run) over(before int) {
	for _, a := range r.streams[before:] {
		a.over = true
	}
}

// cleanup runs what a test would run at its end.
func (r *run) cleanup(t *testing.T) {
	f := reflect.ValueOf(t).Elem().FieldByName("cleanups")
	cleanups := *(*[]func())(f.Addr().UnsafePointer())
	for _, cleanup := range slices.Backward(cleanups) {
		r.await(cleanup)
	}
}

// drainEnded ends the receive halves of streams whose send halves have ended.
func (r *run) drainEnded() {
	time.Sleep(time.Second)
	for _, a := range r.acquired() {
		if a.peer.sawEnd(a.stream.StreamID()) {
			a.stream.CancelRead(0)
		}
	}
}

func call(f reflect.Value, args []reflect.Value) []reflect.Value {
	if f.Type().IsVariadic() {
		return f.CallSlice(args)
	}
	return f.Call(args)
}

// wait waits for a call. A stream on which nothing was sent is not known to the
// peer until something is sent on a later one, so that happens now and then.
func (r *run) wait(done chan bool) (ok, returned bool) {
	for range 6 {
		select {
		case ok := <-done:
			return ok, true
		case <-time.After(stage / 6):
			r.nudge()
		}
	}
	return false, false
}

func (r *run) nudge() {
	for _, p := range r.peers {
		p.nudge()
	}
}

func (r *run) acquired() []*acquired {
	r.lock.Lock()
	defer r.lock.Unlock()
	return slices.Clone(r.streams)
}

func (r *run) atStop(f func()) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.stops = append(r.stops, f)
}

// stop cancels contexts and closes channels that were given as arguments.
func (r *run) stop() {
	r.stopped = true
	for _, f := range r.stops {
		f()
	}
}
