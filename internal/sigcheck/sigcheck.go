// Package sigcheck checks the signature of a certificate with a public key, for diagnosis: it judges no algorithm, so
// that MD5, SHA-1 and short keys still answer "is this really the issuer?". Everything it touches is public data.
//
// The standard library answers where it is the fastest: RSA of 1,024 to 2,048 bits, P-224, P-256, Ed25519, and keys of
// P-384 and P-521 that check once or twice. Other RSA keys go through modexp, keys of P-384 and P-521 that check many
// certificates through a table of multiples, and the curves that Go lacks through weierstrass.
package sigcheck

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"sync"
	"sync/atomic"

	"github.com/mtlscheck/mtlscheck/internal/modexp"
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

// Key is a public key ready for many checks, also at the same time: what a check works out about the key alone, the
// next one finds. Making one costs nothing.
type Key struct {
	public *truststore.PublicKey
	tables *Tables

	modulusOnce sync.Once
	modulus     *modexp.Modulus // of an RSA key

	pointOnce  sync.Once
	point      *ecdsa.PublicKey // on a curve that Go has; nil when it is not on it
	checks     atomic.Int64
	verifyOnce sync.Once
	verify     func(digest, signature []byte) bool // with a table, or on a curve that Go lacks; nil without
}

// NewKey takes a key that does not change from now on, and the Tables of those that it shares memory with: nil when it
// checks once or twice.
func NewKey(public *truststore.PublicKey, tables *Tables) *Key {
	return &Key{public: public, tables: tables}
}

// Check tells whether the key made the signature of c. It judges no algorithm: MD5, SHA-1 and short RSA keys
// are computed like any other, because "is this really the issuer?" is another question than "is this strong?".
// why explains an unchecked signature.
func (k *Key) Check(c *truststore.Certificate) (r Result, why string) {
	key := k.public
	alg := c.SignatureAlgorithm
	switch {
	case !CouldSign(key, c):
		return Bad, ""
	case key.Problem != "":
		return Unchecked, "the issuer's key cannot be used: " + key.Problem
	}
	switch alg.Scheme {
	case truststore.SchemeRSA:
		return k.checkRSA(c)
	case truststore.SchemeRSAPSS:
		return k.checkPSS(c)
	case truststore.SchemeECDSA:
		return k.checkECDSA(c)
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
