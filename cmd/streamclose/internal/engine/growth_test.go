package engine

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/memory"
	"github.com/streamclose/streamclose/internal/usage"
)

const quic = `package quic

type Stream struct{}

func (*Stream) Close() error              { return nil }
func (*Stream) CancelWrite(uint64)        {}
func (*Stream) Write([]byte) (int, error) { return 0, nil }

type Conn struct{}

func (*Conn) OpenStream() (*Stream, error) { return nil, nil }
`

// chain writes a module of n packages in dir, each of which passes the streams of
// the one before on, and closes some.
func chain(t testing.TB, dir string, n int) {
	t.Helper()
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module m\n\ngo 1.25\n")
	write("quic/quic.go", quic)
	write("p0/p.go", "package p0\n\nimport \"m/quic\"\n\nfunc Open(c *quic.Conn) (*quic.Stream, error) { return c.OpenStream() }\n")
	for i := 1; i < n; i++ {
		write(fmt.Sprintf("p%d/p.go", i), fmt.Sprintf(`package p%d

import (
	"m/p%d"
	"m/quic"
)

func Open(c *quic.Conn) (*quic.Stream, error) { return p%[2]d.Open(c) }

func Send(c *quic.Conn) error {
	s, err := Open(c)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(nil)
	return err
}
`, i, i-1))
	}
}

var largest = flag.Int("largest", 1_000, "the largest number of packages in TestGrowth")

// What a run takes, without the go command, grows with the number of packages.
func TestGrowth(t *testing.T) {
	t.Setenv("GOWORK", "off")
	sizes := slices.DeleteFunc([]int{10, 100, 1_000, 10_000}, func(n int) bool { return n > *largest })
	var bytes, times []float64
	for _, n := range sizes {
		dir := t.TempDir()
		chain(t, dir, n)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := usage.Processor()
		result, err := Run(both, &load.Loader{Dir: dir}, []string{"./..."}, nil)
		if err != nil || !result.Complete() || len(result.Findings) > 0 || len(result.Verdicts) != 2*n-1 {
			t.Fatalf("%d packages: %v, %+v", n, err, result)
		}
		times = append(times, (usage.Processor() - start).Seconds())
		runtime.ReadMemStats(&after)
		bytes = append(bytes, float64(after.TotalAlloc-before.TotalAlloc))
	}
	b, s := exponent(sizes, bytes), exponent(sizes, times)
	t.Logf("%v: memory %.0f, exponent %.2f; seconds %.3f, exponent %.2f", sizes, bytes, b, times, s)
	if b > 1.1 {
		t.Errorf("exponent %.2f of memory, want 1.1 or less", b)
	}
}

// exponent is that by which costs grow with the size, on average. It goes by the
// first and the last.
func exponent(sizes []int, costs []float64) float64 {
	last := len(sizes) - 1
	return math.Log(costs[last]/costs[0]) / math.Log(float64(sizes[last])/float64(sizes[0]))
}

// The part of the processor time that is not for loading and type checking.
func BenchmarkShare(b *testing.B) {
	b.Setenv("GOWORK", "off")
	memory.Allow(400 << 20) // as the command does
	run := func(analyze func(*packages.Package, bool)) time.Duration {
		runtime.GC()
		start := usage.Processor()
		program, err := (&load.Loader{Dir: *testModule, Tests: true}).Load([]string{"./..."})
		if err != nil {
			b.Fatal(err)
		}
		if result := program.Check(analyze); len(result.Problems) > 0 {
			b.Fatal(result.Problems)
		}
		runtime.GC()
		return usage.Processor() - start
	}
	for name, told := range map[string]*analysis.Analyzer{"with fixes": analyzer.Analyzer, "without": analyzer.WithoutFixes} {
		b.Run(name, func(b *testing.B) {
			var without, with time.Duration
			for b.Loop() {
				without += run(func(*packages.Package, bool) {})
				with += run(newDriver(Analyzers{Analyzer: told, Imported: analyzer.ForFacts}).analyze)
			}
			b.ReportMetric(with.Seconds()/float64(b.N), "CPU-s/op")
			b.ReportMetric((with-without).Seconds()/float64(b.N), "engine-CPU-s/op")
			b.ReportMetric(100*(with-without).Seconds()/with.Seconds(), "%engine")
		})
	}
}
