package keyfile

import (
	"bytes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"strings"
)

// keyWrap knows AES key wrap (RFC 3394 and, with padding, RFC 5649). That with padding has no initialization vector here,
// for openssl cannot read the traditional keys that it writes so.
func keyWrap(name string) (keyCipher, bool) {
	of, padded := strings.CutSuffix(name, "-WRAP-PAD")
	of, plain := strings.CutSuffix(of, "-WRAP")
	if padded == plain || !strings.HasPrefix(of, "AES-") {
		return keyCipher{}, false
	}
	b, known := blockByName(of)
	c := inMode(name, b, mode{decrypt: unwrap})
	c.padding, c.ivSize, c.unwrap = 8, 8, wrapped
	if padded {
		c.ivSize, c.unwrap = 0, wrappedPadded
	}
	return c, known
}

// wrapIV is the value of RFC 3394 section 2.2.3.1, for want of another.
func wrapIV(size int) []byte { return bytes.Repeat([]byte{0xa6}, size) }

// unwrap is RFC 3394 section 2.2.2, in place. It leaves the check value in front of what was wrapped, less iv.
func unwrap(b cipher.Block, iv, text []byte) {
	if len(text) == b.BlockSize() { // RFC 5649 section 4.2, step 1
		b.Decrypt(text, text)
		return
	}
	var block [16]byte
	copy(block[:], text)
	n := len(text)/8 - 1
	for t := 6 * n; t > 0; t-- {
		word := text[8+8*((t-1)%n):][:8]
		binary.BigEndian.PutUint64(block[:], binary.BigEndian.Uint64(block[:])^uint64(t))
		copy(block[8:], word)
		b.Decrypt(block[:], block[:])
		copy(word, block[8:])
	}
	copy(text, block[:8])
	subtle.XORBytes(text, text[:len(iv)], iv)
}

// wrapped gives what stands behind a check value of zero; nothing when that fails.
func wrapped(plain []byte) []byte {
	if binary.BigEndian.Uint64(plain) != 0 {
		return nil
	}
	return plain[8:]
}

// wrappedPadded is RFC 5649 section 3: the check value ends with the length, and up to seven zeros follow.
func wrappedPadded(plain []byte) []byte {
	size, room := int(binary.BigEndian.Uint32(plain[4:])), len(plain)-8
	if binary.BigEndian.Uint32(plain) != 0xa65959a6 || size > room || size < room-7 {
		return nil
	}
	return plain[8 : 8+size]
}
