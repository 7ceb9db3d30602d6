package keyfile

import (
	"bytes"
	"crypto/cipher"
	"crypto/subtle"
)

// mode is how a block cipher is applied to more than a block (NIST SP 800-38A).
type mode struct {
	padded  bool
	bare    bool // it has no initialization vector
	decrypt func(b cipher.Block, iv, text []byte)
}

// modeByName knows the last part of the names of openssl's ciphers. Those of CFB and OFB in Go are deprecated, and of CFB
// it has but one.
func modeByName(name string) (mode, bool) {
	switch name {
	case "CBC":
		return mode{padded: true, decrypt: func(b cipher.Block, iv, text []byte) {
			cipher.NewCBCDecrypter(b, iv).CryptBlocks(text, text)
		}}, true
	case "ECB":
		return mode{padded: true, bare: true, decrypt: decryptECB}, true
	case "CTR":
		return mode{decrypt: func(b cipher.Block, iv, text []byte) { cipher.NewCTR(b, iv).XORKeyStream(text, text) }}, true
	case "OFB":
		return mode{decrypt: decryptOFB}, true
	case "CFB":
		return mode{decrypt: func(b cipher.Block, iv, text []byte) { decryptCFB(b, iv, text, b.BlockSize()) }}, true
	case "CFB8":
		return mode{decrypt: func(b cipher.Block, iv, text []byte) { decryptCFB(b, iv, text, 1) }}, true
	case "CFB1":
		return mode{decrypt: decryptCFB1}, true
	}
	return mode{}, false
}

func decryptECB(b cipher.Block, _, text []byte) {
	for ; len(text) > 0; text = text[b.BlockSize():] {
		b.Decrypt(text, text)
	}
}

func decryptOFB(b cipher.Block, iv, text []byte) {
	pad := bytes.Clone(iv)
	for len(text) > 0 {
		b.Encrypt(pad, pad)
		text = text[subtle.XORBytes(text, text, pad):]
	}
}

// decryptCFB is CFB with segments of some bytes.
func decryptCFB(b cipher.Block, iv, text []byte, segment int) {
	register, pad := bytes.Clone(iv), make([]byte, len(iv))
	for len(text) > 0 {
		b.Encrypt(pad, register)
		n := min(segment, len(text))
		register = append(register[n:], text[:n]...)
		subtle.XORBytes(text, text[:n], pad)
		text = text[n:]
	}
}

// decryptCFB1 is CFB with segments of one bit.
func decryptCFB1(b cipher.Block, iv, text []byte) {
	register, pad := bytes.Clone(iv), make([]byte, len(iv))
	for i := range text {
		for shift := 7; shift >= 0; shift-- {
			b.Encrypt(pad, register)
			shiftIn(register, text[i]>>shift&1)
			text[i] ^= pad[0] >> 7 << shift
		}
	}
}

// shiftIn moves a register one bit to the left.
func shiftIn(register []byte, bit byte) {
	for i := len(register) - 1; i >= 0; i-- {
		register[i], bit = register[i]<<1|bit, register[i]>>7
	}
}
