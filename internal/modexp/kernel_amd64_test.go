package modexp

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRowsWordForWord compares the assembly with math/big, also where every carry is set, and where y is z.
func TestRowsWordForWord(t *testing.T) {
	if newKernel(big.NewInt(3)) == nil {
		t.Skip("this processor lacks ADX or BMI2, so nothing was checked here")
	}
	r := rand.New(rand.NewPCG(1, 2))
	words := func(n int) []big.Word {
		list := make([]big.Word, n)
		for i := range list {
			list[i] = []big.Word{0, 1, 1 << 63, ^big.Word(0), big.Word(r.Uint64())}[r.IntN(5)]
		}
		return list
	}
	for range 20_000 {
		n, m := block*(1+r.IntN(5)), 1+r.IntN(20)
		z, x, y, k := words(n+m), words(n), words(m), words(1)[0]
		if r.IntN(2) == 0 {
			y = z
		}
		want, wantCarry := rowsOfBig(z, x, slices.Clone(y), m, k, &y[0] == &z[0])
		if carry := addRows(&z[0], &x[0], n, &y[0], m, k); carry != wantCarry || !slices.Equal(z, want) {
			t.Fatalf("n=%d m=%d: %x carry %d, want %x carry %d", n, m, z, carry, want, wantCarry)
		}
	}
}

func rowsOfBig(z, x, y []big.Word, m int, k big.Word, same bool) (sum []big.Word, carry big.Word) {
	number := func(words []big.Word) *big.Int { return new(big.Int).SetBits(slices.Clone(words)) }
	total := number(z)
	for i := range m {
		w := y[i]
		if same {
			w = big.Word(new(big.Int).Rsh(total, uint(64*i)).Uint64())
		}
		row := new(big.Int).Mul(number(x), number([]big.Word{w * k}))
		total.Add(total, row.Lsh(row, uint(64*i)))
	}
	sum = make([]big.Word, len(z)+1)
	copy(sum, total.Bits())
	return sum[:len(z)], sum[len(z)]
}

// TestWithoutTheKernel: moduli that it does not take still have their powers.
func TestWithoutTheKernel(t *testing.T) {
	large := new(big.Int).Lsh(big.NewInt(1), maxBits)
	large.SetBit(large, 0, 1)
	for _, n := range []*big.Int{large, big.NewInt(6)} {
		m := New(n)
		if m.fast != nil {
			t.Fatalf("%d bits: a kernel", n.BitLen())
		}
		if got := m.Exp(big.NewInt(5), big.NewInt(1)); got.Int64() != 5 {
			t.Errorf("5^1 = %d", got)
		}
	}
}
