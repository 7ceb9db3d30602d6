package certcheck

import (
	"slices"

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
	HolderChain       HolderKind = "chain_certificate" // came along in the file of another, as SplitClients tells
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

// Compared tells whether a holder takes part in the question of one key. Issuers have keys of their own.
func (h *KeyHolder) Compared() bool { return h.Kind != HolderChain && h.Kind != HolderTruststore }

// KeyMatch says which of several holders have one and the same key.
type KeyMatch struct {
	Holders []KeyHolder
	Agree   bool  // all holders but those of a chain or the truststore have one key, and none is damaged
	Odd     []int // indexes into Holders of the odd ones out; all of them, when neither a majority nor a private key tells which
	Unclear []int // of those whose key may be that of another holder, which cannot be told
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

// MatchKeys compares the keys of holders, whatever their type. Entries of a chain and of the truststore take part in the
// grouping but not in the verdict: they are issuers, and their keys are others than the client's.
func MatchKeys(holders []KeyHolder) KeyMatch {
	m := KeyMatch{Holders: holders, Agree: true}
	groups := map[string]int{}
	for i := range holders {
		name := holders[i].Key.Identity()
		if groups[name] == 0 {
			groups[name] = len(groups) + 1
		}
		holders[i].Group = groups[name]
	}
	m.chooseAuthority()
	m.findOdd()
	return m
}

// chooseAuthority compares, in a file of CA certificates alone, the one whose key is given, by itself or in a request:
// nothing else says which of them is meant. The others of the file are then its company.
func (m *KeyMatch) chooseAuthority() {
	given, ends, chosen := map[int]bool{}, map[string]bool{}, map[string]bool{}
	for _, h := range m.Holders {
		given[h.Group] = given[h.Group] || h.Compared() && h.Kind != HolderCertificate
		ends[h.Where.Ref] = ends[h.Where.Ref] || h.Kind == HolderCertificate && (h.Certificate == nil || !h.Certificate.IsCA())
	}
	for _, h := range m.Holders {
		chosen[h.Where.Ref] = chosen[h.Where.Ref] || h.Kind == HolderChain && given[h.Group] && !ends[h.Where.Ref]
	}
	for i := range m.Holders {
		h := &m.Holders[i]
		switch {
		case !chosen[h.Where.Ref] || h.Kind != HolderCertificate && h.Kind != HolderChain:
		case given[h.Group]:
			h.Kind = HolderCertificate
		default:
			h.Kind = HolderChain
		}
	}
}

// Authority gives the certificate of a chain, if any, that has the key of a private key: it was taken for the client's.
func (m *KeyMatch) Authority(h KeyHolder) *KeyHolder {
	if h.Kind != HolderPrivateKey {
		return nil
	}
	i := slices.IndexFunc(m.Holders, func(o KeyHolder) bool { return o.Kind == HolderChain && o.Group == h.Group })
	if i < 0 {
		return nil
	}
	return &m.Holders[i]
}

// findOdd decides which key is the right one: that of most holders, and among equals that of a private key, unless it
// is the key of a CA beside the client. When that tells nothing, every holder is odd.
func (m *KeyMatch) findOdd() {
	votes := map[int]int{}
	for _, h := range m.Holders {
		switch {
		case !h.Compared():
		case h.Kind != HolderPrivateKey:
			votes[h.Group] += 2
		case m.Authority(h) != nil:
			votes[h.Group]++
		default:
			votes[h.Group] += 3
		}
	}
	right := mostVoted(votes)
	for i, h := range m.Holders {
		switch {
		case !h.Compared() || h.Group == right && h.Damage == "":
			continue
		case h.Damage == "" && m.maybeOf(right, h):
			m.Unclear = append(m.Unclear, i)
		default:
			m.Odd = append(m.Odd, i)
		}
		m.Agree = false
	}
}

// maybeOf tells whether the key of a holder may be the right one, or that of any other where it is not known which is
// right, although it is written in a way that cannot be compared.
func (m *KeyMatch) maybeOf(right int, h KeyHolder) bool {
	return slices.ContainsFunc(m.Holders, func(o KeyHolder) bool {
		return o.Compared() && o.Group != h.Group && (o.Group == right || right == 0) && !h.Key.Differs(o.Key)
	})
}

// mostVoted gives the group with the most votes; 0, which is no group, when two have as many.
func mostVoted(votes map[int]int) int {
	best, most := 0, 0
	for group, n := range votes {
		switch {
		case n > most:
			best, most = group, n
		case n == most:
			best = 0
		}
	}
	return best
}

// List says whether a client certificate stands in the truststore, what differs from its entry there, and which
// entry signed it. When several entries have its name, the one with its key is compared, else the one with the least fingerprint.
func (c *Checker) List(leaf *truststore.Certificate) *Listing {
	l := &Listing{Truststore: c.ref}
	for _, n := range c.graph.byKey[leaf.PublicKey.Identity()] {
		l.SameKey = append(l.SameKey, n.place())
	}
	if entry := c.sameName(leaf); entry != nil {
		l.Where = entry.place()
		l.Differences = Differences(leaf, entry.cert)
		l.Same = len(l.Differences) == 0
	}
	l.Issuer = c.issuerOf(leaf)
	return l
}

// issuerOf finds the entry that signed a certificate, other than itself; nil when none did within the bounds of a
// search.
func (c *Checker) issuerOf(leaf *truststore.Certificate) *Place {
	s := &search{graph: c.graph}
	child := &node{cert: leaf}
	for _, candidate := range s.issuers(leaf) {
		if candidate.node.cert.SHA256 == leaf.SHA256 {
			continue
		}
		edge, ok := s.check(child, candidate.node)
		if !ok {
			return nil
		}
		if edge.result == sigcheck.Good {
			issuer := candidate.node.place()
			return &issuer
		}
	}
	return nil
}

func (c *Checker) sameName(leaf *truststore.Certificate) *node {
	if n := c.graph.byIdentity[leaf.SHA256]; n != nil {
		return n
	}
	named := c.graph.named(leaf.Subject)
	for _, n := range named {
		if n.key == leaf.PublicKey.Identity() {
			return n
		}
	}
	if len(named) > 0 {
		return named[0]
	}
	return nil
}
