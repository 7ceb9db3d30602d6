package certcheck

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// writer turns the chains that a search found into the parts of a diagnosis.
type writer struct {
	checker *Checker
	client  Client
	at      time.Time
}

func (w *writer) paths(d *Diagnosis, found []*step) {
	for _, end := range found {
		d.Paths = append(d.Paths, w.path(end))
	}
	best := &d.Paths[0]
	d.Chain = best.Links
	d.Findings = slices.Clone(best.Findings)
	for _, other := range d.Paths[1:] {
		if best.Verdict == Accepted && other.Verdict != Accepted {
			d.Findings = append(d.Findings, w.dependent(best, &other))
			break
		}
	}
}

// dependent warns that the answer rests on which chain the gateway takes.
func (w *writer) dependent(best, other *Path) Finding {
	outcome, _ := w.checker.policy.Outcome(PathDependent)
	why := "another chain"
	if len(other.Findings) > 0 {
		why = other.Findings[0].Message
	}
	return Finding{Outcome: outcome, Where: best.Links[0].Where,
		Message: "more than one chain fits, and not all would pass: " + why,
		Fix:     "take the certificate that leads nowhere out of the truststore, so that no order of search matters"}
}

func (w *writer) path(end *step) Path {
	p := Path{Complete: end.end == complete}
	faults := end.allFaults()
	for _, at := range end.steps() {
		p.Links = append(p.Links, w.link(at, end, faults))
	}
	if end.end == incomplete {
		p.Links = append(p.Links, Link{Role: RoleMissing, Where: Place{Subject: end.node.cert.Issuer.String()}, Verdict: Denied})
	}
	p.Findings = w.findings(faults, end)
	p.Verdict = worst(p.Findings)
	return p
}

func (w *writer) link(at, end *step, faults []fault) Link {
	l := Link{Role: RoleIntermediate, Where: w.place(at.node), Certificate: at.node.cert, Verdict: Accepted}
	switch {
	case at.depth == 0:
		l.Role = RoleClient
	case at.depth == end.depth && end.end == complete:
		l.Role = RoleRoot
	}
	for _, f := range faults {
		if f.depth == at.depth && f.condition != IssuerNotFound && f.condition != ChainIncomplete && f.condition != IssuerKeyMismatch {
			l.Conditions = append(l.Conditions, f.condition)
			l.Verdict = worse(l.Verdict, f.outcome.Verdict)
		}
	}
	return l
}

// findings words the faults of a chain, refusals first, then doubts, then remarks, each in the policy's order.
func (w *writer) findings(faults []fault, end *step) []Finding {
	sorted := slices.Clone(faults)
	slices.SortStableFunc(sorted, func(a, b fault) int {
		return cmp.Or(cmp.Compare(severity(b.outcome.Verdict), severity(a.outcome.Verdict)), cmp.Compare(a.rank, b.rank))
	})
	list := make([]Finding, 0, len(sorted))
	for _, f := range sorted {
		message, fix := w.word(f, end)
		list = append(list, Finding{Outcome: f.outcome, Message: message, Fix: fix, Where: w.place(f.node), Depth: f.depth})
	}
	return list
}

func (w *writer) place(n *node) Place {
	p := Place{Ref: n.ref, Subject: n.cert.Subject.String(), SHA256: n.cert.SHA256}
	if len(n.entries) > 0 {
		p.Index, p.Line = n.entries[0].Index, n.entries[0].FirstLine
	}
	return p
}

// verdict is that of the best chain; a search that stopped early cannot refuse for want of a chain.
func (w *writer) verdict(d *Diagnosis, best *step) Verdict {
	if !d.PathsCut || d.Paths[0].Verdict == Accepted {
		return d.Paths[0].Verdict
	}
	outcome, _ := w.checker.policy.Outcome(SearchStopped)
	d.Findings = append(d.Findings, Finding{Outcome: outcome, Where: d.Chain[0].Where,
		Message: fmt.Sprintf("the search for chains stopped at its bound: %d possible issuers looked at, about %d ms of signature checks",
			maxCandidates, maxSignatures/1000),
		Fix: "take certificates that share one name out of the truststore"})
	for _, f := range best.faults {
		if best.depth == 0 && f.outcome.Verdict == Denied && !isMissingLink(f.condition) {
			return Denied
		}
	}
	return Unclear
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

// explain adds what helps to mend: near misses, what to append, and the fix.
func (w *writer) explain(d *Diagnosis, best *step) {
	if d.Reason == nil {
		return
	}
	if best.end == incomplete {
		d.NearMisses = w.nearMisses(best)
		d.Append = w.toAppend()
	}
	if slices.ContainsFunc(d.Findings, func(f Finding) bool { return f.Condition == SelfSigned }) {
		d.NearMisses = append(d.NearMisses, w.regenerated(best.node)...)
	}
	d.Fix = d.Reason.Fix
	if len(d.Append) > 0 && isMissingLink(d.Reason.Condition) {
		d.Fix = w.appendFix(d.Append)
	}
}

// toAppend asks whether the certificates that the client sends would complete a chain if they stood in the
// truststore, and gives those that are missing there.
func (w *writer) toAppend() []Place {
	if len(w.client.Sent) == 0 {
		return nil
	}
	g := newGraph()
	for _, e := range w.checker.bundle.Certificates() {
		g.add(w.checker.bundle.Object.Ref, e, false)
	}
	for _, sent := range w.client.Sent {
		g.add(sent.Ref, sent.Entry, true)
	}
	s := &search{graph: g, policy: w.checker.policy, at: w.at, sent: true}
	best := s.run(newNode(w.client.Ref, w.client.Entry, false), nil, false)[0]
	if best.end != complete {
		return nil
	}
	var list []Place
	for _, at := range best.steps()[1:] {
		if at.node.sent {
			list = append(list, w.place(at.node))
		}
	}
	return list
}

func (w *writer) appendFix(missing []Place) string {
	text := "append "
	for i, p := range missing {
		if i > 0 {
			text += " and "
		}
		text += fmt.Sprintf("%s (%s)", p.Subject, p)
	}
	return text + " to " + w.checker.bundle.Object.Ref + ", upload it, and update the domain to the new version"
}

// String says where a certificate stands: "truststore.pem #17, line 391".
func (p Place) String() string {
	switch {
	case p.Index == 0:
		return p.Ref
	case p.Line == 0:
		return fmt.Sprintf("%s #%d", p.Ref, p.Index)
	}
	return fmt.Sprintf("%s #%d, line %d", p.Ref, p.Index, p.Line)
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
