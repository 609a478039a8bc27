package oracle

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"example.com/oracle/drive"
)

// patience is how long a case may take on a loaded machine. Its own clock does
// not depend on the machine.
const patience = 2 * time.Minute

// A worker is a program that has the copies of the fixtures in it.
type worker struct {
	program string
	root    string // of the copies
}

// run returns the results of the cases, nil where the process ended itself.
func (w worker) run(f fixture, cases []drive.Case) ([]*drive.Result, error) {
	results := make([]*drive.Result, len(cases))
	spins := 0
	for start := 0; start < len(cases); {
		done, err := w.start(f, cases[start:], results[start:])
		if err != nil {
			return nil, err
		}
		start += done
		if results[start-1].Spins {
			if spins++; spins == 3 {
				return results[:start], nil
			}
		}
	}
	return results, nil
}

// start runs one process, and tells how many cases are done then.
func (w worker) start(f fixture, cases []drive.Case, results []*drive.Result) (done int, err error) {
	request, err := json.Marshal(drive.Request{Package: f.Package, Name: f.Name, Root: w.root, Cases: cases})
	if err != nil {
		return 0, err
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer reader.Close()
	var output bytes.Buffer
	command := exec.Command(w.program, "-test.run=TestWorker", "-test.timeout=0")
	command.Dir = filepath.Dir(w.program)
	command.Env = append(os.Environ(), "ORACLE_WORKER=1", "GOMAXPROCS=1", "GOGC=400")
	command.Stdin = bytes.NewReader(request)
	command.Stdout, command.Stderr = &output, &output
	command.ExtraFiles = []*os.File{writer}
	err = command.Start()
	writer.Close()
	if err != nil {
		return 0, err
	}
	var once sync.Once
	hung := false
	watchdog := time.AfterFunc(patience, func() { once.Do(func() { hung = true; command.Process.Kill() }) })
	reports := json.NewDecoder(reader)
	begun := false
	for {
		var report drive.Report
		if err := reports.Decode(&report); err != nil {
			if !errors.Is(err, io.EOF) {
				command.Process.Kill()
			}
			break
		}
		watchdog.Reset(patience)
		if begun = report.Result == nil; !begun {
			results[report.Case] = report.Result
			done = report.Case + 1
		}
	}
	watchdog.Stop()
	err = command.Wait()
	once.Do(func() {})
	switch {
	case hung:
		results[done] = &drive.Result{Wrong: "hangs"}
		return done + 1, nil
	case command.ProcessState.ExitCode() == drive.SpinExit:
		if begun {
			results[done] = &drive.Result{Spins: true}
			done++
		}
		return done, nil
	case begun:
		results[done] = &drive.Result{Exit: command.ProcessState.String()}
		return done + 1, nil
	case done == 0:
		return done, errors.Join(err, errors.New(output.String()))
	}
	return done, nil
}
