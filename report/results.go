package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// result is one thing that a report has to say, for the formats that are flat lists: a client that is not let in, a
// finding, or an input that failed. Its message is lines that are safe by themselves, so that a line feed in a name makes
// none; a format still escapes them in its own way, as it does the rest, in which nothing is escaped yet.
type result struct {
	rule     string
	severity string
	basis    string
	source   string
	message  string // what was found; further lines say more of it
	fix      string
	where    Where
	waived   *Waived
}

// ruleInput is the id of an input that could not be read or holds nothing to check: it is no rule of lint, and no
// condition of a certificate.
const ruleInput = "input_failed"

// clientResults tells of one client. One that is denied or unclear is one result, with the reason as its rule and the
// other things that speak against it in the message; an accepted one is none. Notes on clients are left out: there may
// be several on each of a thousand clients that pass, and text, JSON and the cases of JUnit have them.
func clientResults(c *Client) []result {
	if c.Verdict != "accepted" {
		return []result{verdictResult(c)}
	}
	var list []result
	for _, f := range c.Findings {
		if f.Severity == SeverityError || f.Severity == SeverityWarning {
			list = append(list, findingResult(f))
		}
	}
	return list
}

func verdictResult(c *Client) result {
	out := result{rule: c.Verdict, severity: clientSeverity(c), basis: c.Basis, source: c.Source, fix: c.Fix, waived: clientWaived(c),
		where: Where{Ref: c.Ref, Line: c.Line, LastLine: c.LastLine, Index: c.Index, Subject: c.Subject, SHA256: c.SHA256}}
	lines := []string{c.Subject + " would not be let in"}
	if c.Verdict != "denied" {
		lines[0] = c.Subject + ": it is not known whether it would be let in"
	}
	if c.Reason != nil {
		out.rule = c.Reason.ID
		lines[0] += ": " + c.Reason.Message
		lines = append(lines, strings.TrimSpace(c.Prediction+" "+c.Reason.LogLine))
	}
	out.message = safeLines(append(lines, alsoLines(c)...)...)
	return out
}

func clientSeverity(c *Client) string {
	if c.Verdict == "denied" {
		return SeverityError
	}
	return SeverityWarning
}

// alsoLines are the findings beside the reason, as they stand in the message of a client's one result.
func alsoLines(c *Client) []string {
	var lines []string
	for _, f := range c.Findings {
		if f.Severity == SeverityNote || c.Reason != nil && f.Rule == c.Reason.ID && f.Message == c.Reason.Message {
			continue
		}
		lines = append(lines, "also: "+f.Message)
	}
	return lines
}

// clientWaived gives the waiver of a client that is kept out: one, when nothing that counts is left without a waiver.
func clientWaived(c *Client) *Waived {
	var first *Waived
	for _, f := range c.Findings {
		switch {
		case f.Severity != SeverityError && (c.Verdict == "denied" || f.Severity != SeverityWarning):
		case f.Waived == nil:
			return nil
		case first == nil:
			first = f.Waived
		}
	}
	return first
}

func findingResult(f Finding) result {
	out := result{rule: f.Rule, severity: f.Severity, basis: f.Basis, source: f.Source, fix: f.Fix, where: f.Where, waived: f.Waived}
	out.message = safeLines(f.Message)
	if f.Note != "" {
		out.message = safeLines(f.Message, f.Note)
	}
	return out
}

// inputResult tells of an input that failed.
func inputResult(in Input) result {
	return result{rule: ruleInput, severity: SeverityError, basis: "observed", message: safeLines(in.Ref + ": " + in.Error), fix: in.Hint, where: Where{Ref: in.Ref}}
}

// reportResults tells of all but the clients, in the order of the report: inputs that failed, then findings.
func reportResults(r *Report) []result {
	var list []result
	for _, in := range r.Inputs {
		if in.Error != "" {
			list = append(list, inputResult(in))
		}
	}
	for _, f := range findingsOf(r) {
		list = append(list, findingResult(f))
	}
	return list
}

// findingsOf lists the findings that belong to no client.
func findingsOf(r *Report) []Finding {
	var list []Finding
	if r.Truststore != nil {
		list = append(list, r.Truststore.Problems...)
	}
	for _, f := range r.Files {
		list = append(list, f.Problems...)
	}
	return append(append(list, r.Problems...), r.Findings...)
}

// gravity orders severities, the gravest first. What a waiver lets pass comes last.
func (x *result) gravity() int {
	switch {
	case x.waived != nil:
		return 3
	case x.severity == SeverityError:
		return 0
	case x.severity == SeverityWarning:
		return 1
	}
	return 2
}

// gravest keeps so many results of each gravity, and counts the others, so that a hundred thousand need not be held.
type gravest struct {
	limit int
	kept  [4][]result
	total [4]int
}

func (g *gravest) add(list ...result) {
	for _, x := range list {
		at := x.gravity()
		if g.total[at]++; len(g.kept[at]) < g.limit {
			g.kept[at] = append(g.kept[at], x)
		}
	}
}

// count tells how many results there were.
func (g *gravest) count() int { return g.total[0] + g.total[1] + g.total[2] + g.total[3] }

// list gives the results that were kept, the gravest first, and so many at most.
func (g *gravest) list(most int) []result {
	all := slices.Concat(g.kept[:]...)
	return all[:min(len(all), most)]
}

// ruleNames gathers the rules that a report names, each with what its first finding tells of it.
type ruleNames map[string]Rule

func (n *ruleNames) add(x result) {
	if *n == nil {
		*n = ruleNames{}
	}
	if _, known := (*n)[x.rule]; known || x.rule == "" {
		return
	}
	message, _, _ := strings.Cut(x.message, "\n")
	(*n)[x.rule] = Rule{ID: x.rule, Title: words(x.rule), Severity: x.severity, Basis: x.basis, Source: x.source,
		Explanation: "for example: " + message, Fix: x.fix}
}

func (n *ruleNames) client(c *Client) {
	for _, f := range c.Findings {
		n.add(findingResult(f))
	}
	if c.Reason != nil {
		n.add(result{rule: c.Reason.ID, severity: clientSeverity(c), basis: c.Basis, source: c.Source, message: safeLines(c.Reason.Message), fix: c.Fix})
	}
}

func (n *ruleNames) report(r *Report) {
	for _, x := range reportResults(r) {
		n.add(x)
	}
}

func (n ruleNames) list() []Rule {
	return slices.SortedFunc(maps.Values(n), func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
}

// words reads an id aloud, in the few words that fit beside a name.
func words(id string) string {
	if code, ok := strings.CutPrefix(id, "openssl_"); ok {
		return "openssl error " + code
	}
	return cmp.Or(spoken(id), strings.ReplaceAll(id, "_", " "))
}

// spoken reads those ids aloud that are no English without their underscores; "" for the others.
func spoken(id string) string {
	switch id {
	case "self_signed":
		return "self-signed"
	case "self_signed_not_ca":
		return "self-signed, not a CA"
	case "subject_equals_issuer_with_key_id":
		return "subject equals issuer, not self-signed"
	case "ca_not_yet_valid":
		return "CA not yet valid"
	case "not_a_ca":
		return "not a CA"
	case "client_is_ca":
		return "client is a CA"
	case "key_cert_sign_missing":
		return "keyCertSign missing"
	case "name_constraints":
		return "name constraints violated"
	case "ca_algorithm":
		return "CA algorithm not listed"
	case "key_usage":
		return "key usage not a client's"
	case "extended_key_usage":
		return "extended key usage without clientAuth"
	case "critical_extension":
		return "unknown critical extension"
	case "name_encoding":
		return "name encoded differently"
	case "x509_syntax":
		return "X.509 syntax broken"
	case "root_signature":
		return "signature not its own"
	case "signature_unchecked":
		return "signature not checked"
	case "client_version_1":
		return "X.509 version 1"
	case "chain_at_limit":
		return "chain as long as may be"
	case "intermediate_sent":
		return "sent by the client"
	case "path_dependent":
		return "depends on the chain chosen"
	case "pem_form":
		return "odd PEM"
	}
	return ""
}

// placeWords says where a result is, for formats that have no field for it.
func placeWords(w Where) string {
	text := w.Ref
	if w.Line > 0 {
		text += fmt.Sprintf(":%d", w.Line)
	}
	return text
}

// safeLines puts lines together, each of which stays one.
func safeLines(lines ...string) string {
	for i := range lines {
		lines[i] = Escape(lines[i])
	}
	return strings.Join(lines, "\n")
}

// escapeLines makes every line of a text safe, and keeps them apart.
func escapeLines(text string) string { return safeLines(strings.Split(text, "\n")...) }
