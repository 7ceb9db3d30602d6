// Package sigcheck checks the signature of a certificate with a public key, for diagnosis: it judges no algorithm, so
// that MD5, SHA-1 and short keys still answer "is this really the issuer?". Everything it touches is public data.
package sigcheck

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"math/big"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// Result is what a check of one signature with one key says.
type Result string

// The answers. The zero value means that nobody asked.
const (
	Good      Result = "good"
	Bad       Result = "bad"
	Unchecked Result = "unchecked" // the algorithm or the key is beyond what is implemented here
)

// The bounds that openssl sets on RSA keys before it computes with them (crypto/rsa/rsa_local.h): a key from a
// stranger must not cost seconds.
const (
	maxRSABits         = 16384
	smallRSABits       = 3072
	maxRSAExponentBits = 64 // for moduli above smallRSABits
)

// Check tells whether key made the signature of c. It judges no algorithm: MD5, SHA-1 and short RSA keys
// are computed like any other, because "is this really the issuer?" is another question than "is this strong?".
// why explains an unchecked signature.
func Check(c *truststore.Certificate, key *truststore.PublicKey) (r Result, why string) {
	alg := c.SignatureAlgorithm
	switch {
	case !CouldSign(key, c):
		return Bad, ""
	case key.Problem != "":
		return Unchecked, "the issuer's key cannot be used: " + key.Problem
	}
	switch alg.Scheme {
	case truststore.SchemeRSA:
		return checkRSA(c, key)
	case truststore.SchemeRSAPSS:
		return checkPSS(c, key)
	case truststore.SchemeECDSA:
		return checkECDSA(c, key)
	case truststore.SchemeEd25519:
		if len(key.Point) != ed25519.PublicKeySize {
			return Unchecked, "the issuer's Ed25519 key is not 32 octets long"
		}
		return goodOrBad(ed25519.Verify(key.Point, c.RawTBS, c.Signature)), ""
	}
	return Unchecked, "signatures of the kind " + alg.Name + " are not checked here"
}

func goodOrBad(good bool) Result {
	if good {
		return Good
	}
	return Bad
}

// checkRSA is RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.2) over public data: the message that the signature hides is
// computed and compared whole.
func checkRSA(c *truststore.Certificate, key *truststore.PublicKey) (Result, string) {
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
	hidden := rsaMessage(c.Signature, key)
	if hidden == nil || len(hidden) < len(prefix)+len(digest)+11 {
		return Bad, ""
	}
	return goodOrBad(bytes.Equal(hidden, pkcs1Message(len(hidden), prefix, digest))), ""
}

// quickRSA tells the keys for which crypto/rsa, which has assembly up to 2,048 bits, is faster than math/big, and takes
// whatever this package takes: nearly every certificate.
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

// rsaMessage undoes the signature with the public key (RSAVP1, RFC 8017 section 5.2.2), as many octets long as the
// modulus; nil when the signature is no number for this modulus. math/big is right here: everything is public, and
// above 2,048 bits it is several times faster than crypto/rsa, which guards secrets.
func rsaMessage(signature []byte, key *truststore.PublicKey) []byte {
	size := (key.Bits + 7) / 8
	s := new(big.Int).SetBytes(signature)
	if len(signature) != size || s.Cmp(key.Modulus) >= 0 || key.Modulus.Bit(0) == 0 {
		return nil // no RSA modulus is even, and neither openssl nor Go computes with one
	}
	return s.Exp(s, key.Exponent, key.Modulus).FillBytes(make([]byte, size))
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

// digestInfo hashes a message and gives the DER that PKCS#1 puts before the digest (RFC 8017 section 9.2 note 1).
func digestInfo(hash string, message []byte) (digest, prefix []byte, ok bool) {
	nist := func(last, size byte) []byte {
		return []byte{0x30, 17 + size, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, last, 5, 0, 4, size}
	}
	switch hash {
	case "MD5":
		sum := md5.Sum(message)
		return sum[:], []byte{0x30, 0x20, 0x30, 0x0c, 6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5, 5, 0, 4, 16}, true
	case "SHA-1":
		sum := sha1.Sum(message)
		return sum[:], []byte{0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 20}, true
	case "SHA-224":
		sum := sha256.Sum224(message)
		return sum[:], nist(4, 28), true
	case "SHA-256":
		sum := sha256.Sum256(message)
		return sum[:], nist(1, 32), true
	case "SHA-384":
		sum := sha512.Sum384(message)
		return sum[:], nist(2, 48), true
	case "SHA-512":
		sum := sha512.Sum512(message)
		return sum[:], nist(3, 64), true
	case "SHA-512/224":
		sum := sha512.Sum512_224(message)
		return sum[:], nist(5, 28), true
	case "SHA-512/256":
		sum := sha512.Sum512_256(message)
		return sum[:], nist(6, 32), true
	}
	return nil, nil, false
}

func checkPSS(c *truststore.Certificate, key *truststore.PublicKey) (Result, string) {
	p := c.SignatureAlgorithm.PSS
	if p == nil {
		return Unchecked, "the parameters of its RSASSA-PSS signature cannot be read"
	}
	digest, _, ok := digestInfo(p.Hash, c.RawTBS)
	if _, _, mgf := digestInfo(p.MGFHash, nil); !ok || !mgf {
		return Unchecked, fmt.Sprintf("RSASSA-PSS with %s and MGF1 with %s is not implemented here", p.Hash, p.MGFHash)
	}
	if why := rsaTooCostly(key); why != "" {
		return Unchecked, why
	}
	return goodOrBad(verifyPSS(rsaMessage(c.Signature, key), key.Bits-1, digest, p)), ""
}

// verifyPSS is EMSA-PSS-VERIFY (RFC 8017 section 9.1.2) over an encoded message of bits bits.
func verifyPSS(em []byte, bits int, digest []byte, p *truststore.PSSParameters) bool {
	if em == nil {
		return false
	}
	size := (bits + 7) / 8
	if len(em) > size && em[0] != 0 {
		return false
	}
	em = em[len(em)-size:]
	if p.SaltLength < 0 || p.SaltLength > size-len(digest)-2 || em[size-1] != 0xbc {
		return false // compared without a sum, which a salt length from a stranger could overflow
	}
	db, h := em[:size-len(digest)-1], em[size-len(digest)-1:size-1]
	unused := 8*size - bits
	if db[0]>>(8-unused) != 0 {
		return false
	}
	unmask(db, h, p.MGFHash)
	db[0] &= 0xff >> unused
	zeros := len(db) - p.SaltLength - 1
	if len(bytes.TrimLeft(db[:zeros], "\x00")) != 0 || db[zeros] != 1 {
		return false
	}
	message := append(append(make([]byte, 8), digest...), db[zeros+1:]...)
	want, _, _ := digestInfo(p.Hash, message)
	return bytes.Equal(want, h)
}

// unmask undoes MGF1 (RFC 8017 appendix B.2.1) in place.
func unmask(db, seed []byte, hash string) {
	block := append(bytes.Clone(seed), 0, 0, 0, 0)
	for counter := uint32(0); len(db) > 0; counter++ {
		binary.BigEndian.PutUint32(block[len(seed):], counter)
		mask, _, _ := digestInfo(hash, block)
		db = db[subtle.XORBytes(db, db, mask):]
	}
}

func checkECDSA(c *truststore.Certificate, key *truststore.PublicKey) (Result, string) {
	curve := key.NISTCurve()
	if curve == nil {
		return Unchecked, "the curve " + key.Curve + " is not implemented here"
	}
	digest, _, ok := digestInfo(c.SignatureAlgorithm.Hash, c.RawTBS)
	if !ok {
		return Unchecked, "the hash " + c.SignatureAlgorithm.Hash + " is not implemented here"
	}
	public, err := ecdsa.ParseUncompressedPublicKey(curve, key.Uncompressed())
	if err != nil {
		return Bad, "" // not a point of its curve: no signature is good under such a key
	}
	return goodOrBad(ecdsa.VerifyASN1(public, digest, c.Signature)), ""
}

// CouldSign tells whether a key is of the type that made a signature of this kind, whatever its value. Of a key that
// cannot be read at all nobody knows.
func CouldSign(key *truststore.PublicKey, c *truststore.Certificate) bool {
	if key.Type == "unreadable" {
		return true
	}
	switch c.SignatureAlgorithm.Scheme {
	case truststore.SchemeRSA:
		return key.Type == "RSA" // an RSASSA-PSS key makes no PKCS#1 v1.5 signatures (RFC 4055 section 1.2)
	case truststore.SchemeRSAPSS:
		return key.IsRSA()
	case truststore.SchemeECDSA:
		return key.Type == "EC"
	case truststore.SchemeEd25519:
		return key.Type == "Ed25519"
	}
	return true
}

// Cost estimates the time of one check in microseconds on a small server, for bounds on searches. A check that fails
// before it computes costs next to nothing.
func Cost(c *truststore.Certificate, key *truststore.PublicKey) int {
	const free = 1
	switch {
	case key.Problem != "" || !CouldSign(key, c):
		return free
	case key.IsRSA() && (len(c.Signature) != (key.Bits+7)/8 || rsaTooCostly(key) != ""):
		return free
	case key.IsRSA():
		size := max(key.Bits, 512)
		return 5 + 30*(size/256)*(size/256)/64*max(key.Exponent.BitLen(), 17)/17
	case key.NISTCurve() == nil && key.Type == "EC":
		return free
	case key.Bits <= 256:
		return 80
	case key.Bits <= 384:
		return 700
	}
	return 2000
}
