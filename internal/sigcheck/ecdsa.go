package sigcheck

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"math/big"

	"filippo.io/nistec"
	"github.com/mtlscheck/mtlscheck/internal/weierstrass"
	"github.com/mtlscheck/mtlscheck/truststore"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

func (k *Key) checkECDSA(c *truststore.Certificate) (Result, string) {
	if k.public.NISTCurve() == nil && !weierstrass.Has(k.public.Curve) {
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
	if k.public.NISTCurve() != nil {
		return k.nistECDSA(digest, signature)
	}
	k.verifyOnce.Do(func() { k.verify = rareVerifier(k.public) })
	if k.verify == nil {
		return Unchecked
	}
	return goodOrBad(k.verify(digest, signature))
}

// rareVerifier is for a curve that Go lacks; nil where nobody here has it.
func rareVerifier(key *truststore.PublicKey) func(digest, signature []byte) bool {
	curve := weierstrass.Named(key.Curve)
	if curve == nil {
		return nil
	}
	q, ok := curve.Point(key.Point)
	return func(digest, signature []byte) bool {
		u, v, r := ecdsaScalars(digest, signature, curve.N)
		if !ok || r == nil {
			return false
		}
		x, _ := curve.Sum(u, v, q)
		return x != nil && x.Mod(x, curve.N).Cmp(r) == 0
	}
}

func (k *Key) nistECDSA(digest, signature []byte) Result {
	curve := k.public.NISTCurve()
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
	r, s := ReadRS(signature)
	if r == nil || r.Sign() <= 0 || s.Sign() <= 0 || r.Cmp(n) >= 0 || s.Cmp(n) >= 0 {
		return nil, nil, nil
	}
	w := s.ModInverse(s, n)
	u, v = new(big.Int).Mul(Leftmost(digest, n), w), new(big.Int).Mul(r, w)
	return u.Mod(u, n), v.Mod(v, n), r
}

// Leftmost makes a number of the leftmost bits of a digest, as many as n has.
func Leftmost(digest []byte, n *big.Int) *big.Int {
	e := new(big.Int).SetBytes(digest)
	if surplus := 8*len(digest) - n.BitLen(); surplus > 0 {
		e.Rsh(e, uint(surplus))
	}
	return e
}

// ReadRS reads the two numbers of an ECDSA or DSA signature (RFC 3279 sections 2.2.2 and 2.2.3) in DER and nothing
// else, as crypto/ecdsa does; nil when it is not.
func ReadRS(signature []byte) (r, s *big.Int) {
	input := cryptobyte.String(signature)
	var seq cryptobyte.String
	r, s = new(big.Int), new(big.Int)
	if !input.ReadASN1(&seq, cbasn1.SEQUENCE) || !input.Empty() || !seq.ReadASN1Integer(r) || !seq.ReadASN1Integer(s) || !seq.Empty() {
		return nil, nil
	}
	return r, s
}
