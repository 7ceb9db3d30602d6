package opensslverify

import "math/big"

// weierstrass is a curve y² = x³ + ax + b over a prime field. It exists for the curves that openssl knows and Go does
// not. It handles public data only and makes no effort to take constant time.
type weierstrass struct {
	p, a, b, gx, gy, n *big.Int
}

// weierstrassCurve gives the parameters of SEC 2 and RFC 5639, or nil.
func weierstrassCurve(oid string) *weierstrass {
	const brainpool = "\x2b\x24\x03\x03\x02\x08\x01\x01"
	switch oid {
	case "\x2b\x81\x04\x00\x0a": // secp256k1
		return newWeierstrass("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f", "0", "7",
			"79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
			"483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
			"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
	case "\x2a\x86\x48\xce\x3d\x03\x01\x01": // P-192
		return newWeierstrass("fffffffffffffffffffffffffffffffeffffffffffffffff",
			"fffffffffffffffffffffffffffffffefffffffffffffffc",
			"64210519e59c80e70fa7e9ab72243049feb8deecc146b9b1",
			"188da80eb03090f67cbf20eb43a18800f4ff0afd82ff1012",
			"07192b95ffc8da78631011ed6b24cdd573f977a11e794811",
			"ffffffffffffffffffffffff99def836146bc9b1b4d22831")
	case brainpool + "\x07": // brainpoolP256r1
		return newWeierstrass("a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377",
			"7d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9",
			"26dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b6",
			"8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262",
			"547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997",
			"a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7")
	case brainpool + "\x0b": // brainpoolP384r1
		return newWeierstrass("8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b412b1da197fb71123acd3a729901d1a71874700133107ec53",
			"7bc382c63d8c150c3c72080ace05afa0c2bea28e4fb22787139165efba91f90f8aa5814a503ad4eb04a8c7dd22ce2826",
			"04a8c7dd22ce28268b39b55416f0447c2fb77de107dcd2a62e880ea53eeb62d57cb4390295dbc9943ab78696fa504c11",
			"1d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e",
			"8abe1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864e19c054ff99129280e4646217791811142820341263c5315",
			"8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565")
	case brainpool + "\x0d": // brainpoolP512r1
		return newWeierstrass("aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3",
			"7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca",
			"3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94cadc083e67984050b75ebae5dd2809bd638016f723",
			"81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b93b97d5f7c6d5047406a5e688b352209bcb9f822",
			"7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e5bca4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892",
			"aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069")
	}
	return nil
}

func newWeierstrass(p, a, b, gx, gy, n string) *weierstrass {
	number := func(hex string) *big.Int {
		i, _ := new(big.Int).SetString(hex, 16)
		return i
	}
	return &weierstrass{number(p), number(a), number(b), number(gx), number(gy), number(n)}
}

// curvePoint is in Jacobian coordinates: the point (x/z², y/z³), and the point at infinity where z is 0.
type curvePoint struct{ x, y, z *big.Int }

// point decodes the three forms of SEC 1 section 2.3.4, uncompressed, compressed and hybrid, and takes no point that
// is not on the curve.
func (c *weierstrass) point(octets []byte) (q curvePoint, ok bool) {
	size := (c.p.BitLen() + 7) / 8
	if len(octets) < 1+size {
		return q, false
	}
	x := new(big.Int).SetBytes(octets[1 : 1+size])
	if x.Cmp(c.p) >= 0 {
		return q, false
	}
	right := c.right(x)
	var y *big.Int
	switch form := octets[0]; {
	case (form == 2 || form == 3) && len(octets) == 1+size:
		if y = new(big.Int).ModSqrt(right, c.p); y == nil {
			return q, false
		}
		if y.Bit(0) != uint(form&1) {
			y.Sub(c.p, y)
		}
	case (form == 4 || form == 6 || form == 7) && len(octets) == 1+2*size:
		y = new(big.Int).SetBytes(octets[1+size:])
		if form != 4 && y.Bit(0) != uint(form&1) {
			return q, false
		}
	default:
		return q, false
	}
	square := new(big.Int).Mul(y, y)
	if y.Cmp(c.p) >= 0 || square.Mod(square, c.p).Cmp(right) != 0 {
		return q, false
	}
	return curvePoint{x, y, big.NewInt(1)}, true
}

// right is x³ + ax + b.
func (c *weierstrass) right(x *big.Int) *big.Int {
	r := new(big.Int).Mul(x, x)
	r.Add(r, c.a).Mul(r, x).Add(r, c.b)
	return r.Mod(r, c.p)
}

func (c *weierstrass) mul(a, b *big.Int) *big.Int {
	r := new(big.Int).Mul(a, b)
	return r.Mod(r, c.p)
}

func (c *weierstrass) sub(a, b *big.Int) *big.Int {
	r := new(big.Int).Sub(a, b)
	return r.Mod(r, c.p)
}

// double is "dbl-2007-bl" without its shortcuts, for any a.
func (c *weierstrass) double(q curvePoint) curvePoint {
	if q.z.Sign() == 0 || q.y.Sign() == 0 {
		return curvePoint{new(big.Int), big.NewInt(1), new(big.Int)}
	}
	yy, zz := c.mul(q.y, q.y), c.mul(q.z, q.z)
	s := c.mul(big.NewInt(4), c.mul(q.x, yy))
	m := new(big.Int).Mul(big.NewInt(3), c.mul(q.x, q.x))
	m.Add(m, c.mul(c.a, c.mul(zz, zz)))
	x := c.sub(c.mul(m, m), new(big.Int).Lsh(s, 1))
	y := c.sub(c.mul(m, c.sub(s, x)), c.mul(big.NewInt(8), c.mul(yy, yy)))
	return curvePoint{x, y, c.mul(big.NewInt(2), c.mul(q.y, q.z))}
}

func (c *weierstrass) add(q, r curvePoint) curvePoint {
	if q.z.Sign() == 0 {
		return r
	}
	if r.z.Sign() == 0 {
		return q
	}
	qzz, rzz := c.mul(q.z, q.z), c.mul(r.z, r.z)
	u, h := c.mul(q.x, rzz), c.sub(c.mul(r.x, qzz), c.mul(q.x, rzz))
	s, d := c.mul(q.y, c.mul(rzz, r.z)), c.sub(c.mul(r.y, c.mul(qzz, q.z)), c.mul(q.y, c.mul(rzz, r.z)))
	if h.Sign() == 0 {
		if d.Sign() == 0 {
			return c.double(q)
		}
		return curvePoint{new(big.Int), big.NewInt(1), new(big.Int)}
	}
	hh := c.mul(h, h)
	hhh, v := c.mul(h, hh), c.mul(u, hh)
	x := c.sub(c.sub(c.mul(d, d), hhh), new(big.Int).Lsh(v, 1))
	y := c.sub(c.mul(d, c.sub(v, x)), c.mul(s, hhh))
	return curvePoint{x, y, c.mul(h, c.mul(q.z, r.z))}
}

// sum is u·G + v·Q, both walked through together.
func (c *weierstrass) sum(u, v *big.Int, q curvePoint) curvePoint {
	g := curvePoint{c.gx, c.gy, big.NewInt(1)}
	both := c.add(g, q)
	total := curvePoint{new(big.Int), big.NewInt(1), new(big.Int)}
	for i := max(u.BitLen(), v.BitLen()) - 1; i >= 0; i-- {
		total = c.double(total)
		switch {
		case u.Bit(i) == 1 && v.Bit(i) == 1:
			total = c.add(total, both)
		case u.Bit(i) == 1:
			total = c.add(total, g)
		case v.Bit(i) == 1:
			total = c.add(total, q)
		}
	}
	return total
}

// verify checks an ECDSA signature (FIPS 186-5 section 6.4.2).
func (c *weierstrass) verify(q curvePoint, digest []byte, r, s *big.Int) bool {
	if r.Sign() <= 0 || s.Sign() <= 0 || r.Cmp(c.n) >= 0 || s.Cmp(c.n) >= 0 {
		return false
	}
	e := truncated(digest, c.n)
	w := new(big.Int).ModInverse(s, c.n)
	u, v := new(big.Int).Mul(e, w), new(big.Int).Mul(r, w)
	sum := c.sum(u.Mod(u, c.n), v.Mod(v, c.n), q)
	if sum.z.Sign() == 0 {
		return false
	}
	inverse := new(big.Int).ModInverse(sum.z, c.p)
	x := c.mul(sum.x, c.mul(inverse, inverse))
	return x.Mod(x, c.n).Cmp(r) == 0
}

// truncated makes a number of the leftmost bits of a digest, as many as n has.
func truncated(digest []byte, n *big.Int) *big.Int {
	e := new(big.Int).SetBytes(digest)
	if surplus := 8*len(digest) - n.BitLen(); surplus > 0 {
		e.Rsh(e, uint(surplus))
	}
	return e
}
