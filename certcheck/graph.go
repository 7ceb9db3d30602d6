package certcheck

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"sync"

	"github.com/mtlscheck/mtlscheck/internal/opensslverify"
	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// node is one certificate that may stand in a chain. A certificate that a truststore holds twice is one node.
type node struct {
	cert       *truststore.Certificate
	ref        string              // the input it stands in
	entries    []*truststore.Entry // where it stands there
	sent       bool                // sent by the client, not in the truststore
	lost       bool                // stands in the truststore where readers lose it
	selfIssued bool
	key        string        // names its public key, whatever the encoding; empty for a client's certificate
	twin       *node         // the first certificate with the same key on the same curve; checked signatures are remembered under that
	signer     *sigcheck.Key // its public key, ready to check signatures
	group      *group        // the certificates of its name; nil for a client's certificate

	views  lazy[views]
	spot   lazy[Place]
	spoken lazy[[]string]
}

// lazy is a value that is made when it is first asked for, also by many goroutines at once.
type lazy[T any] struct {
	once  sync.Once
	value T
}

func (l *lazy[T]) get(made func() T) T {
	l.once.Do(func() { l.value = made() })
	return l.value
}

func newNode(ref string, e *truststore.Entry, sent bool, tables *sigcheck.Tables) *node {
	n := &node{cert: e.Certificate, ref: ref, entries: []*truststore.Entry{e}, sent: sent, selfIssued: e.Certificate.SelfIssued(),
		signer: sigcheck.NewKey(&e.Certificate.PublicKey, tables)}
	n.twin = n
	return n
}

// views is what other readers think of a certificate.
type views struct {
	goRefuses string
	openssl   opensslverify.Opinion
}

func (n *node) readBy() views { return n.views.get(n.askReaders) }

func (n *node) askReaders() views {
	if n.cert.Plain() {
		return views{}
	}
	return views{n.cert.GoRefuses(), opensslverify.OpinionOf(n.cert)}
}

// place says where the certificate stands.
func (n *node) place() Place { return n.spot.get(n.findPlace) }

// words gives what its name is made of, see nameWords.
func (n *node) words() []string {
	return n.spoken.get(func() []string { return nameWords(n.cert.Subject) })
}

func (n *node) findPlace() Place {
	e := n.entries[0]
	return Place{Ref: n.ref, Subject: n.cert.Subject.String(), SHA256: n.cert.SHA256, Index: e.Index, Line: e.FirstLine}
}

// sameHolder tells whether two certificates are of one name and one key: the same CA, however often certified.
func (n *node) sameHolder(o *node) bool {
	return n.key == o.key && bytes.Equal(n.cert.Subject, o.cert.Subject)
}

// group is the certificates of one name, by openssl's comparison of names.
type group struct {
	nodes []*node // in an order that no file can choose
}

// graph finds the possible issuers of a certificate by name. It is built once and then only read, but for the
// memory of checked signatures.
type graph struct {
	nodes      []*node
	groups     map[string]*group // by the canonical name
	byName     map[string]*group // by the raw name: the same groups, found without making a name canonical
	byKeyID    map[string][]*node
	byKey      map[string][]*node
	byIdentity map[[sha256.Size]byte]*node
	tables     *sigcheck.Tables // nil for a graph that serves one client

	mu      sync.Mutex
	checked map[edgeKey]edgeCheck
}

// edgeKey names a signature check: which certificate, with whose key.
type edgeKey struct {
	child  *truststore.Certificate
	issuer *node // the first with that key
}

type edgeCheck struct {
	result sigcheck.Result
	why    string
}

// maxRemembered bounds the memory of checked signatures, for truststores where everything may have issued everything.
const maxRemembered = 1 << 16

// newGraph builds the graph of certificates that stand in one truststore.
func newGraph(ref string, entries []*truststore.Entry) *graph {
	g := emptyGraph()
	g.tables = new(sigcheck.Tables)
	for _, e := range entries {
		g.add(ref, e, false)
	}
	g.settle()
	return g
}

func emptyGraph() *graph {
	return &graph{
		groups:     map[string]*group{},
		byName:     map[string]*group{},
		byKeyID:    map[string][]*node{},
		byKey:      map[string][]*node{},
		byIdentity: map[[sha256.Size]byte]*node{},
		checked:    map[edgeKey]edgeCheck{},
	}
}

func (g *graph) add(ref string, e *truststore.Entry, sent bool) {
	c := e.Certificate
	if n, ok := g.byIdentity[c.SHA256]; ok {
		n.entries = append(n.entries, e)
		return
	}
	n := newNode(ref, e, sent, g.tables)
	g.nodes = append(g.nodes, n)
	g.byIdentity[c.SHA256] = n
	n.group = g.groupOf(c.Subject)
	n.group.nodes = append(n.group.nodes, n)
	n.key = c.PublicKey.Identity()
	g.byKey[n.key] = append(g.byKey[n.key], n)
	n.twin = g.twinOf(n)
	if len(c.SubjectKeyID) > 0 {
		g.byKeyID[string(c.SubjectKeyID)] = append(g.byKeyID[string(c.SubjectKeyID)], n)
	}
}

// twinOf gives the first certificate whose key is the same and is written so that signatures are checked with it as well:
// on a curve that is named they may be, on one that is given by its numbers they are not.
func (g *graph) twinOf(n *node) *node {
	return g.byKey[n.key][slices.IndexFunc(g.byKey[n.key], func(o *node) bool { return o.cert.PublicKey.Curve == n.cert.PublicKey.Curve })]
}

func (g *graph) groupOf(name truststore.Name) *group {
	if known := g.byName[string(name)]; known != nil {
		return known
	}
	folded := name.Canonical()
	if g.groups[folded] == nil {
		g.groups[folded] = &group{}
	}
	g.byName[string(name)] = g.groups[folded]
	return g.groups[folded]
}

// settle puts the certificates of each name into an order that the file cannot choose.
func (g *graph) settle() {
	for _, group := range g.groups {
		if len(group.nodes) > 1 {
			slices.SortFunc(group.nodes, byFingerprint)
		}
	}
}

func byFingerprint(a, b *node) int { return bytes.Compare(a.cert.SHA256[:], b.cert.SHA256[:]) }

// named lists the certificates of a name, by openssl's comparison.
func (g *graph) named(name truststore.Name) []*node {
	if known := g.byName[string(name)]; known != nil {
		return known.nodes
	}
	if known := g.groups[name.Canonical()]; known != nil {
		return known.nodes
	}
	return nil
}

// keyIDMatch says how the authority key identifier of a certificate stands to a possible issuer. It is evidence,
// never proof: RFC 5280 section 4.2.1.1 lets a CA choose it as it likes.
type keyIDMatch int

const (
	keyIDSame    keyIDMatch = iota // first, because candidates are tried in this order
	keyIDUnknown                   // one of the two has none
	keyIDOther                     // a key identifier without octets, too, is another one
)

func matchKeyID(child, issuer *truststore.Certificate) keyIDMatch {
	switch {
	case child.AuthorityKeyID == nil || issuer.SubjectKeyID == nil:
		return keyIDUnknown
	case bytes.Equal(child.AuthorityKeyID, issuer.SubjectKeyID):
		return keyIDSame
	}
	return keyIDOther
}

// pointsAway tells whether the authority key identifier of child names another certificate than issuer. It may do so
// by key identifier, or by issuer and serial number (openssl crypto/x509/v3_purp.c, X509_check_akid).
func pointsAway(child, issuer *truststore.Certificate) bool {
	return matchKeyID(child, issuer) == keyIDOther || serialFact(child, issuer) == FactNo
}

// takenForSelfSigned asks what openssl asks before it takes a self-issued certificate for self-signed: whether its
// authority key identifier and its kind of signature could be its own. It computes no signature
// (openssl crypto/x509/v3_purp.c, ossl_x509v3_cache_extensions).
func takenForSelfSigned(n *node) bool {
	return n.selfIssued && !pointsAway(n.cert, n.cert) && sigcheck.CouldSign(&n.cert.PublicKey, n.cert)
}

// check tells whether issuer signed c, and remembers it when c is itself a node: those are asked for again and again.
func (g *graph) check(c *truststore.Certificate, issuer *node) edgeCheck {
	key := edgeKey{c, issuer.twin}
	g.mu.Lock()
	known, ok := g.checked[key]
	g.mu.Unlock()
	if ok {
		return known
	}
	result, why := issuer.signer.Check(c)
	made := edgeCheck{result, why}
	if n := g.byIdentity[c.SHA256]; n != nil && n.cert == c {
		g.mu.Lock()
		if len(g.checked) < maxRemembered {
			g.checked[key] = made
		}
		g.mu.Unlock()
	}
	return made
}

// selfSigned tells whether a certificate carries its own name as issuer and its own signature.
func (g *graph) selfSigned(n *node) bool {
	return n.selfIssued && g.check(n.cert, n).result != sigcheck.Bad
}

func (n *node) String() string { return n.cert.Subject.String() }
