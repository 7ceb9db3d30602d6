package truststore

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// OpenSSLMisses says which block openssl would stumble over, so that `openssl verify` refuses the file or sees less in it
// than stands here; "" when it reads every certificate. See Form.LostBy for how that is known.
func (b *Bundle) OpenSSLMisses() string {
	for i := range b.Entries {
		if why := b.Entries[i].OpenSSLMisses(); why != "" {
			return why
		}
	}
	return ""
}

// OpenSSLMisses says why openssl does not read the block, or the file because of it; "" when it reads both. A block of
// another kind breaks the file only where its boundaries or its base64 are broken.
func (e *Entry) OpenSSLMisses() string {
	if e.Broken || e.Lost == nil && e.Kind == KindCertificate && e.Reject != "" {
		return e.place() + ": " + e.Reject
	}
	if e.Label == "TRUSTED CERTIFICATE" && len(e.behind) > 0 {
		return e.place() + ": a certificate stands where its trust settings would"
	}
	for _, f := range e.Forms {
		if f == FormDER {
			return e.place() + ": DER, not PEM"
		}
		if by := f.LostBy(); strings.HasPrefix(by, "openssl") || f == FormUnicodeSpace {
			return e.place() + ": " + string(f)
		}
	}
	if c := e.Certificate; c != nil {
		if why := c.OpenSSLRefuses(); why != "" {
			return e.place() + ": openssl cannot read it: " + why
		}
	}
	return ""
}

// place says where the block stands; a binary file has no lines.
func (e *Entry) place() string {
	if e.FirstLine == 0 {
		return fmt.Sprintf("#%d", e.Index)
	}
	return fmt.Sprintf("#%d (line %d)", e.Index, e.FirstLine)
}

// parsedByOpenSSL tells the labels beside those of certificates whose contents openssl reads when it loads a truststore,
// unless they are encrypted: what it cannot read there breaks the file (crypto/pem/pem_info.c).
func parsedByOpenSSL(label string) bool {
	return label == "X509 CRL" || strings.HasSuffix(label, "PRIVATE KEY") && label != "ENCRYPTED PRIVATE KEY" && label != "OPENSSH PRIVATE KEY"
}

// wholeSequence tells whether a SEQUENCE stands first, in full; openssl does not mind what follows, nor BER's indefinite
// length.
func wholeSequence(der []byte) bool {
	in := cryptobyte.String(der)
	return bytes.HasPrefix(der, []byte{0x30, 0x80}) || in.SkipASN1(asn1.SEQUENCE)
}
