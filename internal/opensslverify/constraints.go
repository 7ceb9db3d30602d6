package opensslverify

import (
	"github.com/mtlscheck/mtlscheck/truststore"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// nameConstraints is RFC 5280 section 4.2.1.10.
type nameConstraints struct{ permitted, excluded []subtree }

type subtree struct {
	base   generalName
	bounds bool // has a minimum other than 0, or a maximum, which nobody supports
}

// maxNameChecks bounds names times constraints (crypto/x509/v3_ncons.c, NAME_CHECK_MAX).
const maxNameChecks = 1 << 20

func (x *cert) readNameConstraints(s cryptobyte.String) bool {
	var seq cryptobyte.String
	nc := &nameConstraints{}
	if !s.ReadASN1(&seq, cbasn1.SEQUENCE) || !readSubtrees(&seq, 0, &nc.permitted) || !readSubtrees(&seq, 1, &nc.excluded) || !seq.Empty() {
		return false
	}
	x.constraints = nc
	return true
}

func readSubtrees(s *cryptobyte.String, tag uint8, into *[]subtree) bool {
	var list cryptobyte.String
	if !readOptionalList(s, &list, explicitTag(tag)) {
		return false
	}
	for !list.Empty() {
		var seq cryptobyte.String
		if !list.ReadASN1(&seq, cbasn1.SEQUENCE) {
			return false
		}
		t, ok := readSubtree(seq)
		if !ok {
			return false
		}
		*into = append(*into, t)
	}
	return true
}

func readSubtree(s cryptobyte.String) (t subtree, ok bool) {
	if t.base, ok = readGeneralName(&s); !ok {
		return t, false
	}
	for bound := range uint8(2) {
		if !s.PeekASN1Tag(implicitTag(bound)) {
			continue
		}
		n, ok := readInteger(&s, implicitTag(bound))
		if !ok {
			return t, false
		}
		t.bounds = t.bounds || bound == 1 || len(n) != 1 || n[0] != 0
	}
	return t, s.Empty()
}

// checkNameConstraints holds every certificate against the constraints of all above it, the root's included.
// Self-issued certificates are passed over unless they are the leaf (crypto/x509/x509_vfy.c, check_name_constraints).
func (r *run) checkNameConstraints() bool {
	for i := len(r.chain) - 1; i >= 0; i-- {
		x := r.chain[i]
		if i != 0 && x.selfIssued {
			continue
		}
		if x.isProxy && !r.failIf(!x.properProxyName(), codeProxySubject, i) {
			return false
		}
		for j := len(r.chain) - 1; j > i; j-- {
			if !r.checkAgainst(r.chain[j].constraints, i) {
				return false
			}
		}
	}
	return true
}

func (r *run) checkAgainst(nc *nameConstraints, depth int) bool {
	if nc == nil {
		return true
	}
	x := r.chain[depth]
	if !nc.tooMany(x) && !r.spend(x.names()*nc.size()/100) {
		return false
	}
	code := nc.check(x, depth == 0)
	if code == codeOutOfMemory { // openssl's word for a common name that is no text; it ends without a line
		r.code = code
		return false
	}
	return r.failIf(code != codeOK, code, depth)
}

// properProxyName tells whether the subject of a proxy certificate is the name of its issuer and one common name
// more, in a set of its own (RFC 3820 section 3.4).
func (x *cert) properProxyName() bool {
	last := len(x.entries) - 1
	if last < 1 || last != x.issuerEntries() || x.entries[last].set == x.entries[last-1].set {
		return false
	}
	return x.entries[last].oid == oidCommonName && canonical(withoutLastSet(x.Subject)) == x.issuer
}

// issuerEntries counts the attributes of the issuer's name, which only proxy certificates and -x509_strict are asked for.
func (x *cert) issuerEntries() int { return len(readName(x.Issuer)) }

// withoutLastSet cuts the last relative name off a name.
func withoutLastSet(n truststore.Name) []byte {
	input := cryptobyte.String(n)
	var seq, set cryptobyte.String
	if !input.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return nil
	}
	whole, end := seq, 0
	for !seq.Empty() {
		end = len(whole) - len(seq)
		if !seq.ReadASN1Element(&set, cbasn1.SET) {
			return nil
		}
	}
	b := cryptobyte.NewBuilder(nil)
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(whole[:end]) })
	out, _ := b.Bytes()
	return out
}

// check holds the names of one certificate against the constraints: the subject, the e-mail addresses in it, the
// alternative names and, for a leaf without DNS names, common names that look like one
// (crypto/x509/v3_ncons.c, NAME_CONSTRAINTS_check).
func (nc *nameConstraints) check(x *cert, isLeaf bool) int {
	if nc.tooMany(x) {
		return codeUnspecified
	}
	if code := nc.checkSubject(x); code != codeOK {
		return code
	}
	for i := range x.altNames {
		if code := nc.match(&x.altNames[i]); code != codeOK {
			return code
		}
	}
	if isLeaf && !x.hasDNSName() {
		return nc.checkCommonNames(x)
	}
	return codeOK
}

func (x *cert) names() int { return len(x.entries) + len(x.altNames) }

func (nc *nameConstraints) size() int { return len(nc.permitted) + len(nc.excluded) }

func (nc *nameConstraints) tooMany(x *cert) bool {
	return x.names() > 0 && nc.size() > maxNameChecks/x.names()
}

func (nc *nameConstraints) checkSubject(x *cert) int {
	if len(x.entries) == 0 {
		return codeOK
	}
	if code := nc.match(&generalName{kind: kindDirectory, value: x.Subject, folded: x.subject}); code != codeOK {
		return code
	}
	for _, e := range x.entries {
		if e.oid != oidEmailAddress {
			continue
		}
		if e.tag != cbasn1.IA5String {
			return codeNameSyntax
		}
		if code := nc.match(&generalName{kind: kindEmail, value: e.value, folded: lowered(e.value)}); code != codeOK {
			return code
		}
	}
	return codeOK
}

func (x *cert) hasDNSName() bool {
	for _, n := range x.altNames {
		if n.kind == kindDNS {
			return true
		}
	}
	return false
}

// match holds one name against all constraints of its kind: it must be within one of the permitted ones, if there are
// any, and in none of the excluded ones (nc_match).
func (nc *nameConstraints) match(name *generalName) int {
	asked, within := false, false
	for i := range nc.permitted {
		t := &nc.permitted[i]
		switch {
		case !t.concerns(name):
			continue
		case t.bounds:
			return codeSubtreeMinMax
		case within:
			continue
		}
		asked = true
		switch code := name.within(&t.base); code {
		case codeOK:
			within = true
		case codePermitted:
		default:
			return code
		}
	}
	if asked && !within {
		return codePermitted
	}
	return nc.matchExcluded(name)
}

func (nc *nameConstraints) matchExcluded(name *generalName) int {
	for i := range nc.excluded {
		t := &nc.excluded[i]
		switch {
		case !t.concerns(name):
			continue
		case t.bounds:
			return codeSubtreeMinMax
		}
		switch code := name.within(&t.base); code {
		case codeOK:
			return codeExcluded
		case codePermitted:
		default:
			return code
		}
	}
	return codeOK
}

// concerns tells whether a constraint is about names of this kind. A mailbox in UTF-8 is an other name that counts as
// an e-mail address (RFC 8398 section 6).
func (t *subtree) concerns(name *generalName) bool {
	kind := name.kind
	if kind == kindOther && name.otherOID == oidSmtpUTF8Mailbox {
		kind = kindEmail
	}
	return kind == t.base.kind && (kind != kindOther || name.otherOID == t.base.otherOID)
}
