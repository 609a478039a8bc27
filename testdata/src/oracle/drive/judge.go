package drive

import (
	"fmt"
	"reflect"
)

// Frame is a call on the way to an acquire, innermost first.
type Frame struct {
	File string // relative to the module
	Line int
}

// Result is what a case has shown.
type Result struct {
	Acquired [][]Frame // where streams were acquired
	Leaked   [][]Frame // those that nobody ends any more
	Starving [][]Frame // those that had all slots while the function waited for one, and no end of it was seen
	Pending  [][]Frame // those that were open while something still ran
	Live     []string  // what still ran at the end
	Panics   int       // calls that panicked or ended their goroutine
	Wrong    string    // how the observations contradict each other
	Spins    bool      // it took too much processor time
	Exit     string    // the last words of the process, if the function ended it
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

// starving returns the streams that have taken all slots, so that the function
// waits in vain for the next one. They leak if nothing but the end of the
// connection ends them.
func (r *run) starving() (found []*acquired) {
	for _, a := range r.acquired() {
		if !r.ended(a) && !a.peer.cancelled(a.stream.StreamID()) && r.free(a) == 0 {
			found = append(found, a)
		}
	}
	return found
}

// judge sorts the streams that are open. What only waits for further streams
// or connections does not end earlier ones.
func (r *run) judge(result *Result, live []string) {
	result.Acquired, result.Leaked, result.Starving, result.Pending, result.Live = nil, nil, nil, nil, nil
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
