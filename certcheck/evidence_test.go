package certcheck

import (
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// TestListedKeys holds the bounds of AWS's list, which no other test stands at.
func TestListedKeys(t *testing.T) {
	p := APIGateway()
	for _, test := range []struct {
		key    truststore.PublicKey
		listed bool
	}{
		{truststore.PublicKey{Type: "RSA", Bits: 2047}, false},
		{truststore.PublicKey{Type: "RSA", Bits: 2048}, true},
		{truststore.PublicKey{Type: "RSA", Bits: 4096}, true},
		{truststore.PublicKey{Type: "RSA", Bits: 4097}, false},
		{truststore.PublicKey{Type: "EC", Curve: "P-256"}, true},
		{truststore.PublicKey{Type: "EC", Curve: "P-384"}, true},
		{truststore.PublicKey{Type: "EC", Curve: "P-521"}, false},
		{truststore.PublicKey{Type: "EC", Curve: "P-224"}, false},
	} {
		if got := p.KeyDoubt(&truststore.Certificate{PublicKey: test.key}) == ""; got != test.listed {
			t.Errorf("%s: listed %v, want %v", test.key, got, test.listed)
		}
	}
	if unbounded := (&Policy{MinRSABits: 2048}); unbounded.KeyDoubt(&truststore.Certificate{PublicKey: truststore.PublicKey{Type: "RSA", Bits: 16384}}) != "" {
		t.Error("a policy without an upper bound has one")
	}
}

// TestSerialEvidence: an authority key identifier may name its issuer's certificate by issuer and serial number.
func TestSerialEvidence(t *testing.T) {
	pki := testpki.New(t)
	issuer := pki.Root("root").Certificate()
	other := pki.Root("other").Certificate()
	child := func(serial []byte, of truststore.Name) truststore.Certificate {
		var c truststore.Certificate
		c.AuthoritySerial, c.AuthorityIssuer = serial, of
		return c
	}
	for name, test := range map[string]struct {
		child truststore.Certificate
		want  Fact
	}{
		"says nothing":   {truststore.Certificate{}, FactUnknown},
		"both":           {child(issuer.Serial, issuer.Issuer), FactYes},
		"another serial": {child(append([]byte{9}, issuer.Serial...), issuer.Issuer), FactNo},
		"another issuer": {child(issuer.Serial, other.Issuer), FactNo},
		"serial only":    {child(issuer.Serial, nil), FactYes},
	} {
		if got := serialFact(&test.child, issuer); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

// TestCurrentEvidence looks before, in and after the validity of a near miss.
func TestCurrentEvidence(t *testing.T) {
	pki := testpki.New(t)
	from, until := testpki.At().AddDate(0, 0, -1), testpki.At().AddDate(0, 0, 1)
	mid := pki.Root("root").Intermediate("mid", testpki.KeyNamed("new"), testpki.Valid(from, until))
	client := pki.Root("root").Intermediate("mid").Leaf("client")
	checker := New(testpki.Bundle(t, mid), APIGateway())
	for at, want := range map[time.Time]Fact{
		from.Add(-time.Second): FactNo, from: FactYes, until: FactYes, until.Add(time.Second): FactNo,
	} {
		near := checker.Diagnose(Client{Entry: client.Entry()}, at).NearMisses
		if len(near) != 1 || near[0].Current != want {
			t.Errorf("%s: got %+v, want %s", at, near, want)
		}
	}
}
