package truststore

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// OpenSSLMisses says which block openssl would stumble over, so that `openssl verify` refuses the file or sees less in it
// than stands here; "" when it reads every certificate. See Form.LosesIn for how that is known.
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
	if e.passedOver {
		return ""
	}
	if e.Broken || e.Lost == nil && e.Kind == KindCertificate && e.Reject != "" {
		return e.place() + ": " + e.Reject
	}
	if e.Label == "TRUSTED CERTIFICATE" && len(e.behind) > 0 {
		return e.place() + ": something else stands where its trust settings would"
	}
	for _, f := range e.Forms {
		if f == FormDER {
			return e.place() + ": DER, not PEM"
		}
		if loses, _ := f.LosesIn(); loses || f == FormUnicodeSpace {
			return e.place() + ": " + f.words()
		}
	}
	if c := e.Certificate; c != nil {
		if why := c.OpenSSLRefuses(); why != "" {
			return e.place() + ": openssl cannot read it: " + why
		}
	}
	return ""
}

// words reads the forms aloud that openssl loses something by.
func (f Form) words() string {
	switch f {
	case FormUTF16:
		return "UTF-16 text"
	case FormMixedEncoding:
		return "an encoding that changes in the middle"
	case FormCROnly:
		return "lines that end with CR alone"
	case FormJoined:
		return "END and BEGIN on one line"
	case FormMissingEnd:
		return "no END line of the block before it"
	case FormIndented:
		return "indented lines"
	case FormLiteralNewline:
		return "line breaks written out as \\n"
	case FormQuoted:
		return "quotation marks around it"
	case FormSharedLine:
		return "something else on its BEGIN or END line"
	case FormUnframed:
		return "no BEGIN and END lines"
	case FormHeaders:
		return "headers inside the block"
	case FormBlankLines:
		return "blank lines inside the block"
	case FormOpenSSHKey:
		return "an OpenSSH private key"
	case FormUnicodeSpace:
		return "white space that is not ASCII"
	}
	return string(f)
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
