package truststore

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mtlscheck/mtlscheck/internal/weierstrass"
)

// Same tells whether two keys are the same key, whatever their encoding.
func (k PublicKey) Same(o PublicKey) bool { return k.Identity() == o.Identity() }

// Differs tells whether two keys are surely different ones. Of a few, on curves that nobody here knows, neither Same nor
// Differs is true: a compressed point beside an uncompressed one, or a curve that is named beside its numbers.
func (k PublicKey) Differs(o PublicKey) bool {
	if k.Same(o) {
		return false
	}
	if k.Type != "EC" || o.Type != "EC" || k.knownCurve() || o.knownCurve() {
		return true
	}
	x, _, ok := weierstrass.Abscissa(k.Point)
	other, _, okToo := weierstrass.Abscissa(o.Point)
	if !ok || !okToo || !bytes.Equal(x, other) {
		return true
	}
	if k.curve == o.curve {
		return len(k.Point) == len(o.Point)
	}
	return k.byNumbers() == o.byNumbers()
}

// Identity names a public key whatever its encoding: RSA by modulus and exponent, also under the name of RSASSA-PSS, EC
// by curve and compressed point (SEC 1 section 2.3.3), others by all they say. A compressed point stays as it is: a
// thousand of them must not cost a thousand square roots.
func (k PublicKey) Identity() string {
	switch {
	case k.IsRSA():
		exponent, modulus := k.Exponent.Bytes(), k.Modulus.Bytes()
		return "RSA " + strconv.Itoa(len(exponent)) + " " + string(exponent) + string(modulus)
	case k.Type == "EC" && k.curve != "":
		return "EC " + k.curve + " " + k.pointIdentity()
	}
	return k.Type + " " + string(k.Raw)
}

// pointIdentity compresses a point only on curves where that loses nothing: where it is known to lie on the curve.
func (k PublicKey) pointIdentity() string {
	x, odd, ok := weierstrass.Abscissa(k.Point)
	if !ok {
		return string(k.Point)
	}
	if full := k.Point[0] >= 4; full && !(k.knownCurve() && k.onCurve()) {
		return "\x04" + string(k.Point[1:])
	}
	if odd {
		return "\x03" + string(x)
	}
	return "\x02" + string(x)
}

func (k PublicKey) onCurve() bool {
	if curve := goCurve(k.curve); curve != nil {
		_, err := ecdsa.ParseUncompressedPublicKey(curve, uncompressed(curve, k.Point))
		return err == nil
	}
	_, ok := weierstrass.ByOID(k.curve).Point(k.Point)
	return ok
}

// knownCurve tells whether the numbers of the curve are here.
func (k PublicKey) knownCurve() bool { return goCurve(k.curve) != nil || weierstrass.Known(k.curve) }

// goCurve is NISTCurve for a key that may give the numbers instead.
func goCurve(oid string) elliptic.Curve {
	name, _ := curveName(oid)
	return PublicKey{Curve: name}.NISTCurve()
}

// numbered begins the name of a curve that only its numbers tell.
const numbered = "numbers "

func (k PublicKey) byNumbers() bool { return strings.HasPrefix(k.curve, numbered) }

// explicitCurve names a curve that is given by all its numbers (RFC 3279 section 2.3.5): by its object identifier where
// they are those of a known one, else by what decides, which neither the seed nor the cofactor does. Of the base point
// that is x: the form in which it is written says nothing.
func explicitCurve(params cryptobyte.String) string {
	if oid := weierstrass.Recognize(params); oid != "" {
		return oid
	}
	in := params
	var seq, field, curve, a, b, base, order cryptobyte.String
	if !in.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.SkipASN1(cbasn1.INTEGER) || !seq.ReadASN1Element(&field, cbasn1.SEQUENCE) ||
		!seq.ReadASN1(&curve, cbasn1.SEQUENCE) || !curve.ReadASN1Element(&a, cbasn1.OCTET_STRING) ||
		!curve.ReadASN1Element(&b, cbasn1.OCTET_STRING) || !seq.ReadASN1(&base, cbasn1.OCTET_STRING) ||
		!seq.ReadASN1Element(&order, cbasn1.INTEGER) {
		return numbered + string(params)
	}
	x, _, _ := weierstrass.Abscissa(base)
	return numbered + string(slices.Concat(field, a, b, order, x))
}
