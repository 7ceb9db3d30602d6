package certcheck_test

import (
	"bytes"
	"encoding/pem"
	"slices"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

func labelled(label string, certs ...*testpki.Cert) []byte {
	var der []byte
	for _, c := range certs {
		der = append(der, c.DER...)
	}
	return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})
}

// losing writes a truststore in each form in which openssl and Go lose its last certificate.
func losing(rest []byte, before, last *testpki.Cert) map[string][]byte {
	const end = "-----END CERTIFICATE-----\n"
	sound := slices.Concat(rest, testpki.PEM(before), testpki.PEM(last))
	at := bytes.LastIndex(sound, []byte(end))
	return map[string][]byte{
		"two certificates in one block":   slices.Concat(rest, labelled("CERTIFICATE", before, last)),
		"the label of something else":     slices.Concat(rest, testpki.PEM(before), labelled("TRUST ANCHOR", last)),
		"two under a wrong label":         slices.Concat(rest, labelled("TRUST ANCHOR", last, before)),
		"no END line":                     slices.Concat(sound[:at], rest, testpki.PEM(before)),
		"END and BEGIN glued on one line": bytes.ReplaceAll(sound, []byte("-----\n-----BEGIN"), []byte("----------BEGIN")),
	}
}

// TestALostCAIsUnclear: what API Gateway's reader makes of any of these forms is not documented.
func TestALostCAIsUnclear(t *testing.T) {
	bystander, root := testpki.Root(t, "bystander"), testpki.Root(t, "root")
	mid, listed := root.Intermediate("mid"), testpki.SelfSigned(t, "listed", testpki.NotCA)
	leaf, dead := mid.Leaf("leaf"), testpki.Root(t, "root", testpki.Expired)
	for _, test := range []struct {
		name         string
		lost, client *testpki.Cert
		rest         []byte
		want         certcheck.Verdict
		reason       certcheck.Condition
	}{
		{"a root", root, leaf, testpki.PEM(mid), certcheck.Unclear, certcheck.PEMForm},
		{"an intermediate", mid, leaf, testpki.PEM(root), certcheck.Unclear, certcheck.PEMForm},
		{"an intermediate without its root", mid, leaf, testpki.PEM(bystander), certcheck.Denied, certcheck.ChainIncomplete},
		{"a root that has expired", dead, dead.Leaf("leaf"), testpki.PEM(bystander), certcheck.Denied, certcheck.RootExpired},
		{"a client that has expired", root, root.Leaf("late", testpki.Expired), testpki.PEM(bystander), certcheck.Denied, certcheck.ClientExpired},
		{"a self-signed client", listed, listed, testpki.PEM(root), certcheck.Unclear, certcheck.PEMForm},
	} {
		for form, text := range losing(test.rest, bystander, test.lost) {
			t.Run(test.name+", "+form, func(t *testing.T) {
				d := scene{text: text, client: test.client}.diagnose(t)
				want(t, d, test.want, test.reason)
				if test.want == certcheck.Unclear && (d.Basis != certcheck.Unknown || d.Confidence != certcheck.Low || !strings.Contains(d.Fix, "mtlscheck fix") || strings.Contains(d.Fix, "append")) {
					t.Errorf("%s, %s, fix %q", d.Basis, d.Confidence, d.Fix)
				}
				lost := test.lost.Certificate().Subject.String() + " stands in truststore.pem #"
				if test.client == test.lost {
					lost = "the client's certificate stands in truststore.pem #"
				}
				if told := find(d, certcheck.PEMForm); !strings.Contains(form, "glued") &&
					(told == nil || !strings.HasPrefix(told.Message, lost) || !strings.HasSuffix(told.Message, ", where not every reader of PEM finds it")) {
					t.Errorf("told %+v", told)
				}
			})
		}
	}
}

// TestALostCopyIsNoDoubt: the certificate stands elsewhere in sound form.
func TestALostCopyIsNoDoubt(t *testing.T) {
	root := testpki.Root(t, "root")
	text := slices.Concat(testpki.PEM(root), labelled("TRUST ANCHOR", root))
	d := scene{text: text, client: root.Leaf("leaf")}.diagnose(t)
	want(t, d, certcheck.Accepted, "")
	if len(conditions(d)) > 0 {
		t.Errorf("%v", conditions(d))
	}
}

// TestALostChainBesideASoundOne takes nothing from it, unless it would not pass if it were read.
func TestALostChainBesideASoundOne(t *testing.T) {
	root, other := testpki.Root(t, "root"), testpki.Root(t, "other")
	dead := testpki.Root(t, "dead", testpki.Expired)
	mid := root.Intermediate("mid")
	for ca, dependent := range map[*testpki.Cert]bool{other: false, dead: true} {
		text := slices.Concat(testpki.PEM(root, mid, ca), labelled("TRUST ANCHOR", ca.CrossSign(mid)))
		s := scene{text: text, client: mid.Leaf("leaf")}
		judged := certcheck.New(s.bundle(t), certcheck.APIGateway()).Judge(s.asClient(), testpki.At())
		if judged.Clean() == dependent {
			t.Errorf("%s: clean is %t", ca.Certificate().Subject, judged.Clean())
		}
		d := judged.Diagnosis()
		want(t, d, certcheck.Accepted, "")
		if len(d.Paths) != 2 || find(d, certcheck.PathDependent) != nil != dependent {
			t.Errorf("%s: %d chains, %v", ca.Certificate().Subject, len(d.Paths), conditions(d))
		}
	}
}

// TestLostIssuer finds an issuer by its signature, among others of its name.
func TestLostIssuer(t *testing.T) {
	root, decoy := testpki.Root(t, "root"), testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	c := certcheck.New(testpki.Load(t, "truststore.pem", labelled("CERTIFICATE", mid, decoy, root)), certcheck.APIGateway())
	if _, is := c.LostIssuer(testpki.Root(t, "x").Leaf("y").Certificate()); is {
		t.Error("another issuer is found")
	}
	if place, is := c.LostIssuer(mid.Certificate()); !is || place.SHA256 != root.Certificate().SHA256 {
		t.Errorf("the issuer found is %+v", place)
	}
}

// TestACAWithAnotherBehindItIsSound: the file is to be written anew, not the certificate renewed.
func TestACAWithAnotherBehindItIsSound(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	odd := root.Intermediate("odd", testpki.Altered(negativeSerial))
	garbage := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: slices.Concat(mid.DER, root.DER, []byte("more"))})
	for _, test := range []struct {
		name   string
		text   []byte
		client *testpki.Cert
		broken bool
	}{
		{"a sound one", labelled("CERTIFICATE", mid, root), mid.Leaf("leaf"), false},
		{"three", labelled("CERTIFICATE", mid, testpki.Root(t, "other"), root), mid.Leaf("leaf"), false},
		{"under a wrong label", labelled("TRUST ANCHOR", mid, root), mid.Leaf("leaf"), false},
		{"one with a fault of its own", labelled("CERTIFICATE", odd, root), odd.Leaf("leaf"), true},
		{"something else behind it", garbage, mid.Leaf("leaf"), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := scene{text: test.text, client: test.client}.diagnose(t)
			if find(d, certcheck.X509Syntax) != nil != test.broken || find(d, certcheck.PEMForm) == nil {
				t.Errorf("%v", conditions(d))
			}
			if strings.Contains(d.Fix, "renewed") != test.broken || strings.Count(d.Fix, "write the truststore anew") != 1 {
				t.Errorf("fix %q", d.Fix)
			}
		})
	}
}
