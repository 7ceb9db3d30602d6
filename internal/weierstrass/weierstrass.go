// Package weierstrass has the curves that openssl knows and Go does not: secp256k1, P-192, Brainpool's and rarer ones.
// Diagnosis asks of a certificate "is this really the issuer?" before it says that the curve is on nobody's list, and
// whether a private key is that of a certificate whatever the way in which the two are written.
//
// It makes no effort to take constant time: it handles public data, and a private key only to derive its public half on
// the owner's machine. No library that is kept has Brainpool's curves,
// and one for secp256k1 alone would be a second way to do the same.
package weierstrass

import "math/big"

// Curve is y² = x³ + ax + b over a prime field.
type Curve struct {
	G Point    // the base point
	N *big.Int // its order

	*field
	a, b element
}

// Point is in Jacobian coordinates: the point (x/z², y/z³), and the point at infinity where z is 0.
type Point struct{ x, y, z element }

// size is that of a number of the field, in octets.
func (c *Curve) size() int { return (c.prime.BitLen() + 7) / 8 }

// Octets writes a point uncompressed (SEC 1 section 2.3.3).
func (c *Curve) Octets(x, y *big.Int) []byte {
	point := append([]byte{4}, make([]byte, 2*c.size())...)
	x.FillBytes(point[1 : 1+c.size()])
	y.FillBytes(point[1+c.size():])
	return point
}

// Point decodes the three forms of SEC 1 section 2.3.4, uncompressed, compressed and hybrid, and takes no point that
// is not on the curve.
func (c *Curve) Point(octets []byte) (q Point, ok bool) {
	size := c.size()
	if len(octets) < 1+size {
		return q, false
	}
	x := new(big.Int).SetBytes(octets[1 : 1+size])
	if x.Cmp(c.prime) >= 0 {
		return q, false
	}
	y := c.ordinate(x, octets[0], octets[1+size:], size)
	if y == nil || y.Cmp(c.prime) >= 0 {
		return q, false
	}
	q = Point{c.element(x), c.element(y), c.one}
	return q, c.mul(q.y, q.y) == c.right(q.x)
}

// ordinate gives the y of an encoded point, which may lie on the curve or not; nil when there is none.
func (c *Curve) ordinate(x *big.Int, form byte, rest []byte, size int) *big.Int {
	switch {
	case (form == 2 || form == 3) && len(rest) == 0:
		y := new(big.Int).ModSqrt(c.number(c.right(c.element(x))), c.prime)
		if y != nil && y.Bit(0) != uint(form&1) {
			y.Sub(c.prime, y)
		}
		return y
	case (form == 4 || form == 6 || form == 7) && len(rest) == size:
		y := new(big.Int).SetBytes(rest)
		if form != 4 && y.Bit(0) != uint(form&1) {
			return nil
		}
		return y
	}
	return nil
}

// right is x³ + ax + b.
func (c *Curve) right(x element) element {
	return c.add(c.mul(c.add(c.mul(x, x), c.a), x), c.b)
}

// twice is "dbl-2007-bl" without its shortcuts, for any a (D. J. Bernstein and T. Lange, Explicit-Formulas Database).
func (c *Curve) twice(q Point) Point {
	yy, zz, xx := c.mul(q.y, q.y), c.mul(q.z, q.z), c.mul(q.x, q.x)
	s := c.double(c.double(c.mul(q.x, yy)))
	m := c.add(c.add(c.double(xx), xx), c.mul(c.a, c.mul(zz, zz)))
	x := c.sub(c.mul(m, m), c.double(s))
	y := c.sub(c.mul(m, c.sub(s, x)), c.double(c.double(c.double(c.mul(yy, yy)))))
	return Point{x, y, c.double(c.mul(q.y, q.z))}
}

// plus is "add-1998-cmo", with the cases that it leaves out.
func (c *Curve) plus(q, r Point) Point {
	if q.z == (element{}) {
		return r
	}
	if r.z == (element{}) {
		return q
	}
	qzz, rzz := c.mul(q.z, q.z), c.mul(r.z, r.z)
	u, s := c.mul(q.x, rzz), c.mul(q.y, c.mul(rzz, r.z))
	h, d := c.sub(c.mul(r.x, qzz), u), c.sub(c.mul(r.y, c.mul(qzz, q.z)), s)
	if h == (element{}) && d == (element{}) {
		return c.twice(q)
	}
	hh := c.mul(h, h) // opposite points make h and so z zero
	hhh, v := c.mul(h, hh), c.mul(u, hh)
	x := c.sub(c.sub(c.mul(d, d), hhh), c.double(v))
	y := c.sub(c.mul(d, c.sub(v, x)), c.mul(s, hhh))
	return Point{x, y, c.mul(h, c.mul(q.z, r.z))}
}

// Sum is u·G + v·Q, both walked through together; nil for the point at infinity.
func (c *Curve) Sum(u, v *big.Int, q Point) (x, y *big.Int) {
	addends := [4]Point{{}, c.G, q, c.plus(c.G, q)}
	total := Point{}
	for i := max(u.BitLen(), v.BitLen()) - 1; i >= 0; i-- {
		total = c.plus(c.twice(total), addends[u.Bit(i)|v.Bit(i)<<1])
	}
	return c.affine(total)
}

func (c *Curve) affine(q Point) (x, y *big.Int) {
	if q.z == (element{}) {
		return nil, nil
	}
	inverse := c.inverse(q.z)
	square := c.mul(inverse, inverse)
	return c.number(c.mul(q.x, square)), c.number(c.mul(q.y, c.mul(square, inverse)))
}
