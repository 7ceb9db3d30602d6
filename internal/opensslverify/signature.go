package opensslverify

import (
	"bytes"
	"crypto"
	_ "crypto/sha1" // these register the hashes that hash names
	_ "crypto/sha256"
	_ "crypto/sha3"
	_ "crypto/sha512"
	"math/big"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// verdict is what can be said about a signature.
type verdict int

const (
	signatureBad verdict = iota
	signatureGood
	signatureUnchecked // openssl can tell, this program cannot
)

// signature checks the signature of x with a key (crypto/x509/x_all.c, X509_verify; crypto/asn1/a_verify.c).
func (x *cert) signature(key *publicKey) verdict {
	switch {
	case !bytes.Equal(x.innerAlgorithm, x.outerAlgorithm), x.unusedBits != 0, !x.scheme.fits(key):
		return signatureBad
	case x.scheme.kind == keyRSA || x.scheme.kind == keyPSS:
		return x.rsaSignature(key)
	case x.scheme.kind == keyEC:
		return x.ecSignature(key)
	case x.scheme.kind == keyDSA:
		return x.dsaSignature(key)
	case x.scheme.kind == keyEd25519 && !x.hasAlgorithmParameters():
		return x.byRoom(key)
	case x.scheme.kind == keyEd448 && !x.hasAlgorithmParameters():
		return signatureUnchecked
	}
	// Of SM2, openssl verify hashes no identity unless -vfyopt names one, so the usual signatures fail.
	return signatureBad
}

// plain tells the certificates whose signature is judged by the room for signatures as openssl judges it: nothing about
// their algorithm identifiers or bit strings is odd.
func (x *cert) plain() bool {
	return bytes.Equal(x.innerAlgorithm, x.outerAlgorithm) && x.unusedBits == 0 && x.scheme.hash != "" &&
		(x.scheme.kind == keyRSA || x.scheme.kind == keyEC)
}

// byRoom asks the room for signatures. What it declines, openssl declines too: moduli and exponents beyond the limits
// of openssl, keys and parameters that make no sense.
func (x *cert) byRoom(key *publicKey) verdict {
	if result, _ := key.signer.Check(x.Certificate); result == sigcheck.Good {
		return signatureGood
	}
	return signatureBad
}

func (x *cert) rsaSignature(key *publicKey) verdict {
	switch x.scheme.hash {
	case "RIPEMD-160":
		return signatureUnchecked
	case "":
		if x.scheme.kind != keyPSS {
			return signatureBad
		}
	}
	return x.byRoom(key)
}

func (x *cert) ecSignature(key *publicKey) verdict {
	result := key.signer.ECDSA(x.digest(), x.Signature)
	if result == sigcheck.Unchecked {
		return signatureUnchecked
	}
	return goodIf(result == sigcheck.Good)
}

func goodIf(good bool) verdict {
	if good {
		return signatureGood
	}
	return signatureBad
}

// dsaSignature is FIPS 186-4 section 4.7.
func (x *cert) dsaSignature(key *publicKey) verdict {
	y := new(big.Int)
	input := cryptobyte.String(key.is.Point)
	r, s := sigcheck.ReadRS(x.Signature)
	if r == nil || x.scheme.hash == "" || !input.ReadASN1Integer(y) {
		return signatureBad
	}
	p, q, g := key.parameters[0], key.parameters[1], key.parameters[2]
	if !plausibleDSA(p, q, g) || r.Sign() <= 0 || s.Sign() <= 0 || r.Cmp(q) >= 0 || s.Cmp(q) >= 0 {
		return signatureBad
	}
	w := new(big.Int).ModInverse(s, q)
	if w == nil {
		return signatureBad
	}
	u, v := w.Mul(sigcheck.Leftmost(x.digest(), q), w), new(big.Int).ModInverse(s, q)
	u.Mod(u, q)
	v.Mul(v, r).Mod(v, q)
	left := new(big.Int).Exp(g, u, p)
	left.Mul(left, y.Exp(y, v, p)).Mod(left, p).Mod(left, q)
	return goodIf(left.Cmp(r) == 0)
}

// plausibleDSA holds the limits of crypto/dsa/dsa_ossl.c, dsa_do_verify, which also bound the work.
func plausibleDSA(p, q, g *big.Int) bool {
	bits := q.BitLen()
	return p.Sign() > 0 && g.Sign() > 0 && p.BitLen() <= 10000 && p.Bit(0) == 1 && (bits == 160 || bits == 224 || bits == 256)
}

func (x *cert) digest() []byte {
	h := x.hash().New()
	h.Write(x.RawTBS)
	return h.Sum(nil)
}

func (x *cert) hash() crypto.Hash {
	switch x.scheme.hash {
	case "SHA-1":
		return crypto.SHA1
	case "SHA-224":
		return crypto.SHA224
	case "SHA-256":
		return crypto.SHA256
	case "SHA-384":
		return crypto.SHA384
	case "SHA-512":
		return crypto.SHA512
	case "SHA3-224":
		return crypto.SHA3_224
	case "SHA3-256":
		return crypto.SHA3_256
	case "SHA3-384":
		return crypto.SHA3_384
	}
	return crypto.SHA3_512
}

// hasAlgorithmParameters tells parameters beside the object identifier, which EdDSA must not have
// (crypto/ec/ecx_meth.c, ecd_item_verify).
func (x *cert) hasAlgorithmParameters() bool {
	input := cryptobyte.String(x.innerAlgorithm)
	var seq cryptobyte.String
	return !input.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.SkipASN1(cbasn1.OBJECT_IDENTIFIER) || !seq.Empty()
}
