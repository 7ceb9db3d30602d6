package testpki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	_ "crypto/md5" // for signatures with MD5
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha1" // for signatures with SHA-1
	_ "crypto/sha512"
	"crypto/x509"
	"fmt"
	"math/big"
	"testing"
)

// KeyType is a kind of key and its size.
type KeyType string

// The key types. RSA keys take their time: ask for them where they matter.
const (
	P224    KeyType = "P-224"
	P256    KeyType = "P-256"
	P384    KeyType = "P-384"
	P521    KeyType = "P-521"
	RSA1024 KeyType = "RSA-1024"
	RSA2048 KeyType = "RSA-2048"
	RSA4096 KeyType = "RSA-4096"
	Ed25519 KeyType = "Ed25519"
)

func (t KeyType) generate() (crypto.Signer, error) {
	switch t {
	case P224:
		return ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	case P256:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case P384:
		return ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case P521:
		return ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	case RSA1024:
		return rsa.GenerateKey(rand.Reader, 1024)
	case RSA2048:
		return rsa.GenerateKey(rand.Reader, 2048)
	case RSA4096:
		return rsa.GenerateKey(rand.Reader, 4096)
	case Ed25519:
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	}
	return nil, fmt.Errorf("no such key type: %q", t)
}

// RSAKey writes the public key of a random odd modulus of that many bits, which nobody has the private key of.
func RSAKey(t testing.TB, bits int) []byte {
	t.Helper()
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), uint(bits-1)))
	if err != nil {
		t.Fatal(err)
	}
	n.SetBit(n.SetBit(n, bits-1, 1), 0, 1)
	spki, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: n, E: 65537})
	if err != nil {
		t.Fatal(err)
	}
	return spki
}

// Algorithm is a signature algorithm for the type of the issuer's key. The zero value is the usual one: SHA-256, and
// PKCS#1 v1.5 for RSA.
type Algorithm struct {
	Hash crypto.Hash
	PSS  bool // RSASSA-PSS with a salt as long as the hash
}

func (a Algorithm) usual(signer crypto.Signer) Algorithm {
	if _, ok := signer.Public().(ed25519.PublicKey); ok {
		return Algorithm{}
	}
	if a.Hash == 0 {
		a.Hash = crypto.SHA256
	}
	return a
}

func (a Algorithm) sign(t testing.TB, signer crypto.Signer, message []byte) []byte {
	t.Helper()
	digest := message
	var options crypto.SignerOpts = a.Hash
	if a.Hash != 0 {
		h := a.Hash.New()
		h.Write(message)
		digest = h.Sum(nil)
	}
	if a.PSS {
		options = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: a.Hash}
	}
	signature, err := signer.Sign(rand.Reader, digest, options)
	if err != nil {
		t.Fatal(err)
	}
	return signature
}
