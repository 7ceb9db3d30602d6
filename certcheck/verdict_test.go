package certcheck_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// TestTheThreeLogLinesAreThoseOfAWS: byte for byte as
// https://repost.aws/knowledge-center/api-gateway-mutual-tls-403-errors has them, and no others.
func TestTheThreeLogLinesAreThoseOfAWS(t *testing.T) {
	for got, want := range map[string]string{
		certcheck.LogIssuerNotFound:    logIssuer,
		certcheck.LogInsecureSignature: logSignature,
		certcheck.LogSelfSigned:        logSelf,
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, o := range certcheck.APIGateway().Outcomes {
		if o.LogLine != "" && !slices.Contains([]string{logIssuer, logSignature, logSelf}, o.LogLine) {
			t.Errorf("%s: a log line that AWS does not document: %q", o.Condition, o.LogLine)
		}
	}
}

// TestAnAcceptedClientSaysHowItIsKnown: no reason, no fix, and the rule that lets it pass.
func TestAnAcceptedClientSaysHowItIsKnown(t *testing.T) {
	d := plain(t).diagnose(t)
	want(t, d, certcheck.Accepted, "")
	if d.Basis != certcheck.Documented || d.Confidence != certcheck.High || !strings.Contains(d.Source, "docs.aws.amazon.com") {
		t.Errorf("got %s %s %s", d.Basis, d.Confidence, d.Source)
	}
	if d.Fix != "" || len(d.Findings)+len(d.NearMisses)+len(d.Append) > 0 || d.PathsCut {
		t.Errorf("something is said against it: %+v", d)
	}
	roles := []certcheck.Role{certcheck.RoleClient, certcheck.RoleIntermediate, certcheck.RoleRoot}
	for i, l := range d.Chain {
		if l.Role != roles[i] || l.Verdict != certcheck.Accepted {
			t.Errorf("link %d is %s, %s", i, l.Role, l.Verdict)
		}
	}
}

// TestTheLeastSureRemarkSetsTheConfidence: a client of version 1 (medium) under a doubled subject (low).
func TestTheLeastSureRemarkSetsTheConfidence(t *testing.T) {
	s := plain(t, testpki.Version1)
	s.store = append(s.store, s.store[0].Intermediate("mid"))
	if d := s.diagnose(t); d.Verdict != certcheck.Accepted || d.Confidence != certcheck.Low {
		t.Errorf("got %s %s", d.Verdict, d.Confidence)
	}
}

// TestReasonsComeInTheirOrder: the order of reference section 2.2, which is that of the policy.
func TestReasonsComeInTheirOrder(t *testing.T) {
	order := []certcheck.Condition{
		certcheck.KeyMismatch, certcheck.IssuerNotFound, certcheck.IssuerKeyMismatch, certcheck.ChainIncomplete,
		certcheck.SelfSigned, certcheck.SubjectEqualsIssuer, certcheck.InsecureSignature, certcheck.WeakKey,
		certcheck.ClientExpired, certcheck.ClientNotYetValid, certcheck.IntermediateExpired, certcheck.CANotYetValid,
		certcheck.RootExpired, certcheck.ChainTooLong,
	}
	var got []certcheck.Condition
	for _, o := range certcheck.APIGateway().Outcomes {
		if o.Verdict == certcheck.Denied {
			got = append(got, o.Condition)
		}
	}
	if !slices.Equal(got, order) {
		t.Errorf("got %v", got)
	}
}

// TestEveryFailureIsListed: everything wrong with one client, the one that matters first.
//
//	root (missing)    mid (missing) <- client: SHA-1, RSA 1024, expired, serverAuth key usage, a foreign key
func TestEveryFailureIsListed(t *testing.T) {
	root := testpki.Root(t, "root")
	other := testpki.Root(t, "other").Certificate().PublicKey
	s := scene{store: []*testpki.Cert{testpki.Root(t, "stranger")}, key: &other}
	s.client = root.Intermediate("mid").Leaf("client", testpki.SHA1, testpki.Key(testpki.RSA1024), testpki.Expired,
		testpki.Usage(1), testpki.Altered(negativeSerial))
	d := s.diagnose(t)
	want(t, d, certcheck.Denied, certcheck.KeyMismatch)
	expect := []certcheck.Condition{certcheck.KeyMismatch, certcheck.IssuerNotFound, certcheck.InsecureSignature, certcheck.WeakKey,
		certcheck.ClientExpired, certcheck.ExtendedKeyUsage, certcheck.X509Syntax}
	if got := conditions(d); !slices.Equal(got, expect) {
		t.Errorf("got %v\nwant %v", got, expect)
	}
}

// TestAnExpiredClientWithoutIssuerHasBothFaults, the missing issuer first.
func TestAnExpiredClientWithoutIssuerHasBothFaults(t *testing.T) {
	s := plain(t, testpki.Expired)
	d := diagnose(t, s.client, s.store[0])
	want(t, d, certcheck.Denied, certcheck.IssuerNotFound)
	if find(d, certcheck.ClientExpired) == nil {
		t.Error("nothing is said of its date")
	}
}

// TestADoubtNeverHidesARefusal: the same chain holds both.
func TestADoubtNeverHidesARefusal(t *testing.T) {
	s := plain(t, testpki.Expired, testpki.Key(testpki.P521))
	d := s.diagnose(t)
	want(t, d, certcheck.Denied, certcheck.ClientExpired)
	if find(d, certcheck.AlgorithmNotListed) == nil {
		t.Error("the doubt is not listed")
	}
}

// TestTheShorterChainDecidesTheLength:
//
//	root <- c1 <- c2 <- c3 <- c4 <- client    five CAs: too long
//	root <- c3 (cross-signed)                 three
func TestTheShorterChainDecidesTheLength(t *testing.T) {
	root := testpki.Root(t, "root")
	mids := root.Chain("c", 4)
	leaf := mids[3].Leaf("client")
	want(t, diagnose(t, leaf, append(mids, root)...), certcheck.Denied, certcheck.ChainTooLong)
	d := diagnose(t, leaf, append(mids, root, root.CrossSign(mids[2]))...)
	want(t, d, certcheck.Accepted, "")
	if len(d.Chain) != 4 || find(d, certcheck.PathDependent) == nil {
		t.Errorf("a chain of %d with %v", len(d.Chain), conditions(d))
	}
}

// TestACrossSignedDeadEndIsNamed, wherever it stands in the file:
//
//	root <- mid <- client    other (missing) <- mid'
func TestACrossSignedDeadEndIsNamed(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	dead := testpki.Root(t, "other").CrossSign(mid)
	for _, store := range [][]*testpki.Cert{{dead, mid, root}, {root, mid, dead}} {
		d := diagnose(t, mid.Leaf("client"), store...)
		want(t, d, certcheck.Accepted, "")
		f := find(d, certcheck.PathDependent)
		if f == nil {
			t.Fatal("path_dependent is missing")
		}
		place := testpki.Bundle(t, store...).Certificates()
		at := slices.IndexFunc(place, func(e *truststore.Entry) bool { return string(e.DER) == string(dead.DER) })
		if !strings.Contains(f.Fix, "CN=mid (truststore.pem #"+string(rune('1'+at))) {
			t.Errorf("the fix does not name the dead end: %s", f.Fix)
		}
	}
}

// TestEveryDeadEndIsNamed once, and without them no order matters:
//
//	root <- mid <- client    other (missing) <- mid'    old (expired) <- mid'' and mid'''
func TestEveryDeadEndIsNamed(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	old := testpki.Root(t, "old", testpki.Expired)
	dead, past, again := testpki.Root(t, "other").CrossSign(mid), old.CrossSign(mid), old.CrossSign(mid)
	f := find(diagnose(t, mid.Leaf("client"), dead, root, past, mid, old, again), certcheck.PathDependent)
	if f == nil {
		t.Fatal("path_dependent is missing")
	}
	for _, name := range []string{"CN=mid (truststore.pem #1", "CN=mid (truststore.pem #3", "CN=old (truststore.pem #5", "CN=mid (truststore.pem #6"} {
		if strings.Count(f.Fix, name) != 1 {
			t.Errorf("%s is to be named once: %s", name, f.Fix)
		}
	}
	if d := diagnose(t, mid.Leaf("client"), root, mid); d.Verdict != certcheck.Accepted || find(d, certcheck.PathDependent) != nil {
		t.Errorf("without them: %s, %v", d.Verdict, conditions(d))
	}
}

// TestARenewedCAReplacesTheExpired, in either order:
//
//	root <- mid (expired) <- client    root <- mid (renewed)
func TestARenewedCAReplacesTheExpired(t *testing.T) {
	root := testpki.Root(t, "root")
	old, renewed := root.Intermediate("mid", testpki.Expired), root.Intermediate("mid")
	leaf := old.Leaf("client")
	want(t, diagnose(t, leaf, root, old), certcheck.Denied, certcheck.IntermediateExpired)
	for _, store := range [][]*testpki.Cert{{root, old, renewed}, {renewed, old, root}} {
		want(t, diagnose(t, leaf, store...), certcheck.Accepted, "")
	}
}

// TestALinkCertificateIsNoRoot: a root with a new key, certified by the old key (RFC 4210 section 4.4), is self-issued
// but no end of a chain.
//
//	root (old key) <- root (new key) <- client
func TestALinkCertificateIsNoRoot(t *testing.T) {
	old := testpki.Root(t, "root")
	link := old.Intermediate("root", testpki.KeyNamed("new"))
	leaf := link.Leaf("client")
	want(t, diagnose(t, leaf, old, link), certcheck.Accepted, "")
	want(t, diagnose(t, leaf, link), certcheck.Denied, certcheck.ChainIncomplete)
}

// TestARootWhoseKeyIdentifiersDisagree is a root by its signature, and none to openssl.
func TestARootWhoseKeyIdentifiersDisagree(t *testing.T) {
	root := testpki.Root(t, "root", testpki.AuthorityKeyID("another"))
	want(t, diagnose(t, root.Leaf("client"), root), certcheck.Unclear, certcheck.KeyIDMismatch)
	own := testpki.SelfSigned(t, "client", testpki.AuthorityKeyID("another"), testpki.KeyID("own"))
	want(t, diagnose(t, own, own), certcheck.Unclear, certcheck.KeyIDMismatch)
	fine := testpki.Root(t, "root", testpki.KeyID("own"), testpki.AuthorityKeyID("own"))
	want(t, diagnose(t, fine.Leaf("client"), fine), certcheck.Accepted, "")
}

// TestAnIntermediateForServersOnly: openssl asks every CA of the chain for clientAuth, and public CAs drop it.
func TestAnIntermediateForServersOnly(t *testing.T) {
	d := intermediate(testpki.Usage(1))(t).diagnose(t)
	want(t, d, certcheck.Unclear, certcheck.ExtendedKeyUsage)
	if d.Reason.Depth != 1 || !strings.HasPrefix(d.Reason.Message, "CN=mid (truststore.pem #2") {
		t.Errorf("depth %d: %s", d.Reason.Depth, d.Reason.Message)
	}
}

// TestCirclesAreNotCalledMissing: two and three CAs that sign each other, without a root.
//
//	a <- b <- a' …    a <- b <- c <- a' …
func TestCirclesAreNotCalledMissing(t *testing.T) {
	for _, n := range []int{2, 3} {
		pki := testpki.New(t)
		outside := pki.Root("outside")
		var store []*testpki.Cert
		first := outside.Intermediate("a")
		last := first
		for _, name := range []string{"b", "c"}[:n-1] {
			last = last.Intermediate(name)
			store = append(store, last)
		}
		store = append(store, last.CrossSign(first))
		d := diagnose(t, first.Leaf("client"), store...)
		want(t, d, certcheck.Denied, certcheck.ChainIncomplete)
		if !strings.Contains(d.Reason.Message, "in a circle") || len(d.NearMisses) > 0 || d.Chain[len(d.Chain)-1].Role == certcheck.RoleMissing {
			t.Errorf("%s", d.Reason.Message)
		}
	}
}

// TestASelfSignedClientAnswersForItsEntry: how the truststore writes it matters as much as for a CA.
func TestASelfSignedClientAnswersForItsEntry(t *testing.T) {
	c, other := testpki.SelfSigned(t, "client"), testpki.Root(t, "other")
	text := strings.Replace(string(testpki.PEM(c, other)), "-----\n-----BEGIN", "----------BEGIN", 1)
	want(t, scene{text: []byte(text), client: c}.diagnose(t), certcheck.Unclear, certcheck.PEMForm)
}

// TestDatesIncludeTheirLastSecond (RFC 5280 section 4.1.2.5).
func TestDatesIncludeTheirLastSecond(t *testing.T) {
	s := plain(t, testpki.Valid(testpki.At(), testpki.At()))
	checker := certcheck.New(s.bundle(t), certcheck.APIGateway())
	for delta, reason := range map[time.Duration]certcheck.Condition{
		-time.Second: certcheck.ClientNotYetValid, 0: "", time.Second: certcheck.ClientExpired} {
		if got := reasonOf(checker.Diagnose(s.asClient(), testpki.At().Add(delta))); got != reason {
			t.Errorf("%s: got %q, want %q", delta, got, reason)
		}
	}
}

// TestZeroValuesAreSafe: nothing given is nothing accepted.
func TestZeroValuesAreSafe(t *testing.T) {
	checker := certcheck.New(&truststore.Bundle{}, certcheck.APIGateway())
	if d := checker.Diagnose(certcheck.Client{}, testpki.At()); d.Verdict != "" {
		t.Errorf("no client: %s", d.Verdict)
	}
	if d := checker.Diagnose(certcheck.Client{Entry: &truststore.Entry{}}, time.Time{}); d.Verdict != "" {
		t.Errorf("no certificate: %s", d.Verdict)
	}
	s := plain(t)
	want(t, checker.Diagnose(s.asClient(), testpki.At()), certcheck.Denied, certcheck.IssuerNotFound)
	lax := certcheck.New(s.bundle(t), &certcheck.Policy{}).Diagnose(s.asClient(), testpki.At())
	if lax.Verdict != certcheck.Unclear {
		t.Errorf("an empty policy: %s", lax.Verdict)
	}
	if d := certcheck.New(s.bundle(t), certcheck.APIGateway()).Diagnose(s.asClient(), time.Time{}); d.Verdict != certcheck.Denied {
		t.Errorf("no time: %s", d.Verdict)
	}
	certcheck.MatchKeys(nil)
	certcheck.MatchKeys(make([]certcheck.KeyHolder, 2))
	if clients, sent := certcheck.SplitClients(nil); clients != nil || sent != nil {
		t.Error("clients out of nothing")
	}
	if (certcheck.Place{}).String() != "" {
		t.Error("a place that is none")
	}
}

// TestAnUnknownConditionIsUnclear, never accepted.
func TestAnUnknownConditionIsUnclear(t *testing.T) {
	p := certcheck.APIGateway()
	o, rank := p.Outcome("never_heard_of")
	if o.Verdict != certcheck.Unclear || o.Basis != certcheck.Unknown || o.Confidence != certcheck.Low || rank != len(p.Outcomes) {
		t.Errorf("got %+v, rank %d", o, rank)
	}
	p.Outcomes = slices.DeleteFunc(p.Outcomes, func(o certcheck.Outcome) bool { return o.Condition == certcheck.ClientExpired })
	s := plain(t, testpki.Expired)
	want(t, certcheck.New(s.bundle(t), p).Diagnose(s.asClient(), testpki.At()), certcheck.Unclear, certcheck.ClientExpired)
}
