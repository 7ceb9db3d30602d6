package certcheck

import (
	"slices"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// newLost makes a graph of the certificates that stand in a truststore where readers lose them, and nowhere else in it; nil
// when there are none. How API Gateway's reader takes them is not documented: a chain through one is unclear, neither sound
// nor incomplete.
func newLost(b *truststore.Bundle, ref string, sound *graph) *graph {
	var g *graph
	for i := range b.Entries {
		e := b.Entries[i]
		if e.Lost == nil || sound.byIdentity[e.Lost.SHA256] != nil {
			continue
		}
		if g == nil {
			g = emptyGraph()
			g.tables = new(sigcheck.Tables)
		}
		e.Certificate = alone(e.Lost)
		g.add(ref, &e, false)
	}
	if g == nil {
		return nil
	}
	g.settle()
	for _, n := range g.nodes {
		n.lost = true
	}
	return g
}

// alone gives a certificate without what follows it in its block.
func alone(c *truststore.Certificate) *truststore.Certificate {
	if c.Plain() {
		return c
	}
	if again, err := truststore.ParseCertificate(c.Raw); err == nil {
		return again
	}
	return c
}

// LostIssuer says where the issuer of a certificate stands in the truststore so that readers lose it; false when it does
// not.
func (c *Checker) LostIssuer(child *truststore.Certificate) (Place, bool) {
	const most = 16 // certificates of one name that are tried
	if c.lost == nil {
		return Place{}, false
	}
	named := c.lost.named(child.Issuer)
	for _, n := range named[:min(len(named), most)] {
		if c.lost.check(child, n).result != sigcheck.Bad {
			return n.place(), true
		}
	}
	return Place{}, false
}

// listed gives the very certificate where it stands in the truststore, be it lost there; nil when it does not.
func (c *Checker) listed(cert *truststore.Certificate) *node {
	if n := c.graph.byIdentity[cert.SHA256]; n != nil || c.lost == nil {
		return n
	}
	return c.lost.byIdentity[cert.SHA256]
}

// wordLost words that readers lose a certificate.
func wordLost(f fault) string {
	name := "the client's certificate"
	if f.depth > 0 {
		name = f.node.String()
	}
	return name + " stands in " + f.node.place().String() + ", where not every reader of PEM finds it"
}

// interferes tells whether a chain puts another one that passes in doubt: it would not pass itself. One that passes if its
// lost certificates are read does not: if they are not, it is not there.
func (s *step) interferes() bool {
	refuses := func(f fault) bool { return f.Verdict != Accepted && !(f.node.lost && f.Condition == PEMForm) }
	return s.cost.verdict() != Accepted && slices.ContainsFunc(s.allFaults(), refuses)
}
