// Package measure measures tools on one program, in turn, several times.
//
//	measure [-rounds n] [-log file] [-edit file] [-alone|-vet|-lint name=command]... name=tool...
//
// The program is in the current directory. A tool is the path of a vet tool, or
// empty for the usual checks of go vet; the ratios are to the first one. Each
// is measured cold, when the go command has results of its packages in no
// cache; warm, when it has them all; and after a change of the file -edit. So are
// the commands -lint, which have a cache of their own in GOLANGCI_LINT_CACHE. The
// commands -alone keep nothing, and the commands -vet have the go command call them.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

var (
	rounds  = flag.Int("rounds", 5, "how often to measure")
	logFile = flag.String("log", "", "the `file` that keeps what was measured: a later run goes on after the last round in it")
	edit    = flag.String("edit", "", "the `file` to change")
)

// A subject is what is measured.
type subject struct {
	name string
	cold func(scratch string) []string // returns a command that knows nothing from before
	once bool                          // the command never knows anything from before
}

// A run is what a command took.
type run struct {
	cpu, wall time.Duration
	peak      int64 // bytes of the largest process
	cache     int64 // bytes that were added to the cache
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("measure: ")
	var alone, lint []subject
	flag.Func("alone", "a command to measure by itself, as `name=command`", func(arg string) error {
		name, command, _ := strings.Cut(arg, "=")
		words := strings.Fields(command)
		alone = append(alone, subject{name, func(string) []string { return append(slices.Clone(words), "./...") }, true})
		return nil
	})
	flag.Func("vet", "a command that has the go command call it, as `name=command`", func(arg string) error {
		name, command, _ := strings.Cut(arg, "=")
		words := strings.Fields(command)
		alone = append(alone, subject{name, func(scratch string) []string {
			return slices.Concat([]string{another(words[0], scratch)}, words[1:], []string{"./..."})
		}, false})
		return nil
	})
	flag.Func("lint", "a command with a cache in GOLANGCI_LINT_CACHE, as `name=command`", func(arg string) error {
		name, command, _ := strings.Cut(arg, "=")
		words := strings.Fields(command)
		lint = append(lint, subject{name, func(scratch string) []string {
			os.Setenv("GOLANGCI_LINT_CACHE", filepath.Join(scratch, fmt.Sprint(rand.Uint64())))
			return append(slices.Clone(words), "./...")
		}, false})
		return nil
	})
	flag.Parse()
	scratch, err := os.MkdirTemp("", "measure")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(scratch)

	var subjects []subject
	for _, arg := range flag.Args() {
		name, tool, _ := strings.Cut(arg, "=")
		subjects = append(subjects, subject{name, func(scratch string) []string { return vet(tool, scratch) }, false})
	}
	subjects = slices.Concat(subjects, alone, lint)
	lines := read(*logFile)
	for len(lines) < *rounds {
		round := measureAll(subjects, scratch)
		lines = append(lines, round)
		write(*logFile, round)
	}
	show(lines)
}

// measureAll measures each subject once.
func measureAll(subjects []subject, scratch string) []string {
	var round []string
	note := func(name string, r run) {
		round = append(round, fmt.Sprintf("%q %d %d %d %d", name, r.cpu, r.wall, r.peak, r.cache))
	}
	for _, s := range subjects {
		command := s.cold(scratch)
		note(s.name+" cold", measure(command...))
		if s.once {
			continue
		}
		note(s.name+" warm", measure(command...))
		if *edit != "" {
			undo := change(*edit)
			note(s.name+" after an edit", measure(command...))
			undo()
		}
	}
	return round
}

// read returns the rounds in a log. A round that was not finished is not there,
// since it is written at its end.
func read(name string) [][]string {
	file, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	var all [][]string
	var round []string
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		if line := scanner.Text(); line != "" {
			round = append(round, line)
		} else {
			all, round = append(all, round), nil
		}
	}
	return all
}

// write adds a round to a log.
func write(name string, round []string) {
	if name == "" {
		return
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := fmt.Fprintf(file, "%s\n\n", strings.Join(round, "\n")); err != nil {
		log.Fatal(err)
	}
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}

// show prints the medians.
func show(rounds [][]string) {
	runs := make(map[string][]run)
	var names []string
	for _, line := range slices.Concat(rounds...) {
		var name string
		var r run
		if _, err := fmt.Sscanf(line, "%q %d %d %d %d", &name, &r.cpu, &r.wall, &r.peak, &r.cache); err != nil {
			log.Fatalf("%q: %v", line, err)
		}
		if runs[name] == nil {
			names = append(names, name)
		}
		runs[name] = append(runs[name], r)
	}
	for _, name := range names {
		_, mode, _ := strings.Cut(name, " ")
		first, _, _ := strings.Cut(flag.Arg(0), "=")
		m, base := median(runs[name]), median(runs[first+" "+mode])
		fmt.Printf("%-32s %7.2f CPU s %6.2f of %s %7.2f s %5d MB %7.1f MB cached\n", name,
			m.cpu.Seconds(), m.cpu.Seconds()/base.cpu.Seconds(), first, m.wall.Seconds(), m.peak>>20, float64(m.cache)/(1<<20))
	}
	fmt.Printf("%d rounds\n", len(rounds))
}

// vet returns the command that runs a vet tool, or with another flag the usual
// checks, that the go command has no results of.
func vet(tool, scratch string) []string {
	if tool == "" {
		return []string{"go", "vet", fmt.Sprint("-printf.funcs=none", rand.Uint64()), "./..."}
	}
	return []string{"go", "vet", "-vettool=" + another(tool, scratch), "./..."}
}

// another returns a copy of a program that the go command takes for another one.
func another(tool, scratch string) string {
	program, err := os.ReadFile(tool)
	if err != nil {
		log.Fatal(err)
	}
	// What stands behind the end of a program changes its sum alone.
	name := filepath.Join(scratch, filepath.Base(tool))
	if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
		log.Fatal(err)
	}
	if err := os.WriteFile(name, append(program, fmt.Sprint(rand.Uint64())...), 0o777); err != nil {
		log.Fatal(err)
	}
	return name
}

// change adds a function to a file, and returns what takes it out again.
func change(file string) (undo func()) {
	source, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	more := fmt.Sprintf("\nfunc measured%d() {}\n", rand.Uint64())
	write := func(text []byte) {
		if err := os.WriteFile(file, text, 0o666); err != nil {
			log.Fatal(err)
		}
	}
	write(append(slices.Clone(source), more...))
	return func() { write(source) }
}

// measure runs a command. That it has findings, or none, does not matter.
func measure(args ...string) run {
	before := cacheSize()
	cmd := exec.Command(args[0], args[1:]...)
	start := time.Now()
	output, err := cmd.CombinedOutput()
	wall := time.Since(start)
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 1 {
		log.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, output)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return run{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall, usage.Maxrss << 10, cacheSize() - before}
}

func cacheSize() int64 {
	total := int64(0)
	for _, cache := range []string{"GOCACHE", "GOLANGCI_LINT_CACHE"} {
		filepath.WalkDir(os.Getenv(cache), func(_ string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil
			}
			if info, err := d.Info(); err == nil {
				total += info.Size()
			}
			return nil
		})
	}
	return total
}

// median returns the median of each figure.
func median(runs []run) run {
	middle := func(of func(run) int64) int64 {
		var list []int64
		for _, r := range runs {
			list = append(list, of(r))
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	return run{
		time.Duration(middle(func(r run) int64 { return int64(r.cpu) })),
		time.Duration(middle(func(r run) int64 { return int64(r.wall) })),
		middle(func(r run) int64 { return r.peak }),
		middle(func(r run) int64 { return r.cache }),
	}
}
