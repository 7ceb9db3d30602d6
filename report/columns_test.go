package report

import (
	"fmt"
	"strings"
	"testing"
)

// hostileNames are such as need care to be cut: one word, wide, combining, and with what a runner takes for a command.
func hostileNames() []string {
	return []string{
		"CN=" + strings.Repeat("x", 300), "CN=a" + strings.Repeat("漢", 99), "CN=" + strings.Repeat("漢", 99), "CN=" + strings.Repeat("e\u0301", 150),
		"CN=" + strings.Repeat("ア👍、⭐", 40) + ", O=ｆｕｌｌ", "CN=" + strings.Repeat("::error::", 40), "CN=" + strings.Repeat("\x1b[31m\u202e", 40), "CN=a/b" + strings.Repeat("/c", 90),
	}
}

// TestTextFitsTheTerminal writes reports with hostile names in every place for one, in every width.
func TestTextFitsTheTerminal(t *testing.T) {
	for _, name := range hostileNames() {
		for _, command := range append(commandsOf(), "config check") {
			for width := 40; width <= 120; width += 3 {
				r := filled(name)
				r.Command = command
				if command != "match" {
					r.KeyMatch = nil
				}
				copyWhole(r)
				text := written(t, r, Output{Format: FormatText, Options: Options{Width: width, Verbose: width%2 == 0}})
				checkWidth(t, fmt.Sprintf("%s, %d columns", command, width), text, width)
			}
		}
	}
}

// copyWhole marks what is not wrapped by design, because it is copied: log lines, openssl commands, sources, fingerprints
// and references of objects in S3.
func copyWhole(r *Report) {
	long := strings.Repeat("y", 150)
	c := &r.Clients[0]
	c.Reason.LogLine, c.Commands, c.Source = "Access denied. "+wholeMark+long, []string{"openssl verify " + wholeMark + long}, "https://"+wholeMark+long
	r.Topics[0].Text = "Access denied. " + wholeMark + long
	r.Inputs[0].Ref = "s3://" + wholeMark + long
	c.SHA256, c.NearMisses[0].Wanted = strings.Repeat("ab", 32), strings.Repeat("cd", 32)
}

const wholeMark = "whole"

func checkWidth(t *testing.T, what, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if displayWidth(line) > width && !strings.Contains(line, wholeMark) && !strings.Contains(line, strings.Repeat("cd", 32)) {
			t.Errorf("%s: %d: %s", what, displayWidth(line), line)
			return
		}
		for word := range strings.FieldsSeq(line) {
			if strings.HasPrefix(word, "::") {
				t.Errorf("%s: a command: %s", what, line)
				return
			}
		}
	}
}

// TestDisplayWidth has the widths of EastAsianWidth.txt.
func TestDisplayWidth(t *testing.T) {
	for text, want := range map[string]int{"abc": 3, "é": 1, "e\u0301": 1, "漢字": 4, "한국": 4, "ｆ": 2, "ｱ": 1, "、": 2, "👍": 2, "⭐": 2, "✓✗": 2, "\x1b[31mred\x1b[0m": 3} {
		if got := displayWidth(text); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
	for room := 1; room < 12; room++ {
		for _, text := range []string{"漢字漢字漢字漢字", "a漢字漢字漢字漢字", "plain text of letters"} {
			if got := shorten(text, room); displayWidth(got) > room || displayWidth(got) < room-1 {
				t.Errorf("%q in %d columns: %q", text, room, got)
			}
		}
	}
}
