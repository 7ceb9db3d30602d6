package keyfile

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// scheme is how one key is encrypted.
type scheme struct {
	name   string // told in Key.Format
	work   int64  // what derive costs, in the coin of maxWork
	cipher keyCipher
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
	if err := s.fits(len(ciphertext)); err != nil {
		return nil, err
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
	key, ok := oneKey(s.cipher.content(plain))
	if !ok {
		clear(plain)
		return nil, wrongPassphrase(phrase)
	}
	return key, nil
}

func (s scheme) fits(size int) error {
	switch {
	case size == 0:
		return damaged("the encrypted key has no bytes")
	case s.cipher.padding > 0 && size%s.cipher.padding != 0:
		return damaged("the encrypted key has %d bytes, which is not a multiple of %d", size, s.cipher.padding)
	case s.cipher.unwrap != nil && size < 16:
		return damaged("the encrypted key has %d bytes, which is too few for key wrap", size)
	case size > maxSealed:
		return overLimit(hintSmallerKey, "the encrypted key has %d bytes; the limit is %d", size, maxSealed)
	}
	return nil
}

// spend refuses before the work begins.
func (u *unlocker) spend(work int64) error {
	if work > u.left {
		return overLimit(hintFewerRounds, "opening the key would take the work of %d rounds of HMAC-SHA256; the limit is %d", work, maxWork)
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
	plain := bytes.Clone(ciphertext)
	if err := s.cipher.decrypt(key, iv, plain); err != nil {
		return nil, damaged("the parameters of the encryption do not fit %s", s.cipher.name)
	}
	return plain, nil
}

// unpad takes away the padding of RFC 8018 section 6.1.1, if the mode has any; of a wrong one it leaves nothing.
func unpad(plain []byte, size int) []byte {
	if size == 0 {
		return plain
	}
	n := int(plain[len(plain)-1])
	if n < 1 || n > size || !bytes.HasSuffix(plain, bytes.Repeat([]byte{byte(n)}, n)) {
		return nil
	}
	return plain[:len(plain)-n]
}

// oneKey looks whether one whole SEQUENCE is there that begins like something known. The formats have no other check of
// the pass phrase: the padding, where there is any, lets one wrong phrase in 256 pass, and the length of a SEQUENCE one
// in 65,536.
func oneKey(plain []byte) ([]byte, bool) {
	in := cryptobyte.String(plain)
	return plain, in.SkipASN1(asn1.SEQUENCE) && in.Empty() && sniff(plain) != kindUnknown
}
