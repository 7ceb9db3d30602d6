package keyfile

import (
	"strings"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// kind is what a DER structure is, judged by the types of its outermost elements.
type kind int

const (
	kindUnknown       kind = iota
	kindPKCS1              // RFC 8017 appendix A.1.2
	kindSEC1               // RFC 5915 section 3
	kindPKCS8              // RFC 5958 section 2, RFC 5208 section 5
	kindEncrypted          // RFC 5958 section 3, RFC 5208 section 6
	kindDSA                // openssl's own: six integers
	kindPublicKey          // RFC 5280 section 4.1.2.7
	kindPKCS1Public        // RFC 8017 appendix A.1.1
	kindCertificate        // RFC 5280 section 4.1
	kindRequest            // RFC 2986 section 4
	kindSignedUnknown      // another signed structure, such as a CRL
	kindPKCS7              // RFC 5652 section 3
	kindPKCS12             // RFC 7292 section 4
)

func (k kind) private() bool {
	switch k {
	case kindPKCS1, kindSEC1, kindPKCS8, kindEncrypted, kindDSA:
		return true
	}
	return false
}

// noun names what is not a private key.
func (k kind) noun() string {
	switch k {
	case kindPublicKey, kindPKCS1Public:
		return "a public key"
	case kindCertificate:
		return "a certificate"
	case kindRequest:
		return "a certificate signing request"
	case kindPKCS7:
		return "a PKCS#7 message"
	case kindPKCS12:
		return "a PKCS#12 container"
	}
	return "another DER structure"
}

// sniff needs no label: the structures that may hold a key, or be taken for one, differ in their first elements.
func sniff(der []byte) kind {
	in, body := cryptobyte.String(der), cryptobyte.String(nil)
	if !in.ReadASN1(&body, asn1.SEQUENCE) {
		return sniffIndefinite(der)
	}
	switch s := shape(body); {
	case strings.HasPrefix(s, "IIIIIIIII"):
		return kindPKCS1
	case s == "IIIIII":
		return kindDSA
	case s == "II":
		return kindPKCS1Public
	case strings.HasPrefix(s, "IO"):
		return kindSEC1
	case strings.HasPrefix(s, "ISO"):
		return kindPKCS8
	case s == "IS", s == "ISS":
		return kindPKCS12
	case s == "SO":
		return kindEncrypted
	case s == "SB":
		return kindPublicKey
	case s == "SSB":
		return sniffSigned(body)
	case strings.HasPrefix(s, ".0"):
		return kindPKCS7
	}
	return kindUnknown
}

// sniffIndefinite knows a PKCS#12 container in BER, as browsers write it: a SEQUENCE of indefinite length, version 3.
func sniffIndefinite(ber []byte) kind {
	if strings.HasPrefix(string(ber), "\x30\x80\x02\x01\x03") {
		return kindPKCS12
	}
	return kindUnknown
}

// sniffSigned tells a certificate from a request by what follows the version: a certificate has a serial number and
// an algorithm, a request has the subject and the public key.
func sniffSigned(body cryptobyte.String) kind {
	var inner cryptobyte.String
	if !body.ReadASN1(&inner, asn1.SEQUENCE) {
		return kindUnknown
	}
	switch s := shape(inner); {
	case strings.HasPrefix(s, "0ISSSS"), strings.HasPrefix(s, "ISSSS"):
		return kindCertificate
	case strings.HasPrefix(s, "ISS0"), s == "ISS":
		return kindRequest
	}
	return kindSignedUnknown
}

// shape writes the types of the first elements as letters, such as "ISO" for INTEGER, SEQUENCE, OCTET STRING.
func shape(body cryptobyte.String) string {
	var letters []byte
	for len(letters) < 10 && !body.Empty() {
		var element cryptobyte.String
		var tag asn1.Tag
		if !body.ReadAnyASN1(&element, &tag) {
			return string(append(letters, '!'))
		}
		letters = append(letters, letter(tag))
	}
	return string(letters)
}

func letter(tag asn1.Tag) byte {
	switch tag {
	case asn1.INTEGER:
		return 'I'
	case asn1.SEQUENCE:
		return 'S'
	case asn1.OCTET_STRING:
		return 'O'
	case asn1.BIT_STRING:
		return 'B'
	case asn1.OBJECT_IDENTIFIER:
		return '.'
	case asn1.Tag(0).ContextSpecific().Constructed():
		return '0'
	}
	return '?'
}
