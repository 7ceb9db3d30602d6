package report

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestNoTextActsInAnyFormat(t *testing.T) {
	for _, command := range commandsOf() {
		for _, verbose := range []bool{false, true} {
			for _, format := range Formats() {
				r := filled(evil)
				r.Command = command
				out := written(t, r, Output{Format: format, Options: Options{Verbose: verbose}})
				if i := actsOnTerminal(out); i >= 0 {
					t.Errorf("%s of %s has a character that acts, at %d: %q", format, command, i, out[max(0, i-60):min(len(out), i+20)])
				}
				checkFormat(t, format, out)
			}
		}
	}
}

// checkFormat wants what a reader of the format wants.
func checkFormat(t testing.TB, format, out string) {
	t.Helper()
	switch format {
	case FormatJSON, FormatSARIF:
		if !json.Valid([]byte(out)) {
			t.Errorf("%s is not JSON: %.200q", format, out)
		}
	case FormatJUnit:
		if err := wellFormed(out); err != nil {
			t.Errorf("junit is not well-formed: %v\n%.400s", err, out)
		}
	case FormatGitHub:
		for line := range strings.Lines(out) {
			if !strings.HasPrefix(line, "::error ") && !strings.HasPrefix(line, "::warning ") && !strings.HasPrefix(line, "::notice ") {
				t.Errorf("a line is no command of ours: %q", line)
			}
		}
	}
	if command := workflowCommand(out); format != FormatGitHub && command != "" {
		t.Errorf("%s has a workflow command: %q", format, command)
	}
}

func wellFormed(text string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// workflowCommand finds what a runner of GitHub Actions would take for a command.
func workflowCommand(out string) string {
	for line := range strings.Lines(out) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
			return line
		}
	}
	return ""
}
