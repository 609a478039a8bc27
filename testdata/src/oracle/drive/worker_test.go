package drive

import (
	"io"
	"log"
	"os"
	"testing"
)

// TestWorker runs fixture functions for another process.
func TestWorker(t *testing.T) {
	if os.Getenv("ORACLE_WORKER") == "" {
		t.Skip("started by the test of package oracle")
	}
	requests, reports := os.Stdin, os.NewFile(3, "reports")
	log.SetOutput(io.Discard)
	os.Args = []string{"program", "hello", "hello", "hello"}
	if err := Serve(t, requests, reports); err != nil {
		t.Fatal(err)
	}
}
