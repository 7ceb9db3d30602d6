package certcheck

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/opensslverify"
	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// Purpose is what openssl verify is asked to check a certificate for. The zero value is PurposeClient.
type Purpose string

// The purposes: -purpose sslclient, -purpose sslserver, and no -purpose at all.
const (
	PurposeClient Purpose = "client"
	PurposeServer Purpose = "server"
	PurposeAny    Purpose = "any"
)

// OpenSSLOptions are the flags of openssl verify that its answer is computed for. The zero value is -purpose sslclient.
type OpenSSLOptions struct {
	Purpose     Purpose
	AuthLevel   int      // -auth_level
	CRLs        [][]byte // -CRLfile with -crl_check, each the DER of one
	CRLCheckAll bool     // -crl_check_all: every certificate of the chain needs a CRL, not only the client's
}

// SetOpenSSL says what openssl's answer is computed for. Call it before the first Diagnose. The error names the CRL,
// counted from 1, that cannot be read.
func (c *Checker) SetOpenSSL(o OpenSSLOptions) error {
	c.openSSLArgs = opensslverify.Options{Purpose: opensslverify.Purpose(o.Purpose), AuthLevel: o.AuthLevel}
	for i, der := range o.CRLs {
		crl, err := opensslverify.ParseCRL(der)
		if err != nil {
			return fmt.Errorf("CRL %d: %w", i+1, err)
		}
		c.openSSLArgs.CRLs = append(c.openSSLArgs.CRLs, crl)
	}
	c.openSSLArgs.CRLCheckAll = len(o.CRLs) > 0 && o.CRLCheckAll
	c.openSSLArgs.CRLCheck = len(o.CRLs) > 0 && !o.CRLCheckAll
	return nil
}

// OpenSSL is what openssl verify of OpenSSL 3.0 answers for the same truststore, client and time, computed here.
type OpenSSL struct {
	OK     bool
	Errors []OpenSSLError // in the order in which openssl prints them; there may be some although the answer is OK
	Code   int            // of the first line; 0 when there is none and the answer is OK

	// Unread says which block of the truststore, or that the client's, openssl would not read as it stands. Its answer
	// is not known then: it may refuse the file or go on without the block.
	Unread string
	// CutShort says that the truststore is too strange to compute the answer within a bound; nothing is claimed then.
	CutShort bool
	// OrderDependent says that the answer would be another one if the truststore's certificates stood in the opposite order.
	OrderDependent bool
	// Difference says why the answer is another one than the verdict; empty when they agree.
	Difference string
}

// OpenSSLError is one line of openssl verify.
type OpenSSLError struct {
	Code    int
	Depth   int // 0 is the client's certificate
	Message string
}

// String writes the line as openssl does: "error 20 at 0 depth lookup: unable to get local issuer certificate".
func (e OpenSSLError) String() string {
	return fmt.Sprintf("error %d at %d depth lookup: %s", e.Code, e.Depth, e.Message)
}

// pageOpenSSL is the manual of openssl verify.
const pageOpenSSL = "https://docs.openssl.org/3.0/man1/openssl-verification-options/"

// OpenSSLProfile judges by openssl verify itself instead of by a gateway: see Checker.SetOpenSSL.
func OpenSSLProfile() *Policy {
	return &Policy{Name: "openssl", Title: "openssl verify", ClientIntermediates: true,
		Acceptance: Outcome{Verdict: Accepted, Basis: Documented, Confidence: High, Source: pageOpenSSL}}
}

// newStores makes the stores that openssl would load from the truststore, in its order and in the opposite one. The
// second is nil when no two certificates share a name, for then the order cannot matter.
func newStores(entries []*truststore.Entry) (forth, back *opensslverify.Store) {
	trusted := make([]opensslverify.Trusted, len(entries))
	for i, e := range entries {
		trusted[i].Certificate = e.Certificate
		if e.Label == "TRUSTED CERTIFICATE" {
			trusted[i].Aux = e.DER[len(e.Certificate.Raw):]
		}
	}
	forth = opensslverify.NewStoreWithTrust(trusted)
	if forth.Rivals() {
		slices.Reverse(trusted)
		back = opensslverify.NewStoreWithTrust(trusted)
	}
	return forth, back
}

// SentToOpenSSL tells that openssl, too, is to take issuers from the client's own file, of which openssl verify reads
// nothing but the client by itself: else it would not be asked about the chain that was judged.
func (p *Policy) SentToOpenSSL() bool { return p.ClientIntermediates && p.Name != "openssl" }

// untrusted lists what is given to openssl as -untrusted: of the client's own file that is the client, too.
func (c *Checker) untrusted(client Client) []*truststore.Certificate {
	var list, own []*truststore.Certificate
	for _, sent := range client.Sent {
		if sent.Ref != client.Ref {
			list = append(list, sent.Entry.Certificate)
		} else if c.policy.SentToOpenSSL() {
			own = append(own, sent.Entry.Certificate)
		}
	}
	if len(own) > 0 {
		list = append(list, client.Entry.Certificate)
	}
	return append(list, own...)
}

// openssl computes the answer for one client.
func (c *Checker) openssl(client Client, at time.Time, known func(subject, issuer *truststore.Certificate) (sigcheck.Result, bool)) (*OpenSSL, opensslverify.Result) {
	o := c.openSSLArgs
	o.At, o.Known = at, known
	leaf := client.Entry.Certificate
	untrusted := c.untrusted(client)
	got := c.forth.Verify(leaf, untrusted, o)
	answer := &OpenSSL{OK: got.OK, Code: got.Code, CutShort: got.CutShort, Unread: cmp.Or(c.missed, client.Entry.OpenSSLMisses())}
	if answer.Unread != "" {
		answer.OK, answer.Code = false, 0
		return answer, got
	}
	for _, e := range got.Errors {
		answer.Errors = append(answer.Errors, OpenSSLError{e.Code, e.Depth, e.Message})
	}
	if len(got.Errors) > 0 {
		answer.Code = got.Errors[0].Code
	}
	if c.back != nil && !got.CutShort {
		answer.OrderDependent = c.back.Verify(leaf, untrusted, o).OK != got.OK
	}
	return answer, got
}

// borrows tells whether a chain of openssl's takes an issuer from what the client sends.
func (c *Checker) borrows(chain []*truststore.Certificate) bool {
	foreign := func(x *truststore.Certificate) bool { return c.graph.byIdentity[x.SHA256] == nil }
	return len(chain) > 1 && slices.ContainsFunc(chain[1:], foreign)
}

// difference says why openssl and the gateway come to different ends.
func (d *Diagnosis) difference(c *Checker, chain []*truststore.Certificate) string {
	o, title := d.OpenSSL, c.policy.Title
	switch {
	case o.Unread != "":
		return "openssl does not read the file as it stands, " + o.Unread
	case o.CutShort:
		return "openssl's answer was not computed to its end: the bound on the work was met"
	case d.Verdict == Accepted && !o.OK && o.OrderDependent:
		return "openssl follows one chain, chosen by the order of the certificates in the file; another chain is complete"
	case d.Verdict == Accepted && !o.OK && d.follows(chain):
		return "openssl minds something in this chain that " + title + " is not known to mind"
	case d.Verdict == Accepted && !o.OK:
		return "openssl follows one chain and refuses it; another chain is complete"
	case d.Verdict == Unclear && o.OK && d.Reason.Condition == RootSignature:
		return "openssl trusts a self-issued certificate that it finds in its store without checking its signature"
	case d.Verdict == Unclear && o.OK:
		return "openssl does not mind what " + title + " may mind"
	case d.Verdict == Denied && o.OK:
		return d.openSSLPasses(title, c.borrows(chain))
	}
	return ""
}

// follows tells whether openssl took the very chain that was judged.
func (d *Diagnosis) follows(chain []*truststore.Certificate) bool {
	same := func(l Link, c *truststore.Certificate) bool {
		return l.Certificate != nil && l.Certificate.SHA256 == c.SHA256
	}
	return slices.EqualFunc(d.Chain, chain, same)
}

func (d *Diagnosis) openSSLPasses(title string, borrowed bool) string {
	switch d.Reason.Condition {
	case IssuerNotFound, IssuerKeyMismatch, ChainIncomplete:
		if !borrowed {
			return "openssl ends its chain at a certificate that the truststore's own trust settings (TRUSTED CERTIFICATE) name"
		}
		return "openssl takes issuers from -untrusted too, and " + title + " only from the truststore"
	case ChainTooLong:
		return "openssl allows a hundred CA certificates"
	case InsecureSignature, WeakKey:
		return "openssl verify checks no strength unless -auth_level asks for it"
	case KeyMismatch:
		return "openssl verify never sees the private key"
	}
	return "openssl does not check this"
}

// diagnoseOpenSSL is Diagnose under OpenSSLProfile: the verdict and the chain are openssl's own.
func (c *Checker) diagnoseOpenSSL(client Client, at time.Time) *Diagnosis {
	answer, got := c.openssl(client, at, nil)
	leaf := newNode(client.Ref, client.Entry, false, nil)
	d := &Diagnosis{Client: leaf.cert, Verdict: Accepted, OpenSSL: answer}
	d.Basis, d.Confidence, d.Source = c.policy.Acceptance.Basis, c.policy.Acceptance.Confidence, c.policy.Acceptance.Source
	d.Chain = c.openSSLChain(leaf, got)
	switch {
	case answer.CutShort || answer.Unread != "":
		d.Verdict = Unclear
		d.Findings = []Finding{{Message: "openssl's answer is not known: " + cmp.Or(answer.Unread, "the bound on the work was met"), Where: leaf.place(), Outcome: Outcome{Condition: SearchStopped, Verdict: Unclear, Basis: Unknown, Confidence: Low}}}
		d.Reason = &d.Findings[0]
	case !answer.OK:
		d.Verdict = Denied
		d.Findings = openSSLFindings(answer, leaf, c.policy)
		d.Reason = &d.Findings[0]
	}
	d.Paths = []Path{{Verdict: d.Verdict, Complete: answer.OK, Links: d.Chain, Findings: d.Findings}}
	return d
}

func openSSLFindings(answer *OpenSSL, leaf *node, p *Policy) []Finding {
	var list []Finding
	for _, e := range answer.Errors {
		list = append(list, Finding{Message: e.Message, Where: leaf.place(), Depth: e.Depth,
			Outcome: Outcome{Condition(fmt.Sprintf("openssl_%d", e.Code)), Denied, e.String(), 0, Documented, High, p.Acceptance.Source, ""}})
	}
	if len(list) == 0 {
		list = append(list, Finding{Message: "openssl verify fails without a line of its own", Where: leaf.place(),
			Outcome: Outcome{"openssl_1", Denied, "", 0, Observed, High, p.Acceptance.Source, ""}})
	}
	return list
}

func (c *Checker) openSSLChain(leaf *node, got opensslverify.Result) []Link {
	links := []Link{{Role: RoleClient, Where: leaf.place(), Certificate: leaf.cert, Verdict: Accepted}}
	for i := 1; i < len(got.Chain); i++ {
		l := Link{Role: RoleIntermediate, Certificate: got.Chain[i], Verdict: Accepted, Where: Place{Subject: got.Chain[i].Subject.String()}}
		if n := c.graph.byIdentity[got.Chain[i].SHA256]; n != nil {
			l.Where = n.place()
		}
		if i == len(got.Chain)-1 && got.Chain[i].SelfIssued() {
			l.Role = RoleRoot
		}
		links = append(links, l)
	}
	for _, e := range got.Errors {
		if e.Depth < len(links) {
			links[e.Depth].Verdict = Denied
			links[e.Depth].Conditions = append(links[e.Depth].Conditions, Condition(fmt.Sprintf("openssl_%d", e.Code)))
		}
	}
	return links
}
