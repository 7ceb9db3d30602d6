package keyfile

import (
	encoding "encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// rsaKey is what of an RSAPrivateKey decides whether its halves belong together. The CRT values are left out: they
// follow from the others.
type rsaKey struct {
	n, e, d big.Int
	primes  []*big.Int
}

// parsePKCS1 reads an RSAPrivateKey (RFC 8017 appendix A.1.2). Its public half gets the algorithm rsaEncryption with
// NULL parameters, as RFC 3279 section 2.3.1 asks.
func parsePKCS1(der []byte) (*Key, error) {
	oid := encoding.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	alg, err := newAlgorithm(oid, encoding.NullBytes)
	if err != nil {
		return nil, err
	}
	return parseRSA(der, alg, "PKCS#1")
}

func parseRSA(der, alg []byte, format string) (*Key, error) {
	k, err := readRSA(der)
	if err != nil {
		return nil, err
	}
	defer k.wipe()
	spki, err := rsaSPKI(alg, &k.n, &k.e)
	if err != nil {
		return nil, err
	}
	return &Key{Format: format, SPKI: spki, Damage: k.damage()}, nil
}

func readRSA(der []byte) (*rsaKey, error) {
	in, body, version := cryptobyte.String(der), cryptobyte.String(nil), 0
	if !in.ReadASN1(&body, asn1.SEQUENCE) || !body.ReadASN1Integer(&version) {
		return nil, damaged("the RSA key is not the structure of RFC 8017")
	}
	k := &rsaKey{primes: []*big.Int{new(big.Int), new(big.Int)}}
	for _, x := range []*big.Int{&k.n, &k.e, &k.d, k.primes[0], k.primes[1], new(big.Int), new(big.Int), new(big.Int)} {
		if !body.ReadASN1Integer(x) {
			return nil, damaged("the RSA key lacks some of the eight numbers of RFC 8017")
		}
	}
	if err := k.readOtherPrimes(body); err != nil {
		return nil, err
	}
	return k, k.inBounds()
}

// readOtherPrimes reads the OtherPrimeInfos of a key with more than two primes, which stand last and are optional.
func (k *rsaKey) readOtherPrimes(rest cryptobyte.String) error {
	var infos cryptobyte.String
	if !rest.ReadOptionalASN1(&infos, nil, asn1.SEQUENCE) {
		return damaged("the other primes of the RSA key cannot be read")
	}
	for !infos.Empty() {
		var info cryptobyte.String
		prime := new(big.Int)
		if !infos.ReadASN1(&info, asn1.SEQUENCE) || !info.ReadASN1Integer(prime) {
			return damaged("the other primes of the RSA key cannot be read")
		}
		if k.primes = append(k.primes, prime); len(k.primes) > maxRSAPrimes {
			return overLimit(hintSmallerKey, "the RSA key has more than %d primes, which is the limit", maxRSAPrimes)
		}
	}
	return nil
}

// inBounds comes before any arithmetic, since its time grows with the square of the size.
func (k *rsaKey) inBounds() error {
	if k.n.Sign() <= 0 || k.e.Sign() <= 0 {
		return damaged("the RSA modulus or public exponent is not a positive number")
	}
	for _, x := range append([]*big.Int{&k.n, &k.e, &k.d}, k.primes...) {
		if x.BitLen() > maxRSABits {
			return overLimit(hintSmallerKey, "the RSA key has numbers of %d bits; the limit is %d", x.BitLen(), maxRSABits)
		}
	}
	return nil
}

// damage proves that the private half opens what the public half closes (RFC 8017 section 3.2): e·d ≡ 1 modulo the
// least common multiple of all p-1, which is the same as modulo each p-1.
func (k *rsaKey) damage() string {
	product, one := big.NewInt(1), big.NewInt(1)
	for _, p := range k.primes {
		if p.Cmp(one) <= 0 {
			return "a prime of the RSA key is missing or not a prime"
		}
		product.Mul(product, p)
	}
	if product.Cmp(&k.n) != 0 {
		return "the RSA modulus is not the product of the stored primes (n != p*q)"
	}
	for _, p := range k.primes {
		ed, order := new(big.Int).Mul(&k.e, &k.d), new(big.Int).Sub(p, one)
		if ed.Sub(ed, one).Mod(ed, order).Sign() != 0 {
			return "the RSA private exponent does not belong to the public one (e*d != 1 mod lcm(p-1, q-1))"
		}
	}
	return ""
}

func (k *rsaKey) wipe() {
	for _, x := range append([]*big.Int{&k.d}, k.primes...) {
		clear(x.Bits())
	}
}

// rsaSPKI wraps an RSAPublicKey (RFC 8017 appendix A.1.1).
func rsaSPKI(alg []byte, n, e *big.Int) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(n)
		b.AddASN1BigInt(e)
	})
	public, err := built(&b)
	if err != nil {
		return nil, err
	}
	return newSPKI(alg, public)
}
