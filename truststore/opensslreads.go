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
		return fmt.Sprintf("#%d (line %d): %s", e.Index, e.FirstLine, e.Reject)
	}
	for _, f := range e.Forms {
		if by := f.LostBy(); strings.HasPrefix(by, "openssl") || f == FormUnicodeSpace || f == FormDER {
			return fmt.Sprintf("#%d (line %d): %s", e.Index, e.FirstLine, f)
		}
	}
	return ""
}
