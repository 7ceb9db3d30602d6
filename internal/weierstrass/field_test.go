package weierstrass

import (
	"math/big"
	"testing"
)

// FuzzFieldLikeMathBig compares the arithmetic of every field with math/big's, from numbers next to 0 and the prime.
func FuzzFieldLikeMathBig(f *testing.F) {
	ones := make([]byte, 64)
	for i := range ones {
		ones[i] = 0xff
	}
	for _, x := range [][]byte{{}, {1}, {2}, ones, ones[:32], ones[:31], {1, 0, 0, 0, 0, 0, 0, 0, 0}} {
		for _, y := range [][]byte{{}, {1}, ones, ones[:24]} {
			f.Add(x, y, false)
			f.Add(x, y, true)
		}
	}
	f.Fuzz(func(t *testing.T, a, b []byte, opposite bool) {
		for _, name := range []string{"secp256k1", "P-192", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"} {
			field := Named(name).field
			x, y := new(big.Int).SetBytes(a), new(big.Int).SetBytes(b)
			if opposite {
				x.Neg(x)
			}
			likeMathBig(t, field, x.Mod(x, field.prime), y.Mod(y, field.prime))
		}
	})
}

func likeMathBig(t *testing.T, f *field, x, y *big.Int) {
	t.Helper()
	ex, ey := f.element(x), f.element(y)
	same := func(what string, got element, want *big.Int) {
		t.Helper()
		if got != f.element(want) || f.number(got).Cmp(want.Mod(want, f.prime)) != 0 {
			t.Errorf("%d %s %d modulo %d: %d, want %d", x, what, y, f.prime, f.number(got), want)
		}
	}
	same("times", f.mul(ex, ey), new(big.Int).Mul(x, y))
	same("plus", f.add(ex, ey), new(big.Int).Add(x, y))
	same("minus", f.sub(ex, ey), new(big.Int).Sub(x, y))
	if x.Sign() != 0 {
		same("inverse", f.inverse(ex), new(big.Int).ModInverse(x, f.prime))
	}
}
