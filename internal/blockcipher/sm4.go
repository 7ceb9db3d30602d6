package blockcipher

import (
	"crypto/cipher"
	"encoding/binary"
	"math/bits"
)

// NewSM4 is the cipher of GB/T 32907 (draft-ribose-cfrg-sm4), with a key of 16 bytes.
func NewSM4(key []byte) (cipher.Block, error) {
	if len(key) != 16 {
		return nil, wrongKeySize("SM4", key)
	}
	return reversing(sm4Crypt, sm4Keys(key)), nil
}

func sm4Crypt(keys []uint32, dst, src []byte) {
	x := sm4Words(src)
	for _, key := range keys {
		b := sm4Substitute(x[1] ^ x[2] ^ x[3] ^ key)
		b ^= bits.RotateLeft32(b, 2) ^ bits.RotateLeft32(b, 10) ^ bits.RotateLeft32(b, 18) ^ bits.RotateLeft32(b, 24)
		x = [4]uint32{x[1], x[2], x[3], x[0] ^ b}
	}
	for i := range x {
		binary.BigEndian.PutUint32(dst[4*i:], x[3-i])
	}
}

func sm4Keys(key []byte) []uint32 {
	k := sm4Words(key)
	for i, family := range []uint32{0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc} {
		k[i] ^= family
	}
	keys := make([]uint32, 32)
	for i := range keys {
		b := sm4Substitute(k[1] ^ k[2] ^ k[3] ^ sm4Constant(i))
		keys[i] = k[0] ^ b ^ bits.RotateLeft32(b, 13) ^ bits.RotateLeft32(b, 23)
		k = [4]uint32{k[1], k[2], k[3], keys[i]}
	}
	return keys
}

// sm4Constant is CK of a round, whose bytes are multiples of seven.
func sm4Constant(round int) (c uint32) {
	for j := range 4 {
		c = c<<8 | uint32(byte((4*round+j)*7))
	}
	return c
}

func sm4Words(b []byte) (words [4]uint32) {
	for i := range words {
		words[i] = binary.BigEndian.Uint32(b[4*i:])
	}
	return words
}

func sm4Substitute(x uint32) uint32 {
	return uint32(sm4S[x>>24])<<24 | uint32(sm4S[x>>16&255])<<16 | uint32(sm4S[x>>8&255])<<8 | uint32(sm4S[x&255])
}

// sm4S is the S-box of the standard.
const sm4S = "" +
	"\xd6\x90\xe9\xfe\xcc\xe1\x3d\xb7\x16\xb6\x14\xc2\x28\xfb\x2c\x05" +
	"\x2b\x67\x9a\x76\x2a\xbe\x04\xc3\xaa\x44\x13\x26\x49\x86\x06\x99" +
	"\x9c\x42\x50\xf4\x91\xef\x98\x7a\x33\x54\x0b\x43\xed\xcf\xac\x62" +
	"\xe4\xb3\x1c\xa9\xc9\x08\xe8\x95\x80\xdf\x94\xfa\x75\x8f\x3f\xa6" +
	"\x47\x07\xa7\xfc\xf3\x73\x17\xba\x83\x59\x3c\x19\xe6\x85\x4f\xa8" +
	"\x68\x6b\x81\xb2\x71\x64\xda\x8b\xf8\xeb\x0f\x4b\x70\x56\x9d\x35" +
	"\x1e\x24\x0e\x5e\x63\x58\xd1\xa2\x25\x22\x7c\x3b\x01\x21\x78\x87" +
	"\xd4\x00\x46\x57\x9f\xd3\x27\x52\x4c\x36\x02\xe7\xa0\xc4\xc8\x9e" +
	"\xea\xbf\x8a\xd2\x40\xc7\x38\xb5\xa3\xf7\xf2\xce\xf9\x61\x15\xa1" +
	"\xe0\xae\x5d\xa4\x9b\x34\x1a\x55\xad\x93\x32\x30\xf5\x8c\xb1\xe3" +
	"\x1d\xf6\xe2\x2e\x82\x66\xca\x60\xc0\x29\x23\xab\x0d\x53\x4e\x6f" +
	"\xd5\xdb\x37\x45\xde\xfd\x8e\x2f\x03\xff\x6a\x72\x6d\x6c\x5b\x51" +
	"\x8d\x1b\xaf\x92\xbb\xdd\xbc\x7f\x11\xd9\x5c\x41\x1f\x10\x5a\xd8" +
	"\x0a\xc1\x31\x88\xa5\xcd\x7b\xbd\x2d\x74\xd0\x12\xb8\xe5\xb4\xb0" +
	"\x89\x69\x97\x4a\x0c\x96\x77\x7e\x65\xb9\xf1\x09\xc5\x6e\xc6\x84" +
	"\x18\xf0\x7d\xec\x3a\xdc\x4d\x20\x79\xee\x5f\x3e\xd7\xcb\x39\x48"
