package truststore

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// der wraps content in a tag and a length.
func der(tag cbasn1.Tag, content ...[]byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes(bytes.Join(content, nil)) })
	return b.BytesOrPanic()
}

func seq(content ...[]byte) []byte { return der(cbasn1.SEQUENCE, content...) }

func oid(content string) []byte { return der(cbasn1.OBJECT_IDENTIFIER, []byte(content)) }

func bits(content ...[]byte) []byte {
	return der(cbasn1.BIT_STRING, []byte{0}, bytes.Join(content, nil))
}

// attr makes an AttributeTypeAndValue of an OID's content octets.
func attr(id string, tag cbasn1.Tag, value string) []byte {
	return seq(oid(id), der(tag, []byte(value)))
}

func rdn(attributes ...[]byte) []byte { return der(cbasn1.SET, attributes...) }

func name(cn string) []byte { return seq(rdn(attr("\x55\x04\x03", cbasn1.UTF8String, cn))) }

func extension(id string, value []byte) []byte {
	return seq(oid(id), der(cbasn1.OCTET_STRING, value))
}

func criticalExtension(id string, value []byte) []byte {
	return seq(oid(id), []byte{1, 1, 0xff}, der(cbasn1.OCTET_STRING, value))
}

// parts are the fields of a certificate as DER, to be changed one by one. The signature is not genuine.
type parts struct {
	version, serial, algorithm, issuer, validity, subject, key, ids, extensions []byte
	outer, signature                                                            []byte
	inTBS, inCert, after                                                        []byte // what follows where nothing may
}

const (
	idSHA256RSA = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"
	idRSA       = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
	idEC        = "\x2a\x86\x48\xce\x3d\x02\x01"
	idP256      = "\x2a\x86\x48\xce\x3d\x03\x01\x07"
	idBasic     = "\x55\x1d\x13"
	idUsage     = "\x55\x1d\x0f"
	idAltName   = "\x55\x1d\x11"
	idAuthority = "\x55\x1d\x23"
	idSubject   = "\x55\x1d\x0e"
	idPurpose   = "\x55\x1d\x25"
	idNames     = "\x55\x1d\x1e"
)

func rsaKey(modulus, exponent []byte) []byte {
	return seq(seq(oid(idRSA), []byte{5, 0}), bits(seq(der(cbasn1.INTEGER, modulus), der(cbasn1.INTEGER, exponent))))
}

// modulus has as many bits as asked for, and is odd.
func modulus(size int) []byte {
	m := bytes.Repeat([]byte{0x5a}, (size+7)/8)
	m[0], m[len(m)-1] = byte(1)<<((size-1)%8), m[len(m)-1]|1
	if m[0]&0x80 != 0 {
		m = append([]byte{0}, m...)
	}
	return m
}

func extensions(list ...[]byte) []byte {
	return der(cbasn1.Tag(3).ContextSpecific().Constructed(), seq(list...))
}

func utc(s string) []byte         { return der(cbasn1.UTCTime, []byte(s)) }
func generalized(s string) []byte { return der(cbasn1.GeneralizedTime, []byte(s)) }

// soundParts are those of a CA that Go and openssl take.
func soundParts() parts {
	return parts{
		version: []byte{0xa0, 3, 2, 1, 2}, serial: der(cbasn1.INTEGER, []byte{0x12, 0x34}),
		algorithm: seq(oid(idSHA256RSA), []byte{5, 0}), issuer: name("Test CA"), subject: name("Test CA"),
		validity: seq(utc("240101000000Z"), utc("340101000000Z")), key: rsaKey(modulus(2048), []byte{1, 0, 1}),
		extensions: extensions(criticalExtension(idBasic, seq([]byte{1, 1, 0xff})), criticalExtension(idUsage, []byte{3, 2, 1, 6})),
		signature:  bits(make([]byte, 256)),
	}
}

func (p parts) build() []byte {
	outer := p.outer
	if outer == nil {
		outer = p.algorithm
	}
	tbs := seq(p.version, p.serial, p.algorithm, p.issuer, p.validity, p.subject, p.key, p.ids, p.extensions, p.inTBS)
	return append(seq(tbs, outer, p.signature, p.inCert), p.after...)
}
