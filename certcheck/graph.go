package certcheck

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"sync"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// node is one certificate that may stand in a chain. A certificate that a truststore holds twice is one node.
type node struct {
	cert    *truststore.Certificate
	ref     string              // the input it stands in
	entries []*truststore.Entry // where it stands there
	sent    bool                // sent by the client, not in the truststore
	refused func() string       // why Go's parser refuses the certificate; "" when it does not
}

func newNode(ref string, e *truststore.Entry, sent bool) *node {
	return &node{cert: e.Certificate, ref: ref, entries: []*truststore.Entry{e}, sent: sent,
		refused: sync.OnceValue(e.Certificate.GoRefuses)}
}

// graph finds the possible issuers of a certificate by name. It is built once and then only read, but for the
// memory of checked signatures.
type graph struct {
	nodes      []*node
	bySubject  map[string][]*node // by the raw subject
	byFolded   map[string][]*node // by openssl's comparison of names
	byKeyID    map[string][]*node
	byIdentity map[[sha256.Size]byte]*node

	mu      sync.Mutex
	checked map[edgeKey]edgeCheck
}

// edgeKey names a signature check: which certificate, with whose key.
type edgeKey struct {
	child  *truststore.Certificate
	issuer *node
}

type edgeCheck struct {
	result sigcheck.Result
	why    string
}

func newGraph() *graph {
	return &graph{
		bySubject:  map[string][]*node{},
		byFolded:   map[string][]*node{},
		byKeyID:    map[string][]*node{},
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
	n := newNode(ref, e, sent)
	g.nodes = append(g.nodes, n)
	g.byIdentity[c.SHA256] = n
	g.bySubject[string(c.Subject)] = append(g.bySubject[string(c.Subject)], n)
	folded := c.Subject.Canonical()
	g.byFolded[folded] = append(g.byFolded[folded], n)
	if len(c.SubjectKeyID) > 0 {
		g.byKeyID[string(c.SubjectKeyID)] = append(g.byKeyID[string(c.SubjectKeyID)], n)
	}
}

// keyIDMatch says how the authority key identifier of a certificate stands to a possible issuer. It is evidence,
// never proof: RFC 5280 section 4.2.1.1 lets a CA choose it as it likes.
type keyIDMatch int

const (
	keyIDSame    keyIDMatch = iota // first, because candidates are tried in this order
	keyIDUnknown                   // one of the two has none
	keyIDOther
)

func matchKeyID(child *truststore.Certificate, issuer *truststore.Certificate) keyIDMatch {
	switch {
	case len(child.AuthorityKeyID) == 0 || len(issuer.SubjectKeyID) == 0:
		return keyIDUnknown
	case bytes.Equal(child.AuthorityKeyID, issuer.SubjectKeyID):
		return keyIDSame
	}
	return keyIDOther
}

// named lists the nodes whose subject is the issuer of c, those with the very same bytes first; exact says how many
// these are.
func (g *graph) named(c *truststore.Certificate) (list []*node, exact int) {
	same := g.bySubject[string(c.Issuer)]
	folded := g.byFolded[c.Issuer.Canonical()]
	if len(folded) == len(same) {
		return same, len(same)
	}
	list = append(list, same...)
	for _, n := range folded {
		if !bytes.Equal(n.cert.Subject, c.Issuer) {
			list = append(list, n)
		}
	}
	return list, len(same)
}

// check tells whether issuer signed c, and remembers it when c is itself a node: those are asked for again and again.
func (g *graph) check(c *truststore.Certificate, issuer *node) edgeCheck {
	key := edgeKey{c, issuer}
	g.mu.Lock()
	known, ok := g.checked[key]
	g.mu.Unlock()
	if ok {
		return known
	}
	result, why := sigcheck.Check(c, &issuer.cert.PublicKey)
	made := edgeCheck{result, why}
	if n := g.byIdentity[c.SHA256]; n != nil && n.cert == c {
		g.mu.Lock()
		g.checked[key] = made
		g.mu.Unlock()
	}
	return made
}

// selfSigned tells whether a certificate carries its own name as issuer and its own signature.
func (g *graph) selfSigned(n *node) bool {
	return n.cert.SelfIssued() && g.check(n.cert, n).result != sigcheck.Bad
}

// place says where a node stands: "#17 (line 391)".
func (n *node) place() string {
	if len(n.entries) == 0 {
		return ""
	}
	e := n.entries[0]
	if e.FirstLine == 0 {
		return fmt.Sprintf("#%d", e.Index)
	}
	return fmt.Sprintf("#%d (line %d)", e.Index, e.FirstLine)
}

func (n *node) String() string { return n.cert.Subject.String() }
