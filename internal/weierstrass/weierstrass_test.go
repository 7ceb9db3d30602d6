package weierstrass_test

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/mtlscheck/mtlscheck/internal/weierstrass"
)

func names() []string {
	return []string{"secp256k1", "P-192", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"}
}

func small(n int64) *big.Int { return big.NewInt(n) }

// TestTheParametersFit: the base point lies on its curve, and its order leads to infinity and no earlier number tried.
func TestTheParametersFit(t *testing.T) {
	for _, name := range names() {
		c := weierstrass.Named(name)
		x, y := c.Sum(small(1), small(0), c.G)
		if _, ok := c.Point(c.Octets(x, y)); !ok {
			t.Errorf("%s: the base point is not on the curve", name)
		}
		if x, _ := c.Sum(c.N, small(0), c.G); x != nil {
			t.Errorf("%s: N·G is not at infinity", name)
		}
		if !c.N.ProbablyPrime(10) {
			t.Errorf("%s: its order is not prime", name)
		}
	}
	if weierstrass.Has("P-256") || weierstrass.Named("explicit parameters") != nil {
		t.Error("a curve that is not here")
	}
}

// TestSumsAreLinear: u·G + v·(d·G) is (u+v·d)·G, also where points are equal, opposite or at infinity.
func TestSumsAreLinear(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range names() {
		c := weierstrass.Named(name)
		last := new(big.Int).Sub(c.N, small(1))
		numbers := []*big.Int{small(0), small(1), small(2), small(3), last, new(big.Int).Rsh(c.N, 1), new(big.Int).Mul(small(r.Int64()), small(r.Int64()))}
		for _, d := range numbers[1:] {
			x, y := c.Sum(d, small(0), c.G)
			q, ok := c.Point(c.Octets(x, y))
			if !ok {
				t.Fatalf("%s: %d·G is not on the curve", name, d)
			}
			for _, u := range numbers {
				for _, v := range numbers {
					linear(t, c, u, v, d, q)
				}
			}
		}
	}
}

func linear(t *testing.T, c *weierstrass.Curve, u, v, d *big.Int, q weierstrass.Point) {
	t.Helper()
	k := new(big.Int).Mul(v, d)
	k.Add(k, u).Mod(k, c.N)
	x, y := c.Sum(u, v, q)
	wantX, wantY := c.Sum(k, small(0), c.G)
	switch {
	case x == nil || wantX == nil:
		if x != wantX || k.Sign() != 0 {
			t.Errorf("%d·G + %d·%d·G: infinity is %t, want %t", u, v, d, x == nil, k.Sign() == 0)
		}
	case x.Cmp(wantX) != 0 || y.Cmp(wantY) != 0:
		t.Errorf("%d·G + %d·%d·G is not %d·G", u, v, d, k)
	}
}

// TestPointsThatAreNone of their curve, or not in one of the three forms.
func TestPointsThatAreNone(t *testing.T) {
	for _, name := range names() {
		c := weierstrass.Named(name)
		x, y := c.Sum(small(7), small(0), c.G)
		good := c.Octets(x, y)
		size := len(good) / 2
		form := func(first byte, rest []byte) []byte { return append([]byte{first}, rest...) }
		parity := byte(y.Bit(0))
		for what, octets := range map[string][]byte{"uncompressed": good, "compressed": form(2+parity, good[1:1+size]), "hybrid": form(6+parity, good[1:])} {
			if _, ok := c.Point(octets); !ok {
				t.Errorf("%s: %s is refused", name, what)
			}
		}
		off := bytes.Clone(good)
		off[len(off)-1] ^= 1
		large := form(4, bytes.Repeat([]byte{0xff}, 2*size))
		for what, octets := range map[string][]byte{"nothing": nil, "infinity": {0}, "off the curve": off, "beyond the field": large,
			"short": good[:len(good)-1], "long": append(bytes.Clone(good), 0), "another form": form(5, good[1:]),
			"hybrid of the wrong parity": form(7-parity, good[1:]), "compressed and long": form(2, good[1:])} {
			if _, ok := c.Point(octets); ok {
				t.Errorf("%s: %s is taken", name, what)
			}
		}
	}
}
