package modexp_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/mtlscheck/mtlscheck/internal/modexp"
)

// TestLikeMathBig goes through moduli of every length, among them those next to powers of two, where every carry
// there can be comes up, and through numbers next to 0 and the modulus.
func TestLikeMathBig(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for bits := 2; bits < 9000; bits += 1 + bits/8 {
		one := big.NewInt(1)
		low := new(big.Int).Lsh(one, uint(bits-1))
		high := new(big.Int).Sub(new(big.Int).Lsh(one, uint(bits)), one)
		for _, n := range []*big.Int{new(big.Int).Add(low, one), high, odd(r, bits), odd(r, bits)} {
			for _, s := range []*big.Int{new(big.Int), one, new(big.Int).Sub(n, one), below(r, n), new(big.Int).Rsh(n, 1)} {
				compare(t, s, big.NewInt(65537), n)
			}
		}
	}
}

// TestOtherExponents: none is treated as another.
func TestOtherExponents(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	n := odd(r, 3000)
	wide := new(big.Int).Lsh(big.NewInt(1), 64)
	for _, e := range []*big.Int{new(big.Int), big.NewInt(1), big.NewInt(2), big.NewInt(3), big.NewInt(17), big.NewInt(65536),
		big.NewInt(65539), wide.Add(wide, big.NewInt(65537)), new(big.Int).Add(n, big.NewInt(2))} {
		compare(t, below(r, n), e, n)
	}
}

func FuzzLikeMathBig(f *testing.F) {
	f.Add([]byte{255, 255, 255}, []byte{2})
	f.Add(make([]byte, 600), make([]byte, 512))
	f.Fuzz(func(t *testing.T, modulus, number []byte) {
		n := new(big.Int).SetBytes(modulus)
		n.SetBit(n, 0, 1)
		if n.BitLen() < 2 || n.BitLen() > 9000 {
			return
		}
		s := new(big.Int).SetBytes(number)
		compare(t, s.Mod(s, n), big.NewInt(65537), n)
	})
}

func compare(t *testing.T, s, e, n *big.Int) {
	t.Helper()
	want := new(big.Int).Exp(s, e, n)
	if got := modexp.New(n).Exp(s, e); got.Cmp(want) != 0 {
		t.Fatalf("%x^%x mod %x = %x, want %x", s, e, n, got, want)
	}
}

func odd(r *rand.Rand, bits int) *big.Int {
	n := below(r, new(big.Int).Lsh(big.NewInt(1), uint(bits)))
	return n.SetBit(n.SetBit(n, 0, 1), bits-1, 1)
}

func below(r *rand.Rand, n *big.Int) *big.Int {
	octets := make([]byte, n.BitLen()/8+9)
	for i := range octets {
		octets[i] = byte(r.Uint32())
	}
	s := new(big.Int).SetBytes(octets)
	return s.Mod(s, n)
}

func BenchmarkPower(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	e := big.NewInt(65537)
	for _, bits := range []int{1024, 2048, 2049, 3072, 4096, 8192, 16384} {
		n := odd(r, bits)
		s, m := below(r, n), modexp.New(n)
		b.Run(fmt.Sprintf("%d", bits), func(b *testing.B) {
			for b.Loop() {
				m.Exp(s, e)
			}
		})
		b.Run(fmt.Sprintf("%d/once", bits), func(b *testing.B) {
			for b.Loop() {
				modexp.New(n).Exp(s, e)
			}
		})
		b.Run(fmt.Sprintf("%d/big", bits), func(b *testing.B) {
			for b.Loop() {
				new(big.Int).Exp(s, e, n)
			}
		})
	}
}
