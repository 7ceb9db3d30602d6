package certcheck

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// writer turns the chains that a search found into the parts of a diagnosis.
type writer struct {
	checker *Checker
	client  Client
	at      time.Time
	spent   int // estimated microseconds of signature checks for near misses
}

func (w *writer) paths(d *Diagnosis, found []*step) {
	for _, end := range found {
		d.Paths = append(d.Paths, w.path(end))
	}
	best := &d.Paths[0]
	d.Verdict, d.Chain = best.Verdict, best.Links
	d.Findings = slices.Clone(best.Findings)
	var others []Path
	for i, p := range d.Paths[1:] {
		if found[i+1].interferes() {
			others = append(others, p)
		}
	}
	if best.Verdict == Accepted && len(others) > 0 {
		d.Findings = append(d.Findings, w.dependent(best, others))
	}
}

// dependent warns that the answer rests on which chain the gateway takes. An accepted client has nothing against it
// by itself, so the finding on the other chains is about a CA.
func (w *writer) dependent(best *Path, others []Path) Finding {
	outcome, _ := w.checker.policy.Outcome(PathDependent)
	return Finding{Outcome: outcome, Where: best.Links[0].Where, Fix: withoutOthers(others, best),
		Message: "more than one chain fits, and not all would pass: " + others[0].Findings[0].Message}
}

// maxNamed is how many certificates a fix names that takes some out.
const maxNamed = 8

// withoutOthers says how to be rid of chains while another one stays.
func withoutOthers(others []Path, best *Path) string {
	whose := "the other chain needs"
	if len(others) > 1 {
		whose = "the other chains need"
	}
	listed, sent := onlyIn(others, best)
	switch {
	case len(listed) > 0:
		return fmt.Sprintf("take out of the truststore what only %s, so that no order of search matters: %s", whose, few(listed, maxNamed))
	case len(sent) > 0:
		return fmt.Sprintf("have the client send none of what only %s: %s", whose, few(sent, maxNamed))
	}
	return fmt.Sprintf("take out of the truststore what only %s, so that no order of search matters", whose)
}

// onlyIn names the certificates that chains have and another one has not, those of the truststore first.
func onlyIn(chains []Path, other *Path) (listed, sent []string) {
	for _, p := range chains {
		for _, l := range p.Links {
			same := func(o Link) bool { return o.Certificate == l.Certificate }
			name := fmt.Sprintf("%s (%s)", l.Where.Subject, l.Where)
			switch {
			case l.Certificate == nil || l.Role == RoleClient || slices.ContainsFunc(other.Links, same):
			case l.Sent && !slices.Contains(sent, name):
				sent = append(sent, name)
			case !l.Sent && !slices.Contains(listed, name):
				listed = append(listed, name)
			}
		}
	}
	return listed, sent
}

func (w *writer) path(end *step) Path {
	p := Path{Complete: end.end == complete}
	faults := end.allFaults()
	for _, at := range end.steps() {
		p.Links = append(p.Links, link(at, end, faults))
	}
	if end.end == incomplete {
		p.Links = append(p.Links, Link{Role: RoleMissing, Where: Place{Subject: end.node.cert.Issuer.String()}, Verdict: Denied})
	}
	p.Findings = w.findings(faults, end)
	p.Verdict = worst(p.Findings)
	return p
}

func link(at, end *step, faults []fault) Link {
	l := Link{Role: RoleIntermediate, Where: at.node.place(), Sent: at.node.sent, Certificate: at.node.cert, Verdict: Accepted}
	switch {
	case at.depth == 0:
		l.Role = RoleClient
	case at.depth == end.depth && end.end == complete:
		l.Role = RoleRoot
	}
	for _, f := range faults {
		if f.depth == at.depth && !isMissingLink(f.Condition) {
			l.Conditions = append(l.Conditions, f.Condition)
			l.Verdict = worse(l.Verdict, f.Verdict)
		}
	}
	return l
}

// findings words the faults of a chain, refusals first, then doubts, then remarks, each in the policy's order.
func (w *writer) findings(faults []fault, end *step) []Finding {
	if len(faults) == 0 {
		return nil
	}
	sorted := slices.Clone(faults)
	slices.SortStableFunc(sorted, func(a, b fault) int {
		return cmp.Or(cmp.Compare(severity(b.Verdict), severity(a.Verdict)), cmp.Compare(a.rank, b.rank))
	})
	list := make([]Finding, 0, len(sorted))
	for _, f := range sorted {
		remedies := w.remedies(f, end)
		list = append(list, Finding{Outcome: f.Outcome, Message: w.word(f, end), Fix: w.fixOf(remedies), Where: f.node.place(), Depth: f.depth, remedies: remedies})
	}
	return list
}

func isMissingLink(c Condition) bool {
	return c == IssuerNotFound || c == IssuerKeyMismatch || c == ChainIncomplete
}

func worst(findings []Finding) Verdict {
	v := Accepted
	for _, f := range findings {
		v = worse(v, f.Verdict)
	}
	return v
}

func worse(a, b Verdict) Verdict {
	if severity(b) > severity(a) {
		return b
	}
	return a
}

func severity(v Verdict) int {
	switch v {
	case Denied:
		return 2
	case Unclear:
		return 1
	}
	return 0
}

// damaged remarks on a truststore of which some reader sees less than stands here, although a chain was found.
func (w *writer) damaged(d *Diagnosis) {
	if w.checker.missed == "" {
		return
	}
	rule := w.checker.rules.rule(w.checker.policy, TruststoreDamaged)
	d.Findings = append(d.Findings, Finding{Outcome: rule.Outcome, Where: d.Chain[0].Where,
		Message: "the truststore is not sound: " + w.checker.missed, Fix: "replace the broken part, one plain PEM block a certificate"})
}

// explain adds what helps to mend: near misses, what to append, and the fix.
func (w *writer) explain(d *Diagnosis, best *step) {
	if d.Reason == nil {
		return
	}
	d.Fix = w.fixOf(remediesOf(d.Findings, d.Verdict))
	sent := w.sentGraph()
	if best.end == incomplete {
		d.NearMisses = w.nearMisses(best, sent)
	}
	if sent != nil {
		w.append(d, best, sent)
	}
	d.Fix = w.swapped() + d.Fix
	if slices.ContainsFunc(d.Findings, func(f Finding) bool { return f.Condition == SelfSigned }) {
		d.NearMisses = append(d.NearMisses, w.regenerated(best.node)...)
	}
}

// remediesOf gathers what mends all that leads to a verdict: mending the reason alone would only bring up the next one.
// What is to be made anew for that should then be free of doubts too.
func remediesOf(findings []Finding, v Verdict) []remedy {
	var all []remedy
	for _, f := range findings {
		for _, r := range f.remedies {
			if f.Verdict == v || f.Verdict == Unclear && slices.ContainsFunc(all, func(o remedy) bool { return o.act == r.act }) {
				all = append(all, r)
			}
		}
	}
	return all
}

// String says where a certificate stands: "truststore.pem #17, line 391".
func (p Place) String() string {
	switch {
	case p.Index == 0:
		return p.Ref
	case p.Line == 0:
		return p.Ref + " #" + strconv.Itoa(p.Index)
	}
	return p.Ref + " #" + strconv.Itoa(p.Index) + ", line " + strconv.Itoa(p.Line)
}

func day(t time.Time) string {
	if t.IsZero() {
		return "an unreadable date"
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}

func fingerprint(c *truststore.Certificate) string {
	return truststore.ColonHex(c.SHA256[:8]) + "…"
}
