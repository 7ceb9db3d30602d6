// Package blockcipher has the block ciphers with which openssl encrypts private keys and which neither Go nor
// golang.org/x/crypto has: Camellia, ARIA, SM4, SEED and RC2.
//
// They open keys of a few kilobytes on the user's own machine: they are written to be short, not to be fast, and make no
// effort to take constant time.
package blockcipher

import (
	"crypto/cipher"
	"fmt"
	"slices"
)

// size is that of a block of all ciphers here but RC2.
const size = 16

// mirrored is a cipher that deciphers by the steps of enciphering, with other round keys.
type mirrored[K any] struct {
	crypt       func(keys []K, dst, src []byte)
	forth, back []K
}

func (m mirrored[K]) BlockSize() int          { return size }
func (m mirrored[K]) Encrypt(dst, src []byte) { m.crypt(m.forth, dst[:size], src[:size]) }
func (m mirrored[K]) Decrypt(dst, src []byte) { m.crypt(m.back, dst[:size], src[:size]) }

// reversing is a cipher that deciphers with the round keys in reverse.
func reversing[K any](crypt func(keys []K, dst, src []byte), keys []K) cipher.Block {
	back := slices.Clone(keys)
	slices.Reverse(back)
	return mirrored[K]{crypt, keys, back}
}

func wrongKeySize(name string, key []byte) error {
	return fmt.Errorf("%s has no keys of %d bytes", name, len(key))
}
