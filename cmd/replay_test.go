package cmd

import (
	"os/exec"
	"runtime"
	"testing"

	"github.com/mtlscheck/mtlscheck/report"
)

// TestQuotedWordsAreReadByAShell asks a shell back for what was quoted, as it comes out of a report.
func TestQuotedWordsAreReadByAShell(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("no bash to ask")
	}
	for _, name := range []string{"plain.pem", "a b.pem", "it's.pem", "nl\nx.pem", "\x1b[31m.pem", "bad\xff.pem", "Müller 日本.pem", "::error.pem", "a ::b.pem",
		"##[x].pem", `back\slash'`, "\u202e.pem", "1\x011.pem", "$HOME`id`", "", "\x7f'\n\\"} {
		word := quote(name)
		if report.Escape("x "+word) != "x "+word {
			t.Errorf("%q is not shown as it is: %s", name, word)
		}
		if got, err := exec.Command(bash, "-c", "printf %s "+word).Output(); err != nil || string(got) != name {
			t.Errorf("%s: got %q, %v; want %q", word, got, err, name)
		}
	}
}
