// Package drive calls fixture functions with the real quic-go and watches which
// of the streams that they acquire are ended.
package drive

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quic-go/quic-go"

	"example.com/oracle/hook"
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

// Frame is a call on the way to an acquire, innermost first.
type Frame struct {
	File string // relative to the module
	Line int
}

// Result is what a case has shown.
type Result struct {
	Acquired [][]Frame // where streams were acquired
	Leaked   [][]Frame // those that nobody ends any more
	Starving [][]Frame // those that took all slots while the function waited for one
	Pending  [][]Frame // those that were open while something still ran
	Live     []string  // what still ran at the end
	Panics   int       // calls that panicked or ended their goroutine
	Wrong    string    // how the observations contradict each other
	Spins    bool      // it took too much processor time
	Exit     string    // the last words of the process, if the function ended it
}

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
	if live := goroutines(r.bubble); len(live) > 0 {
		if waiting(live) {
			r.starve(&result)
		}
		r.judge(&result, live)
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

// owes tells whether a stream that can be reached from a value is open.
func (r *run) owes(root reflect.Value) bool {
	reached := streams(root)
	for _, a := range r.acquired() {
		if reached[a.stream] && !r.ended(a) {
			return true
		}
	}
	return false
}

func (r *run) acquired() []*acquired {
	r.lock.Lock()
	defer r.lock.Unlock()
	return slices.Clone(r.streams)
}

func (r *run) closed() bool {
	for _, p := range r.peers {
		if p.closed() {
			return true
		}
	}
	return false
}

// ended tells whether the send half of a stream has ended: the peer has seen
// the end, or, where the peer cancelled before that, quic-go has forgotten the
// stream.
func (r *run) ended(a *acquired) bool {
	return a.over || a.peer.closed() || a.peer.sawEnd(a.stream.StreamID()) ||
		a.peer.cancelled(a.stream.StreamID()) && !a.peer.keeps(a.stream.StreamID())
}

// free tells how many streams like this one can still be opened.
func (r *run) free(a *acquired) int {
	n := slots
	for _, b := range r.acquired() {
		if b.peer == a.peer && b.stream.StreamID()%4 == a.stream.StreamID()%4 && !r.ended(b) {
			n--
		}
	}
	return n
}

// starve notes the streams that have taken all slots, so that the function waits
// in vain for the next one.
func (r *run) starve(result *Result) {
	for _, a := range r.acquired() {
		if !r.ended(a) && !a.peer.cancelled(a.stream.StreamID()) && r.free(a) == 0 {
			result.Starving = append(result.Starving, a.frames)
		}
	}
}

// judge sorts the streams that are open. What only waits for further streams
// or connections does not end earlier ones.
func (r *run) judge(result *Result, live []string) {
	result.Acquired, result.Leaked, result.Pending, result.Live = nil, nil, nil, nil
	for _, a := range r.acquired() {
		result.Acquired = append(result.Acquired, a.frames)
		switch {
		case r.ended(a):
		case r.stopped && waiting(live):
			result.Leaked = append(result.Leaked, a.frames)
		default:
			result.Pending = append(result.Pending, a.frames)
		}
	}
	for _, g := range live {
		result.Live = append(result.Live, where(g))
	}
}

// compare compares the streams that are open with the slots that are free. They
// are counted by the other end of the connection.
func (r *run) compare() string {
	for _, p := range r.peers {
		if p.near == nil || p.closed() || p.manner.cancels() {
			continue
		}
		opened, accepted := 0, 0
		for _, a := range r.acquired() {
			if a.peer != p || p.sawEnd(a.stream.StreamID()) {
				continue
			}
			if a.stream.StreamID()%4 == 1 {
				accepted++
			} else {
				opened++
			}
		}
		if canOpen, canAccept := p.slotsLeft(); canOpen != slots-opened || canAccept != slots-accepted {
			return fmt.Sprintf("%d and %d streams are open, but %d and %d of %d slots are free", opened, accepted, canOpen, canAccept, slots)
		}
	}
	return ""
}

// -- what a fixture function has around it --

// Acquired implements hook.Driver.
func (r *run) Acquired(s *quic.Stream) error {
	a, err := r.note(s)
	if a != nil && r.c.Announce {
		a.peer.nudge()
		time.Sleep(time.Second)
	}
	return err
}

// note takes note of a stream, unless it is known.
func (r *run) note(s *quic.Stream) (*acquired, error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	for _, a := range r.streams {
		if a.stream == s {
			return nil, nil
		}
	}
	r.acquires++
	if r.acquires == r.c.Fails {
		s.CancelRead(0)
		s.CancelWrite(0)
		return nil, hook.ErrInjected
	}
	conn, _ := s.Context().Value(connKey{}).(int)
	a := &acquired{stream: s, frames: r.frames(), peer: r.peers[conn]}
	r.streams = append(r.streams, a)
	r.c.Deadline.set(s)
	return a, nil
}

// frames returns the calls in fixtures that have led here.
func (r *run) frames() (found []Frame) {
	pcs := make([]uintptr, 100)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, fixtures) {
			found = append(found, Frame{strings.TrimPrefix(f.File, r.root+"/"), f.Line})
		}
		if !more {
			return found
		}
	}
}

// listen opens a listener whose connections are known by the number of their
// peer.
func (r *run) listen() *quic.Listener {
	t := r.net.transport()
	t.ConnContext = func(ctx context.Context, client *quic.ClientInfo) (context.Context, error) {
		r.lock.Lock()
		defer r.lock.Unlock()
		return context.WithValue(ctx, connKey{}, r.dialed[client.RemoteAddr.String()]), nil
	}
	ln, err := t.Listen(tlsConfig, config)
	if err != nil {
		panic(err)
	}
	return ln
}

// conn returns the next connection for the fixture. All calls get the same ones.
func (r *run) conn() *quic.Conn {
	if r.given == len(r.conns) {
		r.conns = append(r.conns, r.connect())
	}
	r.given++
	return r.conns[r.given-1]
}

func (r *run) connect() *quic.Conn {
	if r.server == nil {
		r.server = r.listen()
	}
	p := r.newPeer()
	near, err := r.net.dial(context.WithValue(context.Background(), connKey{}, p.number), r.server)
	if err != nil {
		panic(err)
	}
	far, err := r.server.Accept(context.Background())
	if err != nil {
		panic(err)
	}
	p.start(near, far)
	return near
}

// listener makes a listener for the fixture, to which two peers connect.
func (r *run) listener() *quic.Listener {
	ln := r.listen()
	for range 2 {
		p := r.newPeer()
		transport := r.net.transport()
		r.lock.Lock()
		r.dialed[transport.Conn.LocalAddr().String()] = p.number
		r.lock.Unlock()
		far, err := transport.Dial(context.Background(), ln.Addr(), tlsConfig, config)
		if err != nil {
			panic(err)
		}
		p.start(nil, far)
	}
	return ln
}

func (r *run) newPeer() *peer {
	r.lock.Lock()
	defer r.lock.Unlock()
	p := &peer{number: len(r.peers), manner: r.c.Manner, data: r.data, ended: make(map[quic.StreamID]bool)}
	r.peers = append(r.peers, p)
	return p
}

// Dial implements hook.Driver.
func (r *run) Dial(context.Context) (*quic.Conn, error) { return r.connect(), nil }

// Listen implements hook.Driver.
func (r *run) Listen() (*quic.Listener, error) { return r.listener(), nil }

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
