package truststore

import (
	"fmt"
	"strings"
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
	if e.Broken || e.Kind == KindCertificate && e.Reject != "" {
		return e.place() + ": " + e.Reject
	}
	for _, f := range e.Forms {
		if f == FormDER {
			return e.place() + ": DER, not PEM"
		}
		if by := f.LostBy(); strings.HasPrefix(by, "openssl") || f == FormUnicodeSpace {
			return e.place() + ": " + string(f)
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
