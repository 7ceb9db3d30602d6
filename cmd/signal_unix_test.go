//go:build unix

package cmd_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const blockedCerts = "../testdata/certs/"

// TestSignalEndsWhatBlocks sends one signal to a run that waits for ever: for a pass phrase, for the reader of a report,
// for room in a full pipe. Of its reports nothing may stay behind.
func TestSignalEndsWhatBlocks(t *testing.T) {
	binary := program(t)
	for name, tc := range map[string]struct {
		signal syscall.Signal
		full   string // the streams that nobody reads
		args   []string
	}{
		"pass phrase for match": {syscall.SIGINT, "", []string{"match", "--passin", "file:FIFO",
			blockedCerts + "encrypted-key/pkcs8-aes256.key", blockedCerts + "encrypted-key/client.pem"}},
		"pass phrase for verify": {syscall.SIGTERM, "", []string{"verify", "--passin", "file:FIFO", "-t", blockedCerts + "encrypted-key/truststore.pem",
			blockedCerts + "encrypted-key/client.pem", "--key", blockedCerts + "encrypted-key/pkcs8-aes256.key"}},
		"report opened":     {syscall.SIGTERM, "", []string{"demo", "-o", "json=DIR/report.json", "-o", "html=FIFO"}},
		"report not read":   {syscall.SIGINT, "stdout", []string{"demo", "-o", "json=DIR/report.json", "-o", "text"}},
		"terminal gone":     {syscall.SIGHUP, "stdout", []string{"lint", blockedCerts + "demo/truststore.pem"}},
		"neither is read":   {syscall.SIGINT, "stdout stderr", []string{"demo", "-o", "json=DIR/report.json", "-o", "text"}},
		"messages not read": {syscall.SIGINT, "stderr", []string{"inspect", "missing.pem"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBlocked(t, binary, tc.full, tc.args)
			begin := time.Now()
			if b.signal(t, tc.signal); b.process.ExitCode() != 130 {
				t.Errorf("it ended with %v, want exit code 130", b.process)
			}
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("it took %s to end", took)
			}
			if got := b.stderr.String(); !strings.Contains(tc.full, "stderr") && got != "mtlscheck: interrupted\n" {
				t.Errorf("stderr %q", got)
			}
			b.leftNothing(t)
		})
	}
}

// TestSecondSignalEndsAtOnce: whoever presses Ctrl-C twice does not wait any longer.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	binary := program(t)
	for range 5 { // a busy machine may be slow at times
		b := startBlocked(t, binary, "stdout", []string{"demo", "-o", "json=DIR/report.json", "-o", "text"})
		begin := time.Now()
		if err := b.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
		b.signal(t, syscall.SIGINT)
		took := time.Since(begin)
		if b.leftNothing(t); b.process.ExitCode() != 130 {
			t.Fatalf("it ended with %v, want exit code 130", b.process)
		}
		if took < 400*time.Millisecond {
			return
		}
	}
	t.Error("the second signal ends nothing")
}

// TestPassPhraseWithoutEnd reads one line of a pipe that stays open, and no more than a line may have of a device.
func TestPassPhraseWithoutEnd(t *testing.T) {
	binary := program(t)
	key, certificate := blockedCerts+"encrypted-key/pkcs8-aes256.key", blockedCerts+"encrypted-key/client.pem"
	out, _ := exec.Command(binary, "match", key, certificate, "--passin", "file:/dev/zero").CombinedOutput() // the text tells
	if !strings.Contains(string(out), "the first line of /dev/zero has more than 4096 bytes, the limit") {
		t.Errorf("got %s", out)
	}
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	open, err := os.OpenFile(fifo, os.O_RDWR, 0) // does not wait for a reader
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	if _, err := open.WriteString("correct horse\n"); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(binary, "match", key, certificate, "--passin", "file:"+fifo).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// blocked is a run that waits for something that never comes.
type blocked struct {
	*exec.Cmd
	dir     string
	stderr  *bytes.Buffer
	process *os.ProcessState
}

// startBlocked starts one. In its arguments DIR is a directory, and FIFO a named pipe there that nobody else opens.
func startBlocked(t *testing.T, binary, full string, args []string) *blocked {
	t.Helper()
	b := &blocked{dir: t.TempDir(), stderr: &bytes.Buffer{}}
	if err := syscall.Mkfifo(filepath.Join(b.dir, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	names := strings.NewReplacer("DIR", b.dir, "FIFO", filepath.Join(b.dir, "fifo"))
	b.Cmd = exec.Command(binary)
	for _, arg := range args {
		b.Args = append(b.Args, names.Replace(arg))
	}
	b.Stderr = b.stderr
	if strings.Contains(full, "stdout") {
		b.Stdout = fullPipe(t)
	}
	if strings.Contains(full, "stderr") {
		b.Stderr = fullPipe(t)
	}
	if err := b.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // it has to be blocked by then; if it is not yet, the test is only easier
	return b
}

// signal sends one and waits, for a while, until the run has ended.
func (b *blocked) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := b.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	defer time.AfterFunc(10*time.Second, func() { _ = b.Process.Kill() }).Stop() // then its state tells
	_ = b.Wait()                                                                 // the same
	b.process = b.ProcessState
}

// leftNothing wants nothing in the directory but the pipe.
func (b *blocked) leftNothing(t *testing.T) {
	t.Helper()
	list, err := os.ReadDir(b.dir)
	if err != nil || len(list) != 1 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}

// fullPipe is one that takes no byte more, and that nobody reads.
func fullPipe(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	if err := w.SetWriteDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(make([]byte, 1<<21)) // fails when it is full
	return w
}
