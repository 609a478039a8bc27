// Package analyzer defines an Analyzer that reports QUIC streams whose send
// half is not ended on every path.
//
// # Analyzer streamclose
//
// streamclose: report QUIC streams whose send half is not ended on every path
//
// A bidirectional QUIC stream has two halves, and the program that opens or
// accepts one has to end its send half: with Close, or with CancelWrite to
// abort. Short of closing the connection nothing else does: not CancelRead, not
// a deadline or the end of a context, not reading to the end, not garbage
// collection. Until then the peer waits for the end of the data, the stream
// stays in memory, and it may count against the number of streams that its
// opener can have open at a time, by default 100. When all are taken,
// OpenStreamSync blocks.
//
// The stream in this function stays open when the write fails:
//
//	func send(conn *quic.Conn, data []byte) error {
//		stream, err := conn.OpenStream()
//		if err != nil {
//			return err
//		}
//		if err := json.NewEncoder(stream).Encode(data); err != nil {
//			return err
//		}
//		return stream.Close()
//	}
//
// A deferred Close after the first error check ends it on every path.
//
// # Terms
//
// A stream is a bidirectional one: a *quic.Stream, the interface of this name
// before quic-go v0.53, the streams of http3 and webtransport-go, and those of
// forks. It is known by its methods, Close and CancelWrite. A unidirectional
// stream has one of the halves: one that is opened has a send half, and is
// checked like the others; one that is accepted has a receive half.
//
// An acquire is the call that hands a stream out: AcceptStream, OpenStream,
// OpenStreamSync, OpenUniStream, OpenUniStreamSync, AcceptUniStream,
// OpenRequestStream or HTTPStream, or a call of a function that does one of
// these and passes the result on.
//
// From where the error of an acquire is known to be nil, somebody has the
// obligation to end the send half. Who has it is the owner: a function, a
// goroutine, a caller, a field, a map, slice or channel.
//
// A release ends the obligation, a transfer makes somebody else the owner, and
// a borrow does neither.
//
// A path is a way through the code from an acquire to the place where the owner
// ends. It is feasible if it agrees with what is known on it: whether streams
// and errors are nil, the values of booleans that are tested again, and the
// types of values. The witness of a finding is its path: the positions passed,
// with the branch taken at each.
//
// The verdict on an acquire is leak, with a witness; proven, if every feasible
// path ends in a release; or trusted, if code that cannot be seen took the
// stream over, or the search was given up for its size. Only leaks are
// reported.
//
// # Rule
//
// A stream is released on a path by
//
//   - Close or CancelWrite, whatever they return: called, deferred, through an
//     alias or interface, a method value or closure, in a goroutine, by a
//     wrapper's own method, or by a function that does so on that path;
//   - closing the connection it came from, on the path or in a defer; or in a
//     function literal that was handed over before, as to t.Cleanup or
//     context.AfterFunc, or that a goroutine runs when it has waited for something.
//     A function that returns an error with the stream open is not at fault if all
//     its callers in view close the connection then; code of other packages that it
//     is handed to, as a server is a handler, is trusted to. Once the context of
//     the connection has ended, the connection has, and so it is with a context
//     made of that by context.WithCancel which only a deferred call cancels;
//   - the end of the process or test: os.Exit, log.Fatal, t.Fatal, an explicit
//     panic, or a function that never returns;
//   - handing it to HandleRequestStream and the like, where http3 takes it over;
//   - the branch on which errors.As or a type test finds a *quic.StreamError in
//     the error of a Write: the peer has ended the half; and the one on which an
//     error is quic.Err0RTTRejected: then the streams of the connection are gone.
//
// It is transferred by returning it, storing it where it outlives the function,
// sending it on a channel, starting a goroutine with it, and passing it to code
// that cannot be seen, for a parameter with a Close method. It is only borrowed
// for a parameter without one, such as an io.Writer. A function that deletes the
// entry of a map again in which others might have found the stream, and has waited
// for nothing in between, has it back.
//
// A callback that http3 hands a stream to, StreamHijacker or UniStreamHijacker up
// to quic-go v0.58, owns it where it returns true and no error.
//
// It leaks if on a feasible path the function or goroutine that owns it ends,
// if the acquire is executed again, or if the last reference to it is gone. It
// leaks as well if it is stored in an unexported field, or in a map, slice or
// channel of an unexported field or variable, and nothing in the package ever
// releases what is in it; unless a connection is kept beside it, with which it
// may be meant to live.
//
// A func value passed to a function that cannot be seen is taken to be called
// exactly once. A method that closes behind a guard which it sets itself, so
// that only the first call closes, is taken to close. In a test, a stream that
// is open when the test function ends is no finding: its connection ends with
// the test.
//
// # Receive half
//
// With the flag -recv, the receive half is checked as well. A stream that was
// accepted frees its place only when both halves have ended, so that a program
// that does no more than close each stream it accepts blocks its peer after 100
// of them. What was said of the send half goes for this one, with other releases:
//
//   - CancelRead, by whatever way Close may be called;
//   - reading until an error or the end was seen: io.ReadAll, io.Copy from the
//     stream, a bufio.Scanner that is asked until it says no, a loop that is left
//     on the error of a read, also through a bufio.Reader or decoder;
//   - closing the connection, the end of the process, and http3 taking the stream
//     over.
//
// Fixed amounts are no release: a single Read, io.ReadFull, io.CopyN, binary.Read,
// a line, a value from a decoder; nor is Peek. A read that fails is one, unless a
// deadline for reading was set on the stream in view. Then the half is open if the
// error is found to be a timeout, by os.ErrDeadlineExceeded, os.IsTimeout or a method
// Timeout; it has ended if it is found to be something else, such as io.EOF; and if
// nobody asks, the verdict is trusted.
//
// Where a configuration in the package, or in one that it imports, sets
// RequireStreamCreditRelease, accepted streams have a third obligation: a call of
// ReleaseStreamCredit. The connection and http3 end it as well, and nothing else.
//
// Code that cannot be seen is trusted with the stream as an io.Reader, too, and
// every field or container. A directive that a function borrows says nothing of
// its reading.
//
// # Advice
//
// With the flag -advice there are findings about code that leaks nothing and goes
// wrong with streams all the same. They go by a few instructions that follow one
// another, as a rule without conditions or calls of which nothing is known in between,
// and there are none for tests. At limits:
//
//   - limit-side: MaxIncomingStreams or MaxIncomingUniStreams is raised in a
//     configuration on whose connections such streams are opened and, as all that
//     is done with those is in view, never accepted. The value of the side that
//     accepts counts;
//   - limit-mask: one of them is a constant of a million or more;
//   - open-uncancellable: OpenStreamSync, OpenUniStreamSync or OpenRequestStream
//     gets a context that nothing ends, such as context.Background;
//   - open-ignored: a method is called on the stream of a failed open, which is
//     nil;
//   - defer-in-loop: Close or CancelWrite is deferred in the loop that acquires the
//     stream, and runs when that is over.
//
// At the end of a stream that was written to, as long as nothing is waited for by
// which the peer could say that it has all of it:
//
//   - cancel-after-close: CancelWrite is called after Close, as in a defer;
//   - close-then-conn: CloseWithError is called on the connection at once.
//
// # Categories
//
// An acquire gets one finding at most, on its shortest path, or the shortest
// one without a failed write if there are such, and so does an owner that outlives
// functions; with -recv, it gets another one at most for the
// receive half, and advice comes on top of that. The category of a diagnostic is one of
//
//   - send: the owner ends with the stream open;
//   - send-after-write-error: the same, straight after a failed write. Whether
//     the send half leaks there depends on the error, but a failed write alone
//     does not end it;
//   - send-overwritten: the next stream is acquired with this one open;
//   - send-owner: the stream is stored in an owner that nothing ever releases;
//   - send-split: a callback closes the stream it gets on some paths only. It is
//     looked for with the flag -split;
//   - recv: the receive half is neither read nor cancelled;
//   - recv-partial: the receive half is read only in part. Whether the end was
//     seen depends on when it comes;
//   - recv-credit: the place of a stream is not given back;
//   - limit-side: a limit is raised on the side that it does not concern;
//   - limit-mask: a limit is so large that it hides leaks;
//   - open-uncancellable: at the limit, opening waits for as long as the connection lives;
//   - open-ignored: a stream that could not be opened is used;
//   - defer-in-loop: a stream is closed when the loop that acquires it is over;
//   - cancel-after-close: a stream is reset after it was closed;
//   - close-then-conn: the connection is closed at once after its stream;
//   - directive: a comment for streamclose is wrong, or has no effect;
//   - internal-error: streamclose failed on a function, and its streams were not
//     checked.
//
// Each has a page with an example and the cure, in Rules.
//
// # Reading a message
//
// A diagnostic stands at the name of the method or function that hands the
// stream out; one of the category send-owner stands where the stream is stored,
// one of send-split at the parameter.
// The message holds the short form of the witness: how the path ends, the last
// decision on it, and the function through which it went, each with its line,
// and with its file if that is another one:
//
//	server.go:51:20: stream from AcceptStream is not closed on every path:
//	still open when goroutine func literal in handleConn ends (line 60),
//	after err != nil (line 66)
//
// The related positions of the diagnostic are the witness step by step.
//
// # Flags
//
// The flag -packages takes import paths, separated by commas. Types of these
// packages whose methods are named like the acquires above hand out streams
// even if their streams have a Close method only.
//
// With -lookalikes=false only types of packages named like a QUIC library count:
// those whose import path ends in quic-go, uquic or webtransport-go, and http3
// below them. By default the package does not matter, so that forks, mocks and
// interfaces of your own are checked, too.
//
// With -recv the receive halves are checked, too, and with -advice what is said
// above in Advice.
//
// Findings in generated files are reported only with -generated.
//
// Where it is clear how to close the stream, a finding comes with a suggested
// fix: a deferred Close, or a Close where the stream is left open. For that the
// package is judged once more as it would be with the fixes. With -fix-blank it
// assigns the error of Close to the blank identifier, for linters that want every
// error to be looked at.
//
// With -split, functions that are called only where it cannot be seen, callbacks
// and methods behind interfaces, are judged for the streams in their parameters:
// one that ends its stream or hands it on upon some paths and drops it on others,
// with the same results, cannot be called right.
//
// The flag -known takes the names of files, separated by commas, with lines that
// say what functions of other packages do with a stream:
//
//	example.com/proxy.Join            closes(0,1)
//	(example.com/mux.Session).Attach  keeps(0)
//	example.com/mux.Client            wraps(0)
//	example.com/trace/...             uses
//
// They count before the table of that form for the standard library and some
// other modules, analyzer/internal/quicapi/known.txt, which explains the words;
// a function whose source was analyzed is known by that, and needs no line. What
// is wrong in a file is an error that names the line. The command go vet runs in
// the directory of each package, so that it needs absolute paths, and keeps its
// results while the flags are the same: give a file another name when it changes,
// or clean the cache.
//
// # Directives
//
// The comment
//
//	//streamclose:ignore reason
//
// silences the findings on its line, on the next line if it has a line of its
// own, or in a whole function if it is part of its doc comment. The reason is
// not optional. A comment //nolint:streamclose, as for golangci-lint, does the
// same in every driver, unless the flag -nolint=false is given. It is the better
// one for a finding of -recv: it may be there without effect, as it is when the
// flag is not given.
//
// Two directives say who owns a stream where that cannot be inferred:
//
//	// Serve returns at once.
//	//
//	//streamclose:owns stream,log closes both when the peer is gone
//	func (s *Server) Serve(stream io.ReadWriter, log io.Writer)
//
//	type Handler interface {
//		Inspect(stream io.ReadWriteCloser) error //streamclose:borrows stream
//	}
//
//	type session struct {
//		control *quic.Stream //streamclose:owns it ends with the connection
//		latest  *quic.Stream //streamclose:borrows for statistics
//	}
//
// For parameters, and the receiver, they stand in the comment of a function or of
// a method of an interface, or on a line of its parameters, and name them. For a
// field they stand in its comment or on its line. A reason may follow.
//
// A call of a function that owns its parameter ends the obligation of the caller:
// the verdict is trusted. If the parameter is a stream, or an interface with a
// Close method, the function is judged for it as for an acquire; how a struct
// around a stream holds it is not known, so that such a parameter is not judged.
// A function that borrows leaves the obligation with its caller, even if it has
// or keeps a way to close. Both go for calls through an interface if its method
// has the directive, and in other packages.
//
// What is stored in a field that owns is taken to be released. Storing in a field
// that borrows moves no obligation, and what is done through that field is not
// done for the stream. On an unexported field either matters in its own package
// alone, since nobody else can store there.
//
// # Limits
//
// What cannot be seen is trusted: functions without a body in view, and methods
// called through an interface whose value is not known, except unexported
// interfaces all of whose implementations are in view. A method of an interface
// hands a stream out, though, if one of the types beside the interface, in its
// package, does so in it; what other methods of interfaces there do with that
// stream is known from those types as well. If a function that cannot be seen
// returns something that can be closed, it may have kept even a plain reader or
// writer. Functions of imported packages are seen, through facts, if the
// package imports a QUIC library itself or through others, or if its source lies
// neither in the module cache nor in a vendor directory. Packages that import
// this one are not seen: only callers in the same package count, and no exported
// field is judged.
//
// A panic that is not explicit, as from an index out of range, is no path. A
// panic that the function recovers from itself counts as the end of the path.
package analyzer

import (
	_ "embed"
	"strings"
)

//go:embed doc.go
var source string

// doc is the section of the package comment on the analyzer.
var doc = section(source)

// section returns the text of a package comment from "streamclose: " on. Its
// first line is the title. Every run of the command does this, which is why it
// does without the parser.
func section(source string) string {
	_, text, _ := strings.Cut(source, "\n// streamclose: ")
	text, _, _ = strings.Cut(text, "\npackage ")
	return strings.ReplaceAll(strings.ReplaceAll(text, "\n// ", "\n"), "\n//", "\n")
}
