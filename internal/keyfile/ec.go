package keyfile

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	encoding "encoding/asn1"
	"errors"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mtlscheck/mtlscheck/internal/weierstrass"
)

// ecKey is an EC private key; point is nil when the file does not store the public half.
type ecKey struct {
	curve  []byte // ECParameters in DER: a named curve, or all numbers of one (RFC 3279 section 2.3.5)
	scalar []byte
	point  []byte
}

// parseSEC1 reads an ECPrivateKey (RFC 5915 section 3).
func parseSEC1(der []byte) (*Key, error) {
	k, err := readEC(der)
	if err != nil {
		return nil, err
	}
	return k.tell("SEC1")
}

func readEC(der []byte) (*ecKey, error) {
	in, body, scalar := cryptobyte.String(der), cryptobyte.String(nil), cryptobyte.String(nil)
	var curve, point cryptobyte.String
	var hasPoint bool
	version := 0
	explicit := func(n uint8) asn1.Tag { return asn1.Tag(n).ContextSpecific().Constructed() }
	if !in.ReadASN1(&body, asn1.SEQUENCE) || !body.ReadASN1Integer(&version) ||
		!body.ReadASN1(&scalar, asn1.OCTET_STRING) ||
		!body.ReadOptionalASN1(&curve, nil, explicit(0)) ||
		!body.ReadOptionalASN1(&point, &hasPoint, explicit(1)) {
		return nil, damaged("the EC key is not the structure of RFC 5915")
	}
	k := &ecKey{curve: curve, scalar: scalar}
	if hasPoint && (!point.ReadASN1BitStringAsBytes(&k.point) || len(k.point) < 2) {
		return nil, damaged("the stored public point of the EC key cannot be read")
	}
	return k, nil
}

// tell writes the SPKI with the stored point where there is one, else with the computed one.
func (k *ecKey) tell(format string) (*Key, error) {
	if !k.namesCurve() {
		return nil, damaged("the EC key does not say which curve it is on")
	}
	point, damage, err := k.public()
	if err != nil {
		return nil, err
	}
	alg, err := newAlgorithm(encoding.ObjectIdentifier{1, 2, 840, 10045, 2, 1}, k.curve)
	if err != nil {
		return nil, err
	}
	spki, err := newSPKI(alg, point)
	if err != nil {
		return nil, err
	}
	return &Key{Format: format, SPKI: spki, Damage: damage}, nil
}

// namesCurve wants one element: an object identifier, or a SEQUENCE of numbers. The third choice of RFC 3279 section
// 2.3.5, a curve inherited from elsewhere, has no meaning for a key that stands alone.
func (k *ecKey) namesCurve() bool {
	in, element, tag := cryptobyte.String(k.curve), cryptobyte.String(nil), asn1.Tag(0)
	return in.ReadAnyASN1(&element, &tag) && in.Empty() && (tag == asn1.OBJECT_IDENTIFIER || tag == asn1.SEQUENCE)
}

// public returns the public point and why it may not be the one of the scalar.
func (k *ecKey) public() (point []byte, damage string, err error) {
	multiply := k.multiplier()
	if multiply == nil {
		return k.storedPoint()
	}
	derived, err := multiply(k.scalar)
	switch {
	case err != nil && k.point == nil:
		return nil, "", damaged("the EC private scalar is zero or not below the order of its curve")
	case err != nil:
		return k.point, "the EC private scalar is zero or not below the order of its curve", nil
	case k.point == nil:
		return derived, "", nil
	case !samePoint(k.point, derived):
		return k.point, "the stored public point is not the one of the private scalar (Q != d*G)", nil
	}
	return k.point, "", nil
}

// multiplier gives what computes d*G as an uncompressed point; nil for a curve that cannot be computed on.
func (k *ecKey) multiplier() func(scalar []byte) ([]byte, error) {
	if curve := k.goCurve(); curve != nil {
		return func(scalar []byte) ([]byte, error) { return multiply(curve, scalar) }
	}
	if curve := weierstrass.ByOID(k.curveOID()); curve != nil {
		return func(scalar []byte) ([]byte, error) { return multiplyRare(curve, scalar) }
	}
	return nil
}

// storedPoint is for curves that cannot be computed on.
func (k *ecKey) storedPoint() (point []byte, damage string, err error) {
	if k.point != nil {
		return k.point, "", nil
	}
	return nil, "", unsupported("write the point into the key: `openssl ec -in KEY -out NEW`",
		"the EC key does not store its public point, and on %s it cannot be computed here", k.curveName())
}

// curveOID names the curve, also one that is given by its numbers if they are known; else it is empty.
func (k *ecKey) curveOID() string {
	in, oid := cryptobyte.String(k.curve), encoding.ObjectIdentifier(nil)
	if in.PeekASN1Tag(asn1.SEQUENCE) {
		return weierstrass.Recognize(k.curve)
	}
	if !in.ReadASN1ObjectIdentifier(&oid) || len(oid) > maxArcs {
		return ""
	}
	return oid.String()
}

func (k *ecKey) curveName() string {
	if oid := k.curveOID(); oid != "" {
		return "the curve " + oid
	}
	return "a curve given by its numbers"
}

// goCurve returns nil for a curve that Go lacks.
func (k *ecKey) goCurve() elliptic.Curve {
	switch k.curveOID() {
	case "1.3.132.0.33":
		return elliptic.P224()
	case "1.2.840.10045.3.1.7":
		return elliptic.P256()
	case "1.3.132.0.34":
		return elliptic.P384()
	case "1.3.132.0.35":
		return elliptic.P521()
	}
	return nil
}

// multiply takes a scalar of any length. RFC 5915 wants the scalar in full length, yet some writers leave out
// leading zeros and some put more.
func multiply(curve elliptic.Curve, scalar []byte) ([]byte, error) {
	size := (curve.Params().N.BitLen() + 7) / 8
	scalar = bytes.TrimLeft(scalar, "\x00")
	padded := append(make([]byte, max(0, size-len(scalar))), scalar...)
	defer clear(padded)
	key, err := ecdsa.ParseRawPrivateKey(curve, padded)
	if err != nil {
		return nil, err
	}
	return key.PublicKey.Bytes()
}

func multiplyRare(curve *weierstrass.Curve, scalar []byte) ([]byte, error) {
	d := new(big.Int).SetBytes(scalar)
	defer clear(d.Bits())
	if d.Sign() == 0 || d.Cmp(curve.N) >= 0 {
		return nil, errors.New("the scalar is out of range")
	}
	x, y := curve.Sum(d, new(big.Int), curve.G)
	return curve.Octets(x, y), nil
}

// samePoint compares a stored point in any form of SEC 1 section 2.3.3, or the hybrid form of X9.62, with an
// uncompressed one. Bit 0 of a compressed or hybrid form is the parity of y.
func samePoint(stored, uncompressed []byte) bool {
	x, odd := uncompressed[1:1+len(uncompressed)/2], uncompressed[len(uncompressed)-1]&1
	switch stored[0] {
	case 2 | odd:
		return bytes.Equal(stored[1:], x)
	case 6 | odd:
		return bytes.Equal(stored[1:], uncompressed[1:])
	}
	return bytes.Equal(stored, uncompressed)
}
