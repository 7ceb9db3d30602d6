package sigcheck

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"math/big"

	"filippo.io/nistec"
	"github.com/mtlscheck/mtlscheck/truststore"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

func (k *Key) checkECDSA(c *truststore.Certificate) (Result, string) {
	if k.public.NISTCurve() == nil {
		return Unchecked, "the curve " + k.public.Curve + " is not implemented here"
	}
	digest, _, ok := digestInfo(c.SignatureAlgorithm.Hash, c.RawTBS)
	if !ok {
		return Unchecked, "the hash " + c.SignatureAlgorithm.Hash + " is not implemented here"
	}
	return k.ECDSA(digest, c.Signature), ""
}

// ECDSA checks a signature over a digest made elsewhere.
func (k *Key) ECDSA(digest, signature []byte) Result {
	curve := k.public.NISTCurve()
	if curve == nil {
		return Unchecked
	}
	k.pointOnce.Do(func() { k.point, _ = ecdsa.ParseUncompressedPublicKey(curve, k.public.Uncompressed()) })
	if k.point == nil {
		return Bad // not a point of its curve: no signature is good under such a key
	}
	if verify := k.practised(); verify != nil {
		return goodOrBad(verify(digest, signature))
	}
	return goodOrBad(ecdsa.VerifyASN1(k.point, digest, signature))
}

// practice is how many checks a key makes before a table pays.
const practice = 2

// practised gives a verifier with a table for a key that has checked often enough, where there is one: P-256 has
// assembly in crypto/ecdsa, and nobody uses P-224.
func (k *Key) practised() func(digest, signature []byte) bool {
	curve := k.point.Curve
	if curve != elliptic.P384() && curve != elliptic.P521() || k.checks.Add(1) <= practice {
		return nil
	}
	k.verifyOnce.Do(func() {
		if !k.tables.take() {
			return
		}
		if curve == elliptic.P384() {
			k.verify = ecdsaVerifier(nistec.NewP384Point, k.public.Uncompressed(), curve.Params().N)
		} else {
			k.verify = ecdsaVerifier(nistec.NewP521Point, k.public.Uncompressed(), curve.Params().N)
		}
	})
	return k.verify
}

// ecdsaScalars gives r and the numbers that the base point and the key's point are multiplied by (FIPS 186-5 section
// 6.4.2, steps 1 to 4); all nil when the signature is none for the order n.
func ecdsaScalars(digest, signature []byte, n *big.Int) (u, v, r *big.Int) {
	r, s := readRS(signature)
	if r == nil || r.Sign() <= 0 || s.Sign() <= 0 || r.Cmp(n) >= 0 || s.Cmp(n) >= 0 {
		return nil, nil, nil
	}
	e := new(big.Int).SetBytes(digest)
	if surplus := 8*len(digest) - n.BitLen(); surplus > 0 {
		e.Rsh(e, uint(surplus))
	}
	w := s.ModInverse(s, n)
	u, v = e.Mul(e, w), new(big.Int).Mul(r, w)
	return u.Mod(u, n), v.Mod(v, n), r
}

// readRS reads Ecdsa-Sig-Value (RFC 3279 section 2.2.3) in DER and nothing else, as crypto/ecdsa does; nil when it is not.
func readRS(signature []byte) (r, s *big.Int) {
	input := cryptobyte.String(signature)
	var seq cryptobyte.String
	r, s = new(big.Int), new(big.Int)
	if !input.ReadASN1(&seq, cbasn1.SEQUENCE) || !input.Empty() || !seq.ReadASN1Integer(r) || !seq.ReadASN1Integer(s) || !seq.Empty() {
		return nil, nil
	}
	return r, s
}
