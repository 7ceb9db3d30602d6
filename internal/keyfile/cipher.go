package keyfile

import "strings"

// keyCipher is a cipher in a mode.
type keyCipher struct {
	name    string // as openssl writes it in DEK-Info
	keySize int
	ivSize  int                              // 0 in a mode without initialization vector
	padding int                              // the size that padding fills up to, 0 in a mode without padding
	decrypt func(key, iv, text []byte) error // in place
	unwrap  func(plain []byte) []byte        // of key wrap: takes the key from behind the check value; else nil
}

// cipherByName knows the names of DEK-Info (RFC 1423 section 1.1 and openssl's additions), which are those of a block
// cipher and of a mode, and gives like names to what PKCS#8 alone has.
func cipherByName(name string) (keyCipher, bool) {
	switch name {
	case "CHACHA20":
		return keyCipher{name: "ChaCha20", keySize: 32, ivSize: 16, decrypt: chaCha20}, true
	case "RC4":
		return keyCipher{name: name, keySize: 16, decrypt: decryptRC4}, true
	}
	if wrap, is := keyWrap(name); is {
		return wrap, true
	}
	at := max(0, strings.LastIndexByte(name, '-'))
	b, known := blockByName(name[:at])
	m, has := modeByName(strings.TrimPrefix(name[at:], "-"))
	return inMode(name, b, m), known && has
}

func inMode(name string, b blockCipher, m mode) keyCipher {
	c := keyCipher{name: name, keySize: b.keySize, ivSize: b.size}
	if m.padded {
		c.padding = b.size
	}
	if m.bare {
		c.ivSize = 0
	}
	c.decrypt = func(key, iv, text []byte) error {
		block, err := b.make(key)
		if err != nil {
			return err
		}
		m.decrypt(block, iv, text)
		return nil
	}
	return c
}

// content gives what was encrypted, without what the mode adds; nothing when that is not as it should be.
func (c keyCipher) content(plain []byte) []byte {
	if c.unwrap != nil {
		return c.unwrap(plain)
	}
	return unpad(plain, c.padding)
}
