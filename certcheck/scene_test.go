package certcheck_test

import (
	"bytes"
	"crypto/x509"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// scene is a client before a truststore.
type scene struct {
	store  []*testpki.Cert
	text   []byte // of the truststore, when its form matters
	client *testpki.Cert
	sent   []*testpki.Cert
	key    *truststore.PublicKey
}

func (s scene) bundle(t testing.TB) *truststore.Bundle {
	t.Helper()
	if s.text != nil {
		return testpki.Load(t, "truststore.pem", s.text)
	}
	return testpki.Bundle(t, s.store...)
}

func (s scene) asClient() certcheck.Client {
	c := certcheck.Client{Ref: "client.pem", Entry: s.client.Entry(), Key: s.key, KeyRef: "client.key"}
	if len(s.sent) == 0 {
		return c
	}
	for _, e := range sentEntries(s.sent) {
		c.Sent = append(c.Sent, certcheck.SentCertificate{Ref: "sent.pem", Entry: e})
	}
	return c
}

func sentEntries(certs []*testpki.Cert) []*truststore.Entry {
	var b, err = truststore.Load(&truststore.Object{Ref: "sent.pem", Data: testpki.PEM(certs...)})
	if err != nil {
		panic(err)
	}
	return b.Certificates()
}

func (s scene) diagnose(t testing.TB) *certcheck.Diagnosis {
	t.Helper()
	return explained(t, certcheck.New(s.bundle(t), certcheck.APIGateway()), s.asClient(), testpki.At())
}

func diagnose(t testing.TB, client *testpki.Cert, store ...*testpki.Cert) *certcheck.Diagnosis {
	t.Helper()
	return scene{store: store, client: client}.diagnose(t)
}

// want fails unless a diagnosis has this verdict for this reason; an accepted client has the reason "".
func want(t testing.TB, d *certcheck.Diagnosis, verdict certcheck.Verdict, reason certcheck.Condition) {
	t.Helper()
	if d.Verdict == verdict && reasonOf(d) == reason {
		return
	}
	t.Errorf("got %s %q, want %s %q", d.Verdict, reasonOf(d), verdict, reason)
	for _, f := range d.Findings {
		t.Logf("%s %s: %s", f.Verdict, f.Condition, f.Message)
	}
}

func reasonOf(d *certcheck.Diagnosis) certcheck.Condition {
	if d.Reason == nil {
		return ""
	}
	return d.Reason.Condition
}

// find gives the finding of a condition; nil when there is none.
func find(d *certcheck.Diagnosis, c certcheck.Condition) *certcheck.Finding {
	for i := range d.Findings {
		if d.Findings[i].Condition == c {
			return &d.Findings[i]
		}
	}
	return nil
}

func conditions(d *certcheck.Diagnosis) []certcheck.Condition {
	var list []certcheck.Condition
	for _, f := range d.Findings {
		list = append(list, f.Condition)
	}
	return list
}

// foreignCurve gives a P-256 key the name of a curve that nobody has heard of.
func foreignCurve(c *testpki.Cert) testpki.Option {
	raw := bytes.Clone(c.Certificate().PublicKey.Raw)
	at := bytes.Index(raw, []byte{0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7})
	raw[at+7] = 99
	return testpki.SPKI(raw)
}

// negativeSerial makes the serial number negative before the certificate is signed.
func negativeSerial(tbs []byte) []byte {
	return bytes.Replace(tbs, []byte{2, 2, 0x10}, []byte{2, 2, 0x90}, 1)
}

func constraints(permitted []string) testpki.Option {
	return testpki.Template(func(c *x509.Certificate) { c.PermittedDNSDomains = permitted })
}

func alternatives(names []string) testpki.Option {
	return testpki.Template(func(c *x509.Certificate) { c.DNSNames = names })
}
