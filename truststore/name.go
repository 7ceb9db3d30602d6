package truststore

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
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

// Name is a distinguished name as it stands in the certificate: the DER of an RDNSequence (RFC 5280 section 4.1.2.4).
type Name []byte

// attribute is one AttributeTypeAndValue (RFC 5280 section 4.1.2.4).
type attribute struct {
	oid   string
	tag   cbasn1.Tag
	value []byte
}

// String writes the name most specific part first, as "CN=merchant-42, O=Acme" (the order and escapes of RFC 4514).
// Control, formatting and bidirectional characters come out as \XX, so the text is safe to place on one line.
func (n Name) String() string {
	rdns, ok := n.rdns()
	if !ok {
		return fmt.Sprintf("(unreadable name of %d bytes)", len(n))
	}
	if len(rdns) == 0 {
		return "(empty name)"
	}
	slices.Reverse(rdns)
	var b strings.Builder
	for i, rdn := range rdns {
		if i > 0 {
			b.WriteString(", ")
		}
		writeRDN(&b, rdn)
		if b.Len() > 8*maxNameText {
			break
		}
	}
	return cutName(b.String(), len(n))
}

// Attribute gives the values of one attribute type, such as "O", as text safe for one line.
func (n Name) Attribute(short string) []string {
	rdns, _ := n.rdns()
	var values []string
	for _, rdn := range rdns {
		for _, a := range rdn {
			if attributeName(a.oid) == short {
				values = append(values, cutName(attributeText(a), len(a.value)))
			}
		}
	}
	return values
}

// IsEmpty tells a name without any attribute, which RFC 5280 section 4.1.2.6 allows for subjects only.
func (n Name) IsEmpty() bool { return len(n) <= 2 }

// Canonical gives a key under which two names are equal when openssl takes them for equal: string types do not
// matter, nor ASCII case, nor the amount of white space (openssl crypto/x509/x_name.c, x509_name_canon).
func (n Name) Canonical() string {
	rdns, ok := n.rdns()
	if !ok {
		return string(n)
	}
	var b bytes.Buffer
	for _, rdn := range rdns {
		parts := make([][]byte, len(rdn))
		for i, a := range rdn {
			parts[i] = canonicalAttribute(a)
		}
		slices.SortFunc(parts, bytes.Compare)
		fmt.Fprintf(&b, "%d;", len(parts))
		for _, p := range parts {
			b.Write(p)
		}
	}
	return b.String()
}

// HasPrefix tells whether a name lies below another one: all relative names of p stand at its start, by openssl's
// comparison. This is how name constraints see directory names (RFC 5280 section 7.1).
func (n Name) HasPrefix(p Name) bool {
	return strings.HasPrefix(n.Canonical(), p.Canonical())
}

func (n Name) rdns() ([][]attribute, bool) {
	input := cryptobyte.String(n)
	var seq cryptobyte.String
	if !input.ReadASN1(&seq, cbasn1.SEQUENCE) || !input.Empty() {
		return nil, false
	}
	var rdns [][]attribute
	for !seq.Empty() {
		var set cryptobyte.String
		if !seq.ReadASN1(&set, cbasn1.SET) {
			return nil, false
		}
		rdn, ok := readRDN(set)
		if !ok {
			return nil, false
		}
		rdns = append(rdns, rdn)
	}
	return rdns, true
}

func readRDN(set cryptobyte.String) ([]attribute, bool) {
	var rdn []attribute
	for !set.Empty() {
		var seq, oid, value cryptobyte.String
		var tag cbasn1.Tag
		if !set.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) ||
			!seq.ReadAnyASN1(&value, &tag) {
			return nil, false
		}
		rdn = append(rdn, attribute{oid: oidText(oid), tag: tag, value: value})
	}
	return rdn, true
}

func writeRDN(b *strings.Builder, rdn []attribute) {
	for i, a := range rdn {
		if i > 0 {
			b.WriteByte('+')
		}
		b.WriteString(attributeName(a.oid))
		b.WriteByte('=')
		b.WriteString(attributeText(a))
	}
}

func attributeText(a attribute) string {
	if len(a.value) > 4*maxNameText {
		a.value = a.value[:4*maxNameText]
	}
	text, ok := decodeString(a.tag, a.value)
	if !ok {
		return "#" + hex.EncodeToString(a.value)
	}
	return escapeName(text)
}

// decodeString turns an ASN.1 string into UTF-8. TeletexString is read as Latin-1, as openssl reads it.
func decodeString(tag cbasn1.Tag, v []byte) (string, bool) {
	switch tag {
	case cbasn1.UTF8String, cbasn1.PrintableString, cbasn1.IA5String, tagNumericString, tagVisibleString:
		return string(v), true
	case cbasn1.T61String:
		runes := make([]rune, len(v))
		for i, c := range v {
			runes[i] = rune(c)
		}
		return string(runes), true
	case tagBMPString:
		return decodeBMP(v), true
	case tagUniversalString:
		return decodeUniversal(v), true
	}
	return "", false
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

func cutName(s string, encoded int) string {
	count := 0
	for i := range s {
		if count++; count > maxNameText {
			return fmt.Sprintf("%s… (cut: %d bytes in all)", s[:i], encoded)
		}
	}
	return s
}

func canonicalAttribute(a attribute) []byte {
	text, ok := decodeString(a.tag, a.value)
	if !ok || a.tag == tagNumericString {
		return fmt.Appendf(nil, "%s=%d#%d:%s", a.oid, a.tag, len(a.value), a.value)
	}
	text = foldName(text)
	return fmt.Appendf(nil, "%s=%d:%s", a.oid, len(text), text)
}

// foldName trims and joins ASCII white space and lowers ASCII letters; other characters stay as they are.
func foldName(s string) string {
	var b strings.Builder
	space := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == ' ' || c >= '\t' && c <= '\r' {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}

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
	case "2.5.4.42":
		return "GN"
	case "2.5.4.46":
		return "dnQualifier"
	case "2.5.4.97":
		return "organizationIdentifier"
	case "0.9.2342.19200300.100.1.1":
		return "UID"
	case "0.9.2342.19200300.100.1.25":
		return "DC"
	case "1.2.840.113549.1.9.1":
		return "emailAddress"
	}
	return oid
}

// oidText writes the content octets of an OBJECT IDENTIFIER as dotted numbers, and as hex what no decoder agrees on.
func oidText(der []byte) string {
	var b strings.Builder
	value, octets := uint64(0), 0
	for _, c := range der {
		if octets++; octets > 9 {
			return "#" + hex.EncodeToString(der[:min(len(der), 16)])
		}
		value = value<<7 | uint64(c&0x7f)
		if c&0x80 != 0 {
			continue
		}
		if b.Len() == 0 {
			first := min(value/40, 2)
			fmt.Fprintf(&b, "%d.%d", first, value-40*first)
		} else {
			fmt.Fprintf(&b, ".%d", value)
		}
		value, octets = 0, 0
	}
	if b.Len() == 0 || octets != 0 {
		return "#" + hex.EncodeToString(der[:min(len(der), 16)])
	}
	return b.String()
}
