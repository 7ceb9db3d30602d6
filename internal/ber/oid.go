package ber

// IsOID refuses an object identifier with a number that is cut off or starts with zeros, as openssl does
// (crypto/asn1/a_object.c, ossl_c2i_ASN1_OBJECT).
func IsOID(octets []byte) bool {
	if len(octets) == 0 || octets[len(octets)-1]&0x80 != 0 {
		return false
	}
	for i, c := range octets {
		if c == 0x80 && (i == 0 || octets[i-1]&0x80 == 0) {
			return false
		}
	}
	return true
}
