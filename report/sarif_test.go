package report

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func readSARIF(t *testing.T, text string) sarifRun {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	return log.Runs[0]
}

func TestNamesMakeNoPlaceholdersAndNoLinks(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{0}", "{{0}}"},
		{"[click](http://x)", `\[click\](http://x)`},
		{`\[click](http://x)`, `\\\[click\](http://x)`},
		{"a\nb\x1b", "a\nb\\x1b"},
	} {
		if got := sarifText(c.text).Text; got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
	if got, want := escapeSARIFMarkdown("<b>*a* [x](y) @team #1\n"), `\<b\>\*a\* \[x\]\(y\) \@team \#1\\x0a`; got != want {
		t.Errorf("Markdown: got %s, want %s", got, want)
	}
}

func moved(line int, message string) *Report {
	return &Report{Tail: Tail{Findings: []Finding{
		{Rule: "a", Severity: SeverityError, Message: message, Where: Where{Ref: "t.pem", Line: line, Index: line, SHA256: "aa"}},
		{Rule: "a", Severity: SeverityError, Message: message, Where: Where{Ref: "t.pem", Line: line + 9, SHA256: "aa"}},
		{Rule: "b", Severity: SeverityNote, Message: message, Where: Where{Ref: "t.pem", Line: line}},
		{Rule: "b", Severity: SeverityNote, Message: message, Where: Where{Ref: "u.pem", Line: line}}}}}
}

func TestFingerprintsStayWhenLinesAndWordsChange(t *testing.T) {
	var prints [2][]string
	for i, r := range []*Report{moved(1, "before"), moved(70, "after")} {
		for _, x := range readSARIF(t, written(t, r, Output{Format: FormatSARIF})).Results {
			prints[i] = append(prints[i], x.Fingerprints["ruleAndCertificate/v1"])
		}
	}
	if a, b := fmt.Sprint(prints[0]), fmt.Sprint(prints[1]); a != b {
		t.Errorf("got %s and %s", a, b)
	}
	seen := map[string]bool{}
	for _, p := range prints[0] {
		if seen[p] {
			t.Errorf("two results have the fingerprint %s", p)
		}
		seen[p] = true
	}
}

func TestPlacesInSARIF(t *testing.T) {
	r := &Report{Tail: Tail{Inputs: []Input{{Ref: "s3://b/k.pem", VersionID: "v 1", SHA256: "aa"}},
		Findings: []Finding{
			{Rule: "r", Severity: SeverityError, Where: Where{Ref: "c/t.pem", Line: 3, LastLine: 9}},
			{Rule: "r", Severity: SeverityError, Where: Where{Ref: "t.der"}},
			{Rule: "r", Severity: SeverityError, Where: Where{Ref: "s3://b/k.pem", Line: 3}},
			{Rule: "r", Severity: SeverityError, Where: Where{Ref: "s3://b/k.pem?versionId=w"}},
			{Rule: "r", Severity: SeverityError, Where: Where{Ref: "-", Line: 3}},
			{Rule: "r", Severity: SeverityError}}}}
	var got []string
	for _, x := range readSARIF(t, written(t, r, Output{Format: FormatSARIF})).Results {
		text, err := json.Marshal(x.Locations)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(text))
	}
	want := []string{
		`[{"physicalLocation":{"artifactLocation":{"uri":"c/t.pem"},"region":{"startLine":3,"endLine":9}}}]`,
		`[{"physicalLocation":{"artifactLocation":{"uri":"t.der"}}}]`,
		`[{"logicalLocations":[{"name":"line 3","fullyQualifiedName":"s3://b/k.pem?versionId=v+1","kind":"resource"}]}]`,
		`[{"logicalLocations":[{"name":"s3://b/k.pem?versionId=w","fullyQualifiedName":"s3://b/k.pem?versionId=w","kind":"resource"}]}]`,
		`[{"logicalLocations":[{"name":"line 3","fullyQualifiedName":"standard input","kind":"resource"}]}]`,
		`null`}
	if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
		t.Errorf("got\n%s\nwant\n%s", a, b)
	}
}

func TestWaivedResultsAreSuppressed(t *testing.T) {
	r := &Report{Tail: Tail{Findings: []Finding{{Rule: "r", Severity: SeverityError, Waived: &Waived{Reason: "moving", Until: "2026-12-31"}}}}}
	got := readSARIF(t, written(t, r, Output{Format: FormatSARIF})).Results[0].Suppressions
	if want := (sarifSuppression{"external", "accepted", "moving (until 2026-12-31)"}); len(got) != 1 || got[0] != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOnlyRulesWithResultsAreDescribedButForTheCommandRules(t *testing.T) {
	r := &Report{Tail: Tail{Rules: []Rule{{ID: "a", Title: "A"}, {ID: "b", Title: "B"}}, Findings: []Finding{{Rule: "b"}, {Rule: "c"}}}}
	for _, c := range []struct{ command, want string }{{"lint", "b c"}, {"rules", "a b c"}} {
		r.Command = c.command
		run := readSARIF(t, written(t, r, Output{Format: FormatSARIF}))
		var ids []string
		for _, rule := range run.Tool.Driver.Rules {
			ids = append(ids, rule.ID)
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.command, got, c.want)
		}
		for _, x := range run.Results {
			if run.Tool.Driver.Rules[x.RuleIndex].ID != x.RuleID {
				t.Errorf("%s: the index of %s is that of another rule", c.command, x.RuleID)
			}
		}
	}
}

func TestWhatGitHubWouldRefuseIsCutAndSaid(t *testing.T) {
	r := &Report{}
	for range sarifMaxResults + 5 {
		r.Findings = append(r.Findings, Finding{Rule: "n", Severity: SeverityNote})
	}
	r.Findings = append(r.Findings, Finding{Rule: "e", Severity: SeverityError})
	run := readSARIF(t, written(t, r, Output{Format: FormatSARIF}))
	if len(run.Results) != sarifMaxResults || run.Results[0].RuleID != "e" {
		t.Errorf("got %d results, the first of %s", len(run.Results), run.Results[0].RuleID)
	}
	if n := run.Invocations[0].Notifications; len(n) != 1 || !strings.HasPrefix(n[0].Message.Text, "25000 of 25006 results are listed here") {
		t.Errorf("got the notifications %v", n)
	}
}

func TestResultsFitWhenCompressed(t *testing.T) {
	r := &Report{}
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		noise := make([]byte, 150)
		for i := range noise {
			noise[i] = byte(random.Uint32())
		}
		r.Findings = append(r.Findings, Finding{Rule: "r", Severity: SeverityError, Message: hex.EncodeToString(noise)})
	}
	f := newSARIF(Options{})
	f.size = 100_000
	var out, packed bytes.Buffer
	if err := f.end(&out, r); err != nil {
		t.Fatal(err)
	}
	gz := gzip.NewWriter(&packed)
	if _, err := gz.Write(out.Bytes()); err != nil {
		t.Fatal(err)
	}
	gz.Close()
	told := len(readSARIF(t, out.String()).Results)
	if packed.Len() > f.size+10_000 || told < 100 || told == 2000 {
		t.Errorf("%d results make %d bytes, where %d are wanted", told, packed.Len(), f.size)
	}
	if !strings.Contains(out.String(), fmt.Sprintf("%d of 2000 results are listed here", told)) {
		t.Error("nobody says that results are missing")
	}
}

func TestARunWhoseInputFailedWasNotSuccessful(t *testing.T) {
	r := &Report{Tail: Tail{Inputs: []Input{{Ref: "a.pem", Error: "no such file", Hint: "look"}}, Summary: Summary{ExitCode: ExitInput}}}
	run := readSARIF(t, written(t, r, Output{Format: FormatSARIF}))
	if i := run.Invocations[0]; i.Successful || i.ExitCode != ExitInput {
		t.Errorf("got %+v", i)
	}
	if x := run.Results[0]; x.RuleID != ruleInput || x.Message.Text != "a.pem: no such file\nfix: look" {
		t.Errorf("got %+v", x)
	}
}
