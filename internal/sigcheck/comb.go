package sigcheck

import (
	"math/big"
	"sync/atomic"
)

// Tables bounds the memory of keys that share it: each holds a table of multiples of its point when it has checked
// often enough. The zero value is ready; a nil one allows no table.
type Tables struct{ made atomic.Int32 }

// maxTables keeps the tables of one Tables below 10 MiB for P-384 and 15 MiB for P-521.
const maxTables = 1024

func (t *Tables) take() bool { return t != nil && t.made.Add(1) <= maxTables }

// point is what filippo.io/nistec offers of a curve: crypto/ecdsa's own arithmetic, which the standard library keeps to
// itself. Its sums are complete, so no point is a special case, neither equal ones nor the one at infinity.
type point[P any] interface {
	Add(a, b P) P
	Double(a P) P
	SetBytes(octets []byte) (P, error)
	ScalarBaseMult(scalar []byte) (P, error)
	BytesX() ([]byte, error)
}

// teeth is how many bits of a number one step of a comb takes. Six make 64 steps of P-384 instead of 384, out of 64
// points; a tooth more would double the points to save nine steps.
const teeth = 6

// comb multiplies one point by many numbers (C. H. Lim and P. J. Lee, More flexible exponentiation with
// precomputation, 1994). The bits of a number are read in six rows at once, and each column of bits adds one sum.
type comb[P point[P]] struct {
	zero    func() P // a new point at infinity
	spacing int      // bits of a row
	sums    [1 << teeth]P
}

// newComb costs about half of what crypto/ecdsa takes for one check.
func newComb[P point[P]](zero func() P, q P, bits int) *comb[P] {
	c := &comb[P]{zero: zero, spacing: (bits + teeth - 1) / teeth}
	c.sums[0] = zero()
	for i := range teeth {
		for j := range 1 << i {
			c.sums[1<<i|j] = zero().Add(c.sums[j], q)
		}
		q = c.shifted(q)
	}
	return c
}

// shifted is the point that stands for the next row.
func (c *comb[P]) shifted(q P) P {
	next := c.zero().Add(q, c.sums[0])
	for range c.spacing {
		next.Double(next)
	}
	return next
}

func (c *comb[P]) multiply(k *big.Int) P {
	total := c.zero()
	for i := c.spacing - 1; i >= 0; i-- {
		column := 0
		for t := range teeth {
			column |= int(k.Bit(i+t*c.spacing)) << t
		}
		total.Double(total)
		total.Add(total, c.sums[column])
	}
	return total
}

// ecdsaVerifier checks as crypto/ecdsa does (FIPS 186-5 section 6.4.2) with a key that has a comb.
func ecdsaVerifier[P point[P]](zero func() P, public []byte, n *big.Int) func(digest, signature []byte) bool {
	q, err := zero().SetBytes(public)
	if err != nil {
		return nil
	}
	comb := newComb(zero, q, n.BitLen())
	return func(digest, signature []byte) bool {
		u, v, r := ecdsaScalars(digest, signature, n)
		if r == nil {
			return false
		}
		sum, err := zero().ScalarBaseMult(u.FillBytes(make([]byte, (n.BitLen()+7)/8)))
		if err != nil {
			return false
		}
		octets, err := sum.Add(sum, comb.multiply(v)).BytesX()
		if err != nil {
			return false // the point at infinity has no x
		}
		x := new(big.Int).SetBytes(octets)
		return x.Mod(x, n).Cmp(r) == 0
	}
}
