package opensslverify

import (
	"bytes"
	"slices"

	"github.com/mtlscheck/mtlscheck/truststore"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// distributionPoint is one entry of cRLDistributionPoints (RFC 5280 section 4.2.1.13).
type distributionPoint struct {
	name    *pointName // nil when absent
	reasons uint16
	issuers []generalName
}

// pointName is a DistributionPointName: full names, or a canonical name relative to an issuer.
type pointName struct {
	full     []generalName
	relative bool
	name     string
}

// allReasons are the reasons that a CRL covers when it or a distribution point does not name any (CRLDP_ALL_REASONS).
const allReasons = 0x807f

// readDistributionPoints spoils the whole certificate when openssl cannot read them (crypto/x509/v3_purp.c,
// setup_crldp).
func (x *cert) readDistributionPoints(s cryptobyte.String) bool {
	var list cryptobyte.String
	if !readList(&s, &list, cbasn1.SEQUENCE) {
		return false
	}
	for !list.Empty() {
		var seq cryptobyte.String
		if !list.ReadASN1(&seq, cbasn1.SEQUENCE) {
			return false
		}
		p, ok := readDistributionPoint(seq, x.Issuer)
		if !ok {
			x.points = nil
			return false
		}
		x.points = append(x.points, p)
	}
	return x.setUpPoints()
}

// setUpPoints stops at a point that names nothing: it and those after it cover no reason, should openssl come to use
// the certificate all the same, as one that it trusts itself (crypto/x509/v3_purp.c, setup_dp).
func (x *cert) setUpPoints() bool {
	empty := func(p distributionPoint) bool { return p.name == nil && len(p.issuers) == 0 }
	first := slices.IndexFunc(x.points, empty)
	if first < 0 {
		return true
	}
	for i := first; i < len(x.points); i++ {
		x.points[i].reasons = 0
	}
	return false
}

func readDistributionPoint(s cryptobyte.String, issuer truststore.Name) (p distributionPoint, ok bool) {
	var where, issuers cryptobyte.String
	var hasWhere bool
	p.reasons = allReasons
	if !s.ReadOptionalASN1(&where, &hasWhere, explicitTag(0)) {
		return p, false
	}
	if s.PeekASN1Tag(implicitTag(1)) {
		if p.reasons, ok = readReasons(&s, implicitTag(1)); !ok {
			return p, false
		}
	}
	if !readOptionalList(&s, &issuers, explicitTag(2)) || !s.Empty() {
		return p, false
	}
	if p.issuers, ok = readGeneralNames(issuers); !ok || !hasWhere {
		return p, ok
	}
	for _, n := range p.issuers {
		if n.kind == kindDirectory {
			issuer = n.value
			break
		}
	}
	p.name, ok = readPointName(where, issuer)
	return p, ok
}

// readReasons reads ReasonFlags.
func readReasons(s *cryptobyte.String, tag cbasn1.Tag) (uint16, bool) {
	bits, ok := readBits(s, tag)
	bits = append(bits, 0, 0)
	return (uint16(bits[0]) | uint16(bits[1])<<8) & allReasons, ok
}

func readPointName(s cryptobyte.String, issuer truststore.Name) (*pointName, bool) {
	var content cryptobyte.String
	p := &pointName{relative: s.PeekASN1Tag(explicitTag(1)) || s.PeekASN1Tag(implicitTag(1))}
	if p.relative {
		if !readList(&s, &content, explicitTag(1)) || !s.Empty() || !readsAsRelativeName(content) {
			return nil, false
		}
		p.name = canonical(withRelativeName(issuer, content))
		return p, true
	}
	if !readList(&s, &content, explicitTag(0)) || !s.Empty() {
		return nil, false
	}
	var ok bool
	p.full, ok = readGeneralNames(content)
	return p, ok
}

func readsAsRelativeName(s cryptobyte.String) bool {
	for !s.Empty() {
		if e, ok := readEntry(&s); !ok || !e.readable() {
			return false
		}
	}
	return true
}

// withRelativeName adds a relative name to a name (crypto/x509/v3_crld.c, DIST_POINT_set_dpname).
func withRelativeName(n truststore.Name, attributes []byte) []byte {
	input := cryptobyte.String(n)
	var seq cryptobyte.String
	if !input.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return nil
	}
	b := cryptobyte.NewBuilder(nil)
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(seq)
		b.AddASN1(cbasn1.SET, func(b *cryptobyte.Builder) { b.AddBytes(attributes) })
	})
	der, _ := b.Bytes()
	return der
}

// matches tells whether two point names have a name in common; an absent one matches all (crypto/x509/x509_vfy.c,
// idp_check_dp).
func (p *pointName) matches(o *pointName) bool {
	switch {
	case p == nil || o == nil:
		return true
	case p.relative && o.relative:
		return p.name == o.name
	case p.relative:
		return hasDirectory(o.full, p.name)
	case o.relative:
		return hasDirectory(p.full, o.name)
	}
	for i := range p.full {
		for j := range o.full {
			if p.full[i].equal(&o.full[j]) {
				return true
			}
		}
	}
	return false
}

// hasDirectory tells whether one of the names is that directory name.
func hasDirectory(names []generalName, canonical string) bool {
	for _, n := range names {
		if n.kind == kindDirectory && n.folded == canonical {
			return true
		}
	}
	return false
}

func (g *generalName) equal(o *generalName) bool {
	if g.kind != o.kind || g.otherOID != o.otherOID || g.otherTag != o.otherTag {
		return false
	}
	if g.kind == kindDirectory {
		return g.folded == o.folded
	}
	return bytes.Equal(g.value, o.value)
}
