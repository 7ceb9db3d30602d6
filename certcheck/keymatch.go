package certcheck

import (
	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// HolderKind says what holds a public key.
type HolderKind string

// The kinds of holders.
const (
	HolderPrivateKey  HolderKind = "private_key"
	HolderCertificate HolderKind = "certificate"
	HolderRequest     HolderKind = "certificate_request"
	HolderPublicKey   HolderKind = "public_key"
	HolderTruststore  HolderKind = "truststore_certificate"
)

// KeyHolder is a file, or a block of one, that holds a public key or implies one.
type KeyHolder struct {
	Kind   HolderKind
	Where  Place
	Key    truststore.PublicKey
	Format string // of a private key: "PKCS#8" …
	Damage string // of a private key: why it contradicts itself; empty when it does not
	Group  int    // the number of its key among all that were met, from 1; holders of one key share it

	Certificate *truststore.Certificate // nil when the holder is no certificate
}

// KeyMatch says which of several holders have one and the same key.
type KeyMatch struct {
	Holders []KeyHolder
	Agree   bool  // all holders outside the truststore have one key, and none is damaged
	Odd     []int // indexes into Holders of the odd ones out, when a majority or a private key tells which they are
	Listed  *Listing
}

// Listing says how a client certificate stands to a truststore.
type Listing struct {
	Truststore  string
	Same        bool    // it stands there byte for byte
	Where       Place   // of itself, or of the entry with its subject; Index is 0 when there is neither
	SameKey     []Place // entries that hold its key
	Differences []Difference
	Issuer      *Place // the entry that signed it; nil when none did
}

// MatchKeys compares the keys of holders, whatever their type. Truststore entries take part in the grouping but not
// in the verdict: a truststore holds issuers, and their keys are others than the client's.
func MatchKeys(holders []KeyHolder) KeyMatch {
	m := KeyMatch{Holders: holders, Agree: true}
	groups := 0
	for i := range holders {
		for j := range i {
			if holders[j].Key.Same(holders[i].Key) {
				holders[i].Group = holders[j].Group
				break
			}
		}
		if holders[i].Group == 0 {
			groups++
			holders[i].Group = groups
		}
	}
	m.findOdd()
	return m
}

// findOdd decides which group is the right one: that of most holders, and among equals that of the private key.
func (m *KeyMatch) findOdd() {
	votes := map[int]int{}
	right := 0
	for _, h := range m.Holders {
		if h.Kind == HolderTruststore {
			continue
		}
		votes[h.Group] += 2
		if h.Kind == HolderPrivateKey {
			votes[h.Group]++
		}
		if right == 0 || votes[h.Group] > votes[right] {
			right = h.Group
		}
	}
	for i, h := range m.Holders {
		if h.Kind != HolderTruststore && (h.Group != right || h.Damage != "") {
			m.Agree = false
			m.Odd = append(m.Odd, i)
		}
	}
}

// List says whether a client certificate stands in the truststore, what differs from its entry there, and which
// entry signed it. When several entries have its name, the one with its key is compared, else the first.
func (c *Checker) List(leaf *truststore.Certificate) *Listing {
	l := &Listing{Truststore: c.bundle.Object.Ref}
	w := &writer{checker: c}
	for _, n := range c.graph.nodes {
		if n.cert.PublicKey.Same(leaf.PublicKey) {
			l.SameKey = append(l.SameKey, w.place(n))
		}
	}
	if entry := c.sameName(leaf); entry != nil {
		l.Where = w.place(entry)
		l.Differences = Differences(leaf, entry.cert)
		l.Same = len(l.Differences) == 0
	}
	s := &search{graph: c.graph}
	for _, candidate := range s.issuers(leaf) {
		if candidate.node.cert.SHA256 != leaf.SHA256 && c.graph.check(leaf, candidate.node).result == sigcheck.Good {
			issuer := w.place(candidate.node)
			l.Issuer = &issuer
			break
		}
	}
	return l
}

func (c *Checker) sameName(leaf *truststore.Certificate) *node {
	if n := c.graph.byIdentity[leaf.SHA256]; n != nil {
		return n
	}
	named := c.graph.byFolded[leaf.Subject.Canonical()]
	for _, n := range named {
		if n.cert.PublicKey.Same(leaf.PublicKey) {
			return n
		}
	}
	if len(named) > 0 {
		return named[0]
	}
	return nil
}
