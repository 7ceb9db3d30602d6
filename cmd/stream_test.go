package cmd_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// TestAnUnreadPipeLeavesNoHalfReports: mtlscheck … | head -1, with a second report on its way to a file.
func TestAnUnreadPipeLeavesNoHalfReports(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGPIPE")
	}
	dir := t.TempDir()
	client, err := os.ReadFile("../testdata/certs/accepted/client.pem")
	if err != nil {
		t.Fatal(err)
	}
	store, err := filepath.Abs("../testdata/certs/accepted/truststore.pem")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program(t), "verify", "--at", "2026-06-01", "--verbose", "-t", store, "-", "--output", "text", "--output", "json=r.json")
	c.Dir = dir
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer in.Close()
		for range 3000 {
			if _, err := in.Write(client); err != nil {
				return
			}
		}
	}()
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	out.Close()
	_ = c.Wait() // its exit code is looked at instead
	if code := c.ProcessState.ExitCode(); code != 141 {
		t.Errorf("exit code %d, want 141, as a shell has it", code)
	}
	nothingIn(t, dir)
}

// TestAClosedTerminalLeavesNoHalfReports hangs up a run that waits for its input.
func TestAClosedTerminalLeavesNoHalfReports(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGHUP that one process can send another")
	}
	dir := t.TempDir()
	c := exec.Command(program(t), "lint", "-", "--output", "json=r.json")
	c.Dir = dir
	silent, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // it has to be reading by then; if it is not yet, the test is only easier
	if err := c.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // its exit code is looked at instead
	if code := c.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
	nothingIn(t, dir)
}

func nothingIn(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		t.Errorf("%s was left behind", e.Name())
	}
}

// TestReportsAndStandardStreams: what standard input comes from is an input, and what standard output goes to is one
// place, by whatever path.
func TestReportsAndStandardStreams(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("/proc/self/fd is Linux's")
	}
	binary, dir := program(t), t.TempDir()
	store, err := os.ReadFile("../testdata/certs/accepted/truststore.pem")
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("in.pem", store)
	// A link of our own in the place of /dev/stdout, which a faulty program would take away from everybody.
	if err := os.Symlink("/proc/self/fd/1", filepath.Join(dir, "stdout")); err != nil {
		t.Fatal(err)
	}
	run := func(line string) (code int) {
		c := exec.Command("sh", "-c", line)
		c.Dir, c.Env = dir, append(os.Environ(), "MTLSCHECK="+binary)
		_ = c.Run() // its exit code is looked at instead
		return c.ProcessState.ExitCode()
	}
	for _, c := range []struct {
		name, line string
		code       int
	}{
		{"the input through standard input", `"$MTLSCHECK" lint --at 2026-06-01 - --output json=in.pem <in.pem`, 2},
		{"the link to standard output, a file", `"$MTLSCHECK" lint --at 2026-06-01 in.pem --output json=stdout >out.json && grep -q schema_version out.json`, 0},
		{"the link to standard output, a pipe", `"$MTLSCHECK" lint --at 2026-06-01 in.pem --output json=stdout | grep -q schema_version`, 0},
		{"a second report in the file of standard output", `"$MTLSCHECK" lint --at 2026-06-01 in.pem --output text --output json=out.json >out.json`, 2},
		{"a clean truststore by force in the place of the link", `"$MTLSCHECK" fix --at 2026-06-01 in.pem --force --to stdout | cat; test -h stdout`, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if code := run(c.line); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			if got, err := os.ReadFile(filepath.Join(dir, "in.pem")); err != nil || string(got) != string(store) {
				t.Errorf("the input has changed: %v", err)
				write("in.pem", store)
			}
			if info, err := os.Lstat(filepath.Join(dir, "stdout")); err != nil || info.Mode()&os.ModeSymlink == 0 {
				t.Fatalf("the link is gone: %v", err)
			}
		})
	}
}
