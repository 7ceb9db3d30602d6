package keyfile

import (
	"bytes"
	"crypto/rc4"
	"encoding/binary"

	"golang.org/x/crypto/chacha20"
)

// chaCha20 takes the 16 bytes of openssl's vector: the counter of RFC 8439, lowest byte first, and its nonce. As in
// openssl the counter runs over into the nonce, which the library refuses, so each block is begun anew.
func chaCha20(key, iv, text []byte) error {
	iv = bytes.Clone(iv)
	for len(text) > 0 {
		c, err := chacha20.NewUnauthenticatedCipher(key, iv[4:])
		if err != nil {
			return err
		}
		c.SetCounter(binary.LittleEndian.Uint32(iv))
		n := min(64, len(text))
		c.XORKeyStream(text[:n], text[:n])
		binary.LittleEndian.PutUint64(iv, binary.LittleEndian.Uint64(iv)+1)
		text = text[n:]
	}
	return nil
}

func decryptRC4(key, _, text []byte) error {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return err
	}
	c.XORKeyStream(text, text)
	return nil
}
