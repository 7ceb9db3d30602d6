package certcheck_test

import (
	"encoding/pem"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// TestAListedSelfIssuedClientWithABadSignature: openssl takes both for roots and passes them, AWS says nothing of it.
func TestAListedSelfIssuedClientWithABadSignature(t *testing.T) {
	ca := testpki.Root(t, "one name")
	clients := map[string]*testpki.Cert{
		"damaged":                ca.SelfSigned("one name", testpki.Tampered),
		"of a CA that is absent": ca.Leaf("client", testpki.Version1, testpki.Subject(ca.Certificate().Subject)),
	}
	for name, client := range clients {
		t.Run(name, func(t *testing.T) {
			d := diagnose(t, client, ca.Root("one name more"), client)
			want(t, d, certcheck.Unclear, certcheck.RootSignature)
			if !strings.Contains(d.Reason.Message, "stands in the truststore itself (truststore.pem #2, line ") {
				t.Error(d.Reason.Message)
			}
			if len(d.NearMisses) > 0 || d.Confidence != certcheck.Low {
				t.Errorf("%s confidence, near misses %v", d.Confidence, d.NearMisses)
			}
			if !d.OpenSSL.OK || !strings.HasPrefix(d.OpenSSL.Difference, "openssl trusts a self-issued certificate") {
				t.Errorf("openssl %v, %s", d.OpenSSL.OK, d.OpenSSL.Difference)
			}
		})
	}
}

// TestADamagedSelfSignedClientIsNotItsOwnRemedy: to append it would not help, and no other key is known to have signed.
func TestADamagedSelfSignedClientIsNotItsOwnRemedy(t *testing.T) {
	pki := testpki.New(t)
	key := testpki.KeyID("own")
	client := pki.SelfSigned("client", key, testpki.AuthorityKeyID("own"), testpki.Tampered)
	d := diagnose(t, client, pki.Root("bystander"))
	want(t, d, certcheck.Denied, certcheck.IssuerNotFound)
	if !strings.HasPrefix(d.Fix, "get this certificate again") {
		t.Error(d.Fix)
	}
	if f := find(d, certcheck.SubjectEqualsIssuer); f == nil || !strings.Contains(f.Message, "its signature is not its own") {
		t.Errorf("got %+v", f)
	}
}

// TestAListedClientThatPointsAway: the name of its issuer is in the truststore, if only in its own entry.
func TestAListedClientThatPointsAway(t *testing.T) {
	pki := testpki.New(t)
	client := pki.SelfSigned("client", testpki.AuthorityKeyID("another"), testpki.Tampered)
	d := diagnose(t, client, client, pki.Root("client two"))
	want(t, d, certcheck.Denied, certcheck.IssuerKeyMismatch)
	if !strings.Contains(d.Reason.Message, "only in a certificate of this chain (truststore.pem #1") || len(d.NearMisses) > 0 {
		t.Errorf("%s, near misses %v", d.Reason.Message, d.NearMisses)
	}
}

// TestALinkCertificateBesideAnOldRoot: openssl ends at the certificate of the new key by the old one, whose issuer it takes
// for itself, and does not ask for the old root.
func TestALinkCertificateBesideAnOldRoot(t *testing.T) {
	pki := testpki.New(t)
	old := pki.Root("ca", testpki.NoKeyIDs, testpki.Expired)
	now := pki.Root("new", testpki.NoKeyIDs, testpki.Subject(old.Certificate().Subject))
	link := old.CrossSign(now, testpki.NoKeyIDs)
	client := now.Leaf("client", testpki.NoKeyIDs)
	for _, store := range [][]*testpki.Cert{{link}, {link, old}, {old, link}} {
		d := diagnose(t, client, store...)
		want(t, d, certcheck.Unclear, certcheck.RootSignature)
		if !d.OpenSSL.OK {
			t.Errorf("openssl: %v", d.OpenSSL.Errors)
		}
	}
}

// TestOpenSSLEndsAtATrustedCertificate: the client sends nothing, so openssl took no issuer from it.
func TestOpenSSLEndsAtATrustedCertificate(t *testing.T) {
	mid := testpki.Root(t, "root").Intermediate("mid")
	aux := []byte{0x30, 0x0c, 0x30, 0x0a, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 2} // trusted for clientAuth
	text := pem.EncodeToMemory(&pem.Block{Type: "TRUSTED CERTIFICATE", Bytes: append(mid.DER, aux...)})
	d := scene{text: text, client: mid.Leaf("client")}.diagnose(t)
	want(t, d, certcheck.Denied, certcheck.ChainIncomplete)
	if !d.OpenSSL.OK || !strings.Contains(d.OpenSSL.Difference, "(TRUSTED CERTIFICATE)") {
		t.Errorf("openssl %v, %s", d.OpenSSL.OK, d.OpenSSL.Difference)
	}
}
