package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// On a terminal the findings come with their source and in color.
func TestTerminal(t *testing.T) {
	got := onTerminal(t, "-C", "../../testdata/src/e2e/app", "./send")
	for _, text := range []string{"./send/send.go:9:22", "OpenStream()\r\n", "\x1b[31m^^^^^^^^^^^^\x1b[0m", "./send/send.go:14:2"} {
		if !strings.Contains(got, text) {
			t.Errorf("no %q in:\n%q", text, got)
		}
	}
}

// onTerminal returns what the command prints on a terminal of its own.
func onTerminal(t *testing.T, args ...string) string {
	t.Helper()
	ours, its := terminal(t)
	command := exec.Command(executable, args...)
	command.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=")
	command.Stdout, command.Stderr = its, its
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	its.Close()
	var text strings.Builder
	buffer := make([]byte, 4096)
	for {
		n, err := ours.Read(buffer)
		text.Write(buffer[:n])
		if err != nil { // EIO once nobody has the other end open
			break
		}
	}
	command.Wait()
	return text.String()
}

// terminal opens both ends of a terminal.
func terminal(t *testing.T) (ours, its *os.File) {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ours.Close() })
	var number, lock uint32
	for request, value := range map[uintptr]*uint32{syscall.TIOCGPTN: &number, syscall.TIOCSPTLCK: &lock} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, ours.Fd(), request, uintptr(unsafe.Pointer(value))); errno != 0 {
			t.Fatal(errno)
		}
	}
	its, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { its.Close() })
	return ours, its
}
