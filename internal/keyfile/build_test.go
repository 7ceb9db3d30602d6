package keyfile

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"testing"
)

// Keys made in memory, so that no key material lies about.

func newRSA(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newEC(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newEd25519(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func spkiOf(t testing.TB, key crypto.Signer) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func pkcs8Of(t testing.TB, key crypto.Signer) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func sec1Of(t testing.TB, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func marshal(t testing.TB, value any) []byte {
	t.Helper()
	der, err := asn1.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func pemOf(label string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})
}

// sealCBC encrypts with AES and an all-zero initialization vector.
func sealCBC(t testing.TB, key, plain []byte) []byte {
	t.Helper()
	b, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	sealed := append(bytes.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(b, make([]byte, aes.BlockSize)).CryptBlocks(sealed, sealed)
	return sealed
}

// The ASN.1 of RFC 8018 and RFC 7914.
type (
	sealedKey struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	pbes2Params  struct{ KDF, Cipher pkix.AlgorithmIdentifier }
	pbkdf2Params struct {
		Salt       []byte
		Iterations int64
		PRF        pkix.AlgorithmIdentifier
	}
	pbkdf2Lengthened struct {
		Salt       []byte
		Iterations int64
		Length     int
	}
	scryptParams struct {
		Salt    []byte
		N, R, P int64
	}
	pbe1Params struct {
		Salt       []byte
		Iterations int64
	}
)

func oid(arcs ...int) asn1.ObjectIdentifier { return arcs }

func identifier(t testing.TB, id asn1.ObjectIdentifier, params any) pkix.AlgorithmIdentifier {
	t.Helper()
	return pkix.AlgorithmIdentifier{Algorithm: id, Parameters: asn1.RawValue{FullBytes: marshal(t, params)}}
}

func hmacSHA256(t testing.TB) pkix.AlgorithmIdentifier {
	t.Helper()
	return identifier(t, oid(1, 2, 840, 113549, 2, 9), asn1.NullRawValue)
}

// sealedAs writes an EncryptedPrivateKeyInfo with any key derivation, and AES-256-CBC.
func sealedAs(t testing.TB, kdf pkix.AlgorithmIdentifier, data []byte) []byte {
	t.Helper()
	aes := identifier(t, oid(2, 16, 840, 1, 101, 3, 4, 1, 42), make([]byte, 16))
	params := pbes2Params{kdf, aes}
	return marshal(t, sealedKey{identifier(t, oid(1, 2, 840, 113549, 1, 5, 13), params), data})
}

// seal encrypts a PKCS#8 key with testPhrase as openssl does, but in few rounds.
func seal(t testing.TB, plain []byte) []byte {
	t.Helper()
	salt, rounds := []byte("eight by"), 8
	key, err := pbkdf2.Key(sha256.New, testPhrase, salt, rounds, 32)
	if err != nil {
		t.Fatal(err)
	}
	kdf := identifier(t, oid(1, 2, 840, 113549, 1, 5, 12), pbkdf2Params{salt, int64(rounds), hmacSHA256(t)})
	return sealedAs(t, kdf, sealCBC(t, key, plain))
}

// sealPEM encrypts a traditional key with testPhrase.
func sealPEM(t testing.TB, label string, plain []byte) []byte {
	t.Helper()
	c, _ := cipherByName("AES-128-CBC")
	iv := make([]byte, aes.BlockSize)
	key := bytesToKey([]byte(testPhrase), iv[:8], c.keySize)
	return pem.EncodeToMemory(&pem.Block{
		Type:    label,
		Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": c.name + "," + hex.EncodeToString(iv)},
		Bytes:   sealCBC(t, key, plain),
	})
}

// sealStream encrypts a key of any kind with testPhrase in a mode that enciphers as it deciphers.
func sealStream(t testing.TB, name string, plain []byte) []byte {
	t.Helper()
	c, _ := cipherByName(name)
	iv := bytes.Repeat([]byte{0xff}, c.ivSize)
	sealed := bytes.Clone(plain)
	if err := c.decrypt(bytesToKey([]byte(testPhrase), iv[:8], c.keySize), iv, sealed); err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{
		Type:    "PRIVATE KEY",
		Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": c.name + "," + hex.EncodeToString(iv)},
		Bytes:   sealed,
	})
}

// The ASN.1 of RFC 8017 appendix A.1.2 and RFC 5915 section 3, to write what crypto/x509 would refuse to.
type rsaNumbers struct {
	Version                     int
	N, E, D, P, Q, DP, DQ, QInv *big.Int
}

func numbersOf(key *rsa.PrivateKey) rsaNumbers {
	return rsaNumbers{
		0, key.N, big.NewInt(int64(key.E)), key.D, key.Primes[0], key.Primes[1],
		key.Precomputed.Dp, key.Precomputed.Dq, key.Precomputed.Qinv,
	}
}

type ecNumbers struct {
	Version int
	Scalar  []byte
	Curve   asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
	Point   asn1.BitString        `asn1:"optional,explicit,tag:1"`
}

func bits(b []byte) asn1.BitString { return asn1.BitString{Bytes: b, BitLength: 8 * len(b)} }

func oidP256() asn1.ObjectIdentifier { return oid(1, 2, 840, 10045, 3, 1, 7) }

func pointOf(t testing.TB, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	point, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return point
}

func scalarOf(t testing.TB, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	scalar, err := key.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return scalar
}

// oneAsymmetricKey is RFC 5958 section 2 with the public half.
type oneAsymmetricKey struct {
	Version   int
	Algorithm pkix.AlgorithmIdentifier
	Private   []byte
	Public    asn1.BitString `asn1:"tag:1"`
}
