package keyfile

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ed25519"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// pkcs8Key is a PrivateKeyInfo (RFC 5208 section 5) or OneAsymmetricKey (RFC 5958 section 2). Which of the two is
// judged by public, not by the version, because writers disagree on the version.
type pkcs8Key struct {
	alg     algorithm
	private []byte
	public  []byte // nil when absent
}

func parsePKCS8(der []byte) (*Key, error) {
	k, err := readPKCS8(der)
	if err != nil {
		return nil, err
	}
	switch k.alg.oid {
	case oidRSA:
		return k.rsa()
	case oidRSAPSS:
		return parseRSA(k.private, k.alg.raw, "PKCS#8")
	case oidEC:
		return k.ec()
	case oidEd25519:
		return k.edwards(ed25519Public)
	case oidX25519:
		return k.edwards(x25519Public)
	case oidEd448, oidX448:
		return k.stored()
	}
	return nil, unsupportedKey("a private key of " + named(k.alg.oid))
}

func readPKCS8(der []byte) (*pkcs8Key, error) {
	in, body, private := cryptobyte.String(der), cryptobyte.String(nil), cryptobyte.String(nil)
	version, attributes := 0, asn1.Tag(0).ContextSpecific().Constructed()
	if !in.ReadASN1(&body, asn1.SEQUENCE) || !body.ReadASN1Integer(&version) {
		return nil, damaged("the key is not the structure of RFC 5958")
	}
	alg, ok := readAlgorithm(&body)
	if !ok || !body.ReadASN1(&private, asn1.OCTET_STRING) || !body.SkipOptionalASN1(attributes) {
		return nil, damaged("the key is not the structure of RFC 5958")
	}
	public, ok := readPublic(body)
	if !ok {
		return nil, damaged("the public half in the key cannot be read")
	}
	return &pkcs8Key{alg: alg, private: private, public: public}, nil
}

// readPublic reads the [1] IMPLICIT BIT STRING of RFC 5958, and the [1] EXPLICIT one that older versions of the Rust
// library ring write instead.
func readPublic(rest cryptobyte.String) (public []byte, ok bool) {
	var bits cryptobyte.String
	implicit := asn1.Tag(1).ContextSpecific()
	if rest.PeekASN1Tag(implicit.Constructed()) {
		return public, rest.ReadASN1(&bits, implicit.Constructed()) && bits.ReadASN1BitStringAsBytes(&public)
	}
	if !rest.PeekASN1Tag(implicit) {
		return nil, true
	}
	var unused uint8
	ok = rest.ReadASN1(&bits, implicit) && bits.ReadUint8(&unused) && unused == 0
	return bits, ok
}

func (k *pkcs8Key) rsa() (*Key, error) {
	key, err := parsePKCS1(k.private)
	if err != nil {
		return nil, err
	}
	key.Format = "PKCS#8"
	return key, nil
}

// ec takes the curve from the algorithm; the one inside, if any, is a repetition (RFC 5915 section 3).
func (k *pkcs8Key) ec() (*Key, error) {
	inner, err := readEC(k.private)
	if err != nil {
		return nil, err
	}
	if len(k.alg.params) > 0 {
		inner.curve = k.alg.params
	}
	return inner.tell("PKCS#8")
}

// edwards reads the CurvePrivateKey of RFC 8410 section 7 and computes the public key from it.
func (k *pkcs8Key) edwards(compute func(seed []byte) ([]byte, error)) (*Key, error) {
	var seed cryptobyte.String
	in := cryptobyte.String(k.private)
	if !in.ReadASN1(&seed, asn1.OCTET_STRING) {
		return nil, damaged("the private key is not the OCTET STRING of RFC 8410")
	}
	public, err := compute(seed)
	if err != nil {
		return nil, err
	}
	if k.public == nil || bytes.Equal(k.public, public) {
		return k.tell(public, "")
	}
	return k.tell(k.public, "the stored public key is not the one of the private key")
}

// stored is for curves that Go cannot compute on.
func (k *pkcs8Key) stored() (*Key, error) {
	if len(k.public) == 0 {
		return nil, unsupported(hintPublicOnly,
			"the key does not store its public half, and for %s it cannot be computed here", named(k.alg.oid))
	}
	return k.tell(k.public, "")
}

func (k *pkcs8Key) tell(public []byte, damage string) (*Key, error) {
	spki, err := newSPKI(k.alg.raw, public)
	if err != nil {
		return nil, err
	}
	return &Key{Format: "PKCS#8", SPKI: spki, Damage: damage}, nil
}

func ed25519Public(seed []byte) ([]byte, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, damaged("the Ed25519 private key has %d bytes, not %d", len(seed), ed25519.SeedSize)
	}
	key := ed25519.NewKeyFromSeed(seed)
	defer clear(key)
	return bytes.Clone(key[ed25519.SeedSize:]), nil
}

func x25519Public(seed []byte) ([]byte, error) {
	key, err := ecdh.X25519().NewPrivateKey(seed)
	if err != nil {
		return nil, damaged("the X25519 private key has %d bytes, not 32", len(seed))
	}
	return key.PublicKey().Bytes(), nil
}
