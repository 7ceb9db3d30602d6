package testpki_test

import (
	"crypto/x509"
	"testing"

	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// TestGoVerifiesTheChains: what this package makes is what it says, by a judge of another house.
func TestGoVerifiesTheChains(t *testing.T) {
	for _, key := range []testpki.KeyType{testpki.P224, testpki.P256, testpki.P384, testpki.P521, testpki.RSA2048, testpki.Ed25519} {
		t.Run(string(key), func(t *testing.T) {
			root := testpki.Root(t, "root", testpki.Key(key))
			mid := root.Intermediate("mid", testpki.Key(key))
			leaf := mid.Leaf("leaf", testpki.Key(key))
			if err := verify(t, leaf, root, mid); err != nil {
				t.Error(err)
			}
			if err := verify(t, mid.Leaf("leaf", testpki.Tampered), root, mid); err == nil {
				t.Error("a tampered certificate passes")
			}
		})
	}
}

func verify(t *testing.T, leaf, root *testpki.Cert, mids ...*testpki.Cert) error {
	roots, pool := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(parse(t, root))
	for _, m := range mids {
		pool.AddCert(parse(t, m))
	}
	_, err := parse(t, leaf).Verify(x509.VerifyOptions{Roots: roots, Intermediates: pool, CurrentTime: testpki.At(),
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	return err
}

func parse(t *testing.T, c *testpki.Cert) *x509.Certificate {
	t.Helper()
	parsed, err := x509.ParseCertificate(c.DER)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// TestOneNameOneKey: asking twice for a CA gives the same key, unless another is named.
func TestOneNameOneKey(t *testing.T) {
	root := testpki.Root(t, "root")
	first, renewed, rekeyed := root.Intermediate("mid"), root.Intermediate("mid"), root.Intermediate("mid", testpki.KeyNamed("other"))
	if !first.Certificate().PublicKey.Same(renewed.Certificate().PublicKey) {
		t.Error("renewed: another key")
	}
	if first.Certificate().PublicKey.Same(rekeyed.Certificate().PublicKey) {
		t.Error("rekeyed: the same key")
	}
	if string(first.DER) == string(renewed.DER) {
		t.Error("renewed: the same certificate")
	}
	crossed := testpki.New(t).Root("elsewhere").CrossSign(first)
	if !crossed.Certificate().PublicKey.Same(first.Certificate().PublicKey) {
		t.Error("cross-signed: another key")
	}
	if string(crossed.Certificate().Subject) != string(first.Certificate().Subject) {
		t.Error("cross-signed: another name")
	}
}

// TestWeakHashes: MD5 and SHA-1 signatures carry their own names.
func TestWeakHashes(t *testing.T) {
	root := testpki.Root(t, "root", testpki.Key(testpki.RSA2048))
	ec := testpki.Root(t, "ec")
	for want, c := range map[string]*testpki.Cert{
		"md5WithRSAEncryption":  root.Leaf("leaf", testpki.MD5),
		"sha1WithRSAEncryption": root.Leaf("leaf", testpki.SHA1),
		"ecdsa-with-SHA1":       ec.Leaf("leaf", testpki.SHA1),
		"rsassaPss":             root.Leaf("leaf", testpki.Signed(testpki.Algorithm{PSS: true})),
	} {
		if got := c.Certificate().SignatureAlgorithm.Name; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
