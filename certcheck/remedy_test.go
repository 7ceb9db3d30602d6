package certcheck_test

import (
	"crypto"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

const (
	thenUpload  = ", upload the truststore, and update the domain to the new version"
	listedKeys  = "RSA of 2048 to 4096 bits or EC on P-256 or P-384"
	besideFirst = "; the new certificate has the subject of truststore.pem #1, line 1: put it in its place if no client needs that one any more, " +
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
		"a self-signed client in the truststore": {
			selfSignedScene(t, true, testpki.Expired),
			"make the client's self-signed certificate anew with a current validity period; " +
				"replace its copy in the truststore (truststore.pem #1, line 1) by the new one" + thenUpload,
		},
		"an expired self-signed client is not to be appended": {
			selfSignedScene(t, false, testpki.Expired),
			"use a certificate that a CA of the truststore issued; have the client's certificate re-issued with a current validity period",
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
	wanted := "append the certificate of CN=mid with key id " + truststore.ColonHex(root.Intermediate("mid").Certificate().SubjectKeyID)
	if got, want := rekeyed.diagnose(t).Fix, wanted+thenUpload+besideFirst; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	elb := certcheck.New(rekeyed.bundle(t), certcheck.ALB()).Diagnose(rekeyed.asClient(), testpki.At())
	if want := wanted + ", upload the bundle, and modify the trust store to read it"; elb.Fix != want {
		t.Errorf("got  %s\nwant %s", elb.Fix, want)
	}
	anew := diagnose(t, pki.SelfSigned("client"), pki.SelfSigned("client", testpki.KeyNamed("old")))
	if want := "use a certificate that a CA of the truststore issued; or, to let in this one client, append exactly this certificate" +
		thenUpload + besideFirst; anew.Fix != want {
		t.Errorf("got  %s\nwant %s", anew.Fix, want)
	}
}

// TestFixLooksBeyondWhatIsAppended: the CA that the client sends would not do by itself.
func TestFixLooksBeyondWhatIsAppended(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid", testpki.Expired)
	d := scene{store: []*testpki.Cert{root}, client: mid.Leaf("client", testpki.SHA1), sent: []*testpki.Cert{mid}}.diagnose(t)
	want := "have CN=mid (sent.pem #1, line 1) renewed; have the client's certificate re-issued with SHA-256 or stronger; " +
		"append CN=mid (sent.pem #1, line 1) to truststore.pem" + thenUpload
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
