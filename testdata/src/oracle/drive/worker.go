package drive

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"example.com/oracle/hook"
)

// Request asks for cases of a function, one after the other.
type Request struct {
	Package, Name string
	Root          string // directory of the copied module, left out in frames
	Cases         []Case
}

// Report is one line of a worker's answer. There are two for each case, with
// and without a result, so that a case that ends the process is known.
type Report struct {
	Case   int
	Result *Result
}

// Serve answers one request.
func Serve(t *testing.T, in io.Reader, out io.Writer) error {
	var request Request
	if err := json.NewDecoder(bufio.NewReader(in)).Decode(&request); err != nil {
		return err
	}
	reports := json.NewEncoder(out)
	debug.SetMaxStack(1 << 24) // an endless recursion ends soon
	for _, f := range hook.Funcs {
		if f.Package != request.Package || f.Name != request.Name {
			continue
		}
		for i, c := range request.Cases {
			reports.Encode(Report{Case: i})
			standardInput()
			w := watch()
			Run(t, f, c, request.Root, func(result Result) {
				reports.Encode(Report{Case: i, Result: &result})
				w.limit.Store(int64(processorTime() + afterwards))
			})
			w.stop()
		}
		return nil
	}
	return fmt.Errorf("no function %s in %s", request.Name, request.Package)
}

// Processor times, a hundred times the usual ones.
const (
	upToResult = 2 * time.Second
	afterwards = 200 * time.Millisecond
)

// SpinExit is the exit code of a worker whose case took too much processor
// time, as with a loop that never waits. The machine's load does not matter.
const SpinExit = 3

type watcher struct {
	limit atomic.Int64 // processor time of this process
	done  chan bool
}

func watch() *watcher {
	w := &watcher{done: make(chan bool)}
	w.limit.Store(int64(processorTime() + upToResult))
	go func() {
		for ticker := time.NewTicker(afterwards / 4); ; {
			select {
			case <-w.done:
				ticker.Stop()
				return
			case <-ticker.C:
				if int64(processorTime()) > w.limit.Load() {
					os.Exit(SpinExit)
				}
			}
		}
	}()
	return w
}

func (w *watcher) stop() { close(w.done) }

func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// standardInput is what commands read.
func standardInput() {
	reader, writer, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	writer.WriteString(strings.Repeat("line\n", 4*slots))
	writer.Close()
	os.Stdin = reader
}
