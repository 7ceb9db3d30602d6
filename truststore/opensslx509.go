package truststore

import (
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mtlscheck/mtlscheck/internal/ber"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// OpenSSLRefuses names the field for which openssl does not load the certificate, and so no file that holds it; "" when
// it loads it (crypto/x509/x_x509.c, d2i_X509; crypto/asn1/tasn_dec.c). Keys and the values of extensions are decoded
// later and keep nothing from loading. Measured with openssl 3.0, and held to it by a test that changes single octets.
// Two things are left out because nothing writes them: tags of more than one octet, and pieces of strings that lie more
// than five deep.
func (c *Certificate) OpenSSLRefuses() string {
	input := cryptobyte.String(c.DER)
	var cert, tbs cryptobyte.String
	if !input.ReadASN1(&cert, cbasn1.SEQUENCE) || !cert.ReadASN1(&tbs, cbasn1.SEQUENCE) {
		return "no certificate"
	}
	if why := refusedTBS(tbs); why != "" {
		return why
	}
	switch {
	case !loadsAlgorithm(&cert):
		return "broken signature algorithm"
	case !loadsBits(&cert, cbasn1.BIT_STRING):
		return "broken signature"
	case !cert.Empty():
		return "bytes after its signature"
	}
	return ""
}

func refusedTBS(tbs cryptobyte.String) string {
	var serial cryptobyte.String
	switch {
	case !loadsVersion(&tbs):
		return "broken version number"
	case !tbs.ReadASN1(&serial, cbasn1.INTEGER) || len(serial) == 0:
		return "empty serial number"
	case ber.IsPadded(serial):
		return "padded serial number"
	case !loadsAlgorithm(&tbs):
		return "broken signature algorithm"
	case !loadsName(&tbs):
		return "broken issuer"
	case !loadsValidity(&tbs):
		return "broken dates"
	case !loadsName(&tbs):
		return "broken subject"
	case !loadsKey(&tbs):
		return "broken public key"
	case !loadsID(&tbs, 1) || !loadsID(&tbs, 2):
		return "broken unique identifier"
	case !loadsExtensions(&tbs):
		return "broken extensions"
	case !tbs.Empty():
		return "bytes after its extensions"
	}
	return ""
}

func loadsVersion(tbs *cryptobyte.String) bool {
	var explicit, version cryptobyte.String
	var present bool
	if !tbs.ReadOptionalASN1(&explicit, &present, explicitTag(0)) || !present {
		return !present
	}
	return explicit.ReadASN1(&version, cbasn1.INTEGER) && ber.IsInteger(version) && explicit.Empty()
}

func loadsAlgorithm(s *cryptobyte.String) bool {
	var seq, oid cryptobyte.String
	return s.ReadASN1(&seq, cbasn1.SEQUENCE) && seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) && ber.IsOID(oid) &&
		(seq.Empty() || loadsAny(&seq) && seq.Empty())
}

// loadsAny reads a value of any type; what is inside a SEQUENCE or SET, or of no universal type, is not looked at
// (crypto/asn1/tasn_dec.c, asn1_d2i_ex_primitive).
func loadsAny(s *cryptobyte.String) bool {
	var whole, value cryptobyte.String
	var tag cbasn1.Tag
	if !s.ReadAnyASN1Element(&whole, &tag) {
		return false
	}
	if tag == cbasn1.SEQUENCE || tag == cbasn1.SET || tag > 0x3f {
		return true
	}
	if tag&constructed != 0 {
		whole, _, _, _ = ber.ToDER(whole)
	}
	return whole.ReadAnyASN1(&value, &tag) && isValue(tag, value)
}

// isValue also knows the types that cannot be primitive, and those that cannot come in pieces.
func isValue(tag cbasn1.Tag, value []byte) bool {
	switch tag {
	case cbasn1.SEQUENCE &^ constructed, cbasn1.SET &^ constructed, 0:
		return false
	}
	if tag&constructed != 0 && !ber.InPieces(byte(tag&^constructed)) {
		return false
	}
	return ber.IsValue(byte(tag), value)
}

// constructed is the bit of a tag that says that there are elements inside.
const constructed cbasn1.Tag = 0x20

// loadsBits also takes what comes in pieces (asn1_d2i_ex_primitive).
func loadsBits(s *cryptobyte.String, tag cbasn1.Tag) bool {
	var octets cryptobyte.String
	return s.ReadASN1(&octets, tag) && len(octets) > 0 && octets[0] <= 7
}

func loadsName(s *cryptobyte.String) bool {
	var name cryptobyte.String
	return s.ReadASN1Element(&name, cbasn1.SEQUENCE) && Name(name).OpenSSLReads()
}

// OpenSSLReads tells whether openssl reads the name: of the string types of X.520 and a few more, with text that can be
// turned into UTF-8 (crypto/x509/x_name.c, x509_name_ex_d2i and x509_name_canon).
func (n Name) OpenSSLReads() bool {
	return n.each(func(set []byte) bool { return eachAttribute(set, attribute.readByOpenSSL) })
}

// readByOpenSSL follows B_ASN1_PRINTABLE (crypto/asn1/tasn_dec.c, asn1_item_embed_d2i; crypto/asn1/a_print.c,
// ASN1_tag2bit).
func (a attribute) readByOpenSSL() bool {
	if !ber.IsOID(a.oid) || !isValue(a.tag, a.value) || a.tail > 0 {
		return false
	}
	switch a.tag {
	case cbasn1.UTF8String:
		return utf8.Valid(a.value)
	case tagBMPString:
		return isText(a.value, 2)
	case tagUniversalString:
		return isText(a.value, 4)
	case cbasn1.PrintableString, cbasn1.T61String, cbasn1.IA5String, cbasn1.BIT_STRING, tagNumericString, cbasn1.SEQUENCE,
		7, 8, 9, 11, 13, 14, 15, 29:
		return true
	}
	return false
}

// isText reads characters of two or four octets. Halves of surrogate pairs are no characters, even in pairs.
func isText(value []byte, width int) bool {
	for ; len(value) >= width; value = value[width:] {
		n := uint32(0)
		for _, c := range value[:width] {
			n = n<<8 | uint32(c)
		}
		if n > utf8.MaxRune || utf16.IsSurrogate(rune(n)) {
			return false
		}
	}
	return true
}

func loadsValidity(tbs *cryptobyte.String) bool {
	var validity cryptobyte.String
	return tbs.ReadASN1(&validity, cbasn1.SEQUENCE) && loadsTime(&validity) && loadsTime(&validity) && validity.Empty()
}

// loadsTime does not look at the text: that comes when the time is asked for.
func loadsTime(s *cryptobyte.String) bool {
	var value cryptobyte.String
	var tag cbasn1.Tag
	return s.ReadAnyASN1(&value, &tag) && (tag == cbasn1.UTCTime || tag == cbasn1.GeneralizedTime)
}

func loadsKey(tbs *cryptobyte.String) bool {
	var key cryptobyte.String
	return tbs.ReadASN1(&key, cbasn1.SEQUENCE) && loadsAlgorithm(&key) && loadsBits(&key, cbasn1.BIT_STRING) && key.Empty()
}

func loadsID(tbs *cryptobyte.String, n uint8) bool {
	tag := cbasn1.Tag(n).ContextSpecific()
	return !tbs.PeekASN1Tag(tag) || loadsBits(tbs, tag)
}

func loadsExtensions(tbs *cryptobyte.String) bool {
	var explicit, list cryptobyte.String
	var present bool
	if !tbs.ReadOptionalASN1(&explicit, &present, explicitTag(3)) || !present {
		return !present
	}
	if !readList(&explicit, &list, cbasn1.SEQUENCE) || !explicit.Empty() {
		return false
	}
	for !list.Empty() {
		if !loadsExtension(&list) {
			return false
		}
	}
	return true
}

// readList reads a SEQUENCE OF, whose tag openssl also takes without the mark that there are elements inside
// (crypto/asn1/tasn_dec.c, asn1_template_noexp_d2i).
func readList(s, into *cryptobyte.String, tag cbasn1.Tag) bool {
	if s.PeekASN1Tag(tag &^ constructed) {
		tag &^= constructed
	}
	return s.ReadASN1(into, tag)
}

func loadsExtension(list *cryptobyte.String) bool {
	var seq, oid, critical, value cryptobyte.String
	if !list.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) || !ber.IsOID(oid) {
		return false
	}
	if seq.PeekASN1Tag(cbasn1.BOOLEAN) && (!seq.ReadASN1(&critical, cbasn1.BOOLEAN) || len(critical) != 1) {
		return false
	}
	return seq.ReadASN1(&value, cbasn1.OCTET_STRING) && seq.Empty()
}
