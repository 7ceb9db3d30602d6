package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// junitFormat writes the report as the XML that Jenkins, GitLab and others read as the result of tests. There is no
// standard of it: what is written fits the schemas of Jenkins' xunit plugin. A case is a client, a rule or an input:
//
//   - of a client that is denied: a failure with the answer as text; unclear is one when --fail-on is warning,
//   - of a rule with findings: a failure when they are errors, or warnings and --fail-on is warning; lint has a case for
//     every rule it asked, so that a clean truststore is not a run without tests,
//   - of an input: an error when it could not be read,
//   - what a waiver lets pass is skipped.
//
// Times are 0 and the one time stamp is that of the evaluation: the same input makes the same bytes.
type junitFormat struct {
	flat
	options Options
	clients junitSuite
}

type junitSuite struct {
	name                    string
	cases                   []byte
	tests, failures, errors int
	skipped                 int
}

// junitCase is one case. An empty outcome is one that passed.
type junitCase struct {
	class, name string
	outcome     string // failure, error, skipped
	kind        string // the type of a failure or error
	message     string
	body        string
	out         string // what stands there beside the outcome
}

func (f *junitFormat) gather(c *Client) {
	f.clients.add(f.clientCase(c))
}

func (f *junitFormat) clientCase(c *Client) junitCase {
	out := junitCase{class: c.Ref, name: c.Subject}
	if c.Index > 1 {
		out.name = fmt.Sprintf("%s #%d", c.Subject, c.Index)
	}
	if c.Verdict == "accepted" && len(c.Findings) == 0 {
		return out
	}
	out.out = clientText(c)
	waived := clientWaived(c)
	switch {
	case c.Verdict == "accepted" || c.Verdict != "denied" && f.options.FailOn != FailOnWarning:
	case waived != nil:
		out.outcome, out.body = "skipped", waivedText(waived)
	default:
		x := verdictResult(c)
		out.outcome, out.kind, out.body, out.out = "failure", x.rule, out.out, ""
		out.message, _, _ = strings.Cut(x.message, "\n")
	}
	return out
}

// clientText is the answer as text writes it.
func clientText(c *Client) string {
	p := newPage(Options{}, newPalette(false))
	p.client(c, Options{})
	return strings.TrimRight(p.out.String(), "\n")
}

func waivedText(w *Waived) string {
	return Escape("waived " + waivedWords(w))
}

func (f *junitFormat) end(w io.Writer, r *Report) error {
	f.clients.name = "clients"
	suites := []junitSuite{f.inputs(r), f.rules(r), f.clients}
	suites = slices.DeleteFunc(suites, func(s junitSuite) bool { return s.tests == 0 })
	var all junitSuite
	for _, s := range suites {
		all.tests, all.failures, all.errors = all.tests+s.tests, all.failures+s.failures, all.errors+s.errors
	}
	head := fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<testsuites name="%s" tests="%d" failures="%d" errors="%d" time="0">`+"\n",
		attribute("mtlscheck "+r.Command), all.tests, all.failures, all.errors)
	if err := writeAll(w, []byte(head)); err != nil {
		return err
	}
	for _, s := range suites {
		if err := s.write(w, r.EvaluatedAt); err != nil {
			return err
		}
	}
	return writeAll(w, []byte("</testsuites>\n"))
}

// inputs has a case for every input that is not a client's, and for those of clients that failed.
func (f *junitFormat) inputs(r *Report) junitSuite {
	s := junitSuite{name: "inputs"}
	for _, in := range r.Inputs {
		c := junitCase{class: in.Role, name: in.Ref}
		switch {
		case in.Error != "":
			c.outcome, c.kind, c.message, c.body = "error", ruleInput, in.Error, Escape(in.Hint)
		case in.Role == RoleClient:
			continue
		}
		s.add(c)
	}
	return s
}

// rules has a case for every rule that has findings, and with lint for every rule that was asked.
func (f *junitFormat) rules(r *Report) junitSuite {
	s := junitSuite{name: "rules"}
	found := map[string][]result{}
	var order []string
	if r.Command == "lint" {
		for _, rule := range r.Rules {
			order = append(order, rule.ID)
		}
	}
	for _, finding := range findingsOf(r) {
		found[finding.Rule] = append(found[finding.Rule], findingResult(finding))
		order = append(order, finding.Rule)
	}
	class := r.Command
	if r.Truststore != nil {
		class = r.Truststore.Ref
	}
	seen := map[string]bool{}
	for _, id := range order {
		if !seen[id] {
			seen[id] = true
			s.add(f.ruleCase(class, id, found[id]))
		}
	}
	return s
}

func (f *junitFormat) ruleCase(class, id string, found []result) junitCase {
	out := junitCase{class: class, name: id}
	var failed, other, waived []string
	for _, x := range found {
		text := resultText(x)
		switch {
		case x.waived != nil:
			waived = append(waived, waivedText(x.waived)+"\n"+text)
		case x.severity == SeverityError || x.severity == SeverityWarning && f.options.FailOn == FailOnWarning:
			if failed = append(failed, text); out.message == "" {
				out.message, _, _ = strings.Cut(x.message, "\n")
			}
		default:
			other = append(other, text)
		}
	}
	switch {
	case len(failed) > 0:
		out.outcome, out.kind, out.body = "failure", id, strings.Join(failed, "\n")
		other = append(other, waived...)
	case len(waived) > 0:
		out.outcome, out.body = "skipped", strings.Join(waived, "\n")
	}
	if len(failed) > 1 {
		out.message = fmt.Sprintf("%s, the first: %s", plural(len(failed), "finding"), out.message)
	}
	out.out = strings.Join(other, "\n")
	return out
}

func resultText(x result) string {
	text := Escape(placeWords(x.where)+": "+x.severity) + ": " + x.message
	if x.fix != "" {
		text += "\n  fix: " + Escape(x.fix)
	}
	return text
}

func (s *junitSuite) add(c junitCase) {
	s.tests++
	switch c.outcome {
	case "failure":
		s.failures++
	case "error":
		s.errors++
	case "skipped":
		s.skipped++
	}
	s.cases = fmt.Appendf(s.cases, `    <testcase classname="%s" name="%s" time="0">`, attribute(c.class), attribute(c.name))
	switch c.outcome {
	case "":
	case "skipped": // without a message of its own: the older schema has none
		s.cases = fmt.Appendf(s.cases, "\n      <skipped>%s</skipped>", escapeXML(c.body))
	default:
		s.cases = fmt.Appendf(s.cases, "\n      <%s type=\"%s\" message=\"%s\">%s</%s>", c.outcome, attribute(c.kind), attribute(c.message),
			escapeXML(c.body), c.outcome)
	}
	if c.out != "" {
		s.cases = fmt.Appendf(s.cases, "\n      <system-out>%s</system-out>", escapeXML(c.out))
	}
	if c.outcome != "" || c.out != "" {
		s.cases = append(s.cases, "\n    "...)
	}
	s.cases = append(s.cases, "</testcase>\n"...)
}

func (s *junitSuite) write(w io.Writer, at time.Time) error {
	head := fmt.Sprintf(`  <testsuite name="%s" tests="%d" failures="%d" errors="%d" skipped="%d" time="0" timestamp="%s">`+"\n",
		attribute(s.name), s.tests, s.failures, s.errors, s.skipped, at.UTC().Format(time.RFC3339))
	return writeAll(w, []byte(head), s.cases, []byte("  </testsuite>\n"))
}

// attribute escapes text for the value of an attribute, where a line feed would be read as a space.
func attribute(text string) string { return escapeXML(Escape(text)) }

// escapeXML escapes text for an element. What XML cannot hold at all, control characters and those that are none, comes
// out visibly as Escape writes it, instead of being dropped (XML 1.0 section 2.2).
func escapeXML(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;").Replace(escapeLines(text))
}
