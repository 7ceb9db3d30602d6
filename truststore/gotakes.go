package truststore

import (
	"bytes"
	"crypto/ecdsa"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Plain tells of most certificates, at a tenth of the price, that neither Go's parser nor openssl has anything against
// how they are written. False says only that both have to be asked.
func (c *Certificate) Plain() bool { return c.trailing == 0 && goTakes(c.Raw) }

// goTakes follows Go's parser (crypto/x509/parser.go) through the plainest forms and keeps nothing. What it takes openssl
// takes too, its extensions included. Tests hold it to both over every certificate at hand and every octet in them.
func goTakes(der []byte) bool {
	input := cryptobyte.String(der)
	var cert, tbs, algorithm, signature cryptobyte.String
	return input.ReadASN1(&cert, cbasn1.SEQUENCE) && input.Empty() && cert.ReadASN1(&tbs, cbasn1.SEQUENCE) &&
		cert.ReadASN1(&algorithm, cbasn1.SEQUENCE) && goTakesBits(&cert, &signature) && cert.Empty() &&
		goTakesTBS(tbs, algorithm)
}

func goTakesTBS(tbs, outer cryptobyte.String) bool {
	var serial, inner, validity, key cryptobyte.String
	if !bytes.HasPrefix(tbs, []byte{0xa0, 3, 2, 1, 2}) || !tbs.Skip(5) { // version 3
		return false
	}
	return goTakesPositive(&tbs, &serial) && tbs.ReadASN1(&inner, cbasn1.SEQUENCE) && bytes.Equal(inner, outer) && goTakesAlgorithm(inner) &&
		goTakesName(&tbs) && tbs.ReadASN1(&validity, cbasn1.SEQUENCE) && goTakesTime(&validity) && goTakesTime(&validity) && validity.Empty() &&
		goTakesName(&tbs) && tbs.ReadASN1(&key, cbasn1.SEQUENCE) && goTakesKey(key) && goTakesExtensions(tbs)
}

// goTakesBits reads a bit string without unused bits.
func goTakesBits(s, into *cryptobyte.String) bool {
	var unused uint8
	return s.ReadASN1(into, cbasn1.BIT_STRING) && into.ReadUint8(&unused) && unused == 0
}

// goTakesPositive reads an INTEGER that is as short as it can be and not negative.
func goTakesPositive(s, into *cryptobyte.String) bool {
	if !s.ReadASN1(into, cbasn1.INTEGER) || len(*into) == 0 {
		return false
	}
	n := *into
	return n[0] < 0x80 && (len(n) == 1 || n[0] != 0 || n[1] >= 0x80)
}

// goTakesOID reads an OBJECT IDENTIFIER of numbers that are as short as they can be and small enough for an int.
func goTakesOID(s, into *cryptobyte.String) bool {
	if !s.ReadASN1(into, cbasn1.OBJECT_IDENTIFIER) {
		return false
	}
	const longest = 4
	octets := 0
	for _, c := range *into {
		if octets++; octets > longest || octets == 1 && c == 0x80 {
			return false
		}
		if c < 0x80 {
			octets = 0
		}
	}
	return len(*into) > 0 && octets == 0
}

// goTakesAlgorithm takes no parameters and NULL; RSASSA-PSS has others.
func goTakesAlgorithm(seq cryptobyte.String) bool {
	var oid cryptobyte.String
	return goTakesOID(&seq, &oid) && (seq.Empty() || isNull(seq))
}

func isNull(der []byte) bool { return bytes.Equal(der, []byte{5, 0}) }

func goTakesTime(s *cryptobyte.String) bool {
	var value cryptobyte.String
	var tag cbasn1.Tag
	if !s.ReadAnyASN1(&value, &tag) || tag != cbasn1.UTCTime && tag != cbasn1.GeneralizedTime {
		return false
	}
	_, ok := strictTime(value, tag == cbasn1.UTCTime)
	return ok
}

func goTakesName(s *cryptobyte.String) bool {
	var seq, set, attribute cryptobyte.String
	if !s.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return false
	}
	for !seq.Empty() {
		if !seq.ReadASN1(&set, cbasn1.SET) {
			return false
		}
		for !set.Empty() {
			if !set.ReadASN1(&attribute, cbasn1.SEQUENCE) || !goTakesAttribute(attribute) {
				return false
			}
		}
	}
	return true
}

func goTakesAttribute(s cryptobyte.String) bool {
	var oid, value cryptobyte.String
	var tag cbasn1.Tag
	if !goTakesOID(&s, &oid) || !s.ReadAnyASN1(&value, &tag) || !s.Empty() {
		return false
	}
	switch tag {
	case cbasn1.PrintableString:
		return isPrintableString(value)
	case cbasn1.UTF8String:
		return utf8.Valid(value)
	case cbasn1.IA5String:
		return isASCII(value)
	}
	return false
}

// isPrintableString knows the characters of X.680 section 41.4.
func isPrintableString(text []byte) bool {
	for _, c := range text {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && !('0' <= c && c <= '9') && bytes.IndexByte([]byte(" '()+,-./:=?"), c) < 0 {
			return false
		}
	}
	return true
}

// goTakesKey takes RSA keys, and points of the two curves in use.
func goTakesKey(spki cryptobyte.String) bool {
	var algorithm, oid, curve, bits cryptobyte.String
	if !spki.ReadASN1(&algorithm, cbasn1.SEQUENCE) || !goTakesOID(&algorithm, &oid) || !goTakesBits(&spki, &bits) || !spki.Empty() {
		return false
	}
	switch string(oid) {
	case "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01":
		return isNull(algorithm) && goTakesRSA(bits)
	case "\x2a\x86\x48\xce\x3d\x02\x01":
		return algorithm.ReadASN1(&curve, cbasn1.OBJECT_IDENTIFIER) && algorithm.Empty() && goTakesPoint(curve, bits)
	}
	return false
}

func goTakesRSA(bits cryptobyte.String) bool {
	const widest = 4 // octets of an exponent that every int holds
	var seq, n, e cryptobyte.String
	return bits.ReadASN1(&seq, cbasn1.SEQUENCE) && goTakesPositive(&seq, &n) && goTakesPositive(&seq, &e) && seq.Empty() &&
		(len(n) > 1 || n[0] > 0) && (len(e) > 1 || e[0] > 0) && len(e) <= widest
}

func goTakesPoint(curve, point cryptobyte.String) bool {
	key := PublicKey{}
	switch string(curve) {
	case "\x2a\x86\x48\xce\x3d\x03\x01\x07":
		key.Curve = "P-256"
	case "\x2b\x81\x04\x00\x22":
		key.Curve = "P-384"
	default:
		return false
	}
	_, err := ecdsa.ParseUncompressedPublicKey(key.NISTCurve(), point)
	return err == nil
}
