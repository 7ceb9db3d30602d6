package cmd_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// slowKey takes ten million rounds less one to open.
const slowKey = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHuMFkGCSqGSIb3DQEFDTBMMCsGCSqGSIb3DQEFDDAeBAjHjpdy1g8UMgIEAJiW
fzAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBAgQQyYr5uGeJSkHh8R147p0hGASB
kMK20qD2xx1MrOWY3oTOzzTWuYGZrvWKnSAD/dbx0FTGMACEJR8iWBy5P5eUqBRn
/L1yrEFmYEzVoRynd11OxF3Hfq1CQ+DpzXhVVLdtbf05wk39RyM7MYuSzuReHzrx
liKg8aK8d2YISCEenoO6yc9RlyOgddpJLiZ6yNNBf/3fKXskX6Wq42FT/2oDVJlQ
ww==
-----END ENCRYPTED PRIVATE KEY-----
`

// TestInterruptEndsAtOnce sends an interrupt to a program that waits for a pipe on which nothing ever comes, and to one
// that derives the key of a private key, which takes seconds.
func TestInterruptEndsAtOnce(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt that one process can send another")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"slow.key": slowKey, "phrase": "a pass phrase"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const client = "../testdata/certs/accepted/client.pem"
	interrupt(t, "verify", "-t", "-", client)
	interrupt(t, "match", client, filepath.Join(dir, "slow.key"), "--passin", "file:"+filepath.Join(dir, "phrase"))
}

func interrupt(t *testing.T, args ...string) {
	t.Helper()
	c := exec.Command(program(t), args...)
	silent, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // it has to be reading by then; if it is not yet, the test is only easier
	start := time.Now()
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // its exit code is looked at instead
	if took := time.Since(start); took > time.Second {
		t.Errorf("it took %s to end", took)
	}
	if code := c.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
	if got := stderr.String(); got != "mtlscheck: interrupted\n" || stdout.Len() > 0 {
		t.Errorf("stderr %q, stdout %q", got, stdout.String())
	}
}

// TestGarbageNeitherHangsNorFloods gives the program 100 MB of noise, and of boundaries.
func TestGarbageNeitherHangsNorFloods(t *testing.T) {
	if testing.Short() {
		t.Skip("100 MB take some seconds: left out with -short")
	}
	binary := program(t)
	for name, piece := range map[string]string{
		"noise":      "\x00\x9b\x1b[31m-----\xff%&\r",
		"boundaries": strings.Repeat("-", 500) + "\n-----BEGIN",
		"words":      "END BEGIN certificate ",
	} {
		t.Run(name, func(t *testing.T) {
			c := exec.Command(binary, "inspect", "--max-size", "200000000", "-")
			c.Stdin = strings.NewReader(strings.Repeat(piece, 100_000_000/len(piece)))
			start := time.Now()
			out, _ := c.CombinedOutput() // the exit code is looked at instead
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
			if code := c.ProcessState.ExitCode(); code != 3 || len(out) > 4096 {
				t.Errorf("exit code %d, want 3; %d bytes of output, want at most 4096", code, len(out))
			}
			if bytes.ContainsRune(out, '\x1b') {
				t.Error("an escape character came through")
			}
		})
	}
}

// program builds mtlscheck and gives its path.
func program(t *testing.T) string {
	t.Helper()
	binary := t.TempDir() + "/mtlscheck"
	if out, err := exec.Command("go", "build", "-o", binary, "..").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}
