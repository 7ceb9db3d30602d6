package sigcheck_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"math/big"
	"slices"
	"sync"
	"testing"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// keyOf is d times the base point, and a sigcheck.Key that has practised.
func keyOf(t testing.TB, curve elliptic.Curve, d *big.Int) (*ecdsa.PrivateKey, *sigcheck.Key) {
	t.Helper()
	size := (curve.Params().N.BitLen() + 7) / 8
	private, err := ecdsa.ParseRawPrivateKey(curve, d.FillBytes(make([]byte, size)))
	if err != nil {
		t.Fatal(err)
	}
	octets, err := private.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	public := truststore.PublicKey{Type: "EC", Curve: curve.Params().Name, Bits: curve.Params().BitSize, Point: octets}
	key := sigcheck.NewKey(&public, new(sigcheck.Tables))
	for range 3 {
		key.ECDSA(nil, nil)
	}
	return private, key
}

// agree compares with crypto/ecdsa and tells what both say.
func agree(t testing.TB, key *sigcheck.Key, public *ecdsa.PublicKey, digest, signature []byte) bool {
	t.Helper()
	want := ecdsa.VerifyASN1(public, digest, signature)
	if got := key.ECDSA(digest, signature); (got == sigcheck.Good) != want || got == sigcheck.Unchecked {
		t.Fatalf("%s: digest %x, signature %x: %s, crypto/ecdsa says %t", public.Params().Name, digest, signature, got, want)
	}
	return want
}

func tableCurves() []elliptic.Curve { return []elliptic.Curve{elliptic.P384(), elliptic.P521()} }

// TestTablesAgreeWithCryptoECDSA: signatures as they should be, of digests of every length, and each octet changed.
func TestTablesAgreeWithCryptoECDSA(t *testing.T) {
	for _, curve := range tableCurves() {
		d, _ := rand.Int(rand.Reader, curve.Params().N)
		private, key := keyOf(t, curve, d)
		for _, size := range []int{0, 1, 20, 28, 32, 47, 48, 49, 64, 65, 66, 67, 100} {
			digest := bytes.Repeat([]byte{0xf5}, size)
			signature, err := ecdsa.SignASN1(rand.Reader, private, digest)
			if err != nil {
				continue // an empty digest
			}
			if !agree(t, key, &private.PublicKey, digest, signature) {
				t.Errorf("%d octets: not good", size)
			}
		}
		digest := make([]byte, 48)
		signature, _ := ecdsa.SignASN1(rand.Reader, private, digest)
		for i := range signature {
			other := bytes.Clone(signature)
			other[i] ^= 1
			agree(t, key, &private.PublicKey, digest, other)
			agree(t, key, &private.PublicKey, digest, signature[:i])
		}
		agree(t, key, &private.PublicKey, digest, append(bytes.Clone(signature), 0))
	}
}

// TestTablesAtTheEdges: private keys next to 0 and the order, where the points of the sum are equal, opposite or at
// infinity, under signatures next to 0, the order and the field's prime.
func TestTablesAtTheEdges(t *testing.T) {
	for _, curve := range tableCurves() {
		n, p := curve.Params().N, curve.Params().P
		near := func(x *big.Int) []*big.Int {
			return []*big.Int{new(big.Int).Sub(x, big.NewInt(1)), x, new(big.Int).Add(x, big.NewInt(1))}
		}
		numbers := slices.Concat(near(new(big.Int)), near(n), []*big.Int{p, new(big.Int).Rsh(n, 1), curve.Params().Gx})
		for _, d := range []*big.Int{big.NewInt(1), big.NewInt(2), new(big.Int).Rsh(n, 1), new(big.Int).Sub(n, big.NewInt(1))} {
			private, key := keyOf(t, curve, d)
			for _, r := range numbers {
				for _, s := range numbers {
					signature := derOf(r, s)
					for _, digest := range [][]byte{make([]byte, 48), n.Bytes(), bytes.Repeat([]byte{0xff}, 66), againstInfinity(r, d, n)} {
						agree(t, key, &private.PublicKey, digest, signature)
					}
				}
			}
		}
	}
}

// againstInfinity is a digest for which the sum of the two points is the one at infinity: e = -r·d.
func againstInfinity(r, d, n *big.Int) []byte {
	e := new(big.Int).Mul(r, d)
	e.Mod(e.Neg(e), n)
	if n.BitLen()%8 != 0 { // the digest is cut at the order's bits
		e.Lsh(e, uint(8-n.BitLen()%8))
	}
	return e.FillBytes(make([]byte, (n.BitLen()+7)/8))
}

func derOf(r, s *big.Int) []byte {
	b := cryptobyte.NewBuilder(nil)
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(r)
		b.AddASN1BigInt(s)
	})
	return b.BytesOrPanic()
}

// TestWhatIsNoSignature in DER, and what is none at all.
func TestWhatIsNoSignature(t *testing.T) {
	private, key := keyOf(t, elliptic.P384(), big.NewInt(5))
	digest := make([]byte, 48)
	for _, signature := range [][]byte{nil, {0x30}, {0x30, 0}, {0x30, 3, 2, 1, 1}, {0x30, 0x80, 2, 1, 1, 2, 1, 1, 0, 0},
		{0x30, 0x81, 6, 2, 1, 1, 2, 1, 1}, {0x30, 7, 2, 2, 0, 1, 2, 1, 1}, {0x30, 6, 2, 1, 0x81, 2, 1, 1}, {0x30, 5, 2, 0, 2, 1, 1},
		{0x30, 8, 2, 1, 1, 2, 1, 1, 5, 0}, {0x31, 6, 2, 1, 1, 2, 1, 1}, {0x30, 6, 2, 1, 1, 3, 1, 1}} {
		if agree(t, key, &private.PublicKey, digest, signature) {
			t.Errorf("%x is good", signature)
		}
	}
}

// TestManyAtOnce is for the race detector: the table appears while others check.
func TestManyAtOnce(t *testing.T) {
	private, practised := keyOf(t, elliptic.P384(), big.NewInt(99))
	octets, _ := private.PublicKey.Bytes()
	key := sigcheck.NewKey(&truststore.PublicKey{Type: "EC", Curve: "P-384", Bits: 384, Point: octets}, new(sigcheck.Tables))
	digest := make([]byte, 48)
	signature, _ := ecdsa.SignASN1(rand.Reader, private, digest)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 4 {
				if key.ECDSA(digest, signature) != sigcheck.Good || practised.ECDSA(digest, signature) != sigcheck.Good {
					t.Error("not good")
				}
			}
		})
	}
	all.Wait()
}

func FuzzTables(f *testing.F) {
	f.Add([]byte{1}, make([]byte, 48), derOf(big.NewInt(1), big.NewInt(1)), true)
	f.Add([]byte{7, 7}, []byte{}, derOf(elliptic.P384().Params().N, big.NewInt(1)), false)
	f.Fuzz(func(t *testing.T, secret, digest, signature []byte, sign bool) {
		for _, curve := range tableCurves() {
			d := new(big.Int).SetBytes(secret)
			d.Mod(d, new(big.Int).Sub(curve.Params().N, big.NewInt(1))).Add(d, big.NewInt(1))
			private, key := keyOf(t, curve, d)
			agree(t, key, &private.PublicKey, digest, signature)
			if good, err := ecdsa.SignASN1(rand.Reader, private, digest); err == nil && sign {
				agree(t, key, &private.PublicKey, digest, good)
			}
		}
	})
}
