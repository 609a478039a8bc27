// Package measure measures vet tools on one program, in turn, several times.
//
//	measure [-rounds n] [-edit file] [-alone file] name=tool...
//
// The program is in the current directory. A tool is the path of a vet tool, or
// empty for the usual checks of go vet; the ratios are to the first one. Each
// is measured cold, when the go command has results of its packages in no
// cache; warm, when it has them all; and after a change of the file -edit. The
// command -alone is measured without the go command around it, too: stand-alone,
// and stand-alone-vet with -engine=vet.
package main

import (
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
	rounds = flag.Int("rounds", 5, "how often to measure")
	edit   = flag.String("edit", "", "the `file` to change")
	alone  = flag.String("alone", "", "the `command` to measure by itself")
)

// A run is what a command took.
type run struct {
	cpu, wall time.Duration
	peak      int64 // bytes of the largest process
	cache     int64 // bytes that were added to the cache
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("measure: ")
	flag.Parse()
	scratch, err := os.MkdirTemp("", "measure")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(scratch)

	runs := make(map[string][]run)
	var names []string
	note := func(name string, r run) {
		if runs[name] == nil {
			names = append(names, name)
		}
		runs[name] = append(runs[name], r)
	}
	for range *rounds {
		for _, arg := range flag.Args() {
			name, tool, _ := strings.Cut(arg, "=")
			vet := fresh(tool, scratch)
			note(name+" cold", measure(vet...))
			note(name+" warm", measure(vet...))
			if *edit != "" {
				undo := change(*edit)
				note(name+" after an edit", measure(vet...))
				undo()
			}
		}
		if *alone != "" {
			note("stand-alone cold", measure(*alone, "./..."))
			tool := strings.TrimPrefix(fresh(*alone, scratch)[2], "-vettool=")
			note("stand-alone-vet cold", measure(tool, "-engine=vet", "./..."))
			note("stand-alone-vet warm", measure(tool, "-engine=vet", "./..."))
		}
	}
	for _, name := range names {
		_, mode, _ := strings.Cut(name, " ")
		first, _, _ := strings.Cut(flag.Arg(0), "=")
		m, base := median(runs[name]), median(runs[first+" "+mode])
		fmt.Printf("%-28s %7.2f CPU s %6.2f of %s %7.2f s %5d MB %7.1f MB cached\n", name,
			m.cpu.Seconds(), m.cpu.Seconds()/base.cpu.Seconds(), first, m.wall.Seconds(), m.peak>>20, float64(m.cache)/(1<<20))
	}
}

// fresh returns the command that runs a tool, or with another flag the usual
// checks, that the go command has no results of.
func fresh(tool, scratch string) []string {
	mark := fmt.Sprint(rand.Uint64())
	if tool == "" {
		return []string{"go", "vet", "-printf.funcs=none" + mark, "./..."}
	}
	program, err := os.ReadFile(tool)
	if err != nil {
		log.Fatal(err)
	}
	// What stands behind the end of a program changes its sum alone.
	name := filepath.Join(scratch, filepath.Base(tool))
	if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
		log.Fatal(err)
	}
	if err := os.WriteFile(name, append(program, mark...), 0o777); err != nil {
		log.Fatal(err)
	}
	return []string{"go", "vet", "-vettool=" + name, "./..."}
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
	filepath.WalkDir(os.Getenv("GOCACHE"), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			total += info.Size()
		}
		return nil
	})
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
