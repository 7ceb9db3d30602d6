package truststore

import (
	"bytes"
	"crypto/sha256"

	"github.com/mtlscheck/mtlscheck/internal/ber"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// A certificate has to be DER (RFC 5280 section 4.1). openssl reads BER too, and so perhaps does a gateway; Go does not.

// BER tells a certificate that is not DER in its lengths, which only tolerant readers read.
func (c *Certificate) BER() bool { return !bytes.Equal(c.Raw, c.DER) }

// parseBER reads a certificate whose lengths are BER; is is false when they are not, and when they cannot be read either.
func parseBER(raw []byte) (c *Certificate, err error, is bool) {
	der, odd, size, ok := ber.ToDER(raw)
	if !ok || odd == 0 {
		return nil, nil, false
	}
	c = &Certificate{Raw: raw[:size], DER: der}
	c.readTrailing(raw[size:])
	c.problem("BER, not DER: %s", odd)
	if err := c.read(der); err != nil {
		return nil, err, true
	}
	c.keepTBS()
	return c, nil, true
}

// keepTBS puts back the tbsCertificate as it stands, which is what was signed. openssl keeps it too, and writes what is
// around it anew in DER: that is what its fingerprint is of, and by what it knows a certificate again
// (crypto/x509/x_x509.c, X509_CINF; crypto/x509/x509_cmp.c, X509_cmp).
func (c *Certificate) keepTBS() {
	inside := c.Raw[ber.Header(c.Raw):]
	_, _, size, _ := ber.ToDER(inside)
	var around cryptobyte.String
	input := cryptobyte.String(c.DER)
	input.ReadASN1(&around, cbasn1.SEQUENCE)
	around.SkipASN1(cbasn1.SEQUENCE)
	c.RawTBS = inside[:size]
	b := cryptobyte.NewBuilder(make([]byte, 0, len(c.Raw)))
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(c.RawTBS)
		b.AddBytes(around)
	})
	c.SHA256 = sha256.Sum256(b.BytesOrPanic())
}
