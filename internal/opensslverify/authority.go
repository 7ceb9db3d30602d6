package opensslverify

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// authorityKeyID is RFC 5280 section 4.2.1.1.
type authorityKeyID struct {
	keyID     []byte // nil when absent
	serial    []byte // nil when absent
	issuer    string // canonical name, of the first directory name
	hasIssuer bool
}

func (x *cert) readAuthorityKeyID(s cryptobyte.String) bool {
	var seq, keyID, list cryptobyte.String
	a := &authorityKeyID{}
	if !s.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return false
	}
	if seq.PeekASN1Tag(implicitTag(0)) || seq.PeekASN1Tag(explicitTag(0)) {
		if !readString(&seq, &keyID, implicitTag(0)) {
			return false
		}
		a.keyID = append([]byte{}, keyID...)
	}
	if !readOptionalList(&seq, &list, explicitTag(1)) {
		return false
	}
	names, ok := readGeneralNames(list)
	if !ok {
		return false
	}
	for _, n := range names {
		if n.kind == kindDirectory {
			a.issuer, a.hasIssuer = canonical(n.value), true
			break
		}
	}
	if !seq.Empty() {
		if a.serial, ok = readInteger(&seq, implicitTag(2)); !ok || !seq.Empty() {
			return false
		}
	}
	x.authority = a
	return true
}

// fitsAuthority tells whether x can be the certificate that an authority key identifier names. A key identifier
// counts only when both sides have one (crypto/x509/v3_purp.c, X509_check_akid).
func (x *cert) fitsAuthority(a *authorityKeyID) bool {
	switch {
	case a == nil:
		return true
	case a.keyID != nil && x.subjectKeyID != nil && !bytes.Equal(a.keyID, x.subjectKeyID):
		return false
	case a.serial != nil && !bytes.Equal(a.serial, x.Serial):
		return false
	}
	return !a.hasIssuer || a.issuer == x.issuer
}

// likelyIssued tells whether x may have issued y, by names, key identifiers and algorithms, without any look at
// signature or key usage (crypto/x509/v3_purp.c, ossl_x509_likely_issued).
func (x *cert) likelyIssued(y *cert) bool {
	return x.subject == y.issuer && !x.invalid && !y.invalid && x.fitsAuthority(y.authority) &&
		y.scheme.fits(&x.key)
}
