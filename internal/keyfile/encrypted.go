package keyfile

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// parseEncrypted reads an EncryptedPrivateKeyInfo (RFC 5958 section 3, RFC 5208 section 6).
func (u *unlocker) parseEncrypted(der []byte) (*Key, error) {
	in, body, ciphertext := cryptobyte.String(der), cryptobyte.String(nil), cryptobyte.String(nil)
	if !in.ReadASN1(&body, asn1.SEQUENCE) {
		return nil, damaged("the encrypted key is not the structure of RFC 5958")
	}
	alg, ok := readAlgorithm(&body)
	if !ok || !body.ReadASN1(&ciphertext, asn1.OCTET_STRING) {
		return nil, damaged("the encrypted key is not the structure of RFC 5958")
	}
	s, err := schemeOf(alg)
	if err != nil {
		return nil, err
	}
	return u.reveal(s, ciphertext, parsePKCS8)
}

// reveal decrypts a key, reads it and says in its format how it was encrypted.
func (u *unlocker) reveal(s scheme, ciphertext []byte, parse func([]byte) (*Key, error)) (*Key, error) {
	plain, err := u.open(s, ciphertext)
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	k, err := parse(plain)
	if err != nil {
		return nil, err
	}
	k.Format += " encrypted (" + s.name + ")"
	return k, nil
}

func schemeOf(alg algorithm) (scheme, error) {
	switch alg.oid {
	case oidPBES2:
		return readPBES2(alg.params)
	case oidMD5DES, oidSHA1DES, oidMD5RC2, oidSHA1RC2:
		return readPBES1(alg)
	case oidPKCS12DES3, oidPKCS12DES2, oidPKCS12RC2128, oidPKCS12RC240, oidPKCS12RC4128, oidPKCS12RC440:
		return readPKCS12PBE(alg)
	}
	return scheme{}, unsupportedCipher(named(alg.oid))
}
