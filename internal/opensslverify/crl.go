package opensslverify

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/mtlscheck/mtlscheck/truststore"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// CRL is a certificate revocation list (RFC 5280 section 5) as openssl reads it (crypto/x509/x_crl.c, crl_cb).
type CRL struct {
	signed                 *cert // algorithm, signed octets and signature, nothing else
	issuerName             truststore.Name
	issuer                 string // canonical
	lastUpdate, nextUpdate asn1Time
	hasNextUpdate          bool
	revoked                []revokedEntry
	extensions             []extension

	unhandled, freshest bool
	authority           *authorityKeyID
	number, base        *big.Int // nil when absent; base makes it a delta CRL
	point               *issuingPoint
}

// issuingPoint is issuingDistributionPoint (RFC 5280 section 5.2.5).
type issuingPoint struct {
	name                                     *pointName
	onlyUser, onlyCA, onlyAttribute, invalid bool
	indirect, hasReasons                     bool
	reasons                                  uint16
}

type revokedEntry struct {
	serial  []byte
	issuers []generalName // of an indirect CRL, nil for the issuer of the CRL itself
	removed bool          // the reason is removeFromCRL
}

const (
	oidCRLNumber         = "\x55\x1d\x14"
	oidCRLReason         = "\x55\x1d\x15"
	oidDeltaCRL          = "\x55\x1d\x1b"
	oidIssuingPoint      = "\x55\x1d\x1c"
	oidCertificateIssuer = "\x55\x1d\x1d"
	oidFreshestCRL       = "\x55\x1d\x2e"
)

// ParseCRL reads the DER of a CertificateList. It is stricter than openssl: what openssl marks as invalid inside a list
// is an error here.
func ParseCRL(der []byte) (*CRL, error) {
	input := cryptobyte.String(der)
	var list, tbs, algorithm, signature cryptobyte.String
	if !input.ReadASN1(&list, cbasn1.SEQUENCE) || !list.ReadASN1Element(&tbs, cbasn1.SEQUENCE) ||
		!list.ReadASN1Element(&algorithm, cbasn1.SEQUENCE) || !list.ReadASN1(&signature, cbasn1.BIT_STRING) || len(signature) == 0 {
		return nil, errors.New("not a certificate revocation list")
	}
	c := &CRL{}
	whole := tbs
	inner, ok := c.readTBS(tbs)
	if !ok || !c.readExtensions() {
		return nil, errors.New("a field of the certificate revocation list cannot be read")
	}
	c.signed = signedOctets(whole, inner, algorithm, signature)
	return c, nil
}

func (c *CRL) readTBS(s cryptobyte.String) (algorithm []byte, ok bool) {
	var tbs, inner, name, list, explicit cryptobyte.String
	s.ReadASN1(&tbs, cbasn1.SEQUENCE)
	if !tbs.SkipOptionalASN1(cbasn1.INTEGER) || !tbs.ReadASN1Element(&inner, cbasn1.SEQUENCE) || !tbs.ReadASN1Element(&name, cbasn1.SEQUENCE) {
		return nil, false
	}
	c.issuerName, c.issuer = truststore.Name(name), canonical(name)
	c.lastUpdate = readTime(&tbs)
	if tbs.PeekASN1Tag(cbasn1.UTCTime) || tbs.PeekASN1Tag(cbasn1.GeneralizedTime) {
		c.nextUpdate, c.hasNextUpdate = readTime(&tbs), true
	}
	if tbs.PeekASN1Tag(cbasn1.SEQUENCE) && (!tbs.ReadASN1(&list, cbasn1.SEQUENCE) || !c.readRevoked(list)) {
		return nil, false
	}
	var present bool
	if !tbs.ReadOptionalASN1(&explicit, &present, explicitTag(0)) || present && !explicit.ReadASN1(&list, cbasn1.SEQUENCE) {
		return nil, false
	}
	if present {
		c.extensions = readExtensions(list)
	}
	return inner, true
}

// readRevoked reads the entries; in an indirect CRL an entry without an issuer has that of the one before it
// (crl_set_issuers).
func (c *CRL) readRevoked(list cryptobyte.String) bool {
	var issuers []generalName
	for !list.Empty() {
		var seq, extensions cryptobyte.String
		if !list.ReadASN1(&seq, cbasn1.SEQUENCE) {
			return false
		}
		serial, ok := readInteger(&seq, cbasn1.INTEGER)
		if !ok {
			return false
		}
		readTime(&seq)
		e := revokedEntry{serial: serial}
		if seq.ReadASN1(&extensions, cbasn1.SEQUENCE) && !c.readEntry(&e, readExtensions(extensions)) {
			return false
		}
		if e.issuers != nil {
			issuers = e.issuers
		}
		e.issuers = issuers
		c.revoked = append(c.revoked, e)
	}
	return true
}

func (c *CRL) readEntry(e *revokedEntry, extensions []extension) bool {
	for _, x := range extensions {
		value := x.value
		switch x.oid {
		case oidCertificateIssuer:
			var list cryptobyte.String
			if !readList(&value, &list, cbasn1.SEQUENCE) {
				return false
			}
			names, ok := readGeneralNames(list)
			if !ok {
				return false
			}
			e.issuers = names
			continue
		case oidCRLReason:
			e.removed = bytes.Equal(value, []byte{0x0a, 1, 8})
		}
		c.unhandled = c.unhandled || x.critical
	}
	return true
}

func (c *CRL) readExtensions() bool {
	for _, e := range c.extensions {
		ok := true
		value := e.value
		switch e.oid {
		case oidIssuingPoint:
			c.point, ok = readIssuingPoint(value, c.issuerName)
		case oidAuthorityKeyID:
			reader := &cert{}
			ok = reader.readAuthorityKeyID(value)
			c.authority = reader.authority
		case oidCRLNumber:
			c.number = new(big.Int)
			ok = value.ReadASN1Integer(c.number)
		case oidDeltaCRL:
			c.base = new(big.Int)
			ok = value.ReadASN1Integer(c.base)
		case oidFreshestCRL:
			c.freshest = true
		}
		if !ok {
			return false
		}
		if e.critical && e.oid != oidIssuingPoint && e.oid != oidAuthorityKeyID && e.oid != oidDeltaCRL {
			c.unhandled = true
		}
	}
	return true
}

// readIssuingPoint is setup_idp.
func readIssuingPoint(s cryptobyte.String, issuer truststore.Name) (*issuingPoint, bool) {
	var seq, where cryptobyte.String
	var present bool
	p := &issuingPoint{reasons: allReasons}
	if !s.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadOptionalASN1(&where, &present, explicitTag(0)) {
		return nil, false
	}
	if present {
		var ok bool
		if p.name, ok = readPointName(where, issuer); !ok {
			return nil, false
		}
	}
	flag := func(tag uint8, into *bool) bool {
		var octets cryptobyte.String
		if !seq.PeekASN1Tag(implicitTag(tag)) {
			return true
		}
		ok := seq.ReadASN1(&octets, implicitTag(tag)) && len(octets) == 1
		*into = ok && octets[0] != 0
		return ok
	}
	if !flag(1, &p.onlyUser) || !flag(2, &p.onlyCA) {
		return nil, false
	}
	if p.hasReasons = seq.PeekASN1Tag(implicitTag(3)); p.hasReasons {
		var ok bool
		if p.reasons, ok = readReasons(&seq, implicitTag(3)); !ok {
			return nil, false
		}
	}
	if !flag(4, &p.indirect) || !flag(5, &p.onlyAttribute) {
		return nil, false
	}
	p.invalid = p.onlyUser && p.onlyCA || p.onlyUser && p.onlyAttribute || p.onlyCA && p.onlyAttribute
	return p, true
}

// signedOctets makes what cert.signature can check of any signed structure. The algorithm is read by the reader of
// certificates, which wants one to read it from.
func signedOctets(whole, inner, outer, signature []byte) *cert {
	b := cryptobyte.NewBuilder(nil)
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(0)
			b.AddBytes(inner)
			for range 4 { // issuer, validity, subject and public key, all empty
				b.AddASN1(cbasn1.SEQUENCE, func(*cryptobyte.Builder) {})
			}
		})
		b.AddBytes(outer)
		b.AddASN1(cbasn1.BIT_STRING, func(b *cryptobyte.Builder) { b.AddBytes(signature) })
	})
	der, _ := b.Bytes()
	c, err := truststore.ParseCertificate(der)
	if err != nil {
		c = &truststore.Certificate{}
	}
	c.RawTBS = whole
	return &cert{Certificate: c, frame: frame{innerAlgorithm: inner, outerAlgorithm: outer, unusedBits: signature[0]}, scheme: schemeOf(inner)}
}

// names tells whether a revoked entry is about certificates of that issuer (crl_revoked_issuer_match).
func (c *CRL) names(e *revokedEntry, issuer string) bool {
	if e.issuers == nil {
		return issuer == c.issuer
	}
	return hasDirectory(e.issuers, issuer)
}

// find looks a certificate up (def_crl_lookup).
func (c *CRL) find(x *cert) *revokedEntry {
	for i := range c.revoked {
		if e := &c.revoked[i]; bytes.Equal(e.serial, x.Serial) && c.names(e, x.issuer) {
			return e
		}
	}
	return nil
}

func (c *CRL) extension(oid string) (value []byte, count int) {
	for _, e := range c.extensions {
		if e.oid == oid {
			value = e.value
			count++
		}
	}
	return value, count
}
