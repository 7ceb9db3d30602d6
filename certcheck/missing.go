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
	add := "append " + MissingIssuer(c)
	caution := w.beside(named) + w.listedItself()
	switch {
	case end.end == circular:
		add, caution = "append the self-signed root of these CAs"+GetFromOwner, ""
	case f.depth == 0 && w.mayBeDamaged(c):
		return mendCopy(c, all)
	case sameKeyIDAmong(named, c):
		add = "get " + thisOne(f) + " from its CA again, since the copy may be damaged; or " + add
	}
	return remedy{act: add, update: true, caution: caution}
}

// MissingIssuer names the issuer of a certificate as one to append that nobody has shown yet.
func MissingIssuer(c *truststore.Certificate) string {
	keyID := ""
	if len(c.AuthorityKeyID) > 0 {
		keyID = " with key id " + truststore.ColonHex(c.AuthorityKeyID)
	}
	return "the certificate of " + c.Issuer.String() + keyID + ", and every CA above it that is missing" + GetFromOwner
}

// listedItself is for whoever put a client's certificate into the truststore instead of its CA's.
func (w *writer) listedItself() string {
	own := w.checker.graph.byIdentity[w.client.Entry.Certificate.SHA256]
	if own == nil {
		return ""
	}
	return "; the client's own certificate in the truststore (" + own.place().String() + ") does not help, its CAs have to be there"
}

// swapped asks whether the truststore was given as the client and the client as the truststore.
func (w *writer) swapped() string {
	foreign := func(sent SentCertificate) bool {
		return sent.Ref == w.client.Ref && hasCertificate(sent.Entry) && !sent.Entry.Certificate.IsCA()
	}
	if !w.holdsNoCA() || !w.client.Entry.Certificate.IsCA() || slices.ContainsFunc(w.client.Sent, foreign) {
		return ""
	}
	return "see whether the two files are swapped: " + w.store() + " holds no CA certificate, and " + w.client.Ref + " holds only such; if not, "
}

// holdsNoCA tells that no certificate of the truststore could be a CA's, not even one from before there was a CA flag.
func (w *writer) holdsNoCA() bool {
	mayBeCA := func(n *node) bool { return n.cert.IsCA() || n.selfIssued }
	return w.checker.count > 0 && !slices.ContainsFunc(w.checker.graph.nodes, mayBeCA)
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
		if e := sent.Entry; hasCertificate(e) && w.checker.listed(e.Certificate) == nil {
			g.add(sent.Ref, e, true)
		}
	}
	g.settle()
	return g
}

// append asks whether what the client sends would complete a chain, make a better one, or bring one nearer to its root, if
// it stood in the truststore, and if so makes that the fix.
func (w *writer) append(d *Diagnosis, now *step, sent *graph) {
	c := w.checker
	s := &search{graph: c.graph, lost: c.lost, sent: sent, asRoot: true, policy: c.policy, rules: c.rules, at: w.at}
	leaf := now.steps()[0]
	own := slices.DeleteFunc(slices.Clone(leaf.faults), func(f fault) bool { return isMissingLink(f.Condition) })
	then := s.run(leaf.node, own, false)[0]
	verdict := then.cost.verdict()
	missing := w.lacking(then)
	nearer := then.end == incomplete && now.end == incomplete
	better := then.end == complete && (now.end != complete || severity(verdict) < severity(d.Verdict))
	if len(missing) == 0 || !nearer && !better {
		return
	}
	for _, n := range missing {
		if better {
			d.Append = append(d.Append, n.place())
		}
	}
	remedies := []remedy{w.appendSent(then, missing)}
	if i := slices.IndexFunc(d.Findings, func(f Finding) bool { return isMissingLink(f.Condition) }); i >= 0 {
		d.Findings[i].Fix = w.fixOf(remedies)
	}
	if verdict != Accepted {
		others := slices.DeleteFunc(then.allFaults(), func(f fault) bool { return isMissingLink(f.Condition) })
		remedies = append(remedies, remediesOf(w.findings(others, then), verdict)...)
	}
	d.Fix = w.fixOf(remedies)
}

// lacking lists what of a chain has to come into the truststore first: where intermediates are taken from the client, no
// more than its root.
func (w *writer) lacking(end *step) []*node {
	var list []*node
	for _, at := range end.steps()[1:] {
		if at.node.sent && (at == end && end.end == complete || !w.checker.policy.ClientIntermediates) {
			list = append(list, at.node)
		}
	}
	return list
}

// appendSent names what to append of what a client sends, and what is missing above that.
func (w *writer) appendSent(end *step, missing []*node) remedy {
	names, same := w.namesOf(end, missing)
	if end.end == incomplete {
		c := end.node.cert
		unfit := rivals(w.checker.graph.named(c.Issuer), end)
		act := "append " + strings.Join(names, " and ") + " and " + MissingIssuer(c)
		return remedy{act: act, update: true, caution: unfitting(end.node, unfit) + w.beside(append(same, unfit...)) + w.listedItself()}
	}
	text := "append " + strings.Join(names, " and ") + " to " + w.store()
	if end.node.sent {
		text += GetFromOwner
	}
	return remedy{act: text, update: true, caution: w.beside(same)}
}

// unfitting tells of certificates that have the name of what is missing, lest it be thought to be there.
func unfitting(child *node, named []*node) string {
	if len(named) == 0 {
		return ""
	}
	return fmt.Sprintf("; the %s that is there (%s) does not fit: its key did not sign %s", named[0], places(named), child)
}

// namesOf names what is missing, and finds what has the same subjects already.
func (w *writer) namesOf(end *step, missing []*node) (names []string, same []*node) {
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
	return names, same
}

// atFault tells whether a certificate of a chain has to be another one for the chain to pass.
func atFault(end *step, n *node) bool {
	decides := func(f fault) bool {
		return f.Verdict == end.cost.verdict() && f.Verdict != Accepted && !isMissingLink(f.Condition)
	}
	return slices.ContainsFunc(end.allFaults(), func(f fault) bool { return f.node == n && decides(f) })
}
