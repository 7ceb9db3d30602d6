package certcheck

import (
	"bytes"
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
// after; two lists of base64 tell nobody anything. An empty result means that they are the same byte for byte.
func Differences(a, b *truststore.Certificate) []Difference {
	if bytes.Equal(a.Raw, b.Raw) {
		return nil
	}
	var list []Difference
	compare := func(field, left, right string) {
		if left != right {
			list = append(list, Difference{field, left, right})
		}
	}
	compare("serial number", a.SerialText(), b.SerialText())
	compare("not before", day(a.NotBefore), day(b.NotBefore))
	compare("not after", day(a.NotAfter), day(b.NotAfter))
	compare("subject", a.Subject.String(), b.Subject.String())
	compare("issuer", a.Issuer.String(), b.Issuer.String())
	compare("public key", keyText(a), keyText(b))
	compare("signature algorithm", a.SignatureAlgorithm.String(), b.SignatureAlgorithm.String())
	compare("subject key identifier", truststore.ColonHex(a.SubjectKeyID), truststore.ColonHex(b.SubjectKeyID))
	compare("authority key identifier", truststore.ColonHex(a.AuthorityKeyID), truststore.ColonHex(b.AuthorityKeyID))
	compare("extended key usage", strings.Join(a.ExtKeyUsage, ", "), strings.Join(b.ExtKeyUsage, ", "))
	compare("key usage", strings.Join(a.KeyUsage.Names(), ", "), strings.Join(b.KeyUsage.Names(), ", "))
	compare("alternative names", namesText(a), namesText(b))
	compare("other extensions", extensionsText(a), extensionsText(b))
	if len(list) == 0 {
		list = append(list, Difference{"signature", fingerprint(a), fingerprint(b)})
	}
	return list
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
