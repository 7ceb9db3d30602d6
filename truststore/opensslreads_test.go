package truststore

import (
	"strings"
	"testing"
)

// TestOpenSSLMissesTheFile holds to openssl what a block beside two sound certificates does to it. Private keys of broken
// DER are left out: openssl refuses the file, and here nobody reads a private key in a truststore.
func TestOpenSSLMissesTheFile(t *testing.T) {
	needOpenSSL(t)
	clean := read(t, "../testdata/certs/pem/clean.pem")
	want := load(t, clean).Certificates()[0].Certificate
	for name, block := range map[string]string{
		"an unknown label":                "-----BEGIN FOO-----\nMIIB\n-----END FOO-----\n",
		"an unknown label, broken base64": "-----BEGIN FOO-----\nMII?\n-----END FOO-----\n",
		"a request that is none":          "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n",
		"a request, broken base64":        "-----BEGIN CERTIFICATE REQUEST-----\nMII?\n-----END CERTIFICATE REQUEST-----\n",
		"a private key, broken base64":    "-----BEGIN PRIVATE KEY-----\nMI?B\n-----END PRIVATE KEY-----\n",
		"an END line of another label":    "-----BEGIN CERTIFIATE-----\nMIIB\n-----END CERTIFICATE-----\n",
		"a certificate that is none":      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
		"a public key":                    "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
	} {
		data := append([]byte(strings.TrimSpace(string(clean))+"\n"), block...)
		lost := lostByOpenSSL(t, data, []*Certificate{want}) > 0
		if why := load(t, data).OpenSSLMisses(); (why != "") != lost {
			t.Errorf("%s: openssl loses it: %v; said here: %q", name, lost, why)
		}
	}
}
