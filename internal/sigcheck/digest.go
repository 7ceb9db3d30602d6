package sigcheck

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
)

// digestInfo hashes a message and gives the DER that PKCS#1 puts before the digest (RFC 8017 section 9.2 note 1).
func digestInfo(hash string, message []byte) (digest, prefix []byte, ok bool) {
	nist := func(last, size byte) []byte {
		return []byte{0x30, 17 + size, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, last, 5, 0, 4, size}
	}
	switch hash {
	case "MD5":
		sum := md5.Sum(message)
		return sum[:], []byte{0x30, 0x20, 0x30, 0x0c, 6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5, 5, 0, 4, 16}, true
	case "SHA-1":
		sum := sha1.Sum(message)
		return sum[:], []byte{0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 20}, true
	case "SHA-224":
		sum := sha256.Sum224(message)
		return sum[:], nist(4, 28), true
	case "SHA-256":
		sum := sha256.Sum256(message)
		return sum[:], nist(1, 32), true
	case "SHA-384":
		sum := sha512.Sum384(message)
		return sum[:], nist(2, 48), true
	case "SHA-512":
		sum := sha512.Sum512(message)
		return sum[:], nist(3, 64), true
	case "SHA-512/224":
		sum := sha512.Sum512_224(message)
		return sum[:], nist(5, 28), true
	case "SHA-512/256":
		sum := sha512.Sum512_256(message)
		return sum[:], nist(6, 32), true
	case "SHA3-224":
		sum := sha3.Sum224(message)
		return sum[:], nist(7, 28), true
	case "SHA3-256":
		sum := sha3.Sum256(message)
		return sum[:], nist(8, 32), true
	case "SHA3-384":
		sum := sha3.Sum384(message)
		return sum[:], nist(9, 48), true
	case "SHA3-512":
		sum := sha3.Sum512(message)
		return sum[:], nist(10, 64), true
	}
	return nil, nil, false
}
