package opensslverify

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"io"
	"math/big"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/internal/weierstrass"
)

// This file writes DER by hand, because crypto/x509 refuses to make most of what the comparison with openssl needs.

func tlv(tag byte, content ...[]byte) []byte {
	body := slices.Concat(content...)
	head := []byte{tag}
	switch n := len(body); {
	case n < 0x80:
		head = append(head, byte(n))
	case n < 0x100:
		head = append(head, 0x81, byte(n))
	case n < 0x10000:
		head = append(head, 0x82, byte(n>>8), byte(n))
	default:
		head = append(head, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	return append(head, body...)
}

func seq(content ...[]byte) []byte { return tlv(0x30, content...) }
func set(content ...[]byte) []byte { return tlv(0x31, content...) }
func octets(content ...[]byte) []byte {
	return tlv(0x04, content...)
}
func bits(unused byte, content []byte) []byte { return tlv(0x03, []byte{unused}, content) }
func integer(n int64) []byte {
	der, _ := asn1.Marshal(n)
	return der
}
func boolean(b bool) []byte {
	if b {
		return []byte{1, 1, 0xff}
	}
	return []byte{1, 1, 0}
}

func oid(dotted string) []byte {
	var id asn1.ObjectIdentifier
	for part := range strings.SplitSeq(dotted, ".") {
		n, _ := new(big.Int).SetString(part, 10)
		id = append(id, int(n.Int64()))
	}
	der, err := asn1.Marshal(id)
	if err != nil {
		panic(err)
	}
	return der
}

// String types of names.
const (
	utf8String      = 0x0c
	printableString = 0x13
	t61String       = 0x14
	ia5String       = 0x16
	bmpString       = 0x1e
)

func attr(id string, tag byte, value string) []byte {
	return set(seq(oid(id), tlv(tag, []byte(value))))
}

func utcTime(t time.Time) []byte { return tlv(0x17, []byte(t.UTC().Format("060102150405Z"))) }

func ext(id string, critical bool, value []byte) []byte {
	if critical {
		return seq(oid(id), boolean(true), octets(value))
	}
	return seq(oid(id), octets(value))
}

// testKey is a key pair with its SubjectPublicKeyInfo.
type testKey struct {
	signer crypto.Signer
	spki   []byte
	id     []byte // its subject key identifier
}

func newTestKey(signer crypto.Signer) *testKey {
	spki, err := x509.MarshalPKIXPublicKey(signer.Public())
	if err != nil {
		panic(err)
	}
	h := crypto.SHA1.New()
	h.Write(spki)
	return &testKey{signer, spki, h.Sum(nil)}
}

func newECKey() *testKey {
	k, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return newTestKey(k)
}

// testKeys are the same in every run: what a seed has found, it finds again.
func testKeys() []*testKey {
	source := mathrand.NewChaCha8([32]byte{20, 26, 6, 1})
	ec := func(curve elliptic.Curve) *testKey {
		d := below(source, curve.Params().N)
		k, err := ecdsa.ParseRawPrivateKey(curve, d.FillBytes(make([]byte, (curve.Params().BitSize+7)/8)))
		if err != nil {
			panic(err)
		}
		return newTestKey(k)
	}
	edwards := func() *testKey {
		seed := make([]byte, ed25519.SeedSize)
		source.Read(seed)
		return newTestKey(ed25519.NewKeyFromSeed(seed))
	}
	p256 := elliptic.P256()
	return []*testKey{ec(p256), ec(p256), ec(p256), ec(p256), newRSAKey(source, 1024), newRSAKey(source, 2048), newRSAKey(source, 2048),
		ec(elliptic.P384()), ec(elliptic.P521()), edwards(), edwards(),
		newCurveKey(source, "1.3.132.0.10", "secp256k1"), newCurveKey(source, "1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1")}
}

// below gives a number from 1 to n-1.
func below(source io.Reader, n *big.Int) *big.Int {
	octets := make([]byte, len(n.Bytes())+8)
	io.ReadFull(source, octets)
	last := new(big.Int).Sub(n, big.NewInt(1))
	d := new(big.Int).SetBytes(octets)
	return d.Mod(d, last).Add(d, big.NewInt(1))
}

func newRSAKey(source io.Reader, size int) *testKey {
	e, one := big.NewInt(65537), big.NewInt(1)
	less := func(n *big.Int) *big.Int { return new(big.Int).Sub(n, one) }
	prime := func() *big.Int {
		half := make([]byte, size/16)
		io.ReadFull(source, half)
		half[0] |= 0xc0 // so that the product of two has all the bits
		p := new(big.Int).SetBytes(half)
		for !p.ProbablyPrime(20) || new(big.Int).GCD(nil, nil, e, less(p)).Cmp(one) != 0 {
			p.Add(p, one)
		}
		return p
	}
	p, q := prime(), prime()
	d := new(big.Int).ModInverse(e, new(big.Int).Mul(less(p), less(q)))
	k := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: int(e.Int64())}, D: d, Primes: []*big.Int{p, q}}
	k.Precompute()
	return newTestKey(k)
}

// curveKey signs on the curves that Go does not have.
type curveKey struct {
	curve *weierstrass.Curve
	d     *big.Int
}

func newCurveKey(source io.Reader, dotted, name string) *testKey {
	k := &curveKey{curve: weierstrass.Named(name)}
	k.d = below(source, k.curve.N)
	point := append([]byte{4}, k.multiple(k.d)...)
	spki := seq(seq(oid("1.2.840.10045.2.1"), oid(dotted)), bits(0, point))
	return &testKey{k, spki, point[1:21]}
}

// multiple is d·G, both coordinates at full length.
func (k *curveKey) multiple(d *big.Int) []byte {
	x, y := k.curve.Sum(d, new(big.Int), k.curve.G)
	size := (k.curve.N.BitLen() + 7) / 8
	return append(x.FillBytes(make([]byte, size)), y.FillBytes(make([]byte, size))...)
}

func (k *curveKey) Public() crypto.PublicKey { return nil }

func (k *curveKey) Sign(_ io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	seed := sha256.Sum256(append(k.d.Bytes(), digest...))
	nonce := below(mathrand.NewChaCha8(seed), k.curve.N)
	point := k.multiple(nonce)
	r := new(big.Int).SetBytes(point[:len(point)/2])
	r.Mod(r, k.curve.N)
	s := new(big.Int).Mul(r, k.d)
	s.Add(s, sigcheck.Leftmost(digest, k.curve.N)).Mul(s, new(big.Int).ModInverse(nonce, k.curve.N)).Mod(s, k.curve.N)
	return asn1.Marshal(struct{ R, S *big.Int }{r, s})
}

// testAlgorithm is a way to sign.
type testAlgorithm struct {
	der  []byte // AlgorithmIdentifier
	hash crypto.Hash
	pss  bool
}

func null() []byte { return []byte{5, 0} }

func rsaAlgorithms() []testAlgorithm {
	return []testAlgorithm{
		{seq(oid("1.2.840.113549.1.1.11"), null()), crypto.SHA256, false},
		{seq(oid("1.2.840.113549.1.1.12"), null()), crypto.SHA384, false},
		{seq(oid("1.2.840.113549.1.1.13"), null()), crypto.SHA512, false},
		{seq(oid("1.2.840.113549.1.1.14"), null()), crypto.SHA224, false},
		{seq(oid("1.2.840.113549.1.1.5"), null()), crypto.SHA1, false},
		{seq(oid("1.2.840.113549.1.1.4"), null()), crypto.MD5, false},
		{seq(oid("1.2.840.113549.1.1.10"), seq(
			tlv(0xa0, seq(oid("2.16.840.1.101.3.4.2.1"), null())),
			tlv(0xa1, seq(oid("1.2.840.113549.1.1.8"), seq(oid("2.16.840.1.101.3.4.2.1"), null()))),
			tlv(0xa2, integer(32)))), crypto.SHA256, true},
		{seq(oid("2.16.840.1.101.3.4.3.14"), null()), crypto.SHA3_256, false},
		{seq(oid("2.16.840.1.101.3.4.3.16"), null()), crypto.SHA3_512, false},
	}
}

func ecAlgorithms() []testAlgorithm {
	return []testAlgorithm{
		{seq(oid("1.2.840.10045.4.3.2")), crypto.SHA256, false},
		{seq(oid("1.2.840.10045.4.3.3")), crypto.SHA384, false},
		{seq(oid("1.2.840.10045.4.3.4")), crypto.SHA512, false},
		{seq(oid("1.2.840.10045.4.3.1")), crypto.SHA224, false},
		{seq(oid("1.2.840.10045.4.1")), crypto.SHA1, false},
	}
}

func (k *testKey) algorithms() []testAlgorithm {
	switch k.signer.(type) {
	case *rsa.PrivateKey:
		return rsaAlgorithms()
	case *ecdsa.PrivateKey, *curveKey:
		return ecAlgorithms()
	}
	return []testAlgorithm{{seq(oid("1.3.101.112")), 0, false}}
}

func (k *testKey) sign(tbs []byte, a testAlgorithm) []byte {
	digest := tbs
	var opts crypto.SignerOpts = crypto.Hash(0)
	if a.hash != 0 {
		h := a.hash.New()
		h.Write(tbs)
		digest, opts = h.Sum(nil), a.hash
	}
	if a.pss {
		opts = &rsa.PSSOptions{SaltLength: 32, Hash: a.hash}
	}
	if private, ok := k.signer.(*rsa.PrivateKey); ok && !a.pss {
		return signPKCS1(private, a.hash, digest)
	}
	// Without a source of randomness ECDSA takes that of RFC 6979, so that no signature is longer in another run.
	var source io.Reader
	if a.pss {
		source = rand.Reader
	}
	signature, err := k.signer.Sign(source, digest, opts)
	if err != nil {
		panic(err)
	}
	return signature
}

// signPKCS1 signs with any hash, also those that crypto/rsa no longer signs with.
func signPKCS1(k *rsa.PrivateKey, hash crypto.Hash, digest []byte) []byte {
	ids := map[crypto.Hash]string{crypto.MD5: "1.2.840.113549.2.5", crypto.SHA1: "1.3.14.3.2.26", crypto.SHA224: "2.16.840.1.101.3.4.2.4",
		crypto.SHA256: "2.16.840.1.101.3.4.2.1", crypto.SHA384: "2.16.840.1.101.3.4.2.2", crypto.SHA512: "2.16.840.1.101.3.4.2.3",
		crypto.SHA3_256: "2.16.840.1.101.3.4.2.8", crypto.SHA3_512: "2.16.840.1.101.3.4.2.10"}
	info := seq(seq(oid(ids[hash]), null()), octets(digest))
	size := k.Size()
	em := slices.Repeat([]byte{0xff}, size)
	em[0], em[1], em[size-len(info)-1] = 0, 1, 0
	copy(em[size-len(info):], info)
	m := new(big.Int).SetBytes(em)
	return m.Exp(m, k.D, k.N).FillBytes(make([]byte, size))
}

// testCert is everything that a certificate is made of.
type testCert struct {
	version            int // 1, 2 or 3
	serial             []byte
	issuer, subject    []byte
	notBefore          []byte
	notAfter           []byte
	spki               []byte
	extensions         [][]byte
	algorithm          testAlgorithm
	innerDER, outerDER []byte // instead of the algorithm's own
	signer             *testKey
	tamper             bool
	unusedBits         byte
	loosen             func([]byte) []byte // makes BER of it; nil for none
}

func (c *testCert) der() []byte {
	inner, outer := c.algorithm.der, c.algorithm.der
	if c.innerDER != nil {
		inner = c.innerDER
	}
	if c.outerDER != nil {
		outer = c.outerDER
	}
	var version, extensions []byte
	if c.version > 1 {
		version = tlv(0xa0, integer(int64(c.version-1)))
	}
	if len(c.extensions) > 0 {
		extensions = tlv(0xa3, seq(c.extensions...))
	}
	tbs := seq(version, tlv(2, c.serial), inner, c.issuer, seq(c.notBefore, c.notAfter), c.subject, c.spki, extensions)
	if c.loosen != nil {
		tbs = c.loosen(tbs)
	}
	signature := c.signer.sign(tbs, c.algorithm)
	if c.tamper {
		signature[len(signature)-1] ^= 0x10
	}
	if c.unusedBits > 0 {
		signature[len(signature)-1] &= 0xff << c.unusedBits
	}
	if c.loosen != nil {
		return looseTLV(c.loosen, 0x30, tbs, outer, bits(c.unusedBits, signature))
	}
	return seq(tbs, outer, bits(c.unusedBits, signature))
}

// looseTLV wraps content that stays as it is in a length that loosen chooses.
func looseTLV(loosen func([]byte) []byte, tag byte, content ...[]byte) []byte {
	frame := loosen([]byte{tag, 0})
	body := slices.Concat(content...)
	switch {
	case len(frame) == 2:
		return tlv(tag, body)
	case frame[1] == 0x80:
		return slices.Concat([]byte{tag, 0x80}, body, []byte{0, 0})
	}
	return slices.Concat([]byte{tag, 0x84, 0, 0, byte(len(body) >> 8), byte(len(body))}, body)
}
