package ber

// The universal types whose contents can be wrong (X.680 section 8.6).
const (
	tagBoolean         = 1
	tagInteger         = 2
	tagBitString       = 3
	tagNull            = 5
	tagOID             = 6
	tagEnumerated      = 10
	tagUniversalString = 28
	tagBMPString       = 30
)

// IsValue tells whether openssl reads octets as the content of a primitive element of a universal type
// (crypto/asn1/tasn_dec.c, asn1_ex_c2i).
func IsValue(tag byte, content []byte) bool {
	switch n := len(content); tag {
	case tagNull:
		return n == 0
	case tagBoolean:
		return n == 1
	case tagInteger, tagEnumerated:
		return IsInteger(content)
	case tagOID:
		return IsOID(content)
	case tagBitString:
		return n > 0 && content[0] <= 7
	case tagBMPString:
		return n%2 == 0
	case tagUniversalString:
		return n%4 == 0
	}
	return true
}

// IsInteger refuses a number without octets or with more of them than it needs (crypto/asn1/a_int.c, c2i_ibuf).
func IsInteger(octets []byte) bool { return len(octets) > 0 && !IsPadded(octets) }

// IsPadded tells a number that begins with an octet too many.
func IsPadded(octets []byte) bool {
	return len(octets) > 1 && (octets[0] == 0 && octets[1] < 0x80 || octets[0] == 0xff && octets[1] >= 0x80)
}

// InPieces tells the universal types that may come in pieces, as strings may (asn1_d2i_ex_primitive).
func InPieces(tag byte) bool {
	switch tag {
	case tagNull, tagBoolean, tagInteger, tagEnumerated, tagOID:
		return false
	}
	return true
}
