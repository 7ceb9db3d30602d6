package report

import (
	"encoding/xml"
	"strings"
	"testing"
)

func TestWhatXMLCannotHoldComesOutVisibly(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"markup", `<a href="x">&'`, "&lt;a href=&#34;x&#34;&gt;&amp;&#39;"},
		{"the end of a section that we do not write", "]]>", "]]&gt;"},
		{"control characters", "a\x00b\x1bc\td", `a\x00b\x1bc\x09d`},
		{"what is no character", "\ufffe\uffff", `\ufffe\uffff`},
		{"no UTF-8", "\xff", `\xff`},
		{"lines", "a\nb", "a\nb"},
	} {
		if got := escapeXML(c.text); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// junitDoc is the XML as a reader sees it.
type junitDoc struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Suites   []struct {
		Name    string `xml:"name,attr"`
		Tests   int    `xml:"tests,attr"`
		Skipped int    `xml:"skipped,attr"`
		Cases   []struct {
			Class   string `xml:"classname,attr"`
			Name    string `xml:"name,attr"`
			Failure *struct {
				Type    string `xml:"type,attr"`
				Message string `xml:"message,attr"`
				Body    string `xml:",chardata"`
			} `xml:"failure"`
			Error *struct {
				Message string `xml:"message,attr"`
				Body    string `xml:",chardata"`
			} `xml:"error"`
			Skipped *string `xml:"skipped"`
			Out     string  `xml:"system-out"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func readJUnit(t *testing.T, text string) *junitDoc {
	t.Helper()
	d := &junitDoc{}
	if err := xml.Unmarshal([]byte(text), d); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return d
}

// outcomes writes each case as class/name=outcome.
func (d *junitDoc) outcomes() string {
	var list []string
	for _, s := range d.Suites {
		for _, c := range s.Cases {
			outcome := "passed"
			switch {
			case c.Failure != nil:
				outcome = "failure"
			case c.Error != nil:
				outcome = "error"
			case c.Skipped != nil:
				outcome = "skipped"
			}
			list = append(list, s.Name+" "+c.Class+"/"+c.Name+"="+outcome)
		}
	}
	return strings.Join(list, "\n")
}

func junitReport() *Report {
	waived := &Waived{Reason: "moving", Until: "2026-12-31"}
	reason := &Reason{ID: "client_expired", Message: "it expired"}
	return &Report{Head: Head{Command: "verify", Truststore: &Bundle{Ref: "t.pem"}},
		Clients: []Client{
			{Ref: "a.pem", Subject: "CN=a", Verdict: "accepted"},
			{Ref: "d.pem", Subject: "CN=d", Verdict: "denied", Reason: reason, Findings: []Finding{{Rule: "client_expired", Severity: SeverityError, Message: "it expired"}}},
			{Ref: "d.pem", Index: 2, Subject: "CN=w", Verdict: "denied", Reason: reason, Findings: []Finding{{Rule: "client_expired", Severity: SeverityError, Message: "it expired", Waived: waived}}},
			{Ref: "u.pem", Subject: "CN=u", Verdict: "unclear", Reason: reason},
		},
		Tail: Tail{Inputs: []Input{{Ref: "t.pem", Role: RoleTruststore}, {Ref: "a.pem", Role: RoleClient}, {Ref: "gone.pem", Role: RoleClient, Error: "no such file", Hint: "look"}},
			Findings: []Finding{{Rule: "e", Severity: SeverityError, Message: "m"}, {Rule: "e", Severity: SeverityError, Message: "m2"}, {Rule: "w", Severity: SeverityWarning, Message: "m"},
				{Rule: "x", Severity: SeverityError, Message: "m", Waived: waived}, {Rule: "n", Severity: SeverityNote, Message: "m"}}}}
}

func TestCasesOfJUnit(t *testing.T) {
	for _, c := range []struct{ name, failOn, want string }{
		{"errors fail, warnings pass", FailOnError, `inputs truststore/t.pem=passed
inputs client/gone.pem=error
rules t.pem/e=failure
rules t.pem/w=passed
rules t.pem/x=skipped
rules t.pem/n=passed
clients a.pem/CN=a=passed
clients d.pem/CN=d=failure
clients d.pem/CN=w #2=skipped
clients u.pem/CN=u=passed`},
		{"with --fail-on warning they fail too", FailOnWarning, `inputs truststore/t.pem=passed
inputs client/gone.pem=error
rules t.pem/e=failure
rules t.pem/w=failure
rules t.pem/x=skipped
rules t.pem/n=passed
clients a.pem/CN=a=passed
clients d.pem/CN=d=failure
clients d.pem/CN=w #2=skipped
clients u.pem/CN=u=failure`},
	} {
		d := readJUnit(t, written(t, junitReport(), Output{Format: FormatJUnit, Options: Options{FailOn: c.failOn}}))
		if got := d.outcomes(); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
		if d.Tests != 10 || d.Errors != 1 || d.Failures != strings.Count(c.want, "=failure") {
			t.Errorf("%s: the counts are %d, %d, %d", c.name, d.Tests, d.Failures, d.Errors)
		}
	}
}

func TestWhatACaseSays(t *testing.T) {
	d := readJUnit(t, written(t, junitReport(), Output{Format: FormatJUnit}))
	rules, clients := d.Suites[1].Cases, d.Suites[2].Cases
	if f := rules[0].Failure; f.Message != "2 findings, the first: m" || !strings.Contains(f.Body, "error: m2") {
		t.Errorf("a rule with two findings says %+v", f)
	}
	if f := clients[1].Failure; f.Type != "client_expired" || !strings.Contains(f.Body, "✗ d.pem   DENIED   CN=d") {
		t.Errorf("a denied client says %+v", f)
	}
	if s := clients[2].Skipped; !strings.HasPrefix(*s, "waived until 2026-12-31") {
		t.Errorf("a waived client says %s", *s)
	}
	if !strings.Contains(clients[3].Out, "UNCLEAR") {
		t.Errorf("an unclear client that passes says %q", clients[3].Out)
	}
}

func TestLintOfACleanTruststoreIsNotARunWithoutTests(t *testing.T) {
	r := &Report{Head: Head{Command: "lint", Truststore: &Bundle{Ref: "t.pem"}}, Tail: Tail{Rules: []Rule{{ID: "a"}, {ID: "b"}}}}
	if got, want := readJUnit(t, written(t, r, Output{Format: FormatJUnit})).outcomes(), "rules t.pem/a=passed\nrules t.pem/b=passed"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
