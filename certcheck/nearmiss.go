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

// nearMisses looks for what is almost the issuer that a chain lacks: first certificates of that name, then of that
// key, then what the client itself sends, and at last names that are merely similar.
func (w *writer) nearMisses(end *step) []NearMiss {
	child := end.node.cert
	var list []NearMiss
	named, _ := w.checker.graph.named(child)
	for _, n := range named {
		if !end.holds(n) && len(list) < 4*maxNearMisses {
			list = append(list, w.nearMiss(child, n))
		}
	}
	for _, n := range w.checker.graph.byKeyID[string(child.AuthorityKeyID)] {
		if !slices.Contains(named, n) && !end.holds(n) && len(list) < 4*maxNearMisses {
			list = append(list, w.nearMiss(child, n))
		}
	}
	list = append(list, w.sentIssuers(child)...)
	slices.SortStableFunc(list, func(a, b NearMiss) int { return cmp.Compare(b.score(), a.score()) })
	if len(list) == 0 {
		list = w.similar(child)
	}
	return list[:min(len(list), maxNearMisses)]
}

// sentIssuers lists what the client sends that would be the issuer.
func (w *writer) sentIssuers(child *truststore.Certificate) []NearMiss {
	var list []NearMiss
	for _, sent := range w.client.Sent {
		c := sent.Entry.Certificate
		if c.SHA256 == child.SHA256 || c.Subject.Canonical() != child.Issuer.Canonical() {
			continue
		}
		list = append(list, w.nearMiss(child, newNode(sent.Ref, sent.Entry, true)))
	}
	return list
}

// nearMiss gathers the five facts about one certificate and words the first that fails.
func (w *writer) nearMiss(child *truststore.Certificate, n *node) NearMiss {
	c := n.cert
	m := NearMiss{Where: w.place(n), Sent: n.sent, Name: compareNames(child.Issuer, c.Subject),
		KeyID: keyIDFact(child, c), Serial: serialFact(child, c), CA: yesNo(c.IsCA() || c.Version == 1),
		Current: yesNo(!w.at.Before(c.NotBefore) && !w.at.After(c.NotAfter))}
	switch result, _ := sigcheck.Check(child, &c.PublicKey); result {
	case sigcheck.Good:
		m.Signature = FactYes
	case sigcheck.Bad:
		m.Signature = FactNo
	default:
		m.Signature = FactUnknown
	}
	m.Wanted, m.Found = truststore.ColonHex(child.AuthorityKeyID), truststore.ColonHex(c.SubjectKeyID)
	m.Sentence = m.sentence(c)
	return m
}

// sentence puts the facts into words (the order of the facts is that of a person who looks for a mistake).
func (m *NearMiss) sentence(c *truststore.Certificate) string {
	switch {
	case m.Sent && m.Signature == FactYes:
		return "the client sends it, but it is not in the truststore: API Gateway takes no issuer from the client (inferred)"
	case m.Sent:
		return "the client sends a certificate of that name, but its key did not sign this one"
	case m.Name == FactNo && m.Signature == FactYes:
		return "the key that signed is in the truststore under another name: the CA was renamed"
	case m.Name == FactNo:
		return "it has the wanted key id, but another name and another key"
	case m.Signature == FactNo && m.KeyID == FactYes:
		return "it has that name and that key id, but its key did not make this signature: the certificate was altered, or the CA re-keyed under its old key id"
	case m.Signature == FactNo:
		return "it has that name but another key: an older or newer key of the same CA"
	case m.CA == FactNo:
		return "it is the issuer, but it is not a CA certificate"
	case m.Current == FactNo:
		return "it is the issuer, but it expired on " + day(c.NotAfter)
	}
	return "it is the issuer, but its signature could not be checked"
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

func serialFact(child, issuer *truststore.Certificate) Fact {
	if child.AuthoritySerial == nil {
		return FactUnknown
	}
	return yesNo(bytes.Equal(child.AuthoritySerial, issuer.Serial) &&
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
	for _, n := range w.checker.graph.byFolded[leaf.cert.Subject.Canonical()] {
		m := NearMiss{Where: w.place(n), Name: compareNames(leaf.cert.Subject, n.cert.Subject)}
		if n.cert.PublicKey.Same(leaf.cert.PublicKey) {
			m.Signature = FactYes
			m.Sentence = "it has the same name and key but is another certificate: " + differingFields(leaf.cert, n.cert)
		} else {
			m.Signature = FactNo
			m.Sentence = "it has the same name but another key: the certificate was made anew after the upload"
		}
		list = append(list, m)
	}
	return list[:min(len(list), maxNearMisses)]
}

func differingFields(a, b *truststore.Certificate) string {
	var fields []string
	for _, d := range Differences(a, b) {
		fields = append(fields, d.Field)
	}
	return strings.Join(fields, ", ") + " differ"
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
		if score := likeness(wanted, nameWords(n.cert.Subject)); score > 0 {
			best = append(best, scored{n, score})
		}
	}
	slices.SortStableFunc(best, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), bytes.Compare(a.node.cert.SHA256[:], b.node.cert.SHA256[:]))
	})
	var list []NearMiss
	for _, b := range best[:min(len(best), shown)] {
		m := NearMiss{Where: w.place(b.node), Name: FactNo, Sentence: "no certificate has that name; this one is close"}
		if o := b.node.cert.Subject.Attribute("O"); len(o) > 0 && slices.Equal(o, child.Issuer.Attribute("O")) {
			m.Sentence = fmt.Sprintf("no certificate has that name; this one is of the same organization, %s: the partner may have moved to a new CA", o[0])
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
