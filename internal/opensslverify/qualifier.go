package opensslverify

import (
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

const (
	oidQualifierCPS    = "\x2b\x06\x01\x05\x05\x07\x02\x01"
	oidQualifierNotice = "\x2b\x06\x01\x05\x05\x07\x02\x02"
)

// readsAsQualifiers tells whether openssl reads what follows a policy identifier, if anything does
// (crypto/x509/v3_cpols.c, POLICYINFO). What the qualifiers say decides nothing.
func readsAsQualifiers(s cryptobyte.String) bool {
	if s.Empty() {
		return true
	}
	var list cryptobyte.String
	if !s.ReadASN1(&list, cbasn1.SEQUENCE) || !s.Empty() {
		return false
	}
	for !list.Empty() {
		var seq cryptobyte.String
		if !list.ReadASN1(&seq, cbasn1.SEQUENCE) || !readsAsQualifier(seq) {
			return false
		}
	}
	return true
}

func readsAsQualifier(s cryptobyte.String) bool {
	var value cryptobyte.String
	var tag cbasn1.Tag
	id, ok := readOID(&s, cbasn1.OBJECT_IDENTIFIER)
	if !ok || !s.ReadAnyASN1(&value, &tag) || !s.Empty() {
		return false
	}
	switch id {
	case oidQualifierCPS:
		return tag == cbasn1.IA5String
	case oidQualifierNotice:
		return tag == cbasn1.SEQUENCE && readsAsNotice(value)
	}
	return readsAsAny(tag, value)
}

// readsAsNotice reads UserNotice (RFC 5280 section 4.2.1.4).
func readsAsNotice(s cryptobyte.String) bool {
	var reference, numbers cryptobyte.String
	if s.PeekASN1Tag(cbasn1.SEQUENCE) {
		if !s.ReadASN1(&reference, cbasn1.SEQUENCE) || !readsAsDisplayText(&reference) || !reference.ReadASN1(&numbers, cbasn1.SEQUENCE) || !reference.Empty() {
			return false
		}
		for !numbers.Empty() {
			if _, ok := readInteger(&numbers, cbasn1.INTEGER); !ok {
				return false
			}
		}
	}
	return s.Empty() || readsAsDisplayText(&s) && s.Empty()
}

func readsAsDisplayText(s *cryptobyte.String) bool {
	var text cryptobyte.String
	var tag cbasn1.Tag
	if !s.ReadAnyASN1(&text, &tag) {
		return false
	}
	switch tag {
	case cbasn1.IA5String, tagVisibleString, cbasn1.UTF8String:
		return true
	case tagBMPString:
		return len(text)%2 == 0
	}
	return false
}
