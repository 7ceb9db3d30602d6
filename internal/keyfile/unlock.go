package keyfile

import (
	"bytes"
	"crypto/cipher"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// scheme is how one key is encrypted. All that is read here end in a block cipher in CBC mode.
type scheme struct {
	name   string // told in Key.Format
	work   int64  // hash or HMAC calls that derive needs
	cipher blockCipher
	derive func(phrase []byte) (key, iv []byte, err error)
}

// unlocker asks for the pass phrase once for the whole file, and keeps count of the work.
type unlocker struct {
	ask    Passphrase
	asked  bool
	phrase []byte
	left   int64
}

// open decrypts a private key; the caller wipes what it gets.
func (u *unlocker) open(s scheme, ciphertext []byte) ([]byte, error) {
	if size := s.cipher.blockSize; len(ciphertext) == 0 || len(ciphertext)%size != 0 {
		return nil, damaged("the encrypted key has %d bytes, which is not a multiple of %d", len(ciphertext), size)
	}
	if err := u.spend(s.work); err != nil {
		return nil, err
	}
	phrase, err := u.passphrase()
	if err != nil {
		return nil, err
	}
	plain, err := s.decrypt(phrase, ciphertext)
	if err != nil {
		return nil, err
	}
	return unpad(plain, s.cipher.blockSize, phrase)
}

// spend refuses before the work begins.
func (u *unlocker) spend(work int64) error {
	if work > u.left {
		return overLimit(hintFewerRounds, "opening the key would take %d rounds of key derivation; the limit is %d", work, maxWork)
	}
	u.left -= work
	return nil
}

func (u *unlocker) passphrase() ([]byte, error) {
	if u.asked {
		return u.phrase, nil
	}
	if u.ask == nil {
		return nil, neededPassphrase()
	}
	phrase, err := u.ask()
	if err != nil {
		return nil, withoutPhrase(err)
	}
	u.asked, u.phrase = true, phrase
	return phrase, nil
}

func (s scheme) decrypt(phrase, ciphertext []byte) ([]byte, error) {
	key, iv, err := s.derive(phrase)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	b, err := s.cipher.make(key)
	if err != nil || len(iv) != b.BlockSize() {
		return nil, damaged("the parameters of the encryption do not fit %s", s.cipher.name)
	}
	plain := make([]byte, len(ciphertext))
	cipher.NewCBCDecrypter(b, iv).CryptBlocks(plain, ciphertext)
	return plain, nil
}

// unpad takes away the padding of RFC 8018 section 6.1.1 and looks whether one whole SEQUENCE is left. The format has
// no other check of the pass phrase: the padding alone lets one wrong phrase in 256 pass.
func unpad(plain []byte, size int, phrase []byte) ([]byte, error) {
	n := int(plain[len(plain)-1])
	if n < 1 || n > size || !bytes.HasSuffix(plain, bytes.Repeat([]byte{byte(n)}, n)) {
		clear(plain)
		return nil, wrongPassphrase(phrase)
	}
	plain = plain[:len(plain)-n]
	in := cryptobyte.String(plain)
	if !in.SkipASN1(asn1.SEQUENCE) || !in.Empty() {
		clear(plain)
		return nil, wrongPassphrase(phrase)
	}
	return plain, nil
}
