package truststore

import (
	"bytes"
	"strings"
	"testing"
)

// TestOpenSSLMissesTheFile holds to openssl what a block beside two sound certificates does to it. Of private keys no more
// is read here than whether a whole structure stands there: openssl minds its numbers too.
func TestOpenSSLMissesTheFile(t *testing.T) {
	needOpenSSL(t)
	clean := read(t, "../testdata/certs/pem/clean.pem")
	want := load(t, clean).Certificates()[0].Certificate
	padded := paddedCertificate(t).Raw
	joined := append(bytes.Clone(padded), want.Raw...)
	for name, block := range map[string]string{
		"an unknown label":                "-----BEGIN FOO-----\nMIIB\n-----END FOO-----\n",
		"an unknown label, broken base64": "-----BEGIN FOO-----\nMII?\n-----END FOO-----\n",
		"a request that is none":          "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n",
		"a request, broken base64":        "-----BEGIN CERTIFICATE REQUEST-----\nMII?\n-----END CERTIFICATE REQUEST-----\n",
		"a private key, broken base64":    "-----BEGIN PRIVATE KEY-----\nMI?B\n-----END PRIVATE KEY-----\n",
		"a private key that is none":      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"an RSA key cut short":            "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n",
		"an EC key that is none":          "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
		"an encrypted key that is none":   "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
		"an old encrypted key":            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
		"a CRL that is none":              "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n",
		"a CRL under another label":       "-----BEGIN CRL-----\nAAAA\n-----END CRL-----\n",
		"a sound private key":             string(read(t, "../testdata/certs/wrong-key/client.key")),
		"an END line of another label":    "-----BEGIN CERTIFIATE-----\nMIIB\n-----END CERTIFICATE-----\n",
		"a certificate that is none":      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
		"a serial number that is padded":  string(pemOf(odd(func(p *parts) { p.serial = []byte{2, 2, 0, 1} }))),
		"three dates":                     string(pemOf(odd(func(p *parts) { p.validity = seq(utc("240101000000Z"), utc("340101000000Z"), utc("340101000000Z")) }))),
		"BER":                             string(pemOf(append(append([]byte{0x30, 0x80}, soundParts().build()[4:]...), 0, 0))),
		"two certificates in a block":     string(pemOf(joined)),
		"one with trust settings of one":  strings.ReplaceAll(string(pemOf(joined)), "CERT", "TRUSTED CERT"),
		"two in base64 with padding":      string(armoured("CERTIFICATE", wrapped(padded, 64)+wrapped(padded, 64))),
		"a certificate as CRL":            string(armoured("X509 CRL", wrapped(padded, 64))),
		"a certificate as request":        string(armoured("CERTIFICATE REQUEST", wrapped(padded, 64))),
		"a certificate as something new":  string(armoured("NEW CERTIFICATE", wrapped(padded, 64))),
		"a public key":                    "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
	} {
		data := append([]byte(strings.TrimSpace(string(clean))+"\n"), block...)
		lost := lostByOpenSSL(t, data, []*Certificate{want}) > 0
		if why := load(t, data).OpenSSLMisses(); (why != "") != lost {
			t.Errorf("%s: openssl loses it: %v; said here: %q", name, lost, why)
		}
	}
}

func TestFormsThatOpenSSLMissesHaveWords(t *testing.T) {
	forms := []Form{FormBOM, FormUTF16, FormMixedEncoding, FormCRLF, FormCROnly, FormNoFinalNewline, FormJoined, FormMissingEnd, FormIndented, FormTrailingSpace, FormSpaces,
		FormText, FormUnframed, FormHeaders, FormLongLines, FormLiteralNewline, FormQuoted, FormSharedLine, FormDoubledCR, FormControl, FormUnicodeSpace,
		FormBlankLines, FormTrustedLabel, FormX509Label, FormOpenSSHKey, FormTrailingData}
	for _, f := range forms {
		if missed, _ := f.LosesIn(); (missed || f == FormUnicodeSpace) && strings.HasPrefix(f.words(), "pem_") {
			t.Errorf("%s has no words", f)
		}
	}
}
