//go:build unix

package s3test

import (
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestProgramAlone: mtlscheck without mtlscheck-s3 says what is missing, and that a mistake in the reference is one.
func TestProgramAlone(t *testing.T) {
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	alone := filepath.Join(t.TempDir(), "mtlscheck")
	binary, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(alone, binary, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		ref, says string
		code      int
	}{
		{ref, "reading from S3 takes mtlscheck-s3", 4},
		{"s3://" + bucket, "the S3 URI names a bucket but no object", 2},
	} {
		var stderr bytes.Buffer
		c := exec.CommandContext(t.Context(), alone, "verify", "-t", tc.ref, clientFile(t))
		c.Env, c.Stderr = []string{"PATH=" + t.TempDir()}, &stderr
		if err := c.Run(); c.ProcessState == nil || c.ProcessState.ExitCode() != tc.code || !strings.Contains(stderr.String(), tc.says) {
			t.Errorf("%s: got %v, want exit code %d and %q\n%s", tc.ref, err, tc.code, tc.says, stderr.String())
		}
	}
}

// TestHelperByHand: whoever starts mtlscheck-s3 learns of which version it is, and what it is for.
func TestHelperByHand(t *testing.T) {
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	said, err := exec.CommandContext(t.Context(), path, "version").Output()
	if err != nil {
		t.Fatal(err)
	}
	_, version, _ := strings.Cut(strings.SplitAfter(string(said), "\n")[0], " ")
	for arg, want := range map[string]struct {
		code           int
		stdout, stderr string
	}{
		"--version": {0, "mtlscheck-s3 " + version, ""},
		"s3://b/k": {2, "", "mtlscheck-s3 reads s3:// inputs for mtlscheck, which starts it: " +
			"mtlscheck verify -t s3://bucket/truststore.pem client.pem\n"},
	} {
		var stdout, stderr bytes.Buffer
		c := exec.CommandContext(t.Context(), path+"-s3", arg)
		c.Stdout, c.Stderr = &stdout, &stderr
		_ = c.Run() // told in the exit code
		if c.ProcessState.ExitCode() != want.code || stdout.String() != want.stdout || stderr.String() != want.stderr {
			t.Errorf("%s: got %v, stdout %q, stderr %q", arg, c.ProcessState, &stdout, &stderr)
		}
	}
}

// TestProgramIsInterrupted ends a download that hangs, by an interrupt to mtlscheck alone and by the one of a terminal,
// which its whole process group gets. Nothing is to stay behind: the server sees the connection end.
func TestProgramIsInterrupted(t *testing.T) {
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for name, group := range map[string]bool{"one process": false, "the group": true} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			var stderr bytes.Buffer
			c := exec.Command(path, "verify", "-t", ref, clientFile(t), "--endpoint-url", "http://"+l.Addr().String())
			c.Env, c.Stderr = os.Environ(), &stderr
			for name, value := range environ(nil) {
				c.Env = append(c.Env, name+"="+value)
			}
			c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			if err := l.(*net.TCPListener).SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
				t.Fatal(err)
			}
			conn, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			target := c.Process.Pid
			if group {
				target = -target
			}
			if err := syscall.Kill(target, syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, conn); err != nil && !strings.Contains(err.Error(), "reset") {
				t.Errorf("the connection stays open: %v", err)
			}
			if err := c.Wait(); c.ProcessState.ExitCode() != 130 || strings.TrimSpace(stderr.String()) != "mtlscheck: interrupted" {
				t.Errorf("got %v, stderr %q", err, &stderr)
			}
		})
	}
}

// TestCredentialProcessEndsWithUs: one that hangs holds its standard error, and with it the test, until it is gone; so does
// what it has started.
func TestCredentialProcessEndsWithUs(t *testing.T) {
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, script, timeout string
		signal                syscall.Signal
		code                  int
		says                  string
	}{
		{"terminated", "", "1m", syscall.SIGTERM, 130, "mtlscheck: interrupted"},
		{"interrupted", "", "1m", syscall.SIGINT, 130, "mtlscheck: interrupted"},
		{"deaf", "trap '' TERM", "1m", syscall.SIGTERM, 130, "mtlscheck: interrupted"},
		{"time-out", "", "500ms", 0, 4, "AWS credentials could not be had within 500ms"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			config, begun := hangingProfile(t, tc.script)
			var stderr bytes.Buffer
			c := exec.Command(path, "verify", "-t", ref, clientFile(t), "--endpoint-url", world.endpoint, "--timeout", tc.timeout)
			c.Env, c.Stderr, c.WaitDelay = os.Environ(), &stderr, 5*time.Second
			for name, value := range environ(map[string]string{"AWS_CONFIG_FILE": config, "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}) {
				c.Env = append(c.Env, name+"="+value)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			if tc.signal != 0 {
				waitForFile(t, begun)
				if err := c.Process.Signal(tc.signal); err != nil {
					t.Fatal(err)
				}
			}
			begin := time.Now()
			_ = c.Wait() // its exit code is looked at instead
			if time.Since(begin) >= c.WaitDelay {
				t.Error("something is left behind")
			}
			if c.ProcessState.ExitCode() != tc.code || !strings.Contains(stderr.String(), tc.says) {
				t.Errorf("got %v, stderr %q", c.ProcessState, &stderr)
			}
		})
	}
}

// hangingProfile has a credential_process that begins with some lines of the shell, makes the file begun, and hangs.
func hangingProfile(t *testing.T, lines string) (config, begun string) {
	t.Helper()
	dir := t.TempDir()
	script := filepath.Join(dir, "hang.sh")
	config, begun = filepath.Join(dir, "config"), filepath.Join(dir, "begun")
	for name, text := range map[string]string{
		script: lines + "\nsleep 30 &\necho >" + begun + "\nwait\n",
		config: "[default]\ncredential_process = sh " + script + "\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return config, begun
}

func waitForFile(t *testing.T, name string) {
	t.Helper()
	for begin := time.Now(); time.Since(begin) < 10*time.Second; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(name); err == nil {
			return
		}
	}
	t.Fatal(name + " does not come")
}
