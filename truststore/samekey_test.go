package truststore

import (
	"crypto/elliptic"
	"slices"
	"testing"
)

// TestOffTheCurveIsAnotherKey: half of a point and a parity do not make a key, where the other half is there and wrong.
func TestOffTheCurveIsAnotherKey(t *testing.T) {
	g := elliptic.P256().Params()
	octets := make([]byte, 64)
	g.Gx.FillBytes(octets[:32])
	g.Gy.FillBytes(octets[32:])
	of := func(form byte, octets []byte) PublicKey {
		return PublicKey{Type: "EC", Curve: "P-256", curve: "1.2.840.10045.3.1.7", Point: append([]byte{form}, octets...)}
	}
	parity := octets[63] & 1
	full, compressed, hybrid := of(4, octets), of(2|parity, octets[:32]), of(6|parity, octets)
	if !full.Same(compressed) || !compressed.Same(hybrid) || !slices.Equal(hybrid.Uncompressed(), full.Point) {
		t.Error("one point in three forms is not one key")
	}
	off := slices.Clone(octets)
	off[63] ^= 2
	for what, other := range map[string]PublicKey{"off the curve": of(4, off), "off the curve, hybrid": of(6|parity, off),
		"of the other parity": of(3-parity, octets[:32]), "hybrid of the wrong parity": of(7-parity, octets), "cut short": of(4, octets[:63])} {
		if other.Same(full) || other.Same(compressed) || !other.Differs(full) || !compressed.Differs(other) {
			t.Errorf("a point %s is the key", what)
		}
	}
}
