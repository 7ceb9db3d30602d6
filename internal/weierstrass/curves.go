package weierstrass

import (
	"math/big"
	"strings"
)

// maxField is the bits that an element has room for. P-521, which is in the table and beyond it, Go has itself.
const maxField = 512

// Has tells whether a curve is one that Named gives.
func Has(name string) bool { return oidOf(name) != "" }

// Named gives one of the curves that signatures are checked on, by the name that truststore gives it, or nil.
func Named(name string) *Curve { return ByOID(oidOf(name)) }

func oidOf(name string) string {
	switch name {
	case "secp256k1":
		return "1.3.132.0.10"
	case "P-192":
		return "1.2.840.10045.3.1.1"
	case "brainpoolP256r1":
		return "1.3.36.3.3.2.8.1.1.7"
	case "brainpoolP384r1":
		return "1.3.36.3.3.2.8.1.1.11"
	case "brainpoolP512r1":
		return "1.3.36.3.3.2.8.1.1.13"
	}
	return ""
}

// Known tells whether the numbers of a curve are here.
func Known(oid string) bool { return strings.Contains(table, "\n"+oid+" ") }

// ByOID gives any curve that is here and fits into an element, or nil.
func ByOID(oid string) *Curve {
	_, rest, found := strings.Cut(table, "\n"+oid+" ")
	if !found {
		return nil
	}
	line, _, _ := strings.Cut(rest, "\n")
	var n [6]*big.Int
	for i, hex := range strings.Fields(line) {
		n[i], _ = new(big.Int).SetString(hex, 16)
	}
	if n[0].BitLen() > maxField {
		return nil
	}
	f := newField(n[0])
	g := Point{f.element(n[3]), f.element(n[4]), f.one}
	return &Curve{G: g, N: n[5], field: f, a: f.element(n[1]), b: f.element(n[2])}
}
