// Package change compares two truststores: which certificates went and came, and which clients lose or gain access by
// it. It is asked before an upload, when the question is not whether a file is good but what it does to whom.
package change

import (
	"bytes"
	"slices"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// Certificates is what differs between the certificates of two truststores.
type Certificates struct {
	SameBytes bool // the files are the same, byte for byte
	Reordered bool // those that stand in both stand in another order
	Unchanged int  // certificates that stand in both

	Gone, Come []*truststore.Entry
	Renewed    []Pair // the same name and key in another certificate
	Rekeyed    []Pair // the same name with another key

	RepeatedOld, RepeatedNew []*truststore.Entry // further copies of a certificate that the same file has before
}

// Pair is a certificate and the one that took its place.
type Pair struct{ Old, New *truststore.Entry }

// Compare tells what differs between two truststores. A certificate is itself byte for byte, wherever it stands and
// however often.
func Compare(before, after *truststore.Bundle) *Certificates {
	c := &Certificates{SameBytes: bytes.Equal(before.Object.Data, after.Object.Data)}
	var olds, news []*truststore.Entry
	olds, c.RepeatedOld = once(before)
	news, c.RepeatedNew = once(after)
	inOld, inNew := Index(before), Index(after)
	both := func(e *truststore.Entry) bool {
		return inOld[e.Certificate.SHA256] != nil && inNew[e.Certificate.SHA256] != nil
	}
	c.Reordered = !slices.EqualFunc(only(olds, both), only(news, both), sameCertificate)
	c.Unchanged = len(only(olds, both))
	c.pair(without(olds, both), without(news, both))
	return c
}

// Index finds the first entry of each certificate by its fingerprint.
func Index(b *truststore.Bundle) map[[32]byte]*truststore.Entry {
	index := map[[32]byte]*truststore.Entry{}
	for _, e := range b.Certificates() {
		if index[e.Certificate.SHA256] == nil {
			index[e.Certificate.SHA256] = e
		}
	}
	return index
}

// once lists each certificate where it stands first, and apart from these the further copies.
func once(b *truststore.Bundle) (first, repeated []*truststore.Entry) {
	index := Index(b)
	for _, e := range b.Certificates() {
		if index[e.Certificate.SHA256] == e {
			first = append(first, e)
		} else {
			repeated = append(repeated, e)
		}
	}
	return first, repeated
}

// pair finds for each certificate that is gone the one that took its place: first one of the same name, key and
// issuer, then of the same name and key, which is a cross-certificate, then of the same name.
func (c *Certificates) pair(gone, come []*truststore.Entry) {
	replaced := map[*truststore.Entry]*truststore.Entry{}
	for _, key := range []func(*truststore.Certificate) string{holderAndIssuer, holder, name} {
		match(gone, come, key, replaced)
	}
	taken := map[*truststore.Entry]bool{}
	for _, e := range gone {
		next := replaced[e]
		taken[next] = true
		switch {
		case next == nil:
			c.Gone = append(c.Gone, e)
		case e.Certificate.PublicKey.Same(next.Certificate.PublicKey):
			c.Renewed = append(c.Renewed, Pair{e, next})
		default:
			c.Rekeyed = append(c.Rekeyed, Pair{e, next})
		}
	}
	c.Come = without(come, func(e *truststore.Entry) bool { return taken[e] })
}

// match pairs what has one key, in the order of the files; an empty key matches nothing.
func match(gone, come []*truststore.Entry, key func(*truststore.Certificate) string, replaced map[*truststore.Entry]*truststore.Entry) {
	taken := map[*truststore.Entry]bool{}
	for _, next := range replaced {
		taken[next] = true
	}
	free := map[string][]*truststore.Entry{}
	for _, e := range come {
		if k := key(e.Certificate); k != "" && !taken[e] {
			free[k] = append(free[k], e)
		}
	}
	for _, e := range gone {
		k := key(e.Certificate)
		if replaced[e] != nil || len(free[k]) == 0 {
			continue
		}
		replaced[e], free[k] = free[k][0], free[k][1:]
	}
}

func holderAndIssuer(c *truststore.Certificate) string {
	return holder(c) + " " + c.Issuer.Canonical()
}

func holder(c *truststore.Certificate) string {
	sum := c.PublicKey.SHA256()
	return string(sum[:]) + c.Subject.Canonical()
}

func name(c *truststore.Certificate) string {
	if c.Subject.IsEmpty() {
		return ""
	}
	return c.Subject.Canonical()
}

func sameCertificate(a, b *truststore.Entry) bool {
	return a.Certificate.SHA256 == b.Certificate.SHA256
}

func only(list []*truststore.Entry, keep func(*truststore.Entry) bool) []*truststore.Entry {
	var kept []*truststore.Entry
	for _, e := range list {
		if keep(e) {
			kept = append(kept, e)
		}
	}
	return kept
}

func without(list []*truststore.Entry, drop func(*truststore.Entry) bool) []*truststore.Entry {
	return only(list, func(e *truststore.Entry) bool { return !drop(e) })
}
