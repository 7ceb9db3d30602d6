package sigcheck

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"fmt"
	"math/big"

	"github.com/mtlscheck/mtlscheck/internal/modexp"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// The bounds that openssl sets on RSA keys before it computes with them (crypto/rsa/rsa_local.h): a key from a
// stranger must not cost seconds.
const (
	maxRSABits         = 16384
	smallRSABits       = 3072
	maxRSAExponentBits = 64 // for moduli above smallRSABits
)

// checkRSA is RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.2) over public data: the message that the signature hides is
// computed and compared whole.
func (k *Key) checkRSA(c *truststore.Certificate) (Result, string) {
	key := k.public
	digest, prefix, ok := digestInfo(c.SignatureAlgorithm.Hash, c.RawTBS)
	if !ok {
		return Unchecked, "the hash " + c.SignatureAlgorithm.Hash + " is not implemented here"
	}
	if why := rsaTooCostly(key); why != "" {
		return Unchecked, why
	}
	if hash, ok := quickRSA(key, c.SignatureAlgorithm.Hash); ok {
		public := &rsa.PublicKey{N: key.Modulus, E: int(key.Exponent.Int64())}
		return goodOrBad(rsa.VerifyPKCS1v15(public, hash, digest, c.Signature) == nil), ""
	}
	hidden := k.message(c.Signature)
	if hidden == nil || len(hidden) < len(prefix)+len(digest)+11 {
		return Bad, ""
	}
	return goodOrBad(bytes.Equal(hidden, pkcs1Message(len(hidden), prefix, digest))), ""
}

// quickRSA tells the keys for which crypto/rsa does: it has assembly up to 2,048 bits and takes whatever this package
// takes of nearly every certificate. Above that it is several times slower than what message does, for it guards secrets.
func quickRSA(key *truststore.PublicKey, hash string) (crypto.Hash, bool) {
	if key.Bits < 1024 || key.Bits > 2048 || !key.Exponent.IsInt64() || key.Exponent.Int64() != 65537 || key.Modulus.Bit(0) == 0 {
		return 0, false
	}
	switch hash {
	case "SHA-256":
		return crypto.SHA256, true
	case "SHA-384":
		return crypto.SHA384, true
	case "SHA-512":
		return crypto.SHA512, true
	}
	return 0, false
}

// message undoes the signature with the public key (RSAVP1, RFC 8017 section 5.2.2), as many octets long as the
// modulus; nil when the signature is no number for this modulus.
func (k *Key) message(signature []byte) []byte {
	n := k.public.Modulus
	size := (k.public.Bits + 7) / 8
	s := new(big.Int).SetBytes(signature)
	if len(signature) != size || s.Cmp(n) >= 0 || n.Bit(0) == 0 {
		return nil // no RSA modulus is even, and neither openssl nor Go computes with one
	}
	k.modulusOnce.Do(func() { k.modulus = modexp.New(n) })
	return k.modulus.Exp(s, k.public.Exponent).FillBytes(make([]byte, size))
}

func pkcs1Message(size int, prefix, digest []byte) []byte {
	message := bytes.Repeat([]byte{0xff}, size)
	message[0], message[1] = 0, 1
	info := size - len(prefix) - len(digest)
	message[info-1] = 0
	copy(message[info:], prefix)
	copy(message[info+len(prefix):], digest)
	return message
}

func rsaTooCostly(key *truststore.PublicKey) string {
	if key.Bits > maxRSABits {
		return fmt.Sprintf("the issuer's RSA key has %d bits; the limit is %d, as in openssl", key.Bits, maxRSABits)
	}
	if key.Bits > smallRSABits && key.Exponent.BitLen() > maxRSAExponentBits {
		return fmt.Sprintf("the issuer's RSA exponent has %d bits; the limit is %d, as in openssl", key.Exponent.BitLen(), maxRSAExponentBits)
	}
	return ""
}
