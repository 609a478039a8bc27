package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// An access is something that the command under test asked of the system: to
// open, change or execute a file, or to open a socket.
type access struct {
	call string
	path string
	// writes is set if a file is opened to be written to, or changed.
	writes bool
}

// A tracer follows a command and the processes it starts, with ptrace(2). It
// lets go of all but the go command and the command under test.
type tracer struct {
	entered map[int]bool // threads in a system call
	found   []access
}

const (
	noThread = 0x20000000 // __WNOTHREAD: only what this thread traces
	options  = syscall.PTRACE_O_TRACESYSGOOD | syscall.PTRACE_O_TRACECLONE | syscall.PTRACE_O_TRACEFORK |
		syscall.PTRACE_O_TRACEVFORK | syscall.PTRACE_O_TRACEEXEC | exitKill
	exitKill = 0x100000 // PTRACE_O_EXITKILL
)

// trace runs a command and returns what the command under test asked for.
func trace(t *testing.T, command *exec.Cmd) (code int, found []access) {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	command.SysProcAttr = &syscall.SysProcAttr{Ptrace: true}
	if err := command.Start(); err != nil {
		t.Fatalf("cannot trace: %v", err)
	}
	main := command.Process.Pid
	tr := &tracer{entered: make(map[int]bool)}
	for started := false; ; {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WALL|noThread, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case status.Exited() || status.Signaled():
			if pid == main {
				return status.ExitStatus(), tr.found
			}
		case !started:
			started = true
			if err := syscall.PtraceSetOptions(pid, options); err != nil {
				t.Fatalf("cannot trace: %v", err)
			}
			tr.resume(pid, 0)
		default:
			tr.stopped(pid, status)
		}
	}
}

func (tr *tracer) resume(pid, signal int) {
	// A thread may have ended with its process: then it is reported next.
	_ = syscall.PtraceSyscall(pid, signal)
}

func (tr *tracer) stopped(pid int, status syscall.WaitStatus) {
	switch signal := status.StopSignal(); {
	case signal == syscall.SIGTRAP|0x80:
		if tr.entered[pid] = !tr.entered[pid]; tr.entered[pid] {
			tr.enter(pid)
		}
		tr.resume(pid, 0)
	case status.TrapCause() == syscall.PTRACE_EVENT_EXEC:
		tr.entered[pid] = true // it stops once more where execve returns
		if name := executableOf(pid); name != "go" && name != filepath.Base(executable) {
			_ = syscall.PtraceDetach(pid)
			return
		}
		tr.resume(pid, 0)
	case status.TrapCause() > 0, signal == syscall.SIGSTOP:
		tr.resume(pid, 0)
	default:
		tr.resume(pid, int(signal))
	}
}

func executableOf(pid int) string {
	name, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	if err != nil {
		return ""
	}
	return filepath.Base(name)
}

// calls are the system calls that name files; path and at are the arguments
// for the path and for the directory that it is relative to, or -1.
var calls = map[uint64]struct {
	name     string
	at, path int
	writes   bool
}{
	syscall.SYS_OPEN:      {"open", -1, 0, false},
	syscall.SYS_OPENAT:    {"openat", 0, 1, false},
	437:                   {"openat2", 0, 1, true},
	syscall.SYS_CREAT:     {"creat", -1, 0, true},
	syscall.SYS_TRUNCATE:  {"truncate", -1, 0, true},
	syscall.SYS_RENAME:    {"rename", -1, 0, true},
	syscall.SYS_RENAMEAT:  {"renameat", 0, 1, true},
	316:                   {"renameat2", 0, 1, true},
	syscall.SYS_MKDIR:     {"mkdir", -1, 0, true},
	syscall.SYS_MKDIRAT:   {"mkdirat", 0, 1, true},
	syscall.SYS_UNLINK:    {"unlink", -1, 0, true},
	syscall.SYS_UNLINKAT:  {"unlinkat", 0, 1, true},
	syscall.SYS_RMDIR:     {"rmdir", -1, 0, true},
	syscall.SYS_LINK:      {"link", -1, 1, true},
	syscall.SYS_LINKAT:    {"linkat", 2, 3, true},
	syscall.SYS_SYMLINK:   {"symlink", -1, 1, true},
	syscall.SYS_SYMLINKAT: {"symlinkat", 1, 2, true},
	syscall.SYS_CHMOD:     {"chmod", -1, 0, true},
	syscall.SYS_FCHMODAT:  {"fchmodat", 0, 1, true},
	syscall.SYS_EXECVE:    {"execve", -1, 0, false},
	syscall.SYS_SOCKET:    {"socket", -1, -1, true},
	syscall.SYS_CONNECT:   {"connect", -1, -1, true},
}

// enter notes a system call that begins.
func (tr *tracer) enter(pid int) {
	if executableOf(pid) != filepath.Base(executable) {
		return
	}
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(pid, &regs); err != nil {
		return
	}
	call, ok := calls[regs.Orig_rax]
	if !ok {
		return
	}
	args := []uint64{regs.Rdi, regs.Rsi, regs.Rdx, regs.R10}
	a := access{call: call.name, writes: call.writes}
	if call.path >= 0 {
		a.path = text(pid, uintptr(args[call.path]))
		if !filepath.IsAbs(a.path) {
			dir := "cwd"
			if call.at >= 0 && int32(args[call.at]) >= 0 {
				dir = fmt.Sprint("fd/", int32(args[call.at]))
			}
			dir, _ = os.Readlink(fmt.Sprintf("/proc/%d/%s", pid, dir))
			a.path = filepath.Join(dir, a.path)
		}
	}
	if call.name == "open" || call.name == "openat" {
		flags := args[call.path+1]
		a.writes = flags&(syscall.O_WRONLY|syscall.O_RDWR|syscall.O_CREAT|syscall.O_TRUNC) != 0
	}
	tr.found = append(tr.found, a)
}

// text reads a string from the memory of a process.
func text(pid int, at uintptr) string {
	var all []byte
	for len(all) < 4096 {
		var part [64]byte
		n, err := syscall.PtracePeekData(pid, at+uintptr(len(all)), part[:])
		if end := bytes.IndexByte(part[:n], 0); end >= 0 {
			return string(append(all, part[:end]...))
		}
		if err != nil || n == 0 {
			break
		}
		all = append(all, part[:n]...)
	}
	return string(all)
}

// under reports whether a path lies in one of some directories.
func under(path string, dirs ...string) bool {
	for _, dir := range dirs {
		if dir != "" && (path == dir || strings.HasPrefix(path, dir+"/")) {
			return true
		}
	}
	return false
}
