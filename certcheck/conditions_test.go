package certcheck_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// conditionCase is one condition with a scene that shows it and one, as like as can be, that does not. The rest is
// what must be said when it stands alone.
type conditionCase struct {
	condition  certcheck.Condition
	verdict    certcheck.Verdict
	logLine    string
	http       int
	basis      certcheck.Basis
	confidence certcheck.Confidence
	with       func(t testing.TB) scene
	without    func(t testing.TB) scene
}

// plain is root, intermediate and client with nothing against them:
//
//	root <- mid <- client
func plain(t testing.TB, options ...testpki.Option) scene {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	return scene{store: []*testpki.Cert{root, mid}, client: mid.Leaf("client", options...)}
}

func client(options ...testpki.Option) func(testing.TB) scene {
	return func(t testing.TB) scene { return plain(t, options...) }
}

func intermediate(options ...testpki.Option) func(testing.TB) scene {
	return func(t testing.TB) scene {
		root := testpki.Root(t, "root")
		mid := root.Intermediate("mid", options...)
		return scene{store: []*testpki.Cert{root, mid}, client: mid.Leaf("client")}
	}
}

func rootWith(options ...testpki.Option) func(testing.TB) scene {
	return func(t testing.TB) scene {
		root := testpki.Root(t, "root", options...)
		return scene{store: []*testpki.Cert{root}, client: root.Leaf("client")}
	}
}

func selfSigned(options ...testpki.Option) func(testing.TB) scene {
	return func(t testing.TB) scene {
		c := testpki.SelfSigned(t, "client", options...)
		return scene{store: []*testpki.Cert{c}, client: c}
	}
}

// chain is a root with n intermediates below.
func chain(n int) func(testing.TB) scene {
	return func(t testing.TB) scene {
		root := testpki.Root(t, "root")
		mids := root.Chain("mid", n)
		return scene{store: append(mids, root), client: mids[n-1].Leaf("client")}
	}
}

const (
	logIssuer    = "Access denied. Reason: Could not find issuer for certificate"
	logSignature = "Access denied. Reason: Client cert using an insecure Signature Algorithm"
	logSelf      = "Access denied. Reason: self signed certificate"
)

func conditionCases() []conditionCase {
	return slices.Concat(linkCases(), clientCases(), caCases(), formCases(), remarkCases())
}

func denied(c certcheck.Condition, log string, b certcheck.Basis, k certcheck.Confidence, with, without func(testing.TB) scene) conditionCase {
	return conditionCase{c, certcheck.Denied, log, 403, b, k, with, without}
}

func unclear(c certcheck.Condition, with, without func(testing.TB) scene) conditionCase {
	return conditionCase{c, certcheck.Unclear, "", 403, certcheck.Unknown, certcheck.Low, with, without}
}

func accepted(c certcheck.Condition, b certcheck.Basis, k certcheck.Confidence, with, without func(testing.TB) scene) conditionCase {
	return conditionCase{c, certcheck.Accepted, "", 200, b, k, with, without}
}

// linkCases are about the way from the client to a root.
func linkCases() []conditionCase {
	return []conditionCase{
		denied(certcheck.IssuerNotFound, logIssuer, certcheck.Documented, certcheck.High,
			func(t testing.TB) scene { // root    mid (missing) <- client
				s := plain(t)
				return scene{store: s.store[:1], client: s.client}
			}, client()),
		denied(certcheck.IssuerKeyMismatch, logIssuer, certcheck.Inferred, certcheck.Low,
			func(t testing.TB) scene { // root <- mid    mid (old key, missing) <- client
				root := testpki.Root(t, "root")
				old := root.Intermediate("mid", testpki.KeyNamed("old"))
				return scene{store: []*testpki.Cert{root, root.Intermediate("mid")}, client: old.Leaf("client")}
			},
			func(t testing.TB) scene { // both keys are there
				root := testpki.Root(t, "root")
				old := root.Intermediate("mid", testpki.KeyNamed("old"))
				return scene{store: []*testpki.Cert{root, root.Intermediate("mid"), old}, client: old.Leaf("client")}
			}),
		denied(certcheck.ChainIncomplete, logIssuer, certcheck.Inferred, certcheck.Medium,
			func(t testing.TB) scene { // root (missing) <- mid <- client
				s := plain(t)
				return scene{store: s.store[1:], client: s.client}
			}, client()),
		denied(certcheck.SelfSigned, logSelf, certcheck.Documented, certcheck.High,
			func(t testing.TB) scene { // client signs itself; the truststore has another
				c := testpki.SelfSigned(t, "client")
				return scene{store: []*testpki.Cert{testpki.SelfSigned(t, "other")}, client: c}
			}, selfSigned()),
		denied(certcheck.SubjectEqualsIssuer, logSelf, certcheck.Inferred, certcheck.Medium,
			func(t testing.TB) scene { // root <- "root"
				root := testpki.Root(t, "root", testpki.NoKeyIDs)
				return scene{store: []*testpki.Cert{root}, client: root.Leaf("root", testpki.KeyNamed("client"), testpki.NoKeyIDs)}
			}, rootWith()),
		unclear(certcheck.SubjectEqualsIssuerAKI,
			func(t testing.TB) scene { // the same, and its key identifiers tell the two apart
				root := testpki.Root(t, "root")
				return scene{store: []*testpki.Cert{root}, client: root.Leaf("root", testpki.KeyNamed("client"))}
			}, rootWith()),
		denied(certcheck.ChainTooLong, "", certcheck.Observed, certcheck.Medium, chain(4), chain(3)),
		unclear(certcheck.NameEncoding,
			func(t testing.TB) scene { // the client names "mid" as a PrintableString, mid itself as a UTF8String
				s := plain(t)
				s.client = s.store[1].Leaf("client", testpki.Issuer(testpki.Name(testpki.Printable, "mid")))
				return s
			}, client()),
		unclear(certcheck.KeyIDMismatch, client(testpki.AuthorityKeyID("another key")), client(testpki.NoKeyIDs)),
		unclear(certcheck.SearchStopped, costlyDecoys(100), costlyDecoys(10)),
	}
}

// costlyDecoys are CAs of the client's issuer's name, none of which signed it, each with a key that takes long to try.
func costlyDecoys(n int) func(testing.TB) scene {
	return func(t testing.TB) scene {
		pki := testpki.New(t)
		var store []*testpki.Cert
		for i := range n {
			store = append(store, pki.Root("mid", testpki.Key(testpki.P521), testpki.KeyNamed(fmt.Sprint(i))))
		}
		mid := pki.Root("mid", testpki.Key(testpki.P521), testpki.KeyNamed("missing"))
		return scene{store: store, client: mid.Leaf("client")}
	}
}

// clientCases are about the client's own certificate.
func clientCases() []conditionCase {
	otherKey := func(t testing.TB) scene {
		s := plain(t)
		key := s.store[0].Certificate().PublicKey
		s.key = &key
		return s
	}
	ownKey := func(t testing.TB) scene {
		s := plain(t)
		key := s.client.Certificate().PublicKey
		s.key = &key
		return s
	}
	return []conditionCase{
		{certcheck.KeyMismatch, certcheck.Denied, "", 0, certcheck.Inferred, certcheck.Medium, otherKey, ownKey},
		denied(certcheck.InsecureSignature, logSignature, certcheck.Documented, certcheck.High,
			client(testpki.SHA1), client(testpki.Signed(testpki.Algorithm{Hash: crypto.SHA384}))),
		denied(certcheck.WeakKey, "", certcheck.Inferred, certcheck.Low,
			client(testpki.Key(testpki.RSA1024)), client(testpki.Key(testpki.RSA2048))),
		denied(certcheck.ClientExpired, "", certcheck.Documented, certcheck.High, client(testpki.Expired), client()),
		denied(certcheck.ClientNotYetValid, "", certcheck.Documented, certcheck.High, client(testpki.NotYetValid), client()),
		unclear(certcheck.AlgorithmNotListed, client(testpki.Key(testpki.P521)), client(testpki.Key(testpki.P384))),
		unclear(certcheck.ExtendedKeyUsage, client(testpki.Usage(x509.ExtKeyUsageServerAuth)),
			client(testpki.Usage(x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth))),
		unclear(certcheck.KeyUsage, client(keyUsage(x509.KeyUsageKeyEncipherment)), client(keyUsage(x509.KeyUsageKeyAgreement))),
	}
}

func keyUsage(u x509.KeyUsage) testpki.Option {
	return testpki.Template(func(c *x509.Certificate) { c.KeyUsage = u })
}

// caCases are about the CAs of a chain.
func caCases() []conditionCase {
	constrained := func(permitted string) func(testing.TB) scene {
		return func(t testing.TB) scene {
			root := testpki.Root(t, "root", testpki.Template(func(c *x509.Certificate) { c.PermittedDNSDomains = []string{permitted} }))
			named := testpki.Template(func(c *x509.Certificate) { c.DNSNames = []string{"client.example.org"} })
			return scene{store: []*testpki.Cert{root}, client: root.Leaf("client", named)}
		}
	}
	rsaRoot := func(options ...testpki.Option) func(testing.TB) scene {
		return func(t testing.TB) scene {
			root := testpki.Root(t, "root", append(options, testpki.Key(testpki.RSA2048))...)
			return scene{store: []*testpki.Cert{root}, client: root.Leaf("client")}
		}
	}
	pathLength := func(n int) func(testing.TB) scene {
		return func(t testing.TB) scene { // root (path length n) <- mid <- client
			root := testpki.Root(t, "root", testpki.MaxPath(n))
			mid := root.Intermediate("mid")
			return scene{store: []*testpki.Cert{root, mid}, client: mid.Leaf("client")}
		}
	}
	return []conditionCase{
		denied(certcheck.IntermediateExpired, "", certcheck.Observed, certcheck.Medium, intermediate(testpki.Expired), intermediate()),
		denied(certcheck.CANotYetValid, "", certcheck.Inferred, certcheck.Medium, intermediate(testpki.NotYetValid), intermediate()),
		denied(certcheck.RootExpired, "", certcheck.Inferred, certcheck.Low, rootWith(testpki.Expired), rootWith()),
		unclear(certcheck.NotACA, intermediate(testpki.NotCA), intermediate()),
		unclear(certcheck.KeyCertSignMissing, intermediate(testpki.NoCertSign), intermediate()),
		unclear(certcheck.PathLengthExceeded, pathLength(0), pathLength(1)),
		unclear(certcheck.NameConstraintViolated, constrained("example.com"), constrained("example.org")),
		unclear(certcheck.CAAlgorithm, rsaRoot(testpki.SHA1), rsaRoot()),
	}
}

// formCases are about how certificates are made and written.
func formCases() []conditionCase {
	unknown := func(critical bool) testpki.Option {
		return testpki.Extension(critical, []byte{5, 0}, 1, 3, 6, 1, 4, 1, 99999, 1)
	}
	foreignIssuer := func(option func(*testpki.Cert) testpki.Option) func(testing.TB) scene {
		return func(t testing.TB) scene { // root <- mid (a curve nobody knows) <- client
			root := testpki.Root(t, "root")
			mid := root.Intermediate("mid", option(root.Intermediate("mid")))
			return scene{store: []*testpki.Cert{root, mid}, client: mid.Leaf("client")}
		}
	}
	none := func(*testpki.Cert) testpki.Option { return testpki.NoKeyIDs }
	joined := func(t testing.TB) scene { // cat of a file that lacks its last line break
		s := plain(t)
		s.text = bytes.Replace(testpki.PEM(s.store...), []byte("-----\n-----BEGIN"), []byte("----------BEGIN"), 1)
		return s
	}
	return []conditionCase{
		unclear(certcheck.CriticalExtension, client(unknown(true)), client(unknown(false))),
		unclear(certcheck.X509Syntax, client(testpki.Altered(negativeSerial)), client()),
		unclear(certcheck.RootSignature, rootWith(testpki.Tampered), rootWith()),
		unclear(certcheck.UncheckedSignature, foreignIssuer(foreignCurve), foreignIssuer(none)),
		unclear(certcheck.PEMForm, joined, client()),
	}
}

// remarkCases are worth a line and stand in nobody's way.
func remarkCases() []conditionCase {
	return []conditionCase{
		accepted(certcheck.DuplicateSubject, certcheck.Observed, certcheck.Low,
			func(t testing.TB) scene { // root <- mid <- client    root <- mid (renewed)
				s := plain(t)
				s.store = append(s.store, s.store[0].Intermediate("mid"))
				return s
			},
			func(t testing.TB) scene { // the very same certificate twice
				s := plain(t)
				s.store = append(s.store, s.store[1])
				return s
			}),
		accepted(certcheck.DuplicateCertificate, certcheck.Unknown, certcheck.Low,
			func(t testing.TB) scene { // the issuer's certificate twice
				s := plain(t)
				s.store = append(s.store, s.store[0])
				return s
			}, client()),
		accepted(certcheck.PathDependent, certcheck.Inferred, certcheck.Low,
			func(t testing.TB) scene { // root <- mid <- client    other (missing) <- mid
				s := plain(t)
				s.store = append(s.store, testpki.Root(t, "other").CrossSign(s.store[1]))
				return s
			},
			func(t testing.TB) scene { // root <- mid <- client    other <- mid
				s := plain(t)
				other := testpki.Root(t, "other")
				s.store = append(s.store, other, other.CrossSign(s.store[1]))
				return s
			}),
		accepted(certcheck.TruststoreDamaged, certcheck.Unknown, certcheck.Low,
			func(t testing.TB) scene { // a third certificate is cut off in the middle
				s := plain(t)
				s.text = append(testpki.PEM(s.store...), testpki.PEM(s.store[0])[:200]...)
				return s
			}, client()),
		accepted(certcheck.ChainAtLimit, certcheck.Observed, certcheck.Medium, chain(3), chain(2)),
		accepted(certcheck.ClientIsCA, certcheck.Unknown, certcheck.Low, client(testpki.CA), client()),
		accepted(certcheck.ClientVersion1, certcheck.Observed, certcheck.Medium, client(testpki.Version1), client()),
		accepted(certcheck.SelfSignedNotCA, certcheck.Documented, certcheck.Medium, selfSigned(), selfSigned(testpki.CA)),
	}
}

// TestConditions holds each condition to its verdict, log line, status, basis and confidence, and to its absence.
func TestConditions(t *testing.T) {
	for _, c := range conditionCases() {
		t.Run(string(c.condition), func(t *testing.T) {
			with := c.with(t).diagnose(t)
			f := find(with, c.condition)
			if f == nil {
				t.Fatalf("not found: %v", conditions(with))
			}
			if c.verdict == certcheck.Accepted {
				want(t, with, certcheck.Accepted, "")
			} else {
				want(t, with, c.verdict, c.condition)
			}
			if f.Verdict != c.verdict || f.LogLine != c.logLine || f.HTTP != c.http || f.Basis != c.basis || f.Confidence != c.confidence {
				t.Errorf("got %s %q %d %s %s", f.Verdict, f.LogLine, f.HTTP, f.Basis, f.Confidence)
			}
			if f.Message == "" {
				t.Error("no message")
			}
			t.Logf("%s\n\tfix: %s", f.Message, with.Fix)
			without := c.without(t).diagnose(t)
			if find(without, c.condition) != nil {
				t.Errorf("found where it is not: %v", conditions(without))
			}
		})
	}
}

// TestEveryConditionHasItsCases: nothing in the policy goes untried.
func TestEveryConditionHasItsCases(t *testing.T) {
	tried := map[certcheck.Condition]int{}
	for _, c := range conditionCases() {
		tried[c.condition]++
	}
	for _, o := range certcheck.APIGateway().Outcomes {
		if tried[o.Condition] != 1 {
			t.Errorf("%s has %d cases", o.Condition, tried[o.Condition])
		}
		delete(tried, o.Condition)
	}
	for c := range tried {
		t.Errorf("%s is not in the policy", c)
	}
}

// TestSourcesFitTheirBasis: what is documented stands on a page of AWS, and what is observed with whoever observed it.
func TestSourcesFitTheirBasis(t *testing.T) {
	for _, p := range []*certcheck.Policy{certcheck.APIGateway(), certcheck.ALB(), certcheck.CloudFront()} {
		for _, o := range append(p.Outcomes, p.Acceptance) {
			vendor := strings.HasPrefix(o.Source, "https://docs.aws.amazon.com/") || strings.HasPrefix(o.Source, "https://repost.aws/knowledge-center/")
			if o.Basis == certcheck.Documented && !vendor || o.Basis == certcheck.Observed && vendor {
				t.Errorf("%s: %s is %s by %s", p.Name, o.Condition, o.Basis, o.Source)
			}
		}
	}
}
