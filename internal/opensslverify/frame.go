package opensslverify

import (
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mtlscheck/mtlscheck/internal/ber"
)

// frame holds the parts of a certificate that openssl compares octet by octet and a tolerant reader may have smoothed.
type frame struct {
	innerAlgorithm, outerAlgorithm []byte // DER of the AlgorithmIdentifiers
	unusedBits                     byte   // of the signature
	notBefore, notAfter            asn1Time
	extensions                     []extension // all of them, also those that stand twice
}

type extension struct {
	oid      string // the content octets
	critical bool
	value    cryptobyte.String
}

// readFrame reads what it can: a certificate whose frame is broken never came out of the reader in the first place.
func readFrame(der []byte) (f frame) {
	input := cryptobyte.String(der)
	var certificate, tbs, algorithm, signature cryptobyte.String
	if !input.ReadASN1(&certificate, cbasn1.SEQUENCE) || !certificate.ReadASN1(&tbs, cbasn1.SEQUENCE) {
		return f
	}
	f.readTBS(tbs)
	if certificate.ReadASN1Element(&algorithm, cbasn1.SEQUENCE) && certificate.ReadASN1(&signature, cbasn1.BIT_STRING) && len(signature) > 0 {
		f.outerAlgorithm, f.unusedBits = algorithm, signature[0]
	}
	return f
}

func (f *frame) readTBS(tbs cryptobyte.String) {
	var algorithm, validity, explicit, list cryptobyte.String
	var present bool
	if !tbs.SkipOptionalASN1(explicitTag(0)) || !tbs.SkipASN1(cbasn1.INTEGER) ||
		!tbs.ReadASN1Element(&algorithm, cbasn1.SEQUENCE) || !tbs.SkipASN1(cbasn1.SEQUENCE) ||
		!tbs.ReadASN1(&validity, cbasn1.SEQUENCE) || !tbs.SkipASN1(cbasn1.SEQUENCE) || !tbs.SkipASN1(cbasn1.SEQUENCE) {
		return
	}
	f.innerAlgorithm = algorithm
	f.notBefore, f.notAfter = readTime(&validity), readTime(&validity)
	tbs.SkipOptionalASN1(implicitTag(1))
	tbs.SkipOptionalASN1(implicitTag(2))
	if tbs.ReadOptionalASN1(&explicit, &present, explicitTag(3)) && present && readList(&explicit, &list, cbasn1.SEQUENCE) {
		f.extensions = readExtensions(list)
	}
}

func readTime(s *cryptobyte.String) asn1Time {
	var value cryptobyte.String
	var tag cbasn1.Tag
	if !s.ReadAnyASN1(&value, &tag) {
		return asn1Time{}
	}
	return newTime(tag, string(value))
}

func readExtensions(list cryptobyte.String) []extension {
	var all []extension
	for !list.Empty() {
		var e extension
		var seq, oid cryptobyte.String
		if !list.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) ||
			!readBoolean(&seq, &e.critical) || !readString(&seq, &e.value, cbasn1.OCTET_STRING) {
			return all
		}
		e.oid = string(oid)
		all = append(all, e)
	}
	return all
}

// readBoolean reads a BOOLEAN DEFAULT FALSE; any octet but zero is true (crypto/asn1/tasn_dec.c, asn1_ex_c2i).
func readBoolean(s *cryptobyte.String, value *bool) bool {
	if !s.PeekASN1Tag(cbasn1.BOOLEAN) {
		return true
	}
	var octets cryptobyte.String
	if !s.ReadASN1(&octets, cbasn1.BOOLEAN) || len(octets) != 1 {
		return false
	}
	*value = octets[0] != 0
	return true
}

// readString reads a string that may come in pieces, as BER allows and openssl reads (crypto/asn1/tasn_dec.c,
// asn1_d2i_ex_primitive).
func readString(s, into *cryptobyte.String, tag cbasn1.Tag) bool {
	if !s.PeekASN1Tag(tag | constructed) {
		return s.ReadASN1(into, tag)
	}
	var pieces cryptobyte.String
	if !s.ReadASN1(&pieces, tag|constructed) {
		return false
	}
	whole, ok := joined(pieces, maxNesting)
	*into = whole
	return ok
}

// readList reads a SEQUENCE OF, whose tag openssl also takes without the mark that there are elements inside
// (crypto/asn1/tasn_dec.c, asn1_template_noexp_d2i).
func readList(s, into *cryptobyte.String, tag cbasn1.Tag) bool {
	if s.PeekASN1Tag(tag &^ constructed) {
		tag &^= constructed
	}
	return s.ReadASN1(into, tag)
}

// readOptionalList is readList for a list that need not be there.
func readOptionalList(s, into *cryptobyte.String, tag cbasn1.Tag) bool {
	if !s.PeekASN1Tag(tag) && !s.PeekASN1Tag(tag&^constructed) {
		return true
	}
	return readList(s, into, tag)
}

// constructed is the bit of a tag that says that there are elements inside.
const constructed cbasn1.Tag = 0x20

// maxNesting is how deep pieces may lie in pieces (ASN1_MAX_STRING_NEST).
const maxNesting = 5

func joined(pieces cryptobyte.String, deep int) (whole []byte, ok bool) {
	for !pieces.Empty() {
		var piece cryptobyte.String
		var tag cbasn1.Tag
		if deep == 0 || !pieces.ReadAnyASN1(&piece, &tag) {
			return nil, false
		}
		inside := []byte(piece)
		if tag&constructed != 0 {
			if inside, ok = joined(piece, deep-1); !ok {
				return nil, false
			}
		}
		whole = append(whole, inside...)
	}
	return whole, true
}

// readBits reads a BIT STRING and clears its unused bits (crypto/asn1/a_bitstr.c, ossl_c2i_ASN1_BIT_STRING).
func readBits(s *cryptobyte.String, tag cbasn1.Tag) ([]byte, bool) {
	var octets cryptobyte.String
	if !readString(s, &octets, tag) || len(octets) == 0 || octets[0] > 7 {
		return nil, false
	}
	bits := append([]byte{}, octets[1:]...)
	if len(bits) > 0 {
		bits[len(bits)-1] &= 0xff << octets[0]
	}
	return bits, true
}

// readInteger reads an INTEGER, which must not be padded (crypto/asn1/a_int.c, c2i_ibuf).
func readInteger(s *cryptobyte.String, tag cbasn1.Tag) ([]byte, bool) {
	var octets cryptobyte.String
	if !s.ReadASN1(&octets, tag) || !ber.IsInteger(octets) {
		return nil, false
	}
	return octets, true
}

// readOID reads an OBJECT IDENTIFIER as its content octets (crypto/asn1/a_object.c, ossl_c2i_ASN1_OBJECT).
func readOID(s *cryptobyte.String, tag cbasn1.Tag) (string, bool) {
	var octets cryptobyte.String
	if !s.ReadASN1(&octets, tag) || !ber.IsOID(octets) {
		return "", false
	}
	return string(octets), true
}

func explicitTag(n uint8) cbasn1.Tag { return cbasn1.Tag(n).ContextSpecific().Constructed() }
func implicitTag(n uint8) cbasn1.Tag { return cbasn1.Tag(n).ContextSpecific() }
