package change_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/change"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// family is one PKI whose certificates the tests draw truststores from.
type family struct {
	root, other, issuing, renewed, rekeyed, crossed, expired, listed *testpki.Cert
}

func newFamily(t *testing.T) *family {
	root := testpki.Root(t, "root")
	f := &family{root: root, other: root.Root("other root"), issuing: root.Intermediate("issuing"), listed: root.SelfSigned("listed")}
	f.renewed = root.Intermediate("issuing")
	f.expired = root.Intermediate("issuing", testpki.Expired)
	f.rekeyed = root.Intermediate("issuing", testpki.KeyNamed("another key"))
	f.crossed = f.other.CrossSign(f.issuing)
	return f
}

func TestCompareTellsWhatBecameOfEachCertificate(t *testing.T) {
	f := newFamily(t)
	for _, test := range []struct {
		name          string
		before, after []*testpki.Cert
		want          string
	}{
		{"the same in another order", list(f.root, f.issuing), list(f.issuing, f.root), "2 unchanged, reordered"},
		{"a repeated one goes", list(f.root, f.root), list(f.root), "1 unchanged, 1 repeated before"},
		{"a repeated one comes", list(f.root), list(f.root, f.root), "1 unchanged, 1 repeated after"},
		{"the same name and key is a renewal", list(f.root, f.issuing), list(f.root, f.renewed), "1 unchanged, renewed issuing"},
		{"the same name with another key is a new key", list(f.root, f.issuing), list(f.root, f.rekeyed), "1 unchanged, rekeyed issuing"},
		{"a renewal is paired before a new key", list(f.issuing), list(f.rekeyed, f.renewed), "0 unchanged, renewed issuing, come issuing"},
		{"a renewal by the same issuer is paired before a cross-certificate", list(f.crossed, f.issuing), list(f.renewed, f.crossed), "1 unchanged, renewed issuing"},
		{"a cross-certificate beside an old one came", list(f.issuing), list(f.issuing, f.crossed), "1 unchanged, come issuing"},
		{"gone and come under other names", list(f.root), list(f.other), "0 unchanged, gone root, come other root"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := change.Compare(testpki.Bundle(t, test.before...), testpki.Bundle(t, test.after...))
			if text := words(got); text != test.want {
				t.Errorf("%s, want %s", text, test.want)
			}
		})
	}
}

func list(certs ...*testpki.Cert) []*testpki.Cert { return certs }

func words(c *change.Certificates) string {
	text := fmt.Sprintf("%d unchanged", c.Unchanged)
	if c.Reordered {
		text += ", reordered"
	}
	if n := len(c.RepeatedOld); n > 0 {
		text += fmt.Sprintf(", %d repeated before", n)
	}
	if n := len(c.RepeatedNew); n > 0 {
		text += fmt.Sprintf(", %d repeated after", n)
	}
	for _, p := range c.Renewed {
		text += ", renewed " + name(p.New)
	}
	for _, p := range c.Rekeyed {
		text += ", rekeyed " + name(p.New)
	}
	for _, e := range c.Gone {
		text += ", gone " + name(e)
	}
	for _, e := range c.Come {
		text += ", come " + name(e)
	}
	return text
}

func name(e *truststore.Entry) string {
	return strings.TrimPrefix(e.Certificate.Subject.String(), "CN=")
}

// TestOrderChangesNothing is the property behind "another order, which no verdict depends on".
func TestOrderChangesNothing(t *testing.T) {
	f := newFamily(t)
	leaf := f.issuing.Leaf("client")
	all := list(f.root, f.other, f.crossed, f.expired, f.issuing, f.rekeyed)
	for i := range all {
		turned := append(append(list(), all[i:]...), all[:i]...)
		got := judge(t, all, turned, leaf)
		if got.Kind != "" {
			t.Errorf("turned by %d: %s", i, got.Kind)
		}
	}
}

func TestClientsLoseAndGain(t *testing.T) {
	f := newFamily(t)
	leaf, p521 := f.issuing.Leaf("client"), f.issuing.Leaf("unclear", testpki.Key(testpki.P521))
	for _, test := range []struct {
		name          string
		before, after []*testpki.Cert
		client        *testpki.Cert
		kind          change.Kind
		causes        string
	}{
		{"the issuer goes", list(f.root, f.issuing), list(f.root), leaf, change.Loses, "issuing"},
		{"the root goes", list(f.root, f.issuing), list(f.issuing), leaf, change.Loses, "root"},
		{"both go", list(f.root, f.issuing), list(f.other), leaf, change.Loses, "issuing root"},
		{"the issuer gets a new key", list(f.root, f.issuing), list(f.root, f.rekeyed), leaf, change.Loses, "issuing"},
		{"the issuer is replaced by its expired certificate", list(f.root, f.issuing), list(f.root, f.expired), leaf, change.Loses, "issuing"},
		{"the issuer is renewed", list(f.root, f.issuing), list(f.root, f.renewed), leaf, "", ""},
		{"one of two roads goes", list(f.root, f.issuing, f.other, f.crossed), list(f.other, f.crossed), leaf, "", ""},
		{"the issuer comes", list(f.root), list(f.root, f.issuing), leaf, change.Gains, "issuing"},
		{"a listed client goes", list(f.root, f.listed), list(f.root), f.listed, change.Loses, "listed"},
		{"a listed client comes", list(f.root), list(f.root, f.listed), f.listed, change.Gains, "listed"},
		{"an unclear client is denied", list(f.root, f.issuing), list(f.root), p521, change.MayLose, "issuing"},
		{"a denied client becomes unclear", list(f.root), list(f.root, f.issuing), p521, change.Changes, ""},
		{"denied for another reason", list(f.root), list(f.issuing), leaf, change.Changes, ""},
		{"denied as before", list(f.root), list(f.other), leaf, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := judge(t, test.before, test.after, test.client)
			var causes []string
			for _, e := range got.Causes {
				causes = append(causes, name(e))
			}
			if got.Kind != test.kind || strings.Join(causes, " ") != test.causes {
				t.Errorf("%q because of %q, want %q because of %q", got.Kind, causes, test.kind, test.causes)
			}
		})
	}
}

func judge(t *testing.T, before, after []*testpki.Cert, client *testpki.Cert) change.Client {
	t.Helper()
	j := change.NewJudge(testpki.Bundle(t, before...), testpki.Bundle(t, after...), certcheck.APIGateway(), testpki.At())
	return j.Client(certcheck.Client{Ref: "client.pem", Entry: client.Entry()})
}
