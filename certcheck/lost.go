package certcheck

import (
	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// newLost makes a graph of the certificates that stand in a truststore where readers lose them; nil when there are none. No
// chain goes through it: it explains why one does not go on.
func newLost(b *truststore.Bundle, ref string) *graph {
	var g *graph
	for i := range b.Entries {
		if b.Entries[i].Lost == nil {
			continue
		}
		if g == nil {
			g = emptyGraph()
		}
		e := b.Entries[i]
		e.Certificate = e.Lost
		g.add(ref, &e, false)
	}
	if g != nil {
		g.settle()
	}
	return g
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

// listedLost says where the very certificate stands in the truststore so that readers lose it.
func (c *Checker) listedLost(cert *truststore.Certificate) (Place, bool) {
	if c.lost == nil || c.lost.byIdentity[cert.SHA256] == nil {
		return Place{}, false
	}
	return c.lost.byIdentity[cert.SHA256].place(), true
}

// whereLost words a place of a lost certificate.
func whereLost(p Place) string { return "stands in " + p.String() + ", where readers of PEM lose it" }

// reframe is what brings a lost certificate back.
func (w *writer) reframe(name string) remedy {
	return remedy{act: "write the truststore anew with mtlscheck fix, which gives " + name + " a block of its own", update: true}
}
