package opensslverify

import (
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// readAddressBlocks tells whether openssl reads IPAddrBlocks (RFC 3779 section 2.2.3); what they say is not looked at.
func readAddressBlocks(s cryptobyte.String) bool {
	var list, family, id cryptobyte.String
	if !readList(&s, &list, cbasn1.SEQUENCE) {
		return false
	}
	for !list.Empty() {
		if !list.ReadASN1(&family, cbasn1.SEQUENCE) || !readString(&family, &id, cbasn1.OCTET_STRING) ||
			!readRanges(&family, isBits) || !family.Empty() {
			return false
		}
	}
	return true
}

// readSystems does the same for ASIdentifiers (RFC 3779 section 3.2.3).
func readSystems(s cryptobyte.String) bool {
	var seq, choice cryptobyte.String
	if !s.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return false
	}
	for n := range uint8(2) {
		var present bool
		if !seq.ReadOptionalASN1(&choice, &present, explicitTag(n)) || present && !(readRanges(&choice, isNumber) && choice.Empty()) {
			return false
		}
	}
	return seq.Empty()
}

func isBits(s *cryptobyte.String) bool {
	_, ok := readBits(s, cbasn1.BIT_STRING)
	return ok
}

func isNumber(s *cryptobyte.String) bool {
	_, ok := readInteger(s, cbasn1.INTEGER)
	return ok
}

// readRanges reads "inherit", which is NULL, or a list of single values and of ranges of two.
func readRanges(s *cryptobyte.String, one func(*cryptobyte.String) bool) bool {
	var list, pair cryptobyte.String
	if s.PeekASN1Tag(cbasn1.NULL) {
		return s.ReadASN1(&list, cbasn1.NULL) && list.Empty()
	}
	if !readList(s, &list, cbasn1.SEQUENCE) {
		return false
	}
	for !list.Empty() {
		if !list.PeekASN1Tag(cbasn1.SEQUENCE) {
			if !one(&list) {
				return false
			}
		} else if !list.ReadASN1(&pair, cbasn1.SEQUENCE) || !one(&pair) || !one(&pair) || !pair.Empty() {
			return false
		}
	}
	return true
}
