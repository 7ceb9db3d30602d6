package certcheck

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// Difference is one field in which two certificates differ.
type Difference struct {
	Field string // as openssl x509 -text calls it
	Left  string
	Right string
}

// Differences compares two certificates field by field. It is what the runbook's `diff client.crt bundle.crt` is
// after; two lists of base64 tell nobody anything. An empty result means that they are the same byte for byte. That the
// signatures differ is said when nothing else does.
func Differences(a, b *truststore.Certificate) []Difference {
	if bytes.Equal(a.Raw, b.Raw) {
		return nil
	}
	var list differences
	list.compareFields(a, b, a.Parts(), b.Parts())
	if bytes.Equal(a.DER, b.DER) {
		list.text("lengths", lengthsText(a), lengthsText(b))
	}
	if len(list) == 0 {
		list.text("signature", signatureText(a), signatureText(b))
	}
	if len(list) == 0 { // alike up to what is shown of it
		list.text("fingerprint", fingerprint(a), fingerprint(b))
	}
	return list
}

type differences []Difference

func (d *differences) compareFields(a, b *truststore.Certificate, left, right truststore.Parts) {
	d.text("version", strconv.Itoa(a.Version), strconv.Itoa(b.Version))
	d.encoding("version", left.Version, right.Version)
	d.text("serial number", a.SerialText(), b.SerialText())
	d.encoding("serial number", left.Serial, right.Serial)
	d.text("not before", day(a.NotBefore), day(b.NotBefore))
	d.text("not after", day(a.NotAfter), day(b.NotAfter))
	d.encoding("dates", left.Dates, right.Dates, "not before", "not after")
	d.text("subject", a.Subject.String(), b.Subject.String())
	d.encoding("subject", left.Subject, right.Subject)
	d.text("issuer", a.Issuer.String(), b.Issuer.String())
	d.encoding("issuer", left.Issuer, right.Issuer)
	d.text("public key", keyText(a), keyText(b))
	d.text("signature algorithm", a.SignatureAlgorithm.String(), b.SignatureAlgorithm.String())
	d.encoding("signature algorithm", left.OuterAlgorithm, right.OuterAlgorithm)
	d.encoding("inner signature algorithm", left.Algorithm, right.Algorithm, "signature algorithm", "encoding of the signature algorithm")
	d.compareExtensions(a, b, left, right)
	d.text("unique identifiers", octetsText(left.UniqueIDs), octetsText(right.UniqueIDs))
	d.text("bytes after the extensions", octetsText(left.AfterExtensions), octetsText(right.AfterExtensions))
	d.text("bytes after the signature", octetsText(left.AfterSignature), octetsText(right.AfterSignature))
}

func (d *differences) compareExtensions(a, b *truststore.Certificate, left, right truststore.Parts) {
	before := len(*d)
	d.text("subject key identifier", truststore.ColonHex(a.SubjectKeyID), truststore.ColonHex(b.SubjectKeyID))
	d.text("authority key identifier", truststore.ColonHex(a.AuthorityKeyID), truststore.ColonHex(b.AuthorityKeyID))
	d.text("extended key usage", strings.Join(a.ExtKeyUsage, ", "), strings.Join(b.ExtKeyUsage, ", "))
	d.text("key usage", strings.Join(a.KeyUsage.Names(), ", "), strings.Join(b.KeyUsage.Names(), ", "))
	d.text("alternative names", namesText(a), namesText(b))
	d.text("other extensions", extensionsText(a), extensionsText(b))
	if len(*d) == before {
		d.text("critical extensions", criticalText(a), criticalText(b))
	}
	if len(*d) == before {
		d.encoding("extensions", left.Extensions, right.Extensions)
	}
}

func (d *differences) text(field, left, right string) {
	if left != right {
		*d = append(*d, Difference{field, left, right})
	}
}

// encoding tells of a field that reads the same and is written in other octets: of it and the others named, none has
// been told of yet.
func (d *differences) encoding(field string, left, right []byte, others ...string) {
	told := func(known Difference) bool { return known.Field == field || slices.Contains(others, known.Field) }
	if bytes.Equal(left, right) || slices.ContainsFunc(*d, told) {
		return
	}
	at := 0
	for at < min(len(left), len(right)) && left[at] == right[at] {
		at++
	}
	*d = append(*d, Difference{"encoding of the " + field, octetsFrom(left, at), octetsFrom(right, at)})
}

// octetsFrom shows the first octets that differ.
func octetsFrom(octets []byte, at int) string {
	const shown = 16
	text := octetsText(octets[at:min(len(octets), at+shown)])
	if at+shown < len(octets) {
		text += "…"
	}
	return fmt.Sprintf("%d octets, from octet %d on %s", len(octets), at+1, text)
}

func octetsText(octets []byte) string { return cmp.Or(truststore.ColonHex(octets), "none") }

func lengthsText(c *truststore.Certificate) string {
	if c.BER() {
		return "BER, not DER"
	}
	return "DER"
}

func signatureText(c *truststore.Certificate) string {
	return truststore.ColonHex(c.Signature[:min(len(c.Signature), 8)]) + "…"
}

func criticalText(c *truststore.Certificate) string {
	var list []string
	for _, e := range c.AllExtensions[:min(len(c.AllExtensions), 40)] {
		if e.Critical {
			list = append(list, e.OID)
		}
	}
	return cmp.Or(strings.Join(list, ", "), "none")
}

func keyText(c *truststore.Certificate) string {
	sum := c.PublicKey.SHA256()
	return c.PublicKey.String() + ", SHA-256 " + truststore.ColonHex(sum[:8]) + "…"
}

func namesText(c *truststore.Certificate) string {
	var names []string
	for _, n := range c.SubjectAltNames[:min(len(c.SubjectAltNames), 20)] {
		names = append(names, n.String())
	}
	return strings.Join(names, ", ")
}

func extensionsText(c *truststore.Certificate) string {
	var parts []string
	for _, e := range c.AllExtensions[:min(len(c.AllExtensions), 40)] {
		switch e.OID {
		case "2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.35", "2.5.29.37":
			continue // compared by themselves
		}
		parts = append(parts, e.OID+"="+truststore.ColonHex(e.Value))
	}
	return strings.Join(parts, ", ")
}
