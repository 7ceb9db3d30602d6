package cmd_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/cmd"
)

// TestREADMEShowsRealOutput holds the answer that the README quotes to what the demo prints.
func TestREADMEShowsRealOutput(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```\n")
	quoted, _, ok := strings.Cut(rest, "\n```")
	var stdout, stderr bytes.Buffer
	if code := cmd.Main([]string{"demo"}, nil, &stdout, &stderr); code != 0 || !ok || quoted == "" {
		t.Fatalf("exit code %d, %s", code, stderr.String())
	}
	if !strings.Contains(stdout.String(), quoted) {
		t.Errorf("the README quotes what the demo does not print:\n%s", quoted)
	}
}
