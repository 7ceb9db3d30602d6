package opensslverify

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// checkCommonNames holds common names that look like a DNS name against the constraints on DNS names
// (crypto/x509/v3_ncons.c, NAME_CONSTRAINTS_check_CN).
func (nc *nameConstraints) checkCommonNames(x *cert) int {
	for _, e := range x.entries {
		if e.oid != oidCommonName {
			continue
		}
		host, code := e.host()
		if code != codeOK {
			return code
		}
		if host == nil {
			continue
		}
		if code := nc.match(&generalName{kind: kindDNS, value: host, folded: lowered(host)}); code != codeOK {
			return code
		}
	}
	return codeOK
}

// host gives the common name when it looks like a DNS name of two labels or more, else nil (cn2dnsid).
func (e nameEntry) host() ([]byte, int) {
	text, ok := utf8Text(e.tag, e.value)
	if !ok {
		return nil, codeOutOfMemory
	}
	text = bytes.TrimRight(text, "\x00")
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, codeNameSyntax
	}
	if !looksLikeHost(text) {
		return nil, codeOK
	}
	return text, codeOK
}

func looksLikeHost(text []byte) bool {
	dotted := false
	for i, c := range text {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || isDigit(c) || c == '_' {
			continue
		}
		if i == 0 || i == len(text)-1 {
			return false
		}
		before, after := text[i-1], text[i+1]
		switch {
		case c == '-':
		case c == '.' && after != '.' && before != '-' && after != '-':
			dotted = true
		default:
			return false
		}
	}
	return dotted
}

// utf8Text is ASN1_STRING_to_UTF8: every string type but UTF8String, BMPString and UniversalString is read as Latin-1.
func utf8Text(tag cbasn1.Tag, value []byte) ([]byte, bool) {
	switch tag {
	case cbasn1.UTF8String:
		return value, utf8.Valid(value)
	case tagBMPString:
		return wideText(value, 2)
	case tagUniversalString:
		return wideText(value, 4)
	case tagNumericString, cbasn1.PrintableString, cbasn1.T61String, cbasn1.IA5String, tagVisibleString:
		var text []byte
		for _, c := range value {
			text = utf8.AppendRune(text, rune(c))
		}
		return text, true
	}
	return nil, false
}

// wideText reads characters of two or four octets. Halves of surrogate pairs are no characters, even in pairs.
func wideText(value []byte, width int) (text []byte, ok bool) {
	if len(value)%width != 0 {
		return nil, false
	}
	for ; len(value) > 0; value = value[width:] {
		n := uint32(0)
		for _, c := range value[:width] {
			n = n<<8 | uint32(c)
		}
		if n > utf8.MaxRune || utf16.IsSurrogate(rune(n)) {
			return nil, false
		}
		text = utf8.AppendRune(text, rune(n))
	}
	return text, true
}

// String types without a name in cryptobyte/asn1 (X.680 section 8.6).
const (
	tagNumericString   cbasn1.Tag = 18
	tagVisibleString   cbasn1.Tag = 26
	tagUniversalString cbasn1.Tag = 28
	tagBMPString       cbasn1.Tag = 30
)
