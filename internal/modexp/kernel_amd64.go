package modexp

import (
	"math/big"
	"math/bits"
)

const (
	block = 8 // words that addRows does at a time

	// Above this math/big, which multiplies large numbers by Karatsuba's rule, is as fast.
	maxBits = 8192
)

// kernel computes with numbers modulo n in the form of P. L. Montgomery (Modular multiplication without trial
// division, 1985): x stands as x·R mod n for R = 2^(64·len(n)), and the products are divided by R from their low end.
type kernel struct {
	modulus *big.Int
	n       []big.Word // the modulus, with zeros up to a whole number of blocks
	k       big.Word   // -1/n mod 2^64: n·k·x cancels the word x
	rr      []big.Word // R² mod n
}

// newKernel gives nil where math/big has to do.
func newKernel(n *big.Int) *kernel {
	if n.BitLen() > maxBits || n.Bit(0) == 0 || !hasRows() {
		return nil
	}
	size := (len(n.Bits()) + block - 1) / block * block
	rr := new(big.Int).Lsh(big.NewInt(1), uint(2*size*bits.UintSize))
	return &kernel{modulus: n, n: padded(n, size), k: -inverse(n.Bits()[0]), rr: padded(rr.Mod(rr, n), size)}
}

func padded(x *big.Int, size int) []big.Word {
	words := make([]big.Word, size)
	copy(words, x.Bits())
	return words
}

// inverse is 1/x mod 2^64 for an odd x, by Newton's iteration: x is right in 3 bits, and each step doubles them.
func inverse(x big.Word) big.Word {
	y := x
	for range 5 {
		y *= 2 - x*y
	}
	return y
}

// powerF4 is s^65537 for s below n. The last product takes s as it stands, which leaves Montgomery's form.
func (k *kernel) powerF4(s *big.Int) *big.Int {
	size := len(k.n)
	plain, x, room := padded(s, size), make([]big.Word, size), make([]big.Word, 4*size+1)
	k.multiply(x, plain, k.rr, room)
	for range 16 {
		k.square(x, room)
	}
	k.multiply(x, x, plain, room)
	power := new(big.Int).SetBits(x)
	if power.Cmp(k.modulus) >= 0 {
		power.Sub(power, k.modulus) // once is enough: see reduce
	}
	return power
}

// multiply sets z to x·y/R.
func (k *kernel) multiply(z, x, y, room []big.Word) {
	size := len(k.n)
	product := room[:2*size]
	clear(product)
	addRows(&product[0], &x[0], size, &y[0], size, 1)
	k.reduce(z, product)
}

// square sets x to x²/R. The products of different words come up twice in a square and are computed once: those of
// different blocks are gathered in twice and then added two times, as one row more.
func (k *kernel) square(x, room []big.Word) {
	size, two := len(k.n), big.Word(2)
	clear(room)
	product, twice := room[:2*size+1], room[2*size+1:]
	for i := 0; i < size; i += block {
		addRows(&product[2*i], &x[i], block, &x[i], block, 1)
		if rest := size - i - block; rest > 0 {
			addRows(&twice[2*i+block], &x[i+block], rest, &x[i], block, 1)
		}
	}
	addRows(&product[0], &twice[0], 2*size, &two, 1, 1)
	k.reduce(x, product[:2*size])
}

// reduce sets z to product/R mod n, where z is below R but perhaps not below n: multiples of n clear the product's low
// half. For product < R² the sum is below R² + R·n, so that what goes over R is less than n.
func (k *kernel) reduce(z, product []big.Word) {
	size := len(k.n)
	over := addRows(&product[0], &k.n[0], size, &product[0], size, k.k)
	if over == 0 {
		copy(z, product[size:])
		return
	}
	var borrow uint
	for i, n := range k.n {
		var difference uint
		difference, borrow = bits.Sub(uint(product[size+i]), uint(n), borrow)
		z[i] = big.Word(difference)
	}
}

// addRows adds x·y·k, row by row: for each of the m words of y it adds x, n words long, times that word times k to z,
// one word further each time. z is m+n words long, and carry is what goes beyond them. n is a multiple of block.
//
// With k = 1 that is a product. With y = z it is Montgomery's reduction: each word of z is read when the rows before
// have been added, and its row clears it.
//
//go:noescape
func addRows(z, x *big.Word, n int, y *big.Word, m int, k big.Word) (carry big.Word)
