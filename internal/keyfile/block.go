package keyfile

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/subtle"

	//lint:ignore SA1019 openssl's legacy provider writes keys with it
	"golang.org/x/crypto/blowfish"
	//lint:ignore SA1019 as before
	"golang.org/x/crypto/cast5"

	"github.com/mtlscheck/mtlscheck/internal/blockcipher"
)

// blockCipher is a block cipher with a key of one size.
type blockCipher struct {
	keySize int
	size    int // of a block
	make    func(key []byte) (cipher.Block, error)
}

// blockByName knows the first half of the names of openssl's ciphers.
func blockByName(name string) (blockCipher, bool) {
	switch name {
	case "AES-128":
		return blockCipher{16, 16, aes.NewCipher}, true
	case "AES-192":
		return blockCipher{24, 16, aes.NewCipher}, true
	case "AES-256":
		return blockCipher{32, 16, aes.NewCipher}, true
	case "ARIA-128":
		return blockCipher{16, 16, blockcipher.NewARIA}, true
	case "ARIA-192":
		return blockCipher{24, 16, blockcipher.NewARIA}, true
	case "ARIA-256":
		return blockCipher{32, 16, blockcipher.NewARIA}, true
	case "CAMELLIA-128":
		return blockCipher{16, 16, blockcipher.NewCamellia}, true
	case "CAMELLIA-192":
		return blockCipher{24, 16, blockcipher.NewCamellia}, true
	case "CAMELLIA-256":
		return blockCipher{32, 16, blockcipher.NewCamellia}, true
	case "SM4":
		return blockCipher{16, 16, blockcipher.NewSM4}, true
	case "SEED":
		return blockCipher{16, 16, blockcipher.NewSEED}, true
	}
	return smallBlockByName(name)
}

// smallBlockByName knows those with blocks of 64 bits.
func smallBlockByName(name string) (blockCipher, bool) {
	switch name {
	case "DES":
		return blockCipher{8, 8, des.NewCipher}, true
	case "DES-EDE":
		return blockCipher{16, 8, newTwoKeyDES}, true
	case "DES-EDE3":
		return blockCipher{24, 8, des.NewTripleDESCipher}, true
	case "DESX":
		return blockCipher{24, 8, newDESX}, true
	case "BF":
		return blockCipher{16, 8, func(key []byte) (cipher.Block, error) { return blowfish.NewCipher(key) }}, true
	case "CAST5":
		return blockCipher{16, 8, func(key []byte) (cipher.Block, error) { return cast5.NewCipher(key) }}, true
	case "RC2":
		return blockCipher{16, 8, blockcipher.NewRC2}, true
	case "RC2-64":
		return blockCipher{8, 8, blockcipher.NewRC2}, true
	case "RC2-40":
		return blockCipher{5, 8, blockcipher.NewRC2}, true
	}
	return blockCipher{}, false
}

// newTwoKeyDES makes three keys of two by taking the first again.
func newTwoKeyDES(key []byte) (cipher.Block, error) {
	three := append(append(make([]byte, 0, 24), key...), key[:8]...)
	defer clear(three)
	return des.NewTripleDESCipher(three)
}

// desX is DES with eight more bytes of key before it and eight after it (Kilian and Rogaway, 1996).
type desX struct {
	cipher.Block
	before, after []byte
}

func newDESX(key []byte) (cipher.Block, error) {
	b, err := des.NewCipher(key[:8])
	return desX{b, append([]byte(nil), key[8:16]...), append([]byte(nil), key[16:]...)}, err
}

func (x desX) Encrypt(dst, src []byte) { x.whiten(x.before, x.Block.Encrypt, x.after, dst, src) }
func (x desX) Decrypt(dst, src []byte) { x.whiten(x.after, x.Block.Decrypt, x.before, dst, src) }

func (desX) whiten(first []byte, crypt func(dst, src []byte), last, dst, src []byte) {
	var block [des.BlockSize]byte
	subtle.XORBytes(block[:], first, src)
	crypt(block[:], block[:])
	subtle.XORBytes(dst, last, block[:])
}
