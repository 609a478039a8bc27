package analyzer_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/internal/usage"
)

// TestMain makes the test binary a vet tool if it is told a file for what it
// measures, as testdata/scale.sh does.
func TestMain(m *testing.M) {
	name := os.Getenv("STREAMCLOSE_SCALE")
	if name == "" {
		os.Exit(m.Run())
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	closers := analyzer.NewClosers(func(c analyzer.Cost) {
		if c.Inventory == nil {
			fmt.Fprintf(file, "function\t%.3f\t%s\n", c.Time.Seconds(), c.Name)
			return
		}
		budget := 0
		for _, a := range c.Acquires {
			if a.Reason == "budget" {
				budget++
			}
			fmt.Fprintf(file, "%s\t%s\t%s\n", a.Verdict, a.Reason, c.Fset.Position(a.Pos))
		}
		fmt.Fprintf(file, "package\t%.3f\t%s\t%d\t%d\t%d\n", c.Time.Seconds(), c.Name, len(c.Acquires), budget, usage.Peak())
	})
	// The go command keeps what a tool found. Another value of this flag
	// makes it run the tool again.
	closers.Flags.String("again", "", "")
	flag.CommandLine = flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	unitchecker.Main(closers)
}
