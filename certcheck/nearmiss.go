package certcheck

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// maxNearMisses is how many near misses are told of one client.
const maxNearMisses = 5

// nearMisses looks for what is almost the issuer that a chain lacks: certificates of that name, of that key, what the
// client itself sends, and when there is none of these, names that are merely similar.
func (w *writer) nearMisses(end *step, sent *graph) []NearMiss {
	child := end.node
	var list []NearMiss
	for _, n := range w.likely(child, end) {
		list = append(list, w.nearMiss(child, n, FactNo)) // or the chain would go on
	}
	for _, n := range w.sameKeyID(child.cert) {
		list = append(list, w.nearMiss(child, n, w.signed(child, n)))
	}
	if sent != nil {
		for _, n := range firstFew(sent.named(child.cert.Issuer)) {
			list = append(list, w.nearMiss(child, n, w.signed(child, n)))
		}
	}
	slices.SortStableFunc(list, func(a, b NearMiss) int { return cmp.Compare(b.score(), a.score()) })
	if len(list) == 0 && len(w.checker.graph.named(child.cert.Issuer)) == 0 {
		return w.similar(child.cert)
	}
	return list[:min(len(list), maxNearMisses)]
}

func firstFew(nodes []*node) []*node { return nodes[:min(len(nodes), maxNearMisses)] }

// likely lists certificates of the wanted name, those with the wanted key identifier first.
func (w *writer) likely(child *node, end *step) []*node {
	named := slices.DeleteFunc(slices.Clone(w.checker.graph.named(child.cert.Issuer)), end.holds)
	slices.SortStableFunc(named, func(a, b *node) int {
		return cmp.Compare(matchKeyID(child.cert, a.cert), matchKeyID(child.cert, b.cert))
	})
	return firstFew(named)
}

// sameKeyID lists certificates that have the wanted key identifier under another name.
func (w *writer) sameKeyID(child *truststore.Certificate) []*node {
	var list []*node
	for _, n := range w.checker.graph.byKeyID[string(child.AuthorityKeyID)] {
		if len(list) < maxNearMisses && compareNames(child.Issuer, n.cert.Subject) == FactNo && n.cert.SHA256 != child.SHA256 {
			list = append(list, n)
		}
	}
	slices.SortFunc(list, byFingerprint)
	return list
}

// signed checks a signature, as long as those of one diagnosis stay cheap.
func (w *writer) signed(child, issuer *node) Fact {
	const limit = 30_000 // microseconds
	if w.spent += sigcheck.Cost(child.cert, &issuer.cert.PublicKey); w.spent > limit {
		return FactUnknown
	}
	switch result, _ := issuer.signer.Check(child.cert); result {
	case sigcheck.Good:
		return FactYes
	case sigcheck.Bad:
		return FactNo
	}
	return FactUnknown
}

// nearMiss gathers the five facts about one certificate and words the first that fails.
func (w *writer) nearMiss(child, n *node, signature Fact) NearMiss {
	c := n.cert
	m := NearMiss{Where: n.place(), Sent: n.sent, Name: compareNames(child.cert.Issuer, c.Subject),
		KeyID: keyIDFact(child.cert, c), Serial: serialFact(child.cert, c), Signature: signature, CA: yesNo(c.IsCA() || c.Version == 1),
		Current: yesNo(!w.at.Before(c.NotBefore) && !w.at.After(c.NotAfter))}
	m.Wanted, m.Found = truststore.ColonHex(child.cert.AuthorityKeyID), truststore.ColonHex(c.SubjectKeyID)
	m.Sentence = m.sentence(w.checker.policy)
	if child.cert.SelfIssued() && sameKeyAmong([]*node{n}, child.cert) != nil {
		m.Sentence = "it has that name and the very key of this certificate, but that key did not make its signature: this copy was altered"
	}
	return m
}

// sentence puts the facts into words (the order of the facts is that of a person who looks for a mistake).
func (m *NearMiss) sentence(p *Policy) string {
	switch {
	case m.Sent && m.Signature == FactYes && p.ClientIntermediates:
		return "the client sends it, but it is not in the truststore: no root is taken from the client"
	case m.Sent && m.Signature == FactYes:
		return "the client sends it, but it is not in the truststore: " + p.Title + " takes no issuer from the client (inferred)"
	case m.Sent && m.Signature == FactUnknown:
		return "the client sends a certificate of that name, and it is not in the truststore; the signature was not checked"
	case m.Sent:
		return "the client sends a certificate of that name, but its key did not make this signature"
	case m.Name == FactNo && m.Signature == FactYes:
		return "its key made this signature, but it has another name: the CA was renamed"
	case m.Name == FactNo && m.Signature == FactUnknown:
		return "it has the wanted key id, but another name; the signature was not checked"
	case m.Name == FactNo:
		return "it has the wanted key id, but another name and another key"
	case m.KeyID == FactYes:
		return "it has that name and that key id, but its key did not make this signature: the certificate was altered, or the CA has a new key under its old key id"
	}
	return "it has that name but another key: an older or newer key of this CA, or another CA of the same name"
}

func (m *NearMiss) score() int {
	score := 0
	for i, f := range []Fact{m.Current, m.CA, m.KeyID, m.Name, m.Signature} {
		if f == FactYes || f == FactFolded {
			score += 1 << i
		}
	}
	return score
}

func compareNames(a, b truststore.Name) Fact {
	switch {
	case bytes.Equal(a, b):
		return FactYes
	case a.Canonical() == b.Canonical():
		return FactFolded
	}
	return FactNo
}

func keyIDFact(child, issuer *truststore.Certificate) Fact {
	switch matchKeyID(child, issuer) {
	case keyIDSame:
		return FactYes
	case keyIDOther:
		return FactNo
	}
	return FactUnknown
}

// serialFact compares the issuer and serial number that an authority key identifier may name with those of a possible
// issuer's own certificate.
func serialFact(child, issuer *truststore.Certificate) Fact {
	if child.AuthoritySerial == nil && child.AuthorityIssuer == nil {
		return FactUnknown
	}
	return yesNo((child.AuthoritySerial == nil || bytes.Equal(child.AuthoritySerial, issuer.Serial)) &&
		(child.AuthorityIssuer == nil || compareNames(child.AuthorityIssuer, issuer.Issuer) != FactNo))
}

func yesNo(yes bool) Fact {
	if yes {
		return FactYes
	}
	return FactNo
}

// regenerated compares a self-signed client with the entries of its name: a certificate made anew is the usual reason
// for finding one there.
func (w *writer) regenerated(leaf *node) []NearMiss {
	var list []NearMiss
	key := leaf.cert.PublicKey.Identity()
	for _, n := range firstFew(w.checker.graph.named(leaf.cert.Subject)) {
		m := NearMiss{Where: n.place(), Name: compareNames(leaf.cert.Subject, n.cert.Subject)}
		if n.key == key {
			m.Signature = FactYes
			m.Sentence = "it has the same name and key but is another certificate: " + differingFields(leaf.cert, n.cert)
		} else {
			m.Signature = FactNo
			m.Sentence = "it has the same name but another key: it was made anew after the upload, or is another's"
		}
		list = append(list, m)
	}
	return list
}

func differingFields(a, b *truststore.Certificate) string {
	var fields []string
	for _, d := range Differences(a, b) {
		fields = append(fields, d.Field)
	}
	return "they differ in " + strings.Join(fields, ", ")
}

// similar finds the names that look most like a missing one. Only the first few thousand certificates are compared.
func (w *writer) similar(child *truststore.Certificate) []NearMiss {
	const compared, shown = 2000, 3
	type scored struct {
		node  *node
		score int
	}
	wanted := nameWords(child.Issuer)
	var best []scored
	for _, n := range w.checker.graph.nodes[:min(len(w.checker.graph.nodes), compared)] {
		if score := likeness(wanted, n.words()); score > 0 && n.cert.SHA256 != child.SHA256 {
			best = append(best, scored{n, score})
		}
	}
	slices.SortFunc(best, func(a, b scored) int { return cmp.Or(cmp.Compare(b.score, a.score), byFingerprint(a.node, b.node)) })
	var list []NearMiss
	for _, b := range best[:min(len(best), shown)] {
		m := NearMiss{Where: b.node.place(), Name: FactNo, Sentence: "no certificate has that name; this one is close"}
		if o := b.node.cert.Subject.Attribute("O"); len(o) > 0 && slices.Equal(o, child.Issuer.Attribute("O")) {
			m.Sentence = fmt.Sprintf("no certificate has that name; this one is of the same organization, %s: it may be an older CA, or one above the missing one", o[0])
		}
		list = append(list, m)
	}
	return list
}

// nameWords splits a name into lower-case words of its values, without those that nearly every CA has.
func nameWords(n truststore.Name) []string {
	var words []string
	for _, attribute := range []string{"CN", "O", "OU"} {
		for _, value := range n.Attribute(attribute) {
			words = append(words, strings.Fields(strings.ToLower(value))...)
		}
	}
	common := []string{"ca", "root", "issuing", "intermediate", "certificate", "authority", "inc", "ltd", "the", "of", "gmbh"}
	return slices.DeleteFunc(words, func(w string) bool { return slices.Contains(common, w) || len(w) < 2 })
}

func likeness(a, b []string) int {
	score := 0
	for _, word := range a[:min(len(a), 16)] {
		if slices.Contains(b[:min(len(b), 16)], word) {
			score++
		}
	}
	return score
}
