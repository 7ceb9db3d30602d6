package certcheck_test

import (
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// TestNearMissSentences reaches each sentence by the graph that it is about. Where the issuer itself is there, but
// expired or no CA, the chain goes on and a finding says so (see TestConditions).
func TestNearMissSentences(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	oldMid := root.Intermediate("mid", testpki.KeyNamed("old"))
	tests := []struct {
		name     string
		scene    scene
		sentence string
		facts    [3]certcheck.Fact // name, key id, signature
	}{
		{"an older or newer key of the same CA",
			scene{store: []*testpki.Cert{root, mid}, client: oldMid.Leaf("client")},
			"it has that name but another key: an older or newer key of this CA, or another CA of the same name",
			[3]certcheck.Fact{certcheck.FactYes, certcheck.FactNo, certcheck.FactNo}},
		{"the same key id and another key",
			scene{store: []*testpki.Cert{root, mid}, client: mid.Leaf("client", testpki.Tampered)},
			"it has that name and that key id, but its key did not make this signature",
			[3]certcheck.Fact{certcheck.FactYes, certcheck.FactYes, certcheck.FactNo}},
		{"the client sends its issuer",
			scene{store: []*testpki.Cert{root}, client: mid.Leaf("client"), sent: []*testpki.Cert{mid}},
			"the client sends it, but it is not in the truststore: API Gateway takes no issuer from the client (inferred)",
			[3]certcheck.Fact{certcheck.FactYes, certcheck.FactYes, certcheck.FactYes}},
		{"the client sends another of that name",
			scene{store: []*testpki.Cert{root}, client: oldMid.Leaf("client"), sent: []*testpki.Cert{mid}},
			"the client sends a certificate of that name, but its key did not make this signature",
			[3]certcheck.Fact{certcheck.FactYes, certcheck.FactNo, certcheck.FactNo}},
		{"the CA was renamed",
			scene{store: []*testpki.Cert{root, root.Intermediate("mid G2", testpki.KeyNamed("mid"))}, client: mid.Leaf("client")},
			"its key made this signature, but it has another name: the CA was renamed",
			[3]certcheck.Fact{certcheck.FactNo, certcheck.FactYes, certcheck.FactYes}},
		{"a key id that lies",
			scene{store: []*testpki.Cert{root.Intermediate("liar", testpki.KeyID("mid's"))}, client: mid.Leaf("client", testpki.AuthorityKeyID("mid's"))},
			"it has the wanted key id, but another name and another key",
			[3]certcheck.Fact{certcheck.FactNo, certcheck.FactYes, certcheck.FactNo}},
		{"nothing of that name, but something like it",
			scene{store: []*testpki.Cert{testpki.Root(t, "Acme Issuing CA 1")}, client: testpki.Root(t, "Acme Issuing CA 2").Leaf("client")},
			"no certificate has that name; this one is close",
			[3]certcheck.Fact{certcheck.FactNo, "", ""}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := test.scene.diagnose(t)
			if len(d.NearMisses) == 0 {
				t.Fatalf("none: %v", conditions(d))
			}
			m := d.NearMisses[0]
			if !strings.HasPrefix(m.Sentence, test.sentence) || test.facts != [3]certcheck.Fact{m.Name, m.KeyID, m.Signature} {
				t.Errorf("%s: name %s, key id %s, signature %s", m.Sentence, m.Name, m.KeyID, m.Signature)
			}
		})
	}
}

// TestTheSameOrganizationIsAHint that the partner moved to a new CA.
func TestTheSameOrganizationIsAHint(t *testing.T) {
	name := func(common string) testpki.Option {
		return testpki.Subject(testpki.RDNs(testpki.UTF8, testpki.Attribute{OID: []int{2, 5, 4, 10}, Value: "Globex"},
			testpki.Attribute{OID: []int{2, 5, 4, 3}, Value: common}))
	}
	old, moved := testpki.Root(t, "old", name("Alpha 1")), testpki.Root(t, "new", name("Beta 2"))
	d := diagnose(t, moved.Leaf("client"), old)
	if len(d.NearMisses) == 0 || !strings.Contains(d.NearMisses[0].Sentence, "of the same organization, Globex: it may be an older CA, or one above the missing one") {
		t.Errorf("%+v", d.NearMisses)
	}
}

// TestTheWantedKeyIDComesFirst among a thousand of one name, wherever it stands.
func TestTheWantedKeyIDComesFirst(t *testing.T) {
	pki := testpki.New(t)
	signer := pki.Root("mid", testpki.KeyNamed("gone"), testpki.KeyID("wanted"))
	store := decoys(t, 1000, testpki.NoKeyIDs)
	store = append(store, pki.Root("mid", testpki.KeyID("wanted")))
	d := diagnose(t, signer.Leaf("client"), store...)
	want(t, d, certcheck.Denied, certcheck.IssuerKeyMismatch)
	if d.NearMisses[0].Where.Index != 1001 || d.NearMisses[0].KeyID != certcheck.FactYes {
		t.Errorf("first is %s", d.NearMisses[0].Where)
	}
}

// TestRegeneratedSelfSigned tells a new key from a renewed certificate.
func TestRegeneratedSelfSigned(t *testing.T) {
	pki := testpki.New(t)
	c := pki.SelfSigned("client")
	d := diagnose(t, c, pki.SelfSigned("client", testpki.KeyNamed("another")))
	want(t, d, certcheck.Denied, certcheck.SelfSigned)
	if got := d.NearMisses[0].Sentence; got != "it has the same name but another key: it was made anew after the upload, or is another's" {
		t.Error(got)
	}
	d = diagnose(t, c, pki.SelfSigned("client"))
	want(t, d, certcheck.Denied, certcheck.SelfSigned)
	if got := d.NearMisses[0].Sentence; got != "it has the same name and key but is another certificate: they differ in serial number" {
		t.Error(got)
	}
}

// TestTheFixNamesTheVeryCertificate that the client sends and the truststore lacks:
//
//	root <- mid (sent.pem #2) <- client
func TestTheFixNamesTheVeryCertificate(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	stranger := testpki.Root(t, "stranger")
	d := scene{store: []*testpki.Cert{root}, client: mid.Leaf("client"), sent: []*testpki.Cert{stranger, mid, root}}.diagnose(t)
	want(t, d, certcheck.Denied, certcheck.IssuerNotFound)
	if !strings.HasPrefix(d.Fix, "append CN=mid (sent.pem #2, line 11) to truststore.pem, upload the truststore") {
		t.Error(d.Fix)
	}
	if len(d.Append) != 1 || d.Append[0].Index != 2 {
		t.Errorf("append %v", d.Append)
	}
}

// TestARootFromTheClientIsNotRecommendedBlindly: anybody can send a root of their own.
func TestARootFromTheClientIsNotRecommendedBlindly(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	d := scene{store: []*testpki.Cert{testpki.Root(t, "other")}, client: mid.Leaf("client"), sent: []*testpki.Cert{mid, root}}.diagnose(t)
	if !strings.HasPrefix(d.Fix, "append CN=mid (sent.pem #1, line 1) and CN=root (sent.pem #2, line 11) to truststore.pem"+vouched) {
		t.Error(d.Fix)
	}
}

// TestNothingIsAppendedInVain: what the client sends does not reach a root either, and a root of the same name is none.
func TestNothingIsAppendedInVain(t *testing.T) {
	mid := testpki.Root(t, "root").Intermediate("mid")
	wanted := "append CN=mid (sent.pem #1, line 1) and the certificate of CN=root with key id " + truststore.ColonHex(mid.Certificate().AuthorityKeyID) +
		", and every CA above it that is missing" + vouched + thenUpload
	namesake := testpki.Root(t, "root", testpki.KeyNamed("forged"))
	for want, root := range map[string]*testpki.Cert{
		wanted: testpki.Root(t, "other"),
		wanted + "; the CN=root that is there (truststore.pem #1, line 1) does not fit: its key did not sign CN=mid" + besideFirst: namesake,
	} {
		d := scene{store: []*testpki.Cert{root}, client: mid.Leaf("client"), sent: []*testpki.Cert{mid}}.diagnose(t)
		if len(d.Append) > 0 || d.Fix != want {
			t.Errorf("%v\ngot  %s\nwant %s", d.Append, d.Fix, want)
		}
	}
}

// TestADamagedCertificateIsNotBlamedOnTheTruststore: the wanted key is there, so the copy is the likelier culprit.
func TestADamagedCertificateIsNotBlamedOnTheTruststore(t *testing.T) {
	s := plain(t, testpki.Tampered)
	d := s.diagnose(t)
	want(t, d, certcheck.Denied, certcheck.IssuerKeyMismatch)
	if !strings.HasPrefix(d.Fix, "get this certificate from its CA again") {
		t.Error(d.Fix)
	}
}
