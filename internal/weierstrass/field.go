package weierstrass

import (
	"math/big"
	"math/bits"
)

// element is a number of a field in the form of P. L. Montgomery, x·2^(64·words) mod p, lowest word first and below p, so
// that two elements are equal when their words are. Eight words do for 512 bits.
type element [8]uint64

// field is the numbers modulo an odd prime p.
type field struct {
	prime *big.Int
	p     element
	words int
	k     uint64 // -1/p mod 2^64
	one   element
}

func newField(prime *big.Int) *field {
	f := &field{prime: prime, words: (prime.BitLen() + 63) / 64}
	f.p = wordsOf(prime)
	f.k = 1
	for range 6 { // Newton's iteration for 1/p doubles the bits that are right, of which the first is
		f.k *= 2 - f.p[0]*f.k
	}
	f.k = -f.k
	f.one = f.element(big.NewInt(1))
	return f
}

func wordsOf(x *big.Int) (e element) {
	var octets [64]byte
	x.FillBytes(octets[:])
	for i := range e {
		for _, octet := range octets[56-8*i : 64-8*i] {
			e[i] = e[i]<<8 | uint64(octet)
		}
	}
	return e
}

// element brings a number into the field.
func (f *field) element(x *big.Int) element {
	shifted := new(big.Int).Lsh(x, uint(64*f.words))
	return wordsOf(shifted.Mod(shifted, f.prime))
}

// number is the way back: a product with a bare 1 takes the factor out.
func (f *field) number(e element) *big.Int {
	e = f.mul(e, element{1})
	octets := make([]byte, 0, 64)
	for i := len(e) - 1; i >= 0; i-- {
		for shift := 56; shift >= 0; shift -= 8 {
			octets = append(octets, byte(e[i]>>shift))
		}
	}
	return new(big.Int).SetBytes(octets)
}

// mul adds x times a word of y, and the multiple of p that clears the lowest word, and drops that word, for each word of
// y (Ç. K. Koç and others, Analyzing and comparing Montgomery multiplication algorithms, 1996: CIOS).
func (f *field) mul(x, y element) element {
	var sum element
	var top uint64
	for _, w := range y[:f.words] {
		high := f.addRow(&sum, &x, w)
		first, over := bits.Add64(top, high, 0)
		high = f.addRow(&sum, &f.p, sum[0]*f.k)
		last, overToo := bits.Add64(first, high, 0)
		copy(sum[:], sum[1:f.words])
		sum[f.words-1], top = last, over+overToo
	}
	return f.reduced(sum, top)
}

// addRow adds x·w to sum and gives what goes beyond it.
func (f *field) addRow(sum, x *element, w uint64) (high uint64) {
	for i := range f.words {
		product, low := bits.Mul64(x[i&7], w)
		low, carry := bits.Add64(low, sum[i&7], 0)
		product += carry
		sum[i&7], carry = bits.Add64(low, high, 0)
		high = product + carry
	}
	return high
}

// reduced takes p once from a number below 2p; top is its word beyond the others.
func (f *field) reduced(x element, top uint64) element {
	less, borrow := f.subtracted(x, f.p)
	if top == 0 && borrow == 1 {
		return x
	}
	return less
}

func (f *field) subtracted(x, y element) (difference element, borrow uint64) {
	for i := range f.words {
		difference[i&7], borrow = bits.Sub64(x[i&7], y[i&7], borrow)
	}
	return difference, borrow
}

func (f *field) add(x, y element) element {
	var carry uint64
	for i := range f.words {
		x[i&7], carry = bits.Add64(x[i&7], y[i&7], carry)
	}
	return f.reduced(x, carry)
}

func (f *field) sub(x, y element) element {
	difference, borrow := f.subtracted(x, y)
	if borrow == 0 {
		return difference
	}
	var carry uint64
	for i := range f.words {
		difference[i&7], carry = bits.Add64(difference[i&7], f.p[i&7], carry)
	}
	return difference
}

func (f *field) double(x element) element { return f.add(x, x) }

// inverse is 1/x, for x other than 0.
func (f *field) inverse(x element) element {
	return f.element(new(big.Int).ModInverse(f.number(x), f.prime))
}
