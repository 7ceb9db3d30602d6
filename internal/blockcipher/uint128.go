package blockcipher

// uint128 is a number of 128 bits.
type uint128 struct{ high, low uint64 }

func (x uint128) xor(y uint128) uint128 { return uint128{x.high ^ y.high, x.low ^ y.low} }

func (x uint128) rotated(n int) uint128 {
	if n >= 64 {
		x, n = uint128{x.low, x.high}, n-64
	}
	return uint128{x.high<<n | x.low>>(64-n), x.low<<n | x.high>>(64-n)}
}
