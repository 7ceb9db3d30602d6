package truststore

import (
	"crypto/elliptic"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// PublicKey is a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), read as far as it can be.
type PublicKey struct {
	Raw   []byte // the DER of the whole SubjectPublicKeyInfo
	Type  string // "RSA", "RSASSA-PSS", "EC", "Ed25519", "Ed448", "DSA", "ML-DSA-65" …, else the OID
	Bits  int    // of the modulus or the curve's field; 0 when unknown
	Curve string // for EC: "P-256", "secp256k1" …; "explicit parameters"; the OID when it has no name here

	// Problem says why the key itself cannot be used although its type is known; empty when it can.
	Problem string

	Modulus  *big.Int // for RSA and RSASSA-PSS
	Exponent *big.Int // for RSA and RSASSA-PSS
	Point    []byte   // the content of the bit string for every other type

	curve string // for EC: names the curve whichever way the key does: by its object identifier, or by its numbers
}

// ParsePublicKey reads the DER of a SubjectPublicKeyInfo. An error means that not even its algorithm could be read;
// a key that is named but unusable comes back with its Problem set.
func ParsePublicKey(der []byte) (PublicKey, error) {
	key := PublicKey{Raw: der}
	input := cryptobyte.String(der)
	var spki, alg, oid, bits cryptobyte.String
	if !input.ReadASN1(&spki, cbasn1.SEQUENCE) || !input.Empty() || !spki.ReadASN1(&alg, cbasn1.SEQUENCE) ||
		!alg.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) || !spki.ReadASN1(&bits, cbasn1.BIT_STRING) {
		return key, errors.New("not a SubjectPublicKeyInfo")
	}
	var unused uint8
	if !bits.ReadUint8(&unused) || unused != 0 {
		key.Problem = "its bit string has unused bits"
	}
	key.Point = bits
	key.name(oidText(oid), alg)
	return key, nil
}

func (k *PublicKey) name(oid string, params cryptobyte.String) {
	switch oid {
	case oidRSA:
		k.Type = "RSA"
		k.readRSA()
	case oidRSAPSS:
		k.Type = "RSASSA-PSS"
		k.readRSA()
	case oidEC:
		k.Type = "EC"
		k.readCurve(params)
	case "1.2.840.10040.4.1":
		k.Type = "DSA"
	case "1.3.101.110":
		k.Type, k.Bits = "X25519", 253
	case "1.3.101.112":
		k.Type, k.Bits = "Ed25519", 256
	case "1.3.101.113":
		k.Type, k.Bits = "Ed448", 456
	case "2.16.840.1.101.3.4.3.17", "2.16.840.1.101.3.4.3.18", "2.16.840.1.101.3.4.3.19":
		k.Type = mldsaName(oid)
	default:
		k.Type = oid
	}
}

// readRSA reads RSAPublicKey (RFC 8017 appendix A.1.1) without judging it: a leading zero too few, which makes the
// modulus negative in strict DER, is read as openssl reads it, unsigned.
func (k *PublicKey) readRSA() {
	input := cryptobyte.String(k.Point)
	var seq, n, e cryptobyte.String
	if !input.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1(&n, cbasn1.INTEGER) || !seq.ReadASN1(&e, cbasn1.INTEGER) {
		k.Problem = "its modulus and exponent cannot be read"
		return
	}
	k.Modulus, k.Exponent = new(big.Int).SetBytes(n), new(big.Int).SetBytes(e)
	k.Bits = k.Modulus.BitLen()
	if k.Modulus.Sign() == 0 || k.Exponent.Sign() == 0 {
		k.Problem = "its modulus or exponent is zero"
	}
}

// readCurve reads ECParameters (RFC 5480 section 2.1.1).
func (k *PublicKey) readCurve(params cryptobyte.String) {
	var oid cryptobyte.String
	switch {
	case params.PeekASN1Tag(cbasn1.SEQUENCE):
		k.Curve, k.curve = "explicit parameters", explicitCurve(params)
	case params.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER):
		k.curve = oidText(oid)
		k.Curve, k.Bits = curveName(k.curve)
	default:
		k.Curve, k.Problem = "no curve named", "its curve cannot be read"
	}
}

// curveName names a curve (RFC 5480, SEC 2, RFC 5639, GB/T 32918) with the bits of its field.
func curveName(oid string) (string, int) {
	switch oid {
	case "1.2.840.10045.3.1.1":
		return "P-192", 192
	case "1.3.132.0.33":
		return "P-224", 224
	case "1.2.840.10045.3.1.7":
		return "P-256", 256
	case "1.3.132.0.34":
		return "P-384", 384
	case "1.3.132.0.35":
		return "P-521", 521
	case "1.3.132.0.8":
		return "secp160r1", 160
	case "1.3.132.0.10":
		return "secp256k1", 256
	case "1.3.132.0.16":
		return "sect283k1", 283
	case "1.3.36.3.3.2.8.1.1.7":
		return "brainpoolP256r1", 256
	case "1.3.36.3.3.2.8.1.1.11":
		return "brainpoolP384r1", 384
	case "1.3.36.3.3.2.8.1.1.13":
		return "brainpoolP512r1", 512
	case "1.2.156.10197.1.301":
		return "SM2", 256
	}
	return oid, 0
}

// IsRSA tells whether the key has a modulus.
func (k PublicKey) IsRSA() bool { return k.Modulus != nil }

// String says type and size in a few words: "RSA 2048", "EC P-256", "Ed25519".
func (k PublicKey) String() string {
	switch {
	case k.IsRSA():
		return fmt.Sprintf("%s %d", k.Type, k.Bits)
	case k.Curve != "":
		return k.Type + " " + k.Curve
	}
	return k.Type
}

// SHA256 is the hash of the whole SubjectPublicKeyInfo, the usual name of a key.
func (k PublicKey) SHA256() [sha256.Size]byte { return sha256.Sum256(k.Raw) }

// Uncompressed gives the point in its uncompressed form (SEC 1 section 2.3.3) where the curve is at hand.
func (k PublicKey) Uncompressed() []byte {
	if curve := k.NISTCurve(); curve != nil && len(k.Point) > 0 {
		return uncompressed(curve, k.Point)
	}
	return k.Point
}

// uncompressed leaves a point as it is that is none. The hybrid form of X9.62, which openssl reads too, names the parity
// of what follows.
func uncompressed(curve elliptic.Curve, octets []byte) []byte {
	if octets[0] == 6|octets[len(octets)-1]&1 {
		return append([]byte{4}, octets[1:]...)
	}
	if octets[0] == 4 {
		return octets
	}
	x, y := elliptic.UnmarshalCompressed(curve, octets)
	if x == nil {
		return octets
	}
	size := (curve.Params().BitSize + 7) / 8
	point := make([]byte, 1+2*size)
	point[0] = 4
	x.FillBytes(point[1 : 1+size])
	y.FillBytes(point[1+size:])
	return point
}

// NISTCurve gives the curve where Go's standard library has it and the key names it, else nil.
func (k PublicKey) NISTCurve() elliptic.Curve {
	switch k.Curve {
	case "P-224":
		return elliptic.P224()
	case "P-256":
		return elliptic.P256()
	case "P-384":
		return elliptic.P384()
	case "P-521":
		return elliptic.P521()
	}
	return nil
}

// ModulusHashes are what `openssl … -noout -modulus | openssl md5|sha1|sha256` print, without the "(stdin)= ": the
// hash of the text "Modulus=", upper-case hexadecimal digits and a line feed. Only RSA keys have them.
type ModulusHashes struct {
	MD5, SHA1, SHA256 string
}

// ModulusHashes gives the runbook's figures for an RSA key; ok is false for every other type. For these openssl
// prints one and the same sentence whatever the key, and so one and the same hash, but of a DSA key its public value.
func (k PublicKey) ModulusHashes() (h ModulusHashes, ok bool) {
	if !k.IsRSA() {
		return h, false
	}
	text := fmt.Appendf(nil, "Modulus=%X\n", k.Modulus)
	m, s, l := md5.Sum(text), sha1.Sum(text), sha256.Sum256(text)
	return ModulusHashes{hex.EncodeToString(m[:]), hex.EncodeToString(s[:]), hex.EncodeToString(l[:])}, true
}
