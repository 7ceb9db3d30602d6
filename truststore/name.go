package truststore

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// maxNameText is the longest text, in characters, that Name.String makes: names come from strangers, and one of
// 64 KiB must not flood a terminal or a report. Identity never rests on this text but on the raw bytes.
const maxNameText = 512

// maxNameBytes is how much of one value is looked at for its text: enough for more than maxNameText characters in every
// string type.
const maxNameBytes = 4*maxNameText + 4

// Name is a distinguished name as it stands in the certificate: the DER of an RDNSequence (RFC 5280 section 4.1.2.4).
type Name []byte

// attribute is one AttributeTypeAndValue (RFC 5280 section 4.1.2.4).
type attribute struct {
	oid   []byte // content octets of the OBJECT IDENTIFIER
	tag   cbasn1.Tag
	value []byte
	whole []byte // the value with its tag and length
	tail  int    // octets after the value, where none may stand
}

// readable tells whether all of the name can be read.
func (n Name) readable() bool {
	return n.plain() || n.each(func(set []byte) bool { return eachAttribute(set, attribute.isWhole) })
}

// plain tells of most names, at a tenth of the price, that they can be read: short ones of one attribute a set. Every
// certificate comes by here twice.
func (n Name) plain() bool {
	if len(n) < 2 || n[0] != 0x30 || n[1] >= 0x80 || len(n) != 2+int(n[1]) {
		return false
	}
	for rest := n[2:]; len(rest) > 0; {
		const heads = 2 + 2 + 2 + 2 // of a set, a sequence, an object identifier and a value
		if len(rest) < heads || rest[0] != 0x31 || rest[2] != 0x30 || rest[4] != 6 || rest[1] != rest[3]+2 {
			return false
		}
		size, oid := 2+int(rest[1]), int(rest[5])
		if size > len(rest) || size < heads+oid || rest[6+oid]&0x3f > 0x1e || int(rest[7+oid]) != size-heads-oid {
			return false
		}
		rest = rest[size:]
	}
	return true
}

// isWhole tells a value from one in pieces, which is BER.
func (a attribute) isWhole() bool { return a.tag&constructed == 0 || a.tag == cbasn1.SEQUENCE }

// String writes the name most specific part first, as "CN=merchant-42, O=Acme" (the order and escapes of RFC 4514).
// Control, formatting and bidirectional characters come out as \XX, so the text is safe to place on one line.
func (n Name) String() string {
	count, ok := n.count()
	switch {
	case !ok:
		return fmt.Sprintf("(unreadable name of %d bytes)", len(n))
	case count == 0:
		return "(empty name)"
	}
	last := make([][]byte, 0, min(count, maxNameText)) // each makes two characters at least
	n.each(func(set []byte) bool {
		if count--; count < cap(last) {
			last = append(last, set)
		}
		return true
	})
	var b strings.Builder
	for i, set := range slices.Backward(last) {
		if i < len(last)-1 {
			b.WriteString(", ")
		}
		writeRDN(&b, set)
		if b.Len() > 8*maxNameText {
			break
		}
	}
	return cutName(b.String(), len(n))
}

// Attribute gives the values of one attribute type, such as "O", as text safe for one line.
func (n Name) Attribute(short string) []string {
	var values []string
	n.each(func(set []byte) bool {
		return eachAttribute(set, func(a attribute) bool {
			if attributeName(oidText(a.oid)) == short {
				values = append(values, cutName(attributeText(a), len(a.value)))
			}
			return len(values) < maxNameText
		})
	})
	return values
}

// IsEmpty tells a name without any attribute, which RFC 5280 section 4.1.2.6 allows for subjects only.
func (n Name) IsEmpty() bool { return len(n) <= 2 }

// Canonical gives a key under which two names are equal when openssl takes them for equal: string types do not
// matter, nor ASCII case, nor the amount of white space (openssl crypto/x509/x_name.c, x509_name_canon).
func (n Name) Canonical() string { return string(n.AppendCanonical(make([]byte, 0, 2*len(n)))) }

// AppendCanonical is Canonical for callers who have room for the key already.
func (n Name) AppendCanonical(room []byte) []byte {
	out, readable := room, true
	whole := n.each(func(set []byte) bool {
		out, readable = appendCanonicalRDN(out, set)
		return readable
	})
	if !whole {
		return append(room, n...)
	}
	return out
}

// appendCanonicalRDN writes the attributes of one relative name; several of them are a set, and so in no order.
func appendCanonicalRDN(out, set []byte) ([]byte, bool) {
	count := uint32(0)
	if !eachAttribute(set, func(attribute) bool { count++; return true }) {
		return out, false
	}
	if count == 0 { // which openssl passes over
		return out, true
	}
	out = binary.BigEndian.AppendUint32(out, count)
	if count == 1 {
		eachAttribute(set, func(a attribute) bool { out = appendCanonical(out, a); return true })
		return out, true
	}
	var parts [][]byte
	eachAttribute(set, func(a attribute) bool { parts = append(parts, appendCanonical(nil, a)); return true })
	slices.SortFunc(parts, bytes.Compare)
	return append(out, bytes.Join(parts, nil)...), true
}

// HasPrefix tells whether a name lies below another one: all relative names of p stand at its start, by openssl's
// comparison. This is how name constraints see directory names (RFC 5280 section 7.1).
func (n Name) HasPrefix(p Name) bool {
	return strings.HasPrefix(n.Canonical(), p.Canonical())
}

// count tells how many relative names there are, and whether all of them can be read.
func (n Name) count() (count int, ok bool) {
	ok = n.each(func(set []byte) bool {
		count++
		return eachAttribute(set, func(attribute) bool { return true })
	})
	return count, ok
}

// each hands the content of each relative name (RelativeDistinguishedName) to visit, until that returns false. It
// returns true when the name was read to its end. Nothing is gathered: a name may have millions of parts.
func (n Name) each(visit func(set []byte) bool) bool {
	input := cryptobyte.String(n)
	var seq cryptobyte.String
	if !input.ReadASN1(&seq, cbasn1.SEQUENCE) || !input.Empty() {
		return false
	}
	for !seq.Empty() {
		var set cryptobyte.String
		if !readList(&seq, &set, cbasn1.SET) || !visit(set) {
			return false
		}
	}
	return true
}

func eachAttribute(set cryptobyte.String, visit func(attribute) bool) bool {
	for !set.Empty() {
		var seq, oid, value, whole cryptobyte.String
		var tag cbasn1.Tag
		if !set.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) {
			return false
		}
		if whole = seq; !seq.ReadAnyASN1(&value, &tag) {
			return false
		}
		whole = whole[:len(whole)-len(seq)]
		if !visit(attribute{oid: oid, tag: tag, value: value, whole: whole, tail: len(seq)}) {
			return false
		}
	}
	return true
}

func writeRDN(b *strings.Builder, set []byte) {
	first := true
	eachAttribute(set, func(a attribute) bool {
		if !first {
			b.WriteByte('+')
		}
		first = false
		b.WriteString(attributeName(oidText(a.oid)))
		b.WriteByte('=')
		b.WriteString(attributeText(a))
		return b.Len() <= 8*maxNameText
	})
}

func attributeText(a attribute) string {
	a.value = a.value[:min(len(a.value), maxNameBytes)]
	text, ok := decodeString(a.tag, a.value)
	if !ok {
		return "#" + strings.ToUpper(hex.EncodeToString(a.whole[:min(len(a.whole), maxNameBytes)])) // RFC 4514 section 2.4
	}
	return escapeName(text)
}

// decodeString turns an ASN.1 string into UTF-8. Every type of one byte a character is read as Latin-1, ASCII types
// too, as openssl reads them (crypto/asn1/a_strex.c, tag2nbyte).
func decodeString(tag cbasn1.Tag, v []byte) (string, bool) {
	switch tag {
	case cbasn1.UTF8String:
		return string(v), true
	case cbasn1.PrintableString, cbasn1.IA5String, cbasn1.T61String, tagNumericString, tagVisibleString:
		return decodeLatin1(v), true
	case tagBMPString:
		return decodeBMP(v), true
	case tagUniversalString:
		return decodeUniversal(v), true
	}
	return "", false
}

func decodeLatin1(v []byte) string {
	if !slices.ContainsFunc(v, func(c byte) bool { return c >= utf8.RuneSelf }) {
		return string(v)
	}
	runes := make([]rune, len(v))
	for i, c := range v {
		runes[i] = rune(c)
	}
	return string(runes)
}

// The string types that cryptobyte/asn1 has no name for (X.680 section 8.6).
const (
	tagNumericString   cbasn1.Tag = 18
	tagVisibleString   cbasn1.Tag = 26
	tagUniversalString cbasn1.Tag = 28
	tagBMPString       cbasn1.Tag = 30
)

func decodeBMP(v []byte) string {
	units := make([]uint16, 0, len(v)/2)
	for i := 0; i+1 < len(v); i += 2 {
		units = append(units, uint16(v[i])<<8|uint16(v[i+1]))
	}
	return string(utf16.Decode(units))
}

func decodeUniversal(v []byte) string {
	var b strings.Builder
	for i := 0; i+3 < len(v); i += 4 {
		b.WriteRune(rune(uint32(v[i])<<24 | uint32(v[i+1])<<16 | uint32(v[i+2])<<8 | uint32(v[i+3])))
	}
	return b.String()
}

// escapeName escapes what RFC 4514 section 2.4 reserves, and every character that could act on a terminal.
func escapeName(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size <= 1, !unicode.IsPrint(r):
			for _, c := range []byte(s[i : i+size]) {
				fmt.Fprintf(&b, `\%02X`, c)
			}
		case strings.ContainsRune(`,+"\<>;`, r), r == '#' && i == 0, r == ' ' && (i == 0 || i+size == len(s)):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// plainText makes a foreign text fit for one line: it escapes what could act on a terminal, and cuts it.
func plainText(s string) string {
	const longest = 1024
	var b strings.Builder
	for _, r := range s[:min(len(s), longest)] {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "\\u%04X", r)
	}
	if len(s) > longest {
		fmt.Fprintf(&b, "… (cut: %d bytes in all)", len(s))
	}
	return b.String()
}

func cutName(s string, encoded int) string {
	count := 0
	for i := range s {
		if count++; count > maxNameText {
			return fmt.Sprintf("%s… (cut: %d bytes in all)", s[:i], encoded)
		}
	}
	return s
}

// appendCanonical writes one attribute so that no two can run into each other: each part with its length.
func appendCanonical(out []byte, a attribute) []byte {
	out = append(binary.BigEndian.AppendUint32(out, uint32(len(a.oid))), a.oid...)
	text := a.value
	switch {
	case a.tag == tagNumericString: // which openssl compares as it is
		out = append(out, '#', byte(a.tag))
		return append(binary.BigEndian.AppendUint32(out, uint32(len(text))), text...)
	case !isString(a.tag) || !isASCII(text):
		decoded, ok := decodeString(a.tag, a.value)
		if !ok {
			out = append(out, '#', byte(a.tag))
			return append(binary.BigEndian.AppendUint32(out, uint32(len(text))), text...)
		}
		text = []byte(decoded)
	}
	at := len(out) + 1
	out = foldName(append(out, '=', 0, 0, 0, 0), text)
	binary.BigEndian.PutUint32(out[at:], uint32(len(out)-at-4))
	return out
}

// isString tells the string types in which ASCII text is its own UTF-8.
func isString(tag cbasn1.Tag) bool {
	return tag == cbasn1.UTF8String || tag == cbasn1.PrintableString || tag == cbasn1.IA5String
}

func isASCII(text []byte) bool {
	for _, c := range text {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// foldName trims and joins ASCII white space and lowers ASCII letters; other characters stay as they are.
func foldName(out, text []byte) []byte {
	start, space := len(out), false
	for _, c := range text {
		if c == ' ' || c >= '\t' && c <= '\r' {
			space = len(out) > start
			continue
		}
		if space {
			out = append(out, ' ')
			space = false
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		out = append(out, c)
	}
	return out
}

// attributeName gives the short names of RFC 4514 section 3 and of openssl.
func attributeName(oid string) string {
	switch oid {
	case "2.5.4.3":
		return "CN"
	case "2.5.4.4":
		return "SN"
	case "2.5.4.5":
		return "serialNumber"
	case "2.5.4.6":
		return "C"
	case "2.5.4.7":
		return "L"
	case "2.5.4.8":
		return "ST"
	case "2.5.4.9":
		return "street"
	case "2.5.4.10":
		return "O"
	case "2.5.4.11":
		return "OU"
	case "2.5.4.12":
		return "title"
	case "2.5.4.13":
		return "description"
	case "2.5.4.15":
		return "businessCategory"
	case "2.5.4.17":
		return "postalCode"
	case "2.5.4.41":
		return "name"
	case "2.5.4.42":
		return "GN"
	case "2.5.4.43":
		return "initials"
	case "2.5.4.44":
		return "generationQualifier"
	case "2.5.4.46":
		return "dnQualifier"
	case "2.5.4.65":
		return "pseudonym"
	case "2.5.4.97":
		return "organizationIdentifier"
	case "0.9.2342.19200300.100.1.1":
		return "UID"
	case "0.9.2342.19200300.100.1.25":
		return "DC"
	case "1.2.840.113549.1.9.1":
		return "emailAddress"
	case "1.2.840.113549.1.9.2":
		return "unstructuredName"
	case "1.3.6.1.4.1.311.60.2.1.1":
		return "jurisdictionL"
	case "1.3.6.1.4.1.311.60.2.1.2":
		return "jurisdictionST"
	case "1.3.6.1.4.1.311.60.2.1.3":
		return "jurisdictionC"
	}
	return oid
}

// oidText writes the content octets of an OBJECT IDENTIFIER as dotted numbers, and as hex what no decoder agrees on:
// numbers of more than 63 bits, and numbers with leading zeros, which are another spelling of a known identifier and
// which openssl and Go refuse.
func oidText(der []byte) string {
	const longest = 64
	if len(der) == 0 || len(der) > longest {
		return oidHex(der)
	}
	text := make([]byte, 0, 4*longest)
	value, octets := uint64(0), 0
	for _, c := range der {
		if octets++; octets > 9 || octets == 1 && c == 0x80 {
			return oidHex(der)
		}
		value = value<<7 | uint64(c&0x7f)
		if c&0x80 != 0 {
			continue
		}
		if len(text) == 0 {
			first := min(value/40, 2)
			text = append(text, '0'+byte(first))
			value -= 40 * first
		}
		text = strconv.AppendUint(append(text, '.'), value, 10)
		value, octets = 0, 0
	}
	if octets != 0 {
		return oidHex(der)
	}
	return string(text)
}

func oidHex(der []byte) string {
	const limit = 16
	if len(der) > limit {
		return fmt.Sprintf("#%x… (%d octets)", der[:limit], len(der))
	}
	return "#" + hex.EncodeToString(der)
}
