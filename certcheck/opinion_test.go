package certcheck_test

import (
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// TestWhatOpenSSLHasAgainstAClient: Go takes each of these.
func TestWhatOpenSSLHasAgainstAClient(t *testing.T) {
	key := testpki.Root(t, "key").Certificate().PublicKey.Raw
	trail := element(0x30, append(key[2:len(key):len(key)], 5, 0)) // the head has two octets
	for name, c := range map[string]struct {
		option    testpki.Option
		condition certcheck.Condition
		says      string
	}{
		"bytes behind the key": {testpki.SPKI(trail), certcheck.X509Syntax, "openssl cannot read it: broken public key"},
		"an empty other name": {testpki.Extension(false, []byte{0x30, 2, 0xa0, 0}, 2, 5, 29, 17), certcheck.X509Syntax,
			"openssl takes it for invalid because of its extension subjectAltName"},
		"an empty distribution point": {testpki.Extension(false, []byte{0x30, 2, 0x30, 0}, 2, 5, 29, 31), certcheck.X509Syntax,
			"openssl takes it for invalid because of its extension cRLDistributionPoints"},
		"a server's Netscape type": {testpki.Extension(false, []byte{3, 2, 6, 0x40}, 2, 16, 840, 1, 113730, 1, 1), certcheck.KeyUsage,
			"a Netscape certificate type without SSL client"},
		"a proxy": {testpki.Extension(false, []byte{0x30, 6, 0x30, 4, 6, 2, 0x2a, 3}, 1, 3, 6, 1, 5, 5, 7, 1, 14), certcheck.X509Syntax,
			"a proxy certificate, which openssl does not allow"},
		"an empty key id": {testpki.Extension(false, []byte{0x30, 2, 0x80, 0}, 2, 5, 29, 35), certcheck.KeyIDMismatch, "names another certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			root := testpki.Root(t, "root", testpki.KeyID("root"))
			client := root.Leaf("client", testpki.NoKeyIDs, c.option)
			d := diagnose(t, client, root)
			want(t, d, certcheck.Unclear, c.condition)
			if d.Reason != nil && !strings.Contains(d.Reason.Message, c.says) {
				t.Error(d.Reason.Message)
			}
		})
	}
}
