package weierstrass

import (
	"encoding/hex"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// maxExplicit is in bytes; the numbers of P-521 take 500.
const maxExplicit = 1024

// numbers are those of a curve over a prime field, in hexadecimal digits, with the base point compressed.
type numbers struct {
	p, a, b, x, order string
	odd               bool
}

// Recognize gives the object identifier of the curve whose ECParameters (RFC 3279 section 2.3.5) give its numbers; ""
// when they are those of no curve here. It compares and computes nothing, so that no number in a file can cost time. The
// seed and the cofactor, which decide nothing, are not looked at.
func Recognize(der []byte) string {
	n, ok := readNumbers(der)
	if !ok {
		return ""
	}
	before, after, found := strings.Cut(table, " "+strings.Join([]string{n.p, n.a, n.b, n.x}, " ")+" ")
	if !found {
		return ""
	}
	rest, _, _ := strings.Cut(after, "\n")
	y, order, _ := strings.Cut(rest, " ")
	if order != n.order || strings.ContainsAny(y[len(y)-1:], "13579bdf") != n.odd {
		return ""
	}
	return before[strings.LastIndexByte(before, '\n')+1:]
}

func readNumbers(der []byte) (n numbers, ok bool) {
	in := cryptobyte.String(der)
	var seq, field, oid, p, curve, a, b, g, order cryptobyte.String
	if len(der) > maxExplicit || !in.ReadASN1(&seq, asn1.SEQUENCE) || !seq.SkipASN1(asn1.INTEGER) ||
		!seq.ReadASN1(&field, asn1.SEQUENCE) || !field.ReadASN1(&oid, asn1.OBJECT_IDENTIFIER) || !field.ReadASN1(&p, asn1.INTEGER) ||
		!seq.ReadASN1(&curve, asn1.SEQUENCE) || !curve.ReadASN1(&a, asn1.OCTET_STRING) || !curve.ReadASN1(&b, asn1.OCTET_STRING) ||
		!seq.ReadASN1(&g, asn1.OCTET_STRING) || !seq.ReadASN1(&order, asn1.INTEGER) {
		return n, false
	}
	x, odd, ok := Abscissa(g)
	return numbers{digits(p), digits(a), digits(b), digits(x), digits(order), odd}, ok
}

// digits writes a number as the table does.
func digits(octets []byte) string {
	text := strings.TrimLeft(hex.EncodeToString(octets), "0")
	if text == "" {
		return "0"
	}
	return text
}

// Abscissa gives the x of an encoded point (SEC 1 section 2.3.3) and whether its y is odd, which on a curve over a prime
// field is all there is to a point. It computes nothing: whether the point is on a curve is not asked.
func Abscissa(octets []byte) (x []byte, odd, ok bool) {
	if len(octets) < 2 {
		return nil, false, false
	}
	switch octets[0] {
	case 2, 3:
		return octets[1:], octets[0] == 3, true
	case 4, 6, 7:
		return octets[1 : 1+len(octets)/2], octets[len(octets)-1]&1 == 1, len(octets)%2 == 1
	}
	return nil, false, false
}
