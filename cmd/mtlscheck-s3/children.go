package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// patience is how long a credential_process that is told to end may take to give the terminal back.
const patience = 500 * time.Millisecond

// alone reads with read. A failure leaves no credential_process behind: where the time has run out or the user has ended
// the run, the SDK leaves one that hangs to itself. To put it into a process group of its own would be simpler, but then
// it could not ask a person at the terminal. What a credential_process has left to itself when it ended is not ours to end:
// it may be an agent, or the browser of a sign-in.
func alone(read truststore.S3Reader) truststore.S3Reader {
	return func(ctx context.Context, ref string, o truststore.ReadOptions) (*truststore.Object, error) {
		obj, err := read(ctx, ref, o)
		if err != nil {
			end(descendants(os.Getpid(), parents()))
		}
		return obj, err
	}
}

func end(list []*os.Process) {
	for _, p := range list {
		_ = p.Signal(syscall.SIGTERM) // fails when it has ended already
	}
	for begin := time.Now(); anyAlive(list) && time.Since(begin) < patience; {
		time.Sleep(5 * time.Millisecond)
	}
	for _, p := range list {
		_ = p.Kill() // the same
	}
}

func anyAlive(list []*os.Process) bool {
	for _, p := range list {
		if p.Signal(syscall.Signal(0)) == nil {
			return true
		}
	}
	return false
}

// descendants are the processes that pid has started, and theirs.
func descendants(pid int, parent map[int]int) []*os.Process {
	var list []*os.Process
	for child, of := range parent {
		if of != pid {
			continue
		}
		if p, err := os.FindProcess(child); err == nil {
			list = append(list, p)
		}
		list = append(list, descendants(child, parent)...)
	}
	return list
}

// parents gives the parent of every process there is; none on Windows, which has no ps.
func parents() map[int]int {
	parent := map[int]int{}
	for line := range strings.Lines(processes()) {
		var pid, of int
		if _, err := fmt.Sscan(line, &pid, &of); err == nil {
			parent[pid] = of
		}
	}
	return parent
}

func processes() string {
	if runtime.GOOS == "linux" { // where a container often has no ps
		return procTable()
	}
	list, _ := exec.Command("ps", "-A", "-o", "pid=,ppid=").Output() // without ps nothing is known
	return string(list)
}

// procTable is what ps prints, from /proc: "pid (name) state parent …", where the name may hold anything.
func procTable() string {
	var table []byte
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is well formed
	for _, name := range stats {
		text, _ := os.ReadFile(name) // fails when the process has ended
		pid, _, _ := strings.Cut(string(text), " ")
		if f := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:])); len(f) > 1 {
			table = fmt.Appendln(table, pid, f[1])
		}
	}
	return string(table)
}
