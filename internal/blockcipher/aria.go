package blockcipher

import (
	"crypto/cipher"
	"encoding/binary"
)

// NewARIA is the cipher of RFC 5794, with a key of 16, 24 or 32 bytes.
func NewARIA(key []byte) (cipher.Block, error) {
	if len(key) != 16 && len(key) != 24 && len(key) != 32 {
		return nil, wrongKeySize("ARIA", key)
	}
	a := newARIA()
	keys := a.keys(key)
	return mirrored[ariaBlock]{a.crypt, keys, ariaBack(keys)}, nil
}

type ariaBlock [size]byte

func (x ariaBlock) xor(y ariaBlock) ariaBlock {
	for i := range x {
		x[i] ^= y[i]
	}
	return x
}

// aria holds SB1 to SB4, of which the last two are the inverses of the first two.
type aria [4][256]byte

func newARIA() *aria {
	a := new(aria)
	for x := range 256 {
		a[0][x], a[1][x] = ariaS1[x], ariaS2[x]
		a[2][ariaS1[x]], a[3][ariaS2[x]] = byte(x), byte(x)
	}
	return a
}

// crypt is section 2.3: the last round has another key in the place of the diffusion.
func (a *aria) crypt(keys []ariaBlock, dst, src []byte) {
	x, last := ariaBlock(src), len(keys)-1
	for i, key := range keys[:last-1] {
		x = ariaDiffuse(a.substitute(x.xor(key), 2*(i%2)))
	}
	x = a.substitute(x.xor(keys[last-1]), 2).xor(keys[last])
	copy(dst, x[:])
}

// substitute is SL1 for a first box of 0, and SL2 for 2 (section 2.4.2).
func (a *aria) substitute(x ariaBlock, first int) ariaBlock {
	for i := range x {
		x[i] = a[(i+first)%4][x[i]]
	}
	return x
}

// ariaDiffuse is A of section 2.4.3, which is its own inverse: each byte becomes the sum of seven.
func ariaDiffuse(x ariaBlock) (y ariaBlock) {
	const from = "\x03\x04\x06\x08\x09\x0d\x0e" + "\x02\x05\x07\x08\x09\x0c\x0f" +
		"\x01\x04\x06\x0a\x0b\x0c\x0f" + "\x00\x05\x07\x0a\x0b\x0d\x0e" +
		"\x00\x02\x05\x08\x0b\x0e\x0f" + "\x01\x03\x04\x09\x0a\x0e\x0f" +
		"\x00\x02\x07\x09\x0a\x0c\x0d" + "\x01\x03\x06\x08\x0b\x0c\x0d" +
		"\x00\x01\x04\x07\x0a\x0d\x0f" + "\x00\x01\x05\x06\x0b\x0c\x0e" +
		"\x02\x03\x05\x06\x08\x0d\x0f" + "\x02\x03\x04\x07\x09\x0c\x0e" +
		"\x01\x02\x06\x07\x09\x0b\x0c" + "\x00\x03\x06\x07\x08\x0a\x0d" +
		"\x00\x03\x04\x05\x09\x0b\x0e" + "\x01\x02\x04\x05\x08\x0a\x0f"
	for i := range y {
		f := from[7*i : 7*i+7]
		y[i] = x[f[0]&15] ^ x[f[1]&15] ^ x[f[2]&15] ^ x[f[3]&15] ^ x[f[4]&15] ^ x[f[5]&15] ^ x[f[6]&15]
	}
	return y
}

// keys is section 2.2.
func (a *aria) keys(key []byte) []ariaBlock {
	var kl, kr ariaBlock
	copy(kr[:], key[copy(kl[:], key):])
	c := ariaConstants((len(key) - 16) / 8)
	odd := func(x, key ariaBlock) ariaBlock { return ariaDiffuse(a.substitute(x.xor(key), 0)) }
	even := func(x, key ariaBlock) ariaBlock { return ariaDiffuse(a.substitute(x.xor(key), 2)) }
	w := [4]ariaBlock{kl}
	w[1] = odd(w[0], c[0]).xor(kr)
	w[2] = even(w[1], c[1]).xor(w[0])
	w[3] = odd(w[2], c[2]).xor(w[1])
	keys := make([]ariaBlock, 13+(len(key)-16)/4)
	turns := [5]int{128 - 19, 128 - 31, 61, 31, 19}
	for i := range keys {
		keys[i] = w[i%4].xor(ariaTurn(w[(i+1)%4], turns[i/4]))
	}
	return keys
}

// ariaConstants are C1, C2 and C3, which begin at another one for each size of key.
func ariaConstants(first int) (c [3]ariaBlock) {
	words := [6]uint64{0x517cc1b727220a94, 0xfe13abe8fa9a6ee0, 0x6db14acc9e21c820, 0xff28b1d5ef5de2b0,
		0xdb92371d2126e970, 0x0324977504e8c90e}
	for i := range c {
		from := (i + first) % 3
		binary.BigEndian.PutUint64(c[i][:8], words[2*from])
		binary.BigEndian.PutUint64(c[i][8:], words[2*from+1])
	}
	return c
}

func ariaTurn(x ariaBlock, n int) (y ariaBlock) {
	turned := uint128{binary.BigEndian.Uint64(x[:8]), binary.BigEndian.Uint64(x[8:])}.rotated(n)
	binary.BigEndian.PutUint64(y[:8], turned.high)
	binary.BigEndian.PutUint64(y[8:], turned.low)
	return y
}

// ariaBack makes the round keys that decipher: in reverse, and but the outermost diffused.
func ariaBack(keys []ariaBlock) []ariaBlock {
	last := len(keys) - 1
	back := make([]ariaBlock, len(keys))
	for i, key := range keys {
		back[last-i] = ariaDiffuse(key)
	}
	back[0], back[last] = keys[last], keys[0]
	return back
}

// ariaS1 is SB1 of RFC 5794 section 2.4.2, which is the S-box of AES.
const ariaS1 = "" +
	"\x63\x7c\x77\x7b\xf2\x6b\x6f\xc5\x30\x01\x67\x2b\xfe\xd7\xab\x76" +
	"\xca\x82\xc9\x7d\xfa\x59\x47\xf0\xad\xd4\xa2\xaf\x9c\xa4\x72\xc0" +
	"\xb7\xfd\x93\x26\x36\x3f\xf7\xcc\x34\xa5\xe5\xf1\x71\xd8\x31\x15" +
	"\x04\xc7\x23\xc3\x18\x96\x05\x9a\x07\x12\x80\xe2\xeb\x27\xb2\x75" +
	"\x09\x83\x2c\x1a\x1b\x6e\x5a\xa0\x52\x3b\xd6\xb3\x29\xe3\x2f\x84" +
	"\x53\xd1\x00\xed\x20\xfc\xb1\x5b\x6a\xcb\xbe\x39\x4a\x4c\x58\xcf" +
	"\xd0\xef\xaa\xfb\x43\x4d\x33\x85\x45\xf9\x02\x7f\x50\x3c\x9f\xa8" +
	"\x51\xa3\x40\x8f\x92\x9d\x38\xf5\xbc\xb6\xda\x21\x10\xff\xf3\xd2" +
	"\xcd\x0c\x13\xec\x5f\x97\x44\x17\xc4\xa7\x7e\x3d\x64\x5d\x19\x73" +
	"\x60\x81\x4f\xdc\x22\x2a\x90\x88\x46\xee\xb8\x14\xde\x5e\x0b\xdb" +
	"\xe0\x32\x3a\x0a\x49\x06\x24\x5c\xc2\xd3\xac\x62\x91\x95\xe4\x79" +
	"\xe7\xc8\x37\x6d\x8d\xd5\x4e\xa9\x6c\x56\xf4\xea\x65\x7a\xae\x08" +
	"\xba\x78\x25\x2e\x1c\xa6\xb4\xc6\xe8\xdd\x74\x1f\x4b\xbd\x8b\x8a" +
	"\x70\x3e\xb5\x66\x48\x03\xf6\x0e\x61\x35\x57\xb9\x86\xc1\x1d\x9e" +
	"\xe1\xf8\x98\x11\x69\xd9\x8e\x94\x9b\x1e\x87\xe9\xce\x55\x28\xdf" +
	"\x8c\xa1\x89\x0d\xbf\xe6\x42\x68\x41\x99\x2d\x0f\xb0\x54\xbb\x16"

// ariaS2 is SB2.
const ariaS2 = "" +
	"\xe2\x4e\x54\xfc\x94\xc2\x4a\xcc\x62\x0d\x6a\x46\x3c\x4d\x8b\xd1" +
	"\x5e\xfa\x64\xcb\xb4\x97\xbe\x2b\xbc\x77\x2e\x03\xd3\x19\x59\xc1" +
	"\x1d\x06\x41\x6b\x55\xf0\x99\x69\xea\x9c\x18\xae\x63\xdf\xe7\xbb" +
	"\x00\x73\x66\xfb\x96\x4c\x85\xe4\x3a\x09\x45\xaa\x0f\xee\x10\xeb" +
	"\x2d\x7f\xf4\x29\xac\xcf\xad\x91\x8d\x78\xc8\x95\xf9\x2f\xce\xcd" +
	"\x08\x7a\x88\x38\x5c\x83\x2a\x28\x47\xdb\xb8\xc7\x93\xa4\x12\x53" +
	"\xff\x87\x0e\x31\x36\x21\x58\x48\x01\x8e\x37\x74\x32\xca\xe9\xb1" +
	"\xb7\xab\x0c\xd7\xc4\x56\x42\x26\x07\x98\x60\xd9\xb6\xb9\x11\x40" +
	"\xec\x20\x8c\xbd\xa0\xc9\x84\x04\x49\x23\xf1\x4f\x50\x1f\x13\xdc" +
	"\xd8\xc0\x9e\x57\xe3\xc3\x7b\x65\x3b\x02\x8f\x3e\xe8\x25\x92\xe5" +
	"\x15\xdd\xfd\x17\xa9\xbf\xd4\x9a\x7e\xc5\x39\x67\xfe\x76\x9d\x43" +
	"\xa7\xe1\xd0\xf5\x68\xf2\x1b\x34\x70\x05\xa3\x8a\xd5\x79\x86\xa8" +
	"\x30\xc6\x51\x4b\x1e\xa6\x27\xf6\x35\xd2\x6e\x24\x16\x82\x5f\xda" +
	"\xe6\x75\xa2\xef\x2c\xb2\x1c\x9f\x5d\x6f\x80\x0a\x72\x44\x9b\x6c" +
	"\x90\x0b\x5b\x33\x7d\x5a\x52\xf3\x61\xa1\xf7\xb0\xd6\x3f\x7c\x6d" +
	"\xed\x14\xe0\xa5\x3d\x22\xb3\xf8\x89\xde\x71\x1a\xaf\xba\xb5\x81"
