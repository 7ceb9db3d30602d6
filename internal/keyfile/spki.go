package keyfile

import (
	encoding "encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// algorithm is an AlgorithmIdentifier (RFC 5280 section 4.1.1.2) with the bytes it was read from.
type algorithm struct {
	oid    string
	params cryptobyte.String // the whole element, empty when absent
	raw    []byte
}

// readAlgorithm refuses an object identifier of absurd length, because it is going to be named in messages.
func readAlgorithm(in *cryptobyte.String) (algorithm, bool) {
	var a algorithm
	var element, body cryptobyte.String
	var oid encoding.ObjectIdentifier
	if !in.ReadASN1Element(&element, asn1.SEQUENCE) {
		return a, false
	}
	a.raw = element
	if !element.ReadASN1(&body, asn1.SEQUENCE) || !body.ReadASN1ObjectIdentifier(&oid) || len(oid) > maxArcs {
		return a, false
	}
	a.oid, a.params = oid.String(), body
	return a, true
}

// newAlgorithm writes an AlgorithmIdentifier; params is the DER of its parameters, nil for none.
func newAlgorithm(oid encoding.ObjectIdentifier, params []byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		b.AddBytes(params)
	})
	return built(&b)
}

// newSPKI writes a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
func newSPKI(alg, public []byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(alg)
		b.AddASN1BitString(public)
	})
	return built(&b)
}

// built turns the one way a Builder can fail here, a value that DER has no room for, into an error of this package.
func built(b *cryptobyte.Builder) ([]byte, error) {
	der, err := b.Bytes()
	if err != nil {
		return nil, damaged("the public key cannot be written as SubjectPublicKeyInfo")
	}
	return der, nil
}
