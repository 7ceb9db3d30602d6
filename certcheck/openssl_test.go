package certcheck_test

import (
	"crypto/x509"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// fullChain is a client whose own file holds its intermediate, which the truststore lacks.
func fullChain(t testing.TB) (scene, certcheck.Client) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	s := scene{store: []*testpki.Cert{root}, client: mid.Leaf("client")}
	client := s.asClient()
	client.Sent = []certcheck.SentCertificate{{Ref: client.Ref, Entry: mid.Entry()}}
	return s, client
}

// TestOpenSSLIsGivenWhatIsSent where the gateway takes it, and nowhere else.
func TestOpenSSLIsGivenWhatIsSent(t *testing.T) {
	s, client := fullChain(t)
	for policy, want := range map[*certcheck.Policy]bool{
		certcheck.ALB(): true, certcheck.CloudFront(): true, certcheck.APIGateway(): false, certcheck.OpenSSLProfile(): false,
	} {
		d := certcheck.New(s.bundle(t), policy).Diagnose(client, testpki.At())
		if d.OpenSSL.OK != want || d.OpenSSL.Difference != "" {
			t.Errorf("%s: %+v", policy.Name, d.OpenSSL)
		}
	}
}

// TestOpenSSLMindsTheVeryChain: no other chain is spoken of where there is none.
func TestOpenSSLMindsTheVeryChain(t *testing.T) {
	s := plain(t, testpki.Usage(x509.ExtKeyUsageClientAuth))
	c := certcheck.New(s.bundle(t), certcheck.APIGateway())
	if err := c.SetOpenSSL(certcheck.OpenSSLOptions{Purpose: certcheck.PurposeServer}); err != nil {
		t.Fatal(err)
	}
	d := c.Diagnose(s.asClient(), testpki.At())
	if want := "openssl minds something in this chain that API Gateway is not known to mind"; d.OpenSSL.OK || d.OpenSSL.Difference != want {
		t.Errorf("%+v", d.OpenSSL)
	}
}
