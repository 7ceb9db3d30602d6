package report

import (
	"fmt"
	"strings"
	"testing"
)

func TestWorkflowCommandsAreEscapedAsTheToolkitDoes(t *testing.T) {
	got := command("error", []string{"file", "a,b:c%\n.pem", "line", "3"}, "100%\nfix: \\x3a:stop-commands::x\r")
	want := "::error file=a%2Cb%3Ac%25\\x0a.pem,line=3::100%25%0Afix: \\x3a:stop-commands::x\\x0d\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAnnotationsShowTheGravestAndCountTheOthers(t *testing.T) {
	r := &Report{Head: Head{Command: "lint"}}
	for i := range 13 {
		for _, severity := range []string{SeverityNote, SeverityWarning, SeverityError} {
			r.Findings = append(r.Findings, Finding{Rule: "r", Severity: severity, Message: fmt.Sprintf("no. %d", i), Where: Where{Ref: "t.pem", Line: i + 1, LastLine: i + 1}})
		}
	}
	r.Summary = Summary{Errors: 13, Warnings: 13, Notes: 13}
	out := written(t, r, Output{Format: FormatGitHub})
	for kind, want := range map[string]int{"::error ": 10, "::warning ": 10, "::notice ": 10} {
		if got := strings.Count(out, kind); got != want {
			t.Errorf("%q: got %d, want %d", kind, got, want)
		}
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if want := "::error file=t.pem,line=1,endLine=1,title=r::no. 0"; lines[0] != want {
		t.Errorf("got %s, want %s", lines[0], want)
	}
	want := "::notice title=mtlscheck lint::13 errors, 13 warnings, 13 notes%0Aand 10 more that GitHub would not show here: --output text or --output json=FILE has them all"
	if last := lines[len(lines)-1]; last != want {
		t.Errorf("got  %s\nwant %s", last, want)
	}
}

func TestAnnotationsNameWhatIsNoFileInTheirText(t *testing.T) {
	r := &Report{Tail: Tail{Findings: []Finding{{Rule: "r", Severity: SeverityError, Message: "m", Where: Where{Ref: "s3://b/k.pem", Line: 7}}}}}
	if out := written(t, r, Output{Format: FormatGitHub}); !strings.HasPrefix(out, "::error title=r::s3://b/k.pem:7: m\n") {
		t.Errorf("got %s", out)
	}
}

func TestWhatIsWaivedIsANoticeAfterTheOthers(t *testing.T) {
	r := &Report{Tail: Tail{Findings: []Finding{
		{Rule: "w", Severity: SeverityError, Message: "m", Where: Where{Ref: "t.pem"}, Waived: &Waived{Reason: "moving", Until: "2026-12-31"}},
		{Rule: "n", Severity: SeverityNote, Message: "m", Where: Where{Ref: "t.pem"}}}}}
	out := written(t, r, Output{Format: FormatGitHub})
	if want := "::notice file=t.pem,title=n::m\n::notice file=t.pem,title=w::waived until 2026-12-31: moving: m\n"; !strings.HasPrefix(out, want) {
		t.Errorf("got %s", out)
	}
}
