package certcheck_test

import (
	"crypto"
	"crypto/x509"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

const (
	thenUpload  = ", upload the truststore, and update the domain to the new version"
	vouched     = " (get it from its owner and compare the fingerprint)"
	listedKeys  = "RSA of 2048 to 4096 bits or EC on P-256 or P-384"
	besideFirst = "; the new certificate has the subject of truststore.pem #1, line 1: put it in its place if no chain needs that one any more, " +
		"since one published test says that two certificates of one subject are refused"
)

// TestFix holds the whole sentence: it has to name which certificate to add, to replace or to have re-issued.
func TestFix(t *testing.T) {
	pss := testpki.Signed(testpki.Algorithm{Hash: crypto.SHA256, PSS: true})
	for name, test := range map[string]struct {
		scene scene
		fix   string
	}{
		"RSA-PSS is mended by the CA's old scheme": {
			sceneOf(t, nil, []testpki.Option{testpki.Key(testpki.RSA2048)}, []testpki.Option{pss}),
			"have the client's certificate re-issued with an RSA signature of PKCS #1 v1.5, such as sha256WithRSAEncryption, not RSASSA-PSS",
		},
		"an Ed25519 CA cannot sign otherwise": {
			sceneOf(t, nil, []testpki.Option{testpki.Key(testpki.Ed25519)}, nil),
			"have the client's certificate re-issued by CAs whose keys, up to the root, are " + listedKeys,
		},
		"the client's own key": {
			sceneOf(t, nil, nil, []testpki.Option{testpki.Key(testpki.Ed25519)}),
			"have the client's certificate re-issued for a key of " + listedKeys,
		},
		"several faults of several certificates": {
			sceneOf(t, []testpki.Option{testpki.Expired}, []testpki.Option{testpki.Expired}, []testpki.Option{testpki.SHA1, testpki.Expired}),
			"have the client's certificate re-issued with SHA-256 or stronger and with a current validity period; " +
				"replace CN=mid (truststore.pem #2, line 11) by a renewed certificate of that CA; " +
				"replace CN=root (truststore.pem #1, line 1) by a renewed certificate of that CA" + thenUpload,
		},
		"doubts are mended by the way": {
			sceneOf(t, nil, []testpki.Option{testpki.Usage(x509.ExtKeyUsageServerAuth)}, []testpki.Option{testpki.Expired, testpki.Usage(x509.ExtKeyUsageServerAuth)}),
			"have the client's certificate re-issued with a current validity period and with the extended key usage clientAuth",
		},
		"a self-signed client in the truststore": {
			selfSignedScene(t, true, testpki.Expired),
			"make the client's self-signed certificate anew with a current validity period; " +
				"replace its copy in the truststore (truststore.pem #1, line 1) by the new one" + thenUpload,
		},
		"an expired self-signed client is not to be appended": {
			selfSignedScene(t, false, testpki.Expired),
			"use a certificate that a CA of the truststore issued with a current validity period",
		},
		"nor one whose key is not on the list": {
			selfSignedScene(t, false, testpki.Key(testpki.Ed25519)),
			"use a certificate that a CA of the truststore issued for a key of " + listedKeys,
		},
		"no CA could issue another one": {
			scene{store: []*testpki.Cert{testpki.SelfSigned(t, "other")}, client: testpki.SelfSigned(t, "client", testpki.Expired)},
			"append the client's self-signed certificate, made anew with a current validity period" + thenUpload,
		},
		"a weak hash under a scheme that is not listed": {
			sceneOf(t, nil, []testpki.Option{testpki.Key(testpki.RSA2048)}, []testpki.Option{testpki.Signed(testpki.Algorithm{Hash: crypto.SHA1, PSS: true})}),
			"have the client's certificate re-issued with SHA-256 or stronger in an RSA signature of PKCS #1 v1.5, such as sha256WithRSAEncryption, not RSASSA-PSS",
		},
		"every critical extension": {
			sceneOf(t, nil, nil, []testpki.Option{testpki.Extension(true, []byte{5, 0}, 1, 2, 3), testpki.Extension(true, []byte{5, 0}, 1, 2, 4)}),
			"have the client's certificate re-issued without 1.2.3 and 1.2.4, or with it not critical",
		},
		"a chain too long to follow": {
			deepScene(t, 18),
			"have the client's certificate re-issued by a CA nearer to the root",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if d := test.scene.diagnose(t); d.Fix != test.fix {
				t.Errorf("got  %s\nwant %s", d.Fix, test.fix)
			}
		})
	}
}

// sceneOf is root <- mid <- client with options for each.
func sceneOf(t testing.TB, root, mid, client []testpki.Option) scene {
	top := testpki.Root(t, "root", root...)
	issuing := top.Intermediate("mid", mid...)
	return scene{store: []*testpki.Cert{top, issuing}, client: issuing.Leaf("client", client...)}
}

func selfSignedScene(t testing.TB, listed bool, options ...testpki.Option) scene {
	client := testpki.SelfSigned(t, "client", options...)
	if listed {
		return scene{store: []*testpki.Cert{client}, client: client}
	}
	return scene{store: []*testpki.Cert{client.Root("other")}, client: client}
}

// TestFixNamesWhatIsReplaced: to append beside a certificate of one subject may be refused, as far as anybody has said.
func TestFixNamesWhatIsReplaced(t *testing.T) {
	pki := testpki.New(t)
	root := pki.Root("root")
	rekeyed := scene{store: []*testpki.Cert{root.Intermediate("mid", testpki.KeyNamed("new")), root}, client: root.Intermediate("mid").Leaf("client")}
	wanted := "append the certificate of CN=mid with key id " + truststore.ColonHex(root.Intermediate("mid").Certificate().SubjectKeyID) + ", and every CA above it that is missing" + vouched
	if got, want := rekeyed.diagnose(t).Fix, wanted+thenUpload+besideFirst; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	elb := certcheck.New(rekeyed.bundle(t), certcheck.ALB()).Diagnose(rekeyed.asClient(), testpki.At())
	if want := wanted + ", upload the bundle, and modify the trust store to read it"; elb.Fix != want {
		t.Errorf("got  %s\nwant %s", elb.Fix, want)
	}
	anew := diagnose(t, pki.SelfSigned("client"), pki.SelfSigned("client", testpki.KeyNamed("old")))
	if want := "append exactly this certificate (after its owner has confirmed the fingerprint)" + thenUpload + besideFirst; anew.Fix != want {
		t.Errorf("got  %s\nwant %s", anew.Fix, want)
	}
}

// TestFixLooksBeyondWhatIsAppended: the CA that the client sends would not do by itself.
func TestFixLooksBeyondWhatIsAppended(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid", testpki.Expired)
	d := scene{store: []*testpki.Cert{root}, client: mid.Leaf("client", testpki.SHA1), sent: []*testpki.Cert{mid}}.diagnose(t)
	want := "have the client's certificate re-issued with SHA-256 or stronger; have CN=mid (sent.pem #1, line 1) renewed; " +
		"append the new CN=mid to truststore.pem" + thenUpload
	if d.Fix != want {
		t.Errorf("got  %s\nwant %s", d.Fix, want)
	}
}

// TestFixWarnsOfWhatIsAppended: the certificate that the client sends has the subject of an older one.
func TestFixWarnsOfWhatIsAppended(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	d := scene{store: []*testpki.Cert{root.Intermediate("mid", testpki.KeyNamed("old")), root}, client: mid.Leaf("client"), sent: []*testpki.Cert{mid}}.diagnose(t)
	if want := "append CN=mid (sent.pem #1, line 1) to truststore.pem" + thenUpload + besideFirst; d.Fix != want {
		t.Errorf("got  %s\nwant %s", d.Fix, want)
	}
}

// TestFixOfWhatIsSent: what the client sends is worth appending only where it leads to a chain that is better.
func TestFixOfWhatIsSent(t *testing.T) {
	pki := testpki.New(t)
	root, other := pki.Root("root"), pki.Root("other")
	mid := root.Intermediate("mid")
	renewed := pki.Root("root", testpki.Valid(testpki.At().AddDate(-1, 0, 0), testpki.At().AddDate(9, 0, 0)))
	old := pki.Root("rolled", testpki.KeyNamed("old"))
	linked := old.Intermediate("rolled", testpki.KeyNamed("new"))
	expired := root.Intermediate("mid", testpki.Expired)
	damaged := pki.Root("root", testpki.Tampered)
	for name, test := range map[string]struct {
		store, sent []*testpki.Cert
		client      *testpki.Cert
		fix         string
	}{
		"the root that is there already": {
			[]*testpki.Cert{root}, []*testpki.Cert{mid, renewed}, mid.Leaf("client"),
			"append CN=mid (sent.pem #1, line 1) to truststore.pem" + thenUpload,
		},
		"a new key certified by the old one, which it needs": {
			[]*testpki.Cert{old}, []*testpki.Cert{linked}, linked.Leaf("client"),
			"append CN=rolled (sent.pem #1, line 1) to truststore.pem" + thenUpload,
		},
		"instead of the expired one": {
			[]*testpki.Cert{root, expired}, []*testpki.Cert{mid}, mid.Leaf("client"),
			"append CN=mid (sent.pem #1, line 1) to truststore.pem" + thenUpload + strings.Replace(besideFirst, "#1, line 1", "#2, line 11", 1),
		},
		"a damaged root": {
			[]*testpki.Cert{other}, []*testpki.Cert{mid, damaged}, mid.Leaf("client"),
			"get a sound copy of CN=root (sent.pem #2, line 11) from its CA; append CN=mid (sent.pem #1, line 1) and the new CN=root to truststore.pem" + vouched + thenUpload,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if d := (scene{store: test.store, sent: test.sent, client: test.client}).diagnose(t); d.Fix != test.fix {
				t.Errorf("got  %s\nwant %s", d.Fix, test.fix)
			}
		})
	}
}

// TestFixOfAnAlteredCopy: certificates that name themselves as issuer, most likely self-signed once.
func TestFixOfAnAlteredCopy(t *testing.T) {
	pki := testpki.New(t)
	sound, altered := pki.SelfSigned("client", testpki.NoKeyIDs), pki.SelfSigned("client", testpki.NoKeyIDs, testpki.Tampered)
	d := diagnose(t, altered, sound)
	if want := "get this certificate again from where it was made, since the copy may be damaged: truststore.pem #1, line 1 has its name and key"; d.Fix != want {
		t.Errorf("got  %s\nwant %s", d.Fix, want)
	}
	if len(d.NearMisses) != 1 || !strings.Contains(d.NearMisses[0].Sentence, "the very key of this certificate") {
		t.Errorf("near misses %+v", d.NearMisses)
	}
	d = diagnose(t, altered, pki.Root("root"))
	if want := "get this certificate again from where it was made, since the copy may be damaged; if it is self-signed, append the sound copy; " +
		"if a CA of its name issued it, have it re-issued with a subject of its own and append that CA" + thenUpload; d.Fix != want {
		t.Errorf("got  %s\nwant %s", d.Fix, want)
	}
}

// TestNoCAIsThere: the files are swapped, or the client itself was put into the truststore.
func TestNoCAIsThere(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	leaf := mid.Leaf("client")
	d := scene{store: []*testpki.Cert{leaf}, client: mid}.diagnose(t)
	if !strings.HasSuffix(d.Reason.Message, "is not in truststore.pem, which holds no CA certificate") ||
		!strings.HasPrefix(d.Fix, "see whether the two files are swapped: truststore.pem holds no CA certificate, and client.pem holds only such; if not, ") {
		t.Errorf("%s\n%s", d.Reason.Message, d.Fix)
	}
	d = scene{store: []*testpki.Cert{leaf}, client: leaf}.diagnose(t)
	if strings.Contains(d.Fix, "swapped") ||
		!strings.HasSuffix(d.Fix, "; the client's own certificate in the truststore (truststore.pem #1, line 1) does not help, its CAs have to be there") {
		t.Error(d.Fix)
	}
	d = scene{store: []*testpki.Cert{testpki.Root(t, "other")}, client: mid}.diagnose(t)
	if strings.Contains(d.Reason.Message+d.Fix, "no CA") {
		t.Errorf("%s\n%s", d.Reason.Message, d.Fix)
	}
}

// TestFixAtALoadBalancer: intermediates come from the client there, roots do not.
func TestFixAtALoadBalancer(t *testing.T) {
	pki := testpki.New(t)
	root := pki.Root("root")
	mid := root.Intermediate("mid")
	expired := root.Intermediate("mid", testpki.Expired)
	balancer := func(s scene) *certcheck.Diagnosis {
		return certcheck.New(s.bundle(t), certcheck.ALB()).Diagnose(s.asClient(), testpki.At())
	}
	const update = ", upload the bundle, and modify the trust store to read it"
	d := balancer(scene{store: []*testpki.Cert{pki.Root("other")}, sent: []*testpki.Cert{mid, root}, client: mid.Leaf("client")})
	if want := "append CN=root (sent.pem #2, line 11) to truststore.pem" + vouched + update; d.Fix != want {
		t.Errorf("got  %s\nwant %s", d.Fix, want)
	}
	if !d.Chain[1].Sent || strings.Contains(d.NearMisses[0].Sentence, "API Gateway") {
		t.Errorf("chain %+v, near misses %+v", d.Chain, d.NearMisses)
	}
	d = balancer(scene{store: []*testpki.Cert{root}, client: root.Leaf("client", testpki.Version1)})
	if want := "have the client's certificate re-issued as X.509 version 3"; d.Fix != want {
		t.Errorf("got  %s\nwant %s", d.Fix, want)
	}
	d = balancer(scene{store: []*testpki.Cert{root, mid}, sent: []*testpki.Cert{expired}, client: mid.Leaf("client")})
	if f := find(d, certcheck.PathDependent); f == nil || f.Fix != "have the client send none of what only the other chain needs: CN=mid (sent.pem #1, line 1)" {
		t.Errorf("got %+v", f)
	}
}

// TestFixHolds follows the fixes of some hundred random PKIs as far as a program can: what is to be appended brings the
// chain to an end, and a certificate whose place may be taken is none of that chain.
func TestFixHolds(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pki := testpki.New(t)
	appended := 0
	for range 600 {
		s := randomScene(pki, random)
		d := s.diagnose(t)
		if d.Verdict == certcheck.Accepted {
			continue
		}
		if d.Fix == "" {
			t.Errorf("nothing to do about %s: %s", d.Reason.Condition, d.Reason.Message)
		}
		if len(d.Append) == 0 {
			continue
		}
		appended++
		before := len(s.store)
		for _, p := range d.Append {
			s.store = append(s.store, s.sent[p.Index-1])
		}
		after := s.diagnose(t)
		if !after.Paths[0].Complete {
			t.Errorf("%s\n%s does not complete the chain: %s", d.Reason.Message, d.Fix, after.Reason.Message)
		}
		for _, l := range after.Chain[1:] {
			_, caution, _ := strings.Cut(d.Fix, "the new certificate has the subject of ")
			if l.Where.Index <= before && strings.Contains(caution, l.Where.String()) {
				t.Errorf("%s names a certificate of the chain, %s", d.Fix, l.Where)
			}
		}
	}
	if appended < 20 {
		t.Errorf("only %d fixes were followed", appended)
	}
}

// randomScene has few names and keys, so that they meet in every way; the client sends some of what is there.
func randomScene(pki *testpki.PKI, random *rand.Rand) scene {
	faults := []testpki.Option{testpki.Expired, testpki.NotCA, testpki.NoKeyIDs, testpki.Tampered, testpki.SHA1, testpki.MaxPath(0)}
	draw := func() []testpki.Option {
		if random.IntN(3) > 0 {
			return nil
		}
		return []testpki.Option{faults[random.IntN(len(faults))]}
	}
	cas := []*testpki.Cert{pki.Root("root", draw()...)}
	for range 1 + random.IntN(5) {
		name := string("abc"[random.IntN(3)])
		options := append(draw(), testpki.KeyNamed(name+string("12"[random.IntN(2)])))
		if random.IntN(4) == 0 {
			cas = append(cas, pki.Root(name, options...))
		} else {
			cas = append(cas, cas[random.IntN(len(cas))].Intermediate(name, options...))
		}
	}
	s := scene{client: cas[random.IntN(len(cas))].Leaf("client", draw()...), store: []*testpki.Cert{pki.Root("bystander")}}
	for _, c := range cas {
		if random.IntN(2) == 0 {
			s.store = append(s.store, c)
		}
		if random.IntN(2) == 0 {
			s.sent = append(s.sent, c)
		}
	}
	return s
}

func deepScene(t testing.TB, depth int) scene {
	root := testpki.Root(t, "root")
	cas := root.Chain("ca", depth)
	return scene{store: append([]*testpki.Cert{root}, cas...), client: cas[len(cas)-1].Leaf("client")}
}
