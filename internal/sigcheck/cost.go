package sigcheck

import (
	"github.com/mtlscheck/mtlscheck/internal/weierstrass"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// Cost estimates the time of one check in microseconds on a small server, for bounds on searches. A check that fails
// before it computes costs next to nothing.
func Cost(c *truststore.Certificate, key *truststore.PublicKey) int {
	const free = 1
	switch {
	case key.Problem != "" || !CouldSign(key, c):
		return free
	case key.IsRSA() && (len(c.Signature) != (key.Bits+7)/8 || rsaTooCostly(key) != ""):
		return free
	case key.IsRSA():
		size := max(key.Bits, 512)
		return 5 + 30*(size/256)*(size/256)/64*max(key.Exponent.BitLen(), 17)/17
	case key.NISTCurve() == nil && key.Type == "EC":
		return rareCost(key)
	case key.Bits <= 256:
		return 80
	case key.Bits <= 384:
		return 700
	}
	return 2000
}

// rareCost is for the curves that Go lacks.
func rareCost(key *truststore.PublicKey) int {
	switch {
	case !weierstrass.Has(key.Curve):
		return 1
	case key.Bits <= 256:
		return 800
	case key.Bits <= 384:
		return 1500
	}
	return 2700
}
