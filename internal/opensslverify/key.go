package opensslverify

import (
	"crypto/ecdsa"
	"math/big"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/internal/weierstrass"
	"github.com/mtlscheck/mtlscheck/truststore"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// keyKind is openssl's name for a type of key (EVP_PKEY_is_a).
type keyKind string

const (
	keyRSA     keyKind = "RSA"
	keyPSS     keyKind = "RSA-PSS"
	keyEC      keyKind = "EC"
	keySM2     keyKind = "SM2"
	keyDSA     keyKind = "DSA"
	keyEd25519 keyKind = "ED25519"
	keyEd448   keyKind = "ED448"
	keyOther   keyKind = "other" // a key that signs no certificate, such as X25519
)

// publicKey is a SubjectPublicKeyInfo as openssl decodes it; kind is empty when openssl does not.
type publicKey struct {
	kind         keyKind
	is           truststore.PublicKey
	signer       *sigcheck.Key
	explicit     bool       // an EC key that spells out its curve
	explicitBits int        // of the order of such a curve
	curveOID     string     // of an EC key that names it, content octets
	parameters   []*big.Int // p, q and g of a DSA key
}

// readKey decodes a key as far as to tell whether openssl does (crypto/x509/x_pubkey.c, x509_pubkey_decode).
func readKey(parsed truststore.PublicKey, tables *sigcheck.Tables) (k publicKey) {
	input := cryptobyte.String(parsed.Raw)
	var seq, algorithm cryptobyte.String
	if !input.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1(&algorithm, cbasn1.SEQUENCE) {
		return k
	}
	oid, ok := readOID(&algorithm, cbasn1.OBJECT_IDENTIFIER)
	bits, okToo := readBits(&seq, cbasn1.BIT_STRING)
	if !ok || !okToo || !seq.Empty() {
		return k
	}
	known := oid
	if oid == oidKeyRSAOfX500 {
		known = oidKeyRSA // another name for the same thing (crypto/rsa/rsa_ameth.c, ossl_rsa_asn1_meths)
	}
	if k.is = parsed; known != oid || parsed.Problem != "" {
		k.is, _ = truststore.ParsePublicKey(writeKey(known, algorithm, bits))
	}
	k.kind = k.decode(known, algorithm, bits)
	is := k.is // k moves when it is returned
	if k.kind == keyEC {
		is.Point = k.is.Uncompressed()
	}
	k.signer = sigcheck.NewKey(&is, tables)
	return k
}

// writeKey writes a SubjectPublicKeyInfo whose bit string has no unused bits: openssl clears them and does not mind.
func writeKey(oid string, parameters cryptobyte.String, bits []byte) []byte {
	b := cryptobyte.NewBuilder(nil)
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(cbasn1.OBJECT_IDENTIFIER, func(b *cryptobyte.Builder) { b.AddBytes([]byte(oid)) })
			b.AddBytes(parameters)
		})
		b.AddASN1BitString(bits)
	})
	der, _ := b.Bytes()
	return der
}

func (k *publicKey) decode(oid string, parameters cryptobyte.String, bits []byte) keyKind {
	switch oid {
	case oidKeyRSA:
		return keyIf(k.is.IsRSA() && readsAsRSA(bits), keyRSA)
	case oidKeyPSS:
		return keyIf(k.is.IsRSA() && readsAsRSA(bits), keyPSS)
	case oidKeyEC:
		return k.decodeEC(parameters, bits)
	case oidKeyDSA:
		return k.decodeDSA(parameters, bits)
	case oidKeyEd25519:
		return keyIf(parameters.Empty() && len(bits) == 32, keyEd25519)
	case oidKeyEd448:
		return keyIf(parameters.Empty() && len(bits) == 57, keyEd448)
	case oidKeyX25519:
		return keyIf(parameters.Empty() && len(bits) == 32, keyOther)
	case oidKeyX448:
		return keyIf(parameters.Empty() && len(bits) == 56, keyOther)
	case oidKeyDH:
		return keyIf(readsAsDH(parameters, bits, 2), keyOther)
	case oidKeyDHX:
		return keyIf(readsAsDH(parameters, bits, 3), keyOther)
	}
	return ""
}

// readsAsDH reads the numbers that parameters must have, p and g in PKCS #3, p, g and q in RFC 3279 section 2.3.3, and
// what they may have besides: a length, or j and validation parameters (crypto/dh/dh_ameth.c, dh_pub_decode).
func readsAsDH(parameters cryptobyte.String, bits []byte, numbers int) bool {
	public := cryptobyte.String(bits)
	var seq cryptobyte.String
	if !parameters.ReadASN1(&seq, cbasn1.SEQUENCE) || !parameters.Empty() || !public.SkipASN1(cbasn1.INTEGER) {
		return false
	}
	for range numbers {
		if !seq.SkipASN1(cbasn1.INTEGER) {
			return false
		}
	}
	return seq.SkipOptionalASN1(cbasn1.INTEGER) && (numbers == 2 || seq.SkipOptionalASN1(cbasn1.SEQUENCE)) && seq.Empty()
}

func keyIf(ok bool, kind keyKind) keyKind {
	if ok {
		return kind
	}
	return ""
}

func readsAsRSA(bits []byte) bool {
	input := cryptobyte.String(bits)
	var seq cryptobyte.String
	return input.ReadASN1(&seq, cbasn1.SEQUENCE) && seq.SkipASN1(cbasn1.INTEGER) && seq.SkipASN1(cbasn1.INTEGER) && seq.Empty()
}

// decodeEC takes a point only when it lies on its curve (crypto/ec/ec_asn1.c, o2i_ECPublicKey).
func (k *publicKey) decodeEC(parameters cryptobyte.String, bits []byte) keyKind {
	if parameters.PeekASN1Tag(cbasn1.SEQUENCE) {
		k.explicit, k.explicitBits = true, explicitOrder(parameters).BitLen()
		return keyEC
	}
	oid, ok := readOID(&parameters, cbasn1.OBJECT_IDENTIFIER)
	if !ok || fieldBits(oid) == 0 || !k.onCurve(oid, bits) {
		return ""
	}
	k.curveOID = oid
	if oid == oidCurveSM2 {
		return keySM2
	}
	return keyEC
}

// explicitOrder reads the order of the base point from SpecifiedECDomain (SEC 1 appendix C.2).
func explicitOrder(parameters cryptobyte.String) *big.Int {
	var seq cryptobyte.String
	order := new(big.Int)
	if parameters.ReadASN1(&seq, cbasn1.SEQUENCE) && seq.SkipASN1(cbasn1.INTEGER) && seq.SkipASN1(cbasn1.SEQUENCE) &&
		seq.SkipASN1(cbasn1.SEQUENCE) && seq.SkipASN1(cbasn1.OCTET_STRING) {
		seq.ReadASN1Integer(order)
	}
	return order
}

func (k *publicKey) onCurve(oid string, bits []byte) bool {
	if curve := k.is.NISTCurve(); curve != nil && len(bits) > 0 {
		_, err := ecdsa.ParseUncompressedPublicKey(curve, k.is.Uncompressed())
		return err == nil
	}
	curve := weierstrass.Named(k.is.Curve)
	if curve == nil { // the rest, which nobody uses, is judged by its length
		size := (fieldBits(oid) + 7) / 8
		return len(bits) == 1+size && bits[0]|1 == 3 || len(bits) == 1+2*size && (bits[0] == 4 || bits[0]|1 == 7)
	}
	_, ok := curve.Point(bits)
	return ok
}

// decodeDSA reads Dss-Parms. A certificate may leave them to that of its issuer (RFC 3279 section 2.3.2); openssl 3.0
// does not decode such a key.
func (k *publicKey) decodeDSA(parameters cryptobyte.String, bits []byte) keyKind {
	input := cryptobyte.String(bits)
	y := new(big.Int)
	if !input.ReadASN1Integer(y) || y.Sign() < 0 {
		return ""
	}
	var seq cryptobyte.String
	p, q, g := new(big.Int), new(big.Int), new(big.Int)
	if !parameters.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1Integer(p) || !seq.ReadASN1Integer(q) || !seq.ReadASN1Integer(g) {
		return ""
	}
	k.parameters = []*big.Int{p, q, g}
	return keyDSA
}

func (k *publicKey) decodes() bool { return k.kind != "" }

const (
	oidKeyRSA       = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
	oidKeyRSAOfX500 = "\x55\x08\x01\x01"
	oidKeyPSS       = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"
	oidKeyEC        = "\x2a\x86\x48\xce\x3d\x02\x01"
	oidKeyDSA       = "\x2a\x86\x48\xce\x38\x04\x01"
	oidKeyDH        = "\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01"
	oidKeyDHX       = "\x2a\x86\x48\xce\x3e\x02\x01"
	oidKeyX25519    = "\x2b\x65\x6e"
	oidKeyX448      = "\x2b\x65\x6f"
	oidKeyEd25519   = "\x2b\x65\x70"
	oidKeyEd448     = "\x2b\x65\x71"
	oidCurveSM2     = "\x2a\x81\x1c\xcf\x55\x01\x82\x2d"
)

// fieldBits gives the size of the field of the curves that openssl has a name for, else 0 (crypto/ec/ec_curve.c,
// curve_list).
func fieldBits(oid string) int {
	if oid == oidCurveSM2 {
		return 256
	}
	if oid == "" {
		return 0
	}
	last := int(oid[len(oid)-1])
	for _, f := range curveFamilies() {
		if oid[:len(oid)-1] == f.stem && last < len(f.bits) {
			return f.bits[last]
		}
	}
	return 0
}

// curveFamily is a list of curves that differ in the last number of their object identifier, by which bits is indexed.
type curveFamily struct {
	stem string
	bits []int
}

func curveFamilies() []curveFamily {
	return []curveFamily{
		{"\x2b\x81\x04\x00", []int{0, 163, 163, 239, 113, 113, 112, 112, 160, 160, 256, 0, 0, 0, 0, 163, 283, 283, 0, 0, 0, 0, 131, 131,
			193, 193, 233, 233, 128, 128, 160, 192, 224, 224, 384, 521, 409, 409, 571, 571}}, // SEC 2
		{"\x2a\x86\x48\xce\x3d\x03\x01", []int{0, 192, 192, 192, 239, 239, 239, 256}}, // X9.62, prime fields
		{"\x2a\x86\x48\xce\x3d\x03\x00", []int{0, 163, 163, 163, 176, 191, 191, 191, 0, 0, 208, 239, 239, 239, 0, 0, 272, 304, 359, 368, 431}},
		{"\x67\x2b\x01\x04", []int{0, 113, 0, 163, 113, 163, 112, 160, 112, 160, 233, 233, 224}},                             // WAP-WSG
		{"\x2b\x24\x03\x03\x02\x08\x01\x01", []int{0, 160, 160, 192, 192, 224, 224, 256, 256, 320, 320, 384, 384, 512, 512}}, // RFC 5639
	}
}
