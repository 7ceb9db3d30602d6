// Package modexp raises numbers to the exponents of RSA public keys. A modulus is prepared once and serves many powers,
// because one CA key checks many certificates. Everything it touches is public, so it takes as long as the numbers say.
//
// math/big answers everywhere. Where an amd64 processor has the instructions ADX and BMI2 (Intel since 2015, AMD since
// 2017), the power 65537, which nearly every certificate uses, goes through a hundred lines of assembly instead: math/big
// divides by the modulus after each of 17 steps and shares no work between calls, and Go code cannot keep the two carry
// chains that ADCX and ADOX run side by side. That halves the time of a check under RSA-3072 and RSA-4096 and leaves
// about one multiplication a processor cycle, which is all there is. The assembly does one thing, addRows, and is
// compared with math/big word for word.
package modexp

import "math/big"

// Modulus is an odd modulus ready for powers. It does not change, and many may use it at the same time.
type Modulus struct {
	n    *big.Int
	fast *kernel // nil where there is none
}

// New prepares n, which must be odd and above 1.
func New(n *big.Int) *Modulus { return &Modulus{n, newKernel(n)} }

// The usual exponent, the fourth Fermat number: 16 squarings and a product.
const f4 = 1<<16 + 1

// Exp is s to the power e modulo the modulus, for s below the modulus.
func (m *Modulus) Exp(s, e *big.Int) *big.Int {
	if m.fast != nil && e.IsUint64() && e.Uint64() == f4 {
		return m.fast.powerF4(s)
	}
	return new(big.Int).Exp(s, e, m.n)
}
