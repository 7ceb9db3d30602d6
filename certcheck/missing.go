package certcheck

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// mendMissing names the certificate that a chain lacks.
func (w *writer) mendMissing(f fault, end *step) remedy {
	c := end.node.cert
	all := w.checker.graph.named(c.Issuer)
	named := rivals(all, end)
	add := "append the certificate of " + c.Issuer.String() + wantedKeyID(c) + ", and every CA above it that is missing"
	caution := w.beside(named)
	_, isLost := w.checker.LostIssuer(c)
	switch {
	case end.end == circular:
		add, caution = "append the self-signed root of these CAs", ""
	case isLost:
		return w.reframe(c.Issuer.String())
	case f.depth == 0 && w.mayBeDamaged(c):
		return mendCopy(c, all)
	case sameKeyIDAmong(named, c):
		add = "get " + thisOne(f) + " from its CA again, since the copy may be damaged; or " + add
	}
	return remedy{act: add, update: true, caution: caution}
}

func thisOne(f fault) string {
	if f.depth == 0 {
		return "this certificate"
	}
	return who(f)
}

// mayBeDamaged tells whether a certificate that names itself as issuer is most likely a self-signed one, altered: it names
// its own key as that of its issuer, its name stands there with its own key, or nothing speaks for another key.
func (w *writer) mayBeDamaged(c *truststore.Certificate) bool {
	if !c.SelfIssued() {
		return false
	}
	all := w.checker.graph.named(c.Issuer)
	return ownKeyID(c) || sameKeyAmong(all, c) != nil || len(all) == 0 && matchKeyID(c, c) == keyIDUnknown
}

// sameKeyAmong gives the first certificate that has the key of c; nil when there is none.
func sameKeyAmong(nodes []*node, c *truststore.Certificate) *node {
	key := c.PublicKey.Identity()
	if i := slices.IndexFunc(nodes, func(n *node) bool { return n.key == key }); i >= 0 {
		return nodes[i]
	}
	return nil
}

func mendCopy(c *truststore.Certificate, named []*node) remedy {
	again := "get this certificate again from where it was made, since the copy may be damaged"
	if same := sameKeyAmong(named, c); same != nil {
		return remedy{act: again + ": " + same.place().String() + " has its name and key"}
	}
	again += "; if it is self-signed, append the sound copy"
	if !ownKeyID(c) {
		again += "; if a CA of its name issued it, have it re-issued with a subject of its own and append that CA"
	}
	return remedy{act: again, update: true}
}

func wantedKeyID(c *truststore.Certificate) string {
	if len(c.AuthorityKeyID) == 0 {
		return ""
	}
	return " with key id " + truststore.ColonHex(c.AuthorityKeyID)
}

// beside warns where two certificates of one subject are said to make trouble.
func (w *writer) beside(same []*node) string {
	if len(same) == 0 || w.checker.rules.rule(w.checker.policy, DuplicateSubject).Basis != Observed {
		return ""
	}
	replace := "put it in its place if no chain needs that one any more"
	if len(same) > 1 {
		replace = "put it in their place if no chain needs them any more"
	}
	return "; the new certificate has the subject of " + places(same) + ": " + replace +
		", since one published test says that two certificates of one subject are refused"
}

// places lists where certificates stand, but not more than a person reads.
func places(nodes []*node) string {
	var list []string
	for _, n := range nodes {
		list = append(list, n.place().String())
	}
	return few(list, 3)
}

// maxSent bounds how many of the certificates that a client sends are looked at. TLS clients send a handful.
const maxSent = 1000

// sentGraph makes a graph of what the client sends and the truststore lacks; nil when that is nothing.
func (w *writer) sentGraph() *graph {
	if len(w.client.Sent) == 0 {
		return nil
	}
	g := emptyGraph()
	for _, sent := range w.client.Sent[:min(len(w.client.Sent), maxSent)] {
		if e := sent.Entry; hasCertificate(e) && w.checker.graph.byIdentity[e.Certificate.SHA256] == nil {
			g.add(sent.Ref, e, true)
		}
	}
	g.settle()
	return g
}

// append asks whether what the client sends would complete a chain, or make a better one, if it stood in the truststore,
// and if so makes that the fix.
func (w *writer) append(d *Diagnosis, now *step, sent *graph) {
	c := w.checker
	s := &search{graph: c.graph, sent: sent, asRoot: true, policy: c.policy, rules: c.rules, at: w.at}
	leaf := now.steps()[0]
	own := slices.DeleteFunc(slices.Clone(leaf.faults), func(f fault) bool { return isMissingLink(f.Condition) })
	then := s.run(leaf.node, own, false)[0]
	verdict := then.cost.verdict()
	if then.end != complete || now.end == complete && severity(verdict) >= severity(d.Verdict) {
		return
	}
	missing := w.lacking(then)
	if len(missing) == 0 {
		return
	}
	for _, n := range missing {
		d.Append = append(d.Append, n.place())
	}
	remedies := []remedy{w.appendSent(then, missing)}
	if i := slices.IndexFunc(d.Findings, func(f Finding) bool { return isMissingLink(f.Condition) }); i >= 0 {
		d.Findings[i].Fix = w.fixOf(remedies)
	}
	if verdict != Accepted {
		remedies = append(remedies, remediesOf(w.findings(then.allFaults(), then), verdict)...)
	}
	d.Fix = w.fixOf(remedies)
}

// lacking lists what of a chain has to come into the truststore first: where intermediates are taken from the client, no
// more than its root.
func (w *writer) lacking(end *step) []*node {
	var list []*node
	for _, at := range end.steps()[1:] {
		if at.node.sent && (at == end || !w.checker.policy.ClientIntermediates) {
			list = append(list, at.node)
		}
	}
	return list
}

// appendSent names what to append of what a client sends. A root that comes from the client itself is no reason to trust
// it.
func (w *writer) appendSent(end *step, missing []*node) remedy {
	var names []string
	var same []*node
	for _, n := range missing {
		names = append(names, fmt.Sprintf("%s (%s)", n, n.place()))
		if atFault(end, n) {
			names[len(names)-1] = "the new " + n.String()
		}
		for _, o := range w.checker.graph.named(n.cert.Subject) {
			if !slices.Contains(same, o) && !slices.ContainsFunc(end.steps(), func(at *step) bool { return at.node == o }) {
				same = append(same, o)
			}
		}
	}
	text := "append " + strings.Join(names, " and ") + " to " + w.store()
	if end.node.sent {
		text = "if you trust this CA, " + text
	}
	return remedy{act: text, update: true, caution: w.beside(same)}
}

// atFault tells whether a certificate of a chain has to be another one for the chain to pass.
func atFault(end *step, n *node) bool {
	return slices.ContainsFunc(end.allFaults(), func(f fault) bool { return f.node == n && f.Verdict == end.cost.verdict() && f.Verdict != Accepted })
}
