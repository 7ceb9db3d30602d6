package testpki

import (
	"crypto"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
)

// identifier writes the AlgorithmIdentifier for a signature (RFC 3279, 4055, 5758 and 8410).
func (a Algorithm) identifier(t testing.TB, signer crypto.Signer) []byte {
	t.Helper()
	id := pkix.AlgorithmIdentifier{}
	null := asn1.RawValue{Tag: asn1.TagNull}
	switch {
	case a.Hash == 0:
		id.Algorithm = asn1.ObjectIdentifier{1, 3, 101, 112}
	case a.PSS:
		id.Algorithm, id.Parameters = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}, a.pss(t)
	case isRSA(signer):
		id.Algorithm, id.Parameters = append(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1}, rsaArc(a.Hash)), null
	case a.Hash == crypto.SHA1:
		id.Algorithm = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 1}
	default:
		id.Algorithm = append(asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3}, ecdsaArc(a.Hash))
	}
	der, err := asn1.Marshal(id)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func isRSA(signer crypto.Signer) bool {
	_, ok := signer.Public().(interface{ Size() int })
	return ok
}

func rsaArc(h crypto.Hash) int {
	switch h {
	case crypto.MD5:
		return 4
	case crypto.SHA1:
		return 5
	case crypto.SHA224:
		return 14
	case crypto.SHA384:
		return 12
	case crypto.SHA512:
		return 13
	}
	return 11
}

func ecdsaArc(h crypto.Hash) int {
	switch h {
	case crypto.SHA224:
		return 1
	case crypto.SHA384:
		return 3
	case crypto.SHA512:
		return 4
	}
	return 2
}

func hashOID(h crypto.Hash) asn1.ObjectIdentifier {
	nist := func(n int) asn1.ObjectIdentifier { return asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, n} }
	switch h {
	case crypto.SHA1:
		return asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}
	case crypto.SHA224:
		return nist(4)
	case crypto.SHA384:
		return nist(2)
	case crypto.SHA512:
		return nist(3)
	}
	return nist(1)
}

// pss writes RSASSA-PSS-params (RFC 4055 section 3.1).
func (a Algorithm) pss(t testing.TB) asn1.RawValue {
	t.Helper()
	type parameters struct {
		Hash pkix.AlgorithmIdentifier `asn1:"explicit,tag:0"`
		MGF  pkix.AlgorithmIdentifier `asn1:"explicit,tag:1"`
		Salt int                      `asn1:"explicit,tag:2"`
	}
	hash := pkix.AlgorithmIdentifier{Algorithm: hashOID(a.Hash), Parameters: asn1.RawValue{Tag: asn1.TagNull}}
	inner, err := asn1.Marshal(hash)
	if err != nil {
		t.Fatal(err)
	}
	mgf := pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 8}, Parameters: asn1.RawValue{FullBytes: inner}}
	der, err := asn1.Marshal(parameters{hash, mgf, a.Hash.Size()})
	if err != nil {
		t.Fatal(err)
	}
	return asn1.RawValue{FullBytes: der}
}
