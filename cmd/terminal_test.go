package cmd_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"
)

// terminal runs shell commands with a terminal of 60 columns on standard output and error, and gives what came there.
// Script, of util-linux, makes the terminal; that of BSD has other flags.
func terminal(t *testing.T, env, commands string) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("terminals are tried on Linux only, with script of util-linux")
	}
	if version, err := exec.Command("script", "--version").Output(); err != nil || !strings.Contains(string(version), "util-linux") {
		if os.Getenv("CI") == "true" {
			t.Fatal("script of util-linux is missing")
		}
		t.Skip("script of util-linux is missing: nothing is tried on a terminal")
	}
	c := exec.Command("script", "-qec", "stty cols 60 rows 24; "+commands, os.DevNull)
	c.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=", "SHELL=/bin/sh", env)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", commands, err, out)
	}
	return strings.ReplaceAll(string(out), "\r\n", "\n")
}

const acceptedOnTerminal = " verify --at 2026-06-01 -t ../testdata/certs/accepted/truststore.pem ../testdata/certs/accepted/client.pem "

func TestColourOnATerminal(t *testing.T) {
	binary := program(t)
	for _, c := range []struct {
		env, flags string
		coloured   bool
	}{
		{"A=1", "", true},
		{"A=1", "--color auto", true},
		{"A=1", "--color never", false},
		{"NO_COLOR=1", "", false},
		{"NO_COLOR=1", "--color always", true},
		{"TERM=dumb", "", false},
		{"TERM=dumb", "--color always", true},
	} {
		if out := terminal(t, c.env, binary+acceptedOnTerminal+c.flags); strings.Contains(out, "\x1b[") != c.coloured {
			t.Errorf("%s %s: want colours: %t, got %q", c.env, c.flags, c.coloured, out)
		}
	}
	for _, out := range []string{terminal(t, "A=1", binary+acceptedOnTerminal+"| cat"), terminal(t, "A=1", binary+acceptedOnTerminal+"2>&1 | cat")} {
		if strings.Contains(out, "\x1b[") {
			t.Errorf("colours in a pipe: %q", out)
		}
	}
}

func TestTextIsWrappedToTheTerminal(t *testing.T) {
	longest := 0
	for line := range strings.Lines(terminal(t, "NO_COLOR=1", program(t)+" explain self_signed")) {
		if strings.Contains(line, "https://") {
			continue // is copied whole
		}
		longest = max(longest, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")))
	}
	if longest < 50 || longest > 60 {
		t.Errorf("the longest line has %d columns of 60", longest)
	}
}

// TestFailuresAreToldOnce where standard error and text go to one place, and in both where they do not.
func TestFailuresAreToldOnce(t *testing.T) {
	line := program(t) + acceptedOnTerminal + "--key missing.key"
	for to, want := range map[string]int{"; true": 1, " 2>&1 | cat": 1, " | cat": 2, " 2>/dev/null; true": 1} {
		if out := terminal(t, "A=1", line+to); strings.Count(out, "missing.key: no such file") != want || !strings.Contains(out, "1 input could not be read") {
			t.Errorf("%s: want it %d times, got\n%s", to, want, out)
		}
	}
}

// TestProgressIsForATerminalAlone judges so many clients that it takes longer than progressEvery.
func TestProgressIsForATerminalAlone(t *testing.T) {
	client, err := os.ReadFile("../testdata/certs/accepted/client.pem")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for i := range 8_000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i, ".pem")), client, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stdout, stderr := filepath.Join(t.TempDir(), "out"), filepath.Join(t.TempDir(), "err")
	line := program(t) + " verify --at 2026-06-01 -t ../testdata/certs/accepted/truststore.pem " + dir + " >" + stdout
	if got := terminal(t, "A=1", line); !strings.Contains(got, "\rmtlscheck: ") || !strings.HasSuffix(got, "\r\x1b[K") {
		t.Errorf("got %q", got)
	}
	if told, err := os.ReadFile(stdout); err != nil || strings.Contains(string(told), "\r") {
		t.Errorf("standard output tells of progress, or %v", err)
	}
	if got := terminal(t, "A=1", line+" 2>"+stderr); got != "" {
		t.Errorf("got %q", got)
	}
	if told, err := os.ReadFile(stderr); err != nil || len(told) > 0 {
		t.Errorf("a file got %q, %v", told, err)
	}
}
