package keyfile

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
)

// blockCipher is a cipher that is used in CBC mode.
type blockCipher struct {
	name      string // as openssl writes it in DEK-Info
	keySize   int
	blockSize int
	make      func(key []byte) (cipher.Block, error)
}

// cipherByOID knows the ciphers of PBES2 (RFC 8018 appendix B.2).
func cipherByOID(oid string) (blockCipher, bool) {
	switch oid {
	case "1.3.14.3.2.7":
		return cipherByName("DES-CBC")
	case "1.2.840.113549.3.7":
		return cipherByName("DES-EDE3-CBC")
	case "2.16.840.1.101.3.4.1.2":
		return cipherByName("AES-128-CBC")
	case "2.16.840.1.101.3.4.1.22":
		return cipherByName("AES-192-CBC")
	case "2.16.840.1.101.3.4.1.42":
		return cipherByName("AES-256-CBC")
	}
	return blockCipher{}, false
}

// cipherByName knows the names of DEK-Info (RFC 1423 section 1.1 and openssl's additions).
func cipherByName(name string) (blockCipher, bool) {
	switch name {
	case "DES-CBC":
		return blockCipher{name, 8, des.BlockSize, des.NewCipher}, true
	case "DES-EDE3-CBC":
		return blockCipher{name, 24, des.BlockSize, des.NewTripleDESCipher}, true
	case "AES-128-CBC":
		return blockCipher{name, 16, aes.BlockSize, aes.NewCipher}, true
	case "AES-192-CBC":
		return blockCipher{name, 24, aes.BlockSize, aes.NewCipher}, true
	case "AES-256-CBC":
		return blockCipher{name, 32, aes.BlockSize, aes.NewCipher}, true
	}
	return blockCipher{}, false
}
