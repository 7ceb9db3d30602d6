package blockcipher

import (
	"crypto/cipher"
	"encoding/binary"
	"math/bits"
	"slices"
)

// NewCamellia is the cipher of RFC 3713, with a key of 16, 24 or 32 bytes.
func NewCamellia(key []byte) (cipher.Block, error) {
	if len(key) != 16 && len(key) != 24 && len(key) != 32 {
		return nil, wrongKeySize("Camellia", key)
	}
	return reversing(camelliaCrypt, camelliaKeys(key)), nil
}

// camelliaCrypt is section 2.3. Its keys come in the order of use, the last two exchanged, since the halves are too: so
// the reverse of the list deciphers.
func camelliaCrypt(keys []uint64, dst, src []byte) {
	d1, d2 := binary.BigEndian.Uint64(src)^keys[0], binary.BigEndian.Uint64(src[8:])^keys[1]
	last := len(keys) - 2
	for i := 2; i < last; i += 2 {
		if i%8 == 0 {
			d1, d2 = camelliaFL(d1, keys[i]), camelliaFLInverse(d2, keys[i+1])
			continue
		}
		d2 ^= camelliaF(d1, keys[i])
		d1 ^= camelliaF(d2, keys[i+1])
	}
	binary.BigEndian.PutUint64(dst, d2^keys[last+1])
	binary.BigEndian.PutUint64(dst[8:], d1^keys[last])
}

// camelliaKeys is section 2.2.
func camelliaKeys(key []byte) []uint64 {
	kl, kr := uint128{binary.BigEndian.Uint64(key), binary.BigEndian.Uint64(key[8:])}, uint128{}
	if len(key) > 16 {
		kr.high = binary.BigEndian.Uint64(key[16:])
		kr.low = ^kr.high
	}
	if len(key) > 24 {
		kr.low = binary.BigEndian.Uint64(key[24:])
	}
	ka := camelliaMix(kl.xor(kr), 0xa09e667f3bcc908b, 0xb67ae8584caa73b2).xor(kl)
	ka = camelliaMix(ka, 0xc6ef372fe94f82be, 0x54ff53a5f1d36f1c)
	if len(key) == 16 {
		return camelliaShort(kl, ka)
	}
	return camelliaLong(kl, kr, ka, camelliaMix(ka.xor(kr), 0x10e527fade682d1d, 0xb05688c2b3e6c1fd))
}

func camelliaMix(d uint128, sigma1, sigma2 uint64) uint128 {
	d.low ^= camelliaF(d.high, sigma1)
	d.high ^= camelliaF(d.low, sigma2)
	return d
}

func camelliaShort(kl, ka uint128) []uint64 {
	keys := halves(kl, ka, kl.rotated(15), ka.rotated(15), ka.rotated(30), kl.rotated(45),
		uint128{ka.rotated(45).high, kl.rotated(60).low}, ka.rotated(60), kl.rotated(77), kl.rotated(94), ka.rotated(94),
		kl.rotated(111))
	return append(keys, swapped(ka.rotated(111))...)
}

func camelliaLong(kl, kr, ka, kb uint128) []uint64 {
	keys := halves(kl, kb, kr.rotated(15), ka.rotated(15), kr.rotated(30), kb.rotated(30), kl.rotated(45), ka.rotated(45),
		kl.rotated(60), kr.rotated(60), kb.rotated(60), kl.rotated(77), ka.rotated(77), kr.rotated(94), ka.rotated(94),
		kl.rotated(111))
	return append(keys, swapped(kb.rotated(111))...)
}

func halves(numbers ...uint128) (all []uint64) {
	for _, n := range numbers {
		all = append(all, n.high, n.low)
	}
	return all
}

func swapped(n uint128) []uint64 {
	both := halves(n)
	slices.Reverse(both)
	return both
}

// camelliaF is section 2.4.1: substitution, then a sum of bytes for each byte.
func camelliaF(in, key uint64) uint64 {
	var t [8]byte
	binary.BigEndian.PutUint64(t[:], in^key)
	for i, turn := range [8]int{0, 1, 7, 8, 1, 7, 8, 0} {
		t[i] = camelliaSubstitute(t[i], turn)
	}
	all := t[0] ^ t[1] ^ t[2] ^ t[3] ^ t[4] ^ t[5] ^ t[6] ^ t[7]
	return binary.BigEndian.Uint64([]byte{
		all ^ t[1] ^ t[4], all ^ t[2] ^ t[5], all ^ t[3] ^ t[6], all ^ t[0] ^ t[7],
		all ^ t[2] ^ t[3] ^ t[4], all ^ t[0] ^ t[3] ^ t[5], all ^ t[0] ^ t[1] ^ t[6], all ^ t[1] ^ t[2] ^ t[7],
	})
}

// camelliaSubstitute gets the four boxes out of one: turned by 0, 1 or 7 bits, and, under the number 8, with the input
// turned by one instead.
func camelliaSubstitute(x byte, turn int) byte {
	if turn == 8 {
		return camelliaS[bits.RotateLeft8(x, 1)]
	}
	return bits.RotateLeft8(camelliaS[x], turn)
}

// camelliaFL is section 2.4.2.
func camelliaFL(in, key uint64) uint64 {
	x1, x2 := uint32(in>>32), uint32(in)
	x2 ^= bits.RotateLeft32(x1&uint32(key>>32), 1)
	x1 ^= x2 | uint32(key)
	return uint64(x1)<<32 | uint64(x2)
}

// camelliaFLInverse is section 2.4.3.
func camelliaFLInverse(in, key uint64) uint64 {
	y1, y2 := uint32(in>>32), uint32(in)
	y1 ^= y2 | uint32(key)
	y2 ^= bits.RotateLeft32(y1&uint32(key>>32), 1)
	return uint64(y1)<<32 | uint64(y2)
}

// camelliaS is SBOX1 of RFC 3713 section 2.4.1; the other three are it with rotated bits.
const camelliaS = "" +
	"\x70\x82\x2c\xec\xb3\x27\xc0\xe5\xe4\x85\x57\x35\xea\x0c\xae\x41" +
	"\x23\xef\x6b\x93\x45\x19\xa5\x21\xed\x0e\x4f\x4e\x1d\x65\x92\xbd" +
	"\x86\xb8\xaf\x8f\x7c\xeb\x1f\xce\x3e\x30\xdc\x5f\x5e\xc5\x0b\x1a" +
	"\xa6\xe1\x39\xca\xd5\x47\x5d\x3d\xd9\x01\x5a\xd6\x51\x56\x6c\x4d" +
	"\x8b\x0d\x9a\x66\xfb\xcc\xb0\x2d\x74\x12\x2b\x20\xf0\xb1\x84\x99" +
	"\xdf\x4c\xcb\xc2\x34\x7e\x76\x05\x6d\xb7\xa9\x31\xd1\x17\x04\xd7" +
	"\x14\x58\x3a\x61\xde\x1b\x11\x1c\x32\x0f\x9c\x16\x53\x18\xf2\x22" +
	"\xfe\x44\xcf\xb2\xc3\xb5\x7a\x91\x24\x08\xe8\xa8\x60\xfc\x69\x50" +
	"\xaa\xd0\xa0\x7d\xa1\x89\x62\x97\x54\x5b\x1e\x95\xe0\xff\x64\xd2" +
	"\x10\xc4\x00\x48\xa3\xf7\x75\xdb\x8a\x03\xe6\xda\x09\x3f\xdd\x94" +
	"\x87\x5c\x83\x02\xcd\x4a\x90\x33\x73\x67\xf6\xf3\x9d\x7f\xbf\xe2" +
	"\x52\x9b\xd8\x26\xc8\x37\xc6\x3b\x81\x96\x6f\x4b\x13\xbe\x63\x2e" +
	"\xe9\x79\xa7\x8c\x9f\x6e\xbc\x8e\x29\xf5\xf9\xb6\x2f\xfd\xb4\x59" +
	"\x78\x98\x06\x6a\xe7\x46\x71\xba\xd4\x25\xab\x42\x88\xa2\x8d\xfa" +
	"\x72\x07\xb9\x55\xf8\xee\xac\x0a\x36\x49\x2a\x68\x3c\x38\xf1\xa4" +
	"\x40\x28\xd3\x7b\xbb\xc9\x43\xc1\x15\xe3\xad\xf4\x77\xc7\x80\x9e"
