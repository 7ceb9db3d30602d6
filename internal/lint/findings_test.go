package lint_test

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/lint"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// TestCrossSignedCAsNeedOneShortChain: of the certificates of one CA the nearest to a root counts.
func TestCrossSignedCAsNeedOneShortChain(t *testing.T) {
	root := testpki.Root(t, "root")
	chain := root.Chain("ca", 4)
	other := root.Root("other")
	store := append([]*testpki.Cert{root}, chain...)
	if got := ids(run(t, testpki.Bundle(t, store...))); count(run(t, testpki.Bundle(t, store...)), "chain_too_long") != 1 {
		t.Errorf("five CAs: %v", got)
	}
	if got := run(t, testpki.Bundle(t, append(store, other, other.CrossSign(chain[3]))...)); count(got, "chain_too_long") != 0 {
		t.Errorf("the fifth is cross-signed by a root: %v", ids(got))
	}
}

// TestMissingIssuersNameTheStranded: one finding for each missing issuer, with the CAs that hang on it.
func TestMissingIssuersNameTheStranded(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	store := []*testpki.Cert{mid}
	for i := range 8 {
		store = append(store, mid.Intermediate(fmt.Sprint("low ", i)))
	}
	found := run(t, testpki.Bundle(t, store...))
	if len(found) != 1 || found[0].ID != "chain_incomplete" || found[0].Where.Index != 1 {
		t.Fatalf("%v", ids(found))
	}
	for _, want := range []string{"CN=mid was issued by CN=root, which is not in the truststore", "stranded with it: CN=low 0 (#2, line ", "and 3 more"} {
		if !strings.Contains(found[0].Message, want) {
			t.Errorf("%q lacks %q", found[0].Message, want)
		}
	}
	if !strings.Contains(found[0].Fix, "CN=root with key id ") || !strings.HasSuffix(found[0].Fix, certcheck.GetFromOwner) {
		t.Errorf("fix %q", found[0].Fix)
	}
}

// TestATruststoreOfClientsLetsNobodyIn: one finding says so, unless a chain can end at one of the certificates.
func TestATruststoreOfClientsLetsNobodyIn(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	a, b := mid.Leaf("a"), mid.Leaf("b")
	for _, test := range []struct {
		name  string
		store []*testpki.Cert
		want  int
	}{
		{"one client", []*testpki.Cert{a}, 1},
		{"two clients", []*testpki.Cert{a, b}, 1},
		{"a client and its CAs", []*testpki.Cert{a, mid, root}, 0},
		{"a client and a self-signed one", []*testpki.Cert{a, testpki.SelfSigned(t, "self")}, 0},
	} {
		var got []lint.Finding
		for _, f := range run(t, testpki.Bundle(t, test.store...)) {
			if f.ID == "chain_incomplete" {
				got = append(got, f)
			}
		}
		if len(got) != test.want {
			t.Errorf("%s: %+v", test.name, got)
			continue
		}
		if test.want == 1 && (got[0].Severity != lint.Error || !strings.HasSuffix(got[0].Message, "nobody is let in") || !strings.Contains(got[0].Fix, "not those of clients: the certificate of CN=mid with key id ") || !strings.HasSuffix(got[0].Fix, certcheck.GetFromOwner)) {
			t.Errorf("%s: %s: %s: %s", test.name, got[0].Severity, got[0].Message, got[0].Fix)
		}
	}
}

// TestAMissingIssuerIsNotFoundByName: a CA of the right name with another key is no issuer.
func TestAMissingIssuerIsNotFoundByName(t *testing.T) {
	mid := testpki.Root(t, "root").Intermediate("mid")
	found := run(t, testpki.Bundle(t, mid, testpki.Root(t, "root")))
	if len(found) != 1 || found[0].ID != "chain_incomplete" || !strings.Contains(found[0].Message, "holds that name (#2, line 11), but not the key") {
		t.Errorf("%+v", found)
	}
	if len(found) == 1 && !strings.Contains(found[0].Fix, "(#2, line 11) then have one subject: see duplicate_subject") {
		t.Errorf("its fix makes two CAs of one subject, and does not say so: %s", found[0].Fix)
	}
}

// TestRenewedCAsAreReplaced: what is to be done before a CA ends must not bring renewed_ca or duplicate_subject about.
func TestRenewedCAsAreReplaced(t *testing.T) {
	all := lint.Rules()
	at := slices.IndexFunc(all, func(r *lint.Rule) bool { return r.ID == "expires_soon" })
	if at < 0 {
		t.Fatal("there is no such rule")
	}
	if fix := all[at].Fix; !strings.Contains(fix, "in its place") || !strings.Contains(fix, "duplicate_subject") {
		t.Errorf("its fix: %s", fix)
	}
}

// TestAChainOutOfDateServesNobody: the issuer of the certificate that is valid is missing, and the other one's chain is
// not valid yet.
func TestAChainOutOfDateServesNobody(t *testing.T) {
	absent := testpki.Root(t, "absent")
	mid := absent.Intermediate("mid")
	for _, test := range []struct {
		name  string
		other *testpki.Cert
		want  bool
	}{
		{"a chain that is valid", absent.Root("root"), false},
		{"a root that is not valid yet", absent.Root("early root", testpki.NotYetValid), true},
		{"a root that has expired", absent.Root("dead root", testpki.Expired), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, f := range run(t, testpki.Bundle(t, test.other, mid, test.other.CrossSign(mid))) {
				if f.ID == "chain_incomplete" {
					got = append(got, f.Message)
				}
			}
			if (len(got) > 0) != test.want {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestARenewedCertificateSoftensAnExpiredOne: nobody depends on an expired certificate whose successor is there, and the
// successor's chain with it.
func TestARenewedCertificateSoftensAnExpiredOne(t *testing.T) {
	root := testpki.Root(t, "root")
	old, renewed := root.Intermediate("mid", testpki.Expired), root.Intermediate("mid")
	absent, dead, early := root.Root("absent"), root.Root("dead", testpki.Expired), root.Root("early", testpki.NotYetValid)
	for _, test := range []struct {
		store []*testpki.Cert
		want  lint.Severity
	}{
		{[]*testpki.Cert{root, old}, lint.Error},
		{[]*testpki.Cert{root, old, renewed}, lint.Warning},
		{[]*testpki.Cert{root, old, root.Intermediate("mid", testpki.KeyNamed("new"))}, lint.Error},
		{[]*testpki.Cert{root, old, absent.CrossSign(renewed)}, lint.Error},
		{[]*testpki.Cert{root, old, dead, dead.CrossSign(renewed)}, lint.Error},
		{[]*testpki.Cert{root, old, early, early.CrossSign(renewed)}, lint.Error},
		{[]*testpki.Cert{root, old, absent.CrossSign(renewed), renewed}, lint.Warning},
	} {
		for _, f := range run(t, testpki.Bundle(t, test.store...)) {
			if f.ID == "intermediate_expired" && f.Severity != test.want {
				t.Errorf("%s, want %s: %s", f.Severity, test.want, f.Message)
			}
		}
	}
}

// TestPublicCAsBelowAListedRoot: what stands below a public root is not told of again.
func TestPublicCAsBelowAListedRoot(t *testing.T) {
	root := load(t, fixtures+"/lint/positive/public_ca.pem")
	copies := testpki.Load(t, "truststore.pem", bytes.Repeat(root.Object.Data, 2))
	if got := run(t, copies); count(got, "public_ca") != 1 || count(got, "duplicate_certificate") != 1 {
		t.Errorf("%v", ids(got))
	}
	issuer := testpki.RDNs(testpki.Printable, testpki.Attribute{OID: []int{2, 5, 4, 6}, Value: "US"},
		testpki.Attribute{OID: []int{2, 5, 4, 10}, Value: "Amazon"}, testpki.Attribute{OID: []int{2, 5, 4, 3}, Value: "Amazon Root CA 3"})
	below := testpki.Root(t, "x").Intermediate("issuing", testpki.Issuer(issuer))
	if got := run(t, testpki.Bundle(t, below)); count(got, "public_ca_name") != 1 {
		t.Errorf("an intermediate that names a public root: %v", ids(got))
	}
}

// TestFindingsAreBounded: a rule tells of its first places and counts the rest.
func TestFindingsAreBounded(t *testing.T) {
	block := "-----BEGIN CERTIFICATE-----\nAAAA!\n-----END CERTIFICATE-----\n"
	start := time.Now()
	found := run(t, testpki.Load(t, "truststore.pem", []byte(strings.Repeat(block, 100_000))))
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
	if n := count(found, "block_rejected"); n != lint.MaxFindings+1 {
		t.Errorf("%d findings", n)
	}
	last := found[len(found)-1]
	if last.Where.Index != lint.MaxFindings+1 || !strings.HasPrefix(last.Message, "and 99800 more from here on") {
		t.Errorf("the last is at #%d: %s", last.Where.Index, last.Message)
	}
}

// TestOnlyNamesOfFilesAreJudged: standard input has no name, and an S3 reference one before its version.
func TestOnlyNamesOfFilesAreJudged(t *testing.T) {
	text := testpki.Root(t, "root").PEM()
	for ref, want := range map[string]int{
		"-": 0, "truststore.pem": 0, "TRUST.PEM": 0, "s3://bucket/a.pem?versionId=x.crt": 0, "a.crt": 1, "s3://bucket/a?versionId=x.pem": 1, "pem": 1,
	} {
		if got := count(run(t, testpki.Load(t, ref, text)), "not_named_pem"); got != want {
			t.Errorf("%s: %d findings, want %d", ref, got, want)
		}
	}
}

// TestTheWayOutOfAContainerFitsItsLabel: openssl pkcs7 does not read CMS.
func TestTheWayOutOfAContainerFitsItsLabel(t *testing.T) {
	text := load(t, fixtures+"/pem/pkcs7.pem").Object.Data
	for label, want := range map[string]string{
		"PKCS7": "openssl pkcs7 -print_certs -in", "PKCS #7 SIGNED DATA": "openssl pkcs7 -print_certs -in", "CMS": "openssl cms -cmsout",
	} {
		found := run(t, testpki.Load(t, "truststore.pem", bytes.ReplaceAll(text, []byte("PKCS7"), []byte(label))))
		if len(found) != 1 || !strings.Contains(found[0].Fix, want) || !strings.HasPrefix(found[0].Fix, "take its certificates out") {
			t.Errorf("%s: %+v", label, found)
		}
	}
}

// TestWhatOnlyOpenSSLRefuses is broken syntax too: Go and the reader here take these.
func TestWhatOnlyOpenSSLRefuses(t *testing.T) {
	key := testpki.Root(t, "key").Certificate().PublicKey.Raw
	trail := append([]byte{0x30, key[1] + 2}, append(bytes.Clone(key[2:]), 5, 0)...)
	for _, test := range []struct {
		option testpki.Option
		want   string
	}{
		{testpki.SPKI(trail), "CN=root breaks X.509 syntax: openssl cannot read it: broken public key"},
		{testpki.Extension(false, []byte{0x30, 2, 0x30, 0}, 2, 5, 29, 31),
			"CN=root breaks X.509 syntax: openssl takes it for invalid because of its extension cRLDistributionPoints"},
	} {
		found := run(t, testpki.Bundle(t, testpki.Root(t, "root", test.option)))
		about := func(f lint.Finding) bool { return f.ID == "x509_syntax" && f.Message == test.want }
		if !slices.ContainsFunc(found, about) {
			t.Errorf("%s: got %+v", test.want, found)
		}
	}
}

// TestALostIssuerIsToBeFramed: what stands in the file is not to be appended.
func TestALostIssuerIsToBeFramed(t *testing.T) {
	root := testpki.Root(t, "root")
	both := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: slices.Concat(root.Intermediate("mid").DER, root.DER)})
	found := run(t, testpki.Load(t, "truststore.pem", both))
	for rule, want := range map[string]string{
		"chain_incomplete": "CN=mid was issued by CN=root, which stands in block #1, line ",
		"block_rejected":   "block #1: CN=root stands in it: it follows another certificate",
	} {
		at := slices.IndexFunc(found, func(f lint.Finding) bool { return f.ID == rule })
		if at < 0 || !strings.HasPrefix(found[at].Message, want) || !strings.Contains(found[at].Fix, "mtlscheck fix FILE --to NEW") {
			t.Errorf("%s: %v", rule, found)
		}
	}
}
