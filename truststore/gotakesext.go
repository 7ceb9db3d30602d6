package truststore

import (
	"bytes"
	"slices"

	"github.com/mtlscheck/mtlscheck/internal/ber"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// goTakesExtensions takes what follows the public key: nothing, or a few extensions, each once. It looks for a second
// one by going over all before it, so they have to be few.
func goTakesExtensions(tbs cryptobyte.String) bool {
	var explicit, list, extension cryptobyte.String
	if tbs.Empty() {
		return true
	}
	if !tbs.ReadASN1(&explicit, explicitTag(3)) || !tbs.Empty() || !explicit.ReadASN1(&list, cbasn1.SEQUENCE) || !explicit.Empty() {
		return false
	}
	var seen [16]cryptobyte.String
	for i := 0; !list.Empty(); i++ {
		if i == len(seen) || !list.ReadASN1(&extension, cbasn1.SEQUENCE) || !goTakesOID(&extension, &seen[i]) {
			return false
		}
		again := func(other cryptobyte.String) bool { return bytes.Equal(other, seen[i]) }
		if slices.ContainsFunc(seen[:i], again) || !goTakesExtension(seen[i], extension) {
			return false
		}
	}
	return true
}

// goTakesExtension takes what follows the identifier of an extension.
func goTakesExtension(oid, rest cryptobyte.String) bool {
	var value cryptobyte.String
	critical := rest.PeekASN1Tag(cbasn1.BOOLEAN)
	if critical && !goTakesBoolean(&rest) || !rest.ReadASN1(&value, cbasn1.OCTET_STRING) || !rest.Empty() {
		return false
	}
	switch string(oid) {
	case "\x55\x1d\x0e": // subjectKeyIdentifier
		return !critical && value.SkipASN1(cbasn1.OCTET_STRING)
	case "\x55\x1d\x0f": // keyUsage
		return goTakesUsage(value)
	case "\x55\x1d\x11": // subjectAltName
		return goTakesAltNames(value)
	case "\x55\x1d\x13": // basicConstraints
		return goTakesConstraints(value)
	case "\x55\x1d\x23": // authorityKeyIdentifier
		return !critical && goTakesAuthority(value)
	case "\x55\x1d\x25": // extKeyUsage
		return goTakesPurposes(value)
	}
	return false
}

func goTakesBoolean(s *cryptobyte.String) bool {
	var value cryptobyte.String
	return s.ReadASN1(&value, cbasn1.BOOLEAN) && len(value) == 1 && (value[0] == 0 || value[0] == 0xff)
}

// goTakesUsage takes a bit string whose unused bits are zero, and that has one of the first eight: to openssl a key usage
// without any spoils the certificate.
func goTakesUsage(value cryptobyte.String) bool {
	var bits cryptobyte.String
	if !value.ReadASN1(&bits, cbasn1.BIT_STRING) || len(bits) < 2 || bits[0] > 7 || bits[1] == 0 {
		return false
	}
	return bits[len(bits)-1]&(1<<bits[0]-1) == 0
}

// goTakesAltNames takes host names and mail addresses.
func goTakesAltNames(value cryptobyte.String) bool {
	var list, name cryptobyte.String
	var tag cbasn1.Tag
	if !value.ReadASN1(&list, cbasn1.SEQUENCE) {
		return false
	}
	for !list.Empty() {
		if !list.ReadAnyASN1(&name, &tag) || tag != 0x81 && tag != 0x82 || !isASCII(name) {
			return false
		}
	}
	return true
}

func goTakesConstraints(value cryptobyte.String) bool {
	const widest = 4 // octets of a path length that every int holds
	var seq, length cryptobyte.String
	if !value.ReadASN1(&seq, cbasn1.SEQUENCE) || seq.PeekASN1Tag(cbasn1.BOOLEAN) && !goTakesBoolean(&seq) {
		return false
	}
	return seq.Empty() || goTakesPositive(&seq, &length) && len(length) <= widest && seq.Empty()
}

// goTakesAuthority takes a key identifier and, as EasyRSA writes them, the name and serial number of one issuer. Go does
// not look at the latter two.
func goTakesAuthority(value cryptobyte.String) bool {
	var seq, issuer, name, serial cryptobyte.String
	if !value.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.SkipOptionalASN1(cbasn1.Tag(0).ContextSpecific()) {
		return false
	}
	if seq.PeekASN1Tag(explicitTag(1)) && !(seq.ReadASN1(&issuer, explicitTag(1)) && issuer.ReadASN1(&name, explicitTag(4)) &&
		issuer.Empty() && goTakesName(&name) && name.Empty()) {
		return false
	}
	serialTag := cbasn1.Tag(2).ContextSpecific()
	return seq.Empty() || seq.ReadASN1(&serial, serialTag) && ber.IsInteger(serial) && seq.Empty()
}

func goTakesPurposes(value cryptobyte.String) bool {
	var list, oid cryptobyte.String
	if !value.ReadASN1(&list, cbasn1.SEQUENCE) {
		return false
	}
	for !list.Empty() {
		if !goTakesOID(&list, &oid) {
			return false
		}
	}
	return true
}
