package keyfile

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// readPKCS12PBE reads the six schemes of RFC 7292 appendix C, which openssl 1.0 and Java write into PKCS#8 files too.
func readPKCS12PBE(alg algorithm) (scheme, error) {
	p, err := readPBEParams(alg.params)
	if err != nil {
		return scheme{}, err
	}
	name, c := pkcs12Cipher(alg.oid)
	return scheme{
		name:   "PKCS#12 PBE, SHA1, " + name,
		work:   rounds(p.iterations, c.keySize, sha1.Size) + rounds(p.iterations, c.ivSize, sha1.Size),
		cipher: c,
		derive: func(phrase []byte) ([]byte, []byte, error) {
			return pkcs12KDF(phrase, p, pkcs12Key, c.keySize), pkcs12KDF(phrase, p, pkcs12IV, c.ivSize), nil
		},
	}, nil
}

// pkcs12Cipher gives the name that openssl has for a scheme, and its cipher.
func pkcs12Cipher(oid string) (name string, c keyCipher) {
	of := func(name string) keyCipher { c, _ := cipherByName(name); return c }
	switch oid {
	case oidPKCS12DES2:
		return "2DES", of("DES-EDE-CBC")
	case oidPKCS12RC2128:
		return "RC2-128", of("RC2-CBC")
	case oidPKCS12RC240:
		return "RC2-40", of("RC2-40-CBC")
	case oidPKCS12RC4128:
		return "RC4-128", of("RC4")
	case oidPKCS12RC440:
		c := of("RC4")
		c.keySize = 5
		return "RC4-40", c
	}
	return "3DES", of("DES-EDE3-CBC")
}

// What a derived value is for (RFC 7292 appendix B.3).
const (
	pkcs12Key = 1
	pkcs12IV  = 2
)

// pkcs12Block is v of RFC 7292 appendix B.2 for SHA-1, in bytes.
const pkcs12Block = 64

// pkcs12KDF is RFC 7292 appendix B.2 with SHA-1.
func pkcs12KDF(phrase []byte, p pbeParams, purpose byte, size int) []byte {
	d := bytes.Repeat([]byte{purpose}, pkcs12Block)
	i := append(fillBlocks(p.salt), fillBlocks(bmpString(phrase))...)
	var derived []byte
	for len(derived) < size {
		a := hashAgain(sha1.New(), append(bytes.Clone(d), i...), p.iterations)
		derived = append(derived, a...)
		addToBlocks(i, fillBlocks(a))
	}
	return derived[:size]
}

// fillBlocks repeats b up to whole blocks; of nothing it makes nothing.
func fillBlocks(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	size := (len(b) + pkcs12Block - 1) / pkcs12Block * pkcs12Block
	return bytes.Repeat(b, size/len(b)+1)[:size]
}

// addToBlocks adds b and one to each block of i, as big-endian numbers.
func addToBlocks(i, b []byte) {
	for block := range len(i) / pkcs12Block {
		carry := uint(1)
		for at := pkcs12Block - 1; at >= 0; at-- {
			x := &i[block*pkcs12Block+at]
			carry += uint(*x) + uint(b[at])
			*x = byte(carry)
			carry >>= 8
		}
	}
}

// bmpString writes a pass phrase as PKCS#12 wants it: two bytes a character and a closing zero (RFC 7292 appendix
// B.1). As in openssl, what is not UTF-8 counts as Latin-1, and characters beyond 16 bits become surrogates.
func bmpString(phrase []byte) []byte {
	var out []byte
	for _, unit := range utf16.Encode(append(characters(phrase), 0)) {
		out = binary.BigEndian.AppendUint16(out, unit)
	}
	return out
}

func characters(phrase []byte) []rune {
	if utf8.Valid(phrase) {
		return []rune(string(phrase))
	}
	var latin1 []rune
	for _, b := range phrase {
		latin1 = append(latin1, rune(b))
	}
	return latin1
}
