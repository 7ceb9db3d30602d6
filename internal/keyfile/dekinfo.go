package keyfile

import (
	"crypto/md5"
	"encoding/hex"
	"strings"
)

func (b block) legacyEncrypted() bool {
	return b.dekInfo != "" || strings.Contains(b.procType, "ENCRYPTED")
}

// parseDEKInfo reads a key that was encrypted as a PEM message (RFC 1421 section 4.6.1.3, RFC 1423 section 1.1), as
// `openssl ec -aes256` and all of openssl 0.9 write it. x509.DecryptPEMBlock would do it too, but it is deprecated,
// and it cannot tell a cipher that it lacks from a damaged header.
func (u *unlocker) parseDEKInfo(b block) (*Key, error) {
	name, hexIV, _ := strings.Cut(strings.ToUpper(b.dekInfo), ",")
	name = strings.TrimSpace(name)
	c, ok := cipherByName(otherName(name))
	if !ok || c.ivSize == 0 { // the salt is taken from the vector
		return nil, unknownDEK(name)
	}
	hexIV = strings.TrimSpace(hexIV)
	iv, err := hex.DecodeString(hexIV[:min(len(hexIV), 2*c.ivSize)]) // as openssl, which ignores what follows
	if err != nil || len(iv) != c.ivSize {
		return nil, damaged("the DEK-Info line does not hold the %d bytes of an initialization vector", c.ivSize)
	}
	return u.reveal(dekScheme(c, iv), b.der, u.parseDER)
}

// otherName gives the usual name for those that openssl reads beside it.
func otherName(name string) string {
	switch name {
	case "AES128", "AES192", "AES256", "ARIA128", "ARIA192", "ARIA256", "CAMELLIA128", "CAMELLIA192", "CAMELLIA256":
		return name[:len(name)-3] + "-" + name[len(name)-3:] + "-CBC"
	case "BF", "DES", "DESX", "RC2", "RC2-40", "RC2-64", "SEED", "SM4":
		return name + "-CBC"
	case "BLOWFISH":
		return "BF-CBC"
	case "CAST", "CAST-CBC":
		return "CAST5-CBC"
	case "DES3":
		return "DES-EDE3-CBC"
	case "RC2-128":
		return "RC2-CBC"
	}
	return name
}

func dekScheme(c keyCipher, iv []byte) scheme {
	return scheme{
		name:   "DEK-Info, " + c.name,
		work:   rounds(1, c.keySize, md5.Size),
		cipher: c,
		derive: func(phrase []byte) ([]byte, []byte, error) { return bytesToKey(phrase, iv[:8], c.keySize), iv, nil },
	}
}

// bytesToKey is EVP_BytesToKey of openssl with MD5 and one round: each hash takes in the one before, the pass phrase
// and the salt.
func bytesToKey(phrase, salt []byte, size int) []byte {
	var key, last []byte
	for len(key) < size {
		last = hashAgain(md5.New(), append(append(last, phrase...), salt...), 1)
		key = append(key, last...)
	}
	return key[:size]
}

// unknownDEK repeats the cipher only if it looks like the name of one, because it is text out of somebody's file.
func unknownDEK(name string) error {
	strange := func(r rune) bool { return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", r) }
	if name == "" || len(name) > 24 || strings.ContainsFunc(name, strange) {
		return damaged("the DEK-Info line of the encrypted key is missing or names no cipher")
	}
	return unsupportedCipher(name)
}
