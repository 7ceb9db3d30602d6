package certcheck_test

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

func holder(kind certcheck.HolderKind, key truststore.PublicKey) certcheck.KeyHolder {
	return certcheck.KeyHolder{Kind: kind, Key: key}
}

// TestTheOddOneOut is what a majority, or among equals a private key, does not have.
func TestTheOddOneOut(t *testing.T) {
	const (
		private = certcheck.HolderPrivateKey
		cert    = certcheck.HolderCertificate
		request = certcheck.HolderRequest
		store   = certcheck.HolderTruststore
	)
	for _, kind := range []testpki.KeyType{testpki.RSA2048, testpki.P256, testpki.Ed25519} {
		pki := testpki.New(t)
		a := pki.Root("a", testpki.Key(kind)).Certificate().PublicKey
		b := pki.Root("b", testpki.Key(kind)).Certificate().PublicKey
		c := pki.Root("c", testpki.Key(kind)).Certificate().PublicKey
		tests := []struct {
			name    string
			holders []certcheck.KeyHolder
			odd     []int
		}{
			{"a key and its certificate", []certcheck.KeyHolder{holder(private, a), holder(cert, a)}, nil},
			{"a key and another certificate", []certcheck.KeyHolder{holder(cert, b), holder(private, a)}, []int{0}},
			{"two certificates of two keys", []certcheck.KeyHolder{holder(cert, a), holder(cert, b)}, []int{0, 1}},
			{"two private keys", []certcheck.KeyHolder{holder(private, a), holder(private, b)}, []int{0, 1}},
			{"one of three", []certcheck.KeyHolder{holder(private, a), holder(cert, b), holder(request, b)}, []int{0}},
			{"three of three", []certcheck.KeyHolder{holder(cert, a), holder(cert, b), holder(cert, c)}, []int{0, 1, 2}},
			{"one of four", []certcheck.KeyHolder{holder(cert, a), holder(cert, a), holder(cert, b), holder(private, a)}, []int{2}},
			{"two and two, and the private key decides", []certcheck.KeyHolder{holder(cert, b), holder(request, b), holder(cert, a), holder(private, a)}, []int{0, 1}},
			{"a truststore has no vote", []certcheck.KeyHolder{holder(private, a), holder(cert, a), holder(store, b), holder(store, b), holder(store, b)}, nil},
		}
		for _, test := range tests {
			t.Run(fmt.Sprintf("%s/%s", kind, test.name), func(t *testing.T) {
				m := certcheck.MatchKeys(test.holders)
				if !slices.Equal(m.Odd, test.odd) || m.Agree != (test.odd == nil) {
					t.Errorf("odd %v, agree %v", m.Odd, m.Agree)
				}
			})
		}
	}
}

// TestAChainIsNotCompared with the client's key, unless a given key fits one of a file of CA certificates alone.
func TestAChainIsNotCompared(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	client := mid.Leaf("client")
	of := func(kind certcheck.HolderKind, c *testpki.Cert) certcheck.KeyHolder {
		h := certcheck.KeyHolder{Kind: kind, Key: c.Certificate().PublicKey, Certificate: c.Certificate(), Where: certcheck.Place{Ref: "chain.pem"}}
		if kind == certcheck.HolderPrivateKey {
			h.Certificate, h.Where.Ref = nil, "a.key"
		}
		return h
	}
	const private, cert, chain = certcheck.HolderPrivateKey, certcheck.HolderCertificate, certcheck.HolderChain
	tests := []struct {
		name    string
		holders []certcheck.KeyHolder
		odd     []int
		kinds   []certcheck.HolderKind
	}{
		{"a client's key", []certcheck.KeyHolder{of(private, client), of(cert, client), of(chain, mid), of(chain, root)}, nil,
			[]certcheck.HolderKind{private, cert, chain, chain}},
		{"the key of its root", []certcheck.KeyHolder{of(private, root), of(cert, client), of(chain, mid), of(chain, root)}, []int{0},
			[]certcheck.HolderKind{private, cert, chain, chain}},
		{"the key of the first of two CAs", []certcheck.KeyHolder{of(private, mid), of(cert, mid), of(chain, root)}, nil,
			[]certcheck.HolderKind{private, cert, chain}},
		{"the key of the second of two CAs", []certcheck.KeyHolder{of(private, root), of(cert, mid), of(chain, root)}, nil,
			[]certcheck.HolderKind{private, chain, cert}},
		{"a key of neither CA", []certcheck.KeyHolder{of(private, client), of(cert, mid), of(chain, root)}, []int{1},
			[]certcheck.HolderKind{private, cert, chain}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := certcheck.MatchKeys(test.holders)
			var kinds []certcheck.HolderKind
			for _, h := range m.Holders {
				kinds = append(kinds, h.Kind)
			}
			if !slices.Equal(m.Odd, test.odd) || m.Agree != (test.odd == nil) || !slices.Equal(kinds, test.kinds) {
				t.Errorf("odd %v, agree %v, %v", m.Odd, m.Agree, kinds)
			}
		})
	}
}

// TestADamagedKeyDoesNotAgree with its own certificate.
func TestADamagedKeyDoesNotAgree(t *testing.T) {
	key := testpki.Root(t, "a").Certificate().PublicKey
	damaged := holder(certcheck.HolderPrivateKey, key)
	damaged.Damage = "the private half does not fit the public one"
	m := certcheck.MatchKeys([]certcheck.KeyHolder{holder(certcheck.HolderCertificate, key), damaged})
	if m.Agree || !slices.Equal(m.Odd, []int{1}) {
		t.Errorf("odd %v, agree %v", m.Odd, m.Agree)
	}
}

// TestEncodingsOfOneKeyAreOneKey: a compressed point, and RSA under the name of RSASSA-PSS.
func TestEncodingsOfOneKeyAreOneKey(t *testing.T) {
	for _, kind := range []testpki.KeyType{testpki.P256, testpki.P384, testpki.P521} {
		key := testpki.Root(t, "a", testpki.Key(kind)).Certificate().PublicKey
		if !oneGroup(key, compress(t, key)) {
			t.Errorf("%s: compressed and uncompressed are two keys", kind)
		}
	}
	key := testpki.Root(t, "a", testpki.Key(testpki.RSA2048)).Certificate().PublicKey
	pss, err := truststore.ParsePublicKey(bytes.Replace(key.Raw, []byte{1, 1, 1, 5, 0}, []byte{1, 1, 10, 5, 0}, 1))
	if err != nil || pss.Type != "RSASSA-PSS" {
		t.Fatal(pss.Type, err)
	}
	if !oneGroup(key, pss) {
		t.Error("RSA and RSASSA-PSS of one modulus are two keys")
	}
}

func oneGroup(a, b truststore.PublicKey) bool {
	return certcheck.MatchKeys([]certcheck.KeyHolder{holder(certcheck.HolderCertificate, a), holder(certcheck.HolderPrivateKey, b)}).Agree
}

// compress writes an EC key with its point compressed (SEC 1 section 2.3.3).
func compress(t *testing.T, key truststore.PublicKey) truststore.PublicKey {
	t.Helper()
	point := append([]byte{2 + key.Point[len(key.Point)-1]&1}, key.Point[1:1+len(key.Point)/2]...)
	algorithm := key.Raw[2:bytes.Index(key.Raw, key.Point)]
	algorithm = algorithm[:2+int(algorithm[1])]
	if key.Raw[1] > 0x80 {
		algorithm = key.Raw[3 : 5+int(key.Raw[4])]
	}
	bits := append([]byte{3, byte(len(point) + 1), 0}, point...)
	raw := append([]byte{0x30, byte(len(algorithm) + len(bits))}, append(bytes.Clone(algorithm), bits...)...)
	parsed, err := truststore.ParsePublicKey(raw)
	if err != nil || !bytes.Equal(parsed.Point, point) {
		t.Fatal(err)
	}
	return parsed
}

// TestListing says how a client stands to a truststore: itself, its key, its name, its issuer.
func TestListing(t *testing.T) {
	root := testpki.Root(t, "root")
	own := root.SelfSigned("client")
	renewed := root.SelfSigned("client", testpki.Valid(testpki.At().AddDate(-2, 0, 0), testpki.At()))
	checker := certcheck.New(testpki.Bundle(t, root, own), certcheck.APIGateway())
	l := checker.List(own.Certificate())
	if !l.Same || l.Where.Index != 2 || len(l.SameKey) != 1 || l.Issuer != nil || l.Truststore != "truststore.pem" {
		t.Errorf("itself: %+v", l)
	}
	l = checker.List(renewed.Certificate())
	if l.Same || l.Where.Index != 2 || len(l.SameKey) != 1 || !slices.Equal(fields(l.Differences), []string{"serial number", "not before", "not after"}) {
		t.Errorf("renewed: %+v", l)
	}
	l = checker.List(root.Leaf("stranger").Certificate())
	if l.Same || l.Where.Index != 0 || len(l.SameKey) != 0 || l.Issuer == nil || l.Issuer.Index != 1 {
		t.Errorf("issued by the root: %+v", l)
	}
}

func fields(list []certcheck.Difference) []string {
	var names []string
	for _, d := range list {
		names = append(names, d.Field)
	}
	return names
}

// replaced changes what the encoding of a field begins with, and the lengths around it.
func replaced(old, now []byte) testpki.Option {
	return testpki.Altered(func(tbs []byte) []byte { return replace(tbs, old, now) })
}

func replace(list, old, now []byte) []byte {
	var out []byte
	for s := cryptobyte.String(list); !s.Empty(); {
		var whole, content cryptobyte.String
		var tag cbasn1.Tag
		if bytes.HasPrefix(s, old) {
			return slices.Concat(out, now, s[len(old):])
		}
		s.ReadAnyASN1Element(&whole, &tag)
		if out = append(out, whole...); tag&0x20 != 0 {
			out = out[:len(out)-len(whole)]
			whole.ReadASN1(&content, tag)
			out = append(out, element(tag, replace(content, old, now))...)
		}
	}
	return out
}

func element(tag cbasn1.Tag, content []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes(content) })
	return b.BytesOrPanic()
}

// appended adds to the end of what is signed.
func appended(octets []byte) testpki.Option {
	return testpki.Altered(func(tbs []byte) []byte {
		var content cryptobyte.String
		s := cryptobyte.String(tbs)
		s.ReadASN1(&content, cbasn1.SEQUENCE)
		return element(cbasn1.SEQUENCE, slices.Concat(content, octets))
	})
}

// TestDifferences names each field that differs, and no other.
func TestDifferences(t *testing.T) {
	root := testpki.Root(t, "root")
	serial := testpki.Template(func(c *x509.Certificate) { c.SerialNumber.SetInt64(0x1001) })
	base := root.Leaf("client", serial)
	tests := []struct {
		field  string
		option testpki.Option
	}{
		{"serial number", testpki.Template(func(c *x509.Certificate) { c.SerialNumber.SetInt64(0x1002) })},
		{"not before", testpki.Template(func(c *x509.Certificate) { c.NotBefore = c.NotBefore.Add(time.Hour) })},
		{"not after", testpki.Template(func(c *x509.Certificate) { c.NotAfter = c.NotAfter.Add(time.Hour) })},
		{"subject", testpki.Subject(testpki.Name(testpki.UTF8, "another"))},
		{"issuer", testpki.Issuer(testpki.Name(testpki.UTF8, "another"))},
		{"signature algorithm", testpki.SHA1},
		{"authority key identifier", testpki.AuthorityKeyID("another")},
		{"subject key identifier", testpki.KeyID("another")},
		{"extended key usage", testpki.Usage(x509.ExtKeyUsageClientAuth)},
		{"key usage", keyUsage(x509.KeyUsageKeyAgreement)},
		{"alternative names", alternatives([]string{"client.example.org"})},
		{"other extensions", testpki.Extension(false, []byte{5, 0}, 1, 2, 3)},
		{"encoding of the serial number", replaced([]byte{2, 2, 0x10, 1}, []byte{2, 3, 0, 0x10, 1})},
		{"version", replaced([]byte{0xa0, 3, 2, 1, 2}, []byte{0xa0, 3, 2, 1, 1})},
		{"encoding of the subject", testpki.Subject(testpki.Name(cbasn1.PrintableString, "client"))},
		{"encoding of the issuer", testpki.Issuer(testpki.Name(cbasn1.PrintableString, "root"))},
		{"encoding of the dates", replaced([]byte{0x17, 13, '2'}, []byte{0x18, 15, '2', '0', '2'})},
		{"encoding of the inner signature algorithm", replaced([]byte{0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2}, []byte{0x30, 12, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2, 5, 0})},
		{"critical extensions", replaced([]byte{6, 3, 0x55, 0x1d, 0x0f, 1, 1, 0xff, 4}, []byte{6, 3, 0x55, 0x1d, 0x0f, 4})},
		{"encoding of the extensions", replaced([]byte{6, 3, 0x55, 0x1d, 0x0f, 1, 1, 0xff, 4}, []byte{6, 3, 0x55, 0x1d, 0x0f, 1, 1, 1, 4})},
		{"unique identifiers", replaced([]byte{0xa3}, []byte{0x81, 2, 0, 1, 0xa3})},
		{"bytes after the extensions", appended([]byte{5, 0})},
	}
	for _, test := range tests {
		t.Run(test.field, func(t *testing.T) {
			got := fields(certcheck.Differences(base.Certificate(), root.Leaf("client", serial, test.option).Certificate()))
			if !slices.Equal(got, []string{test.field}) {
				t.Errorf("got %v", got)
			}
		})
	}
	rekeyed := root.Leaf("client", serial, testpki.KeyNamed("another"), testpki.NoKeyIDs)
	if got := fields(certcheck.Differences(root.Leaf("client", serial, testpki.NoKeyIDs).Certificate(), rekeyed.Certificate())); !slices.Equal(got, []string{"public key"}) {
		t.Errorf("another key: %v", got)
	}
	if got := fields(certcheck.Differences(base.Certificate(), root.Leaf("client", serial).Certificate())); !slices.Equal(got, []string{"signature"}) {
		t.Errorf("signed anew: %v", got)
	}
	anew := root.Leaf("client", serial).Certificate()
	if d := certcheck.Differences(base.Certificate(), anew); !strings.HasPrefix(truststore.ColonHex(anew.Signature), strings.TrimSuffix(d[0].Right, "…")) {
		t.Errorf("signed anew: %+v", d)
	}
	loose, err := truststore.ParseCertificate(append(append([]byte{0x30, 0x80}, base.DER[4:]...), 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if got := fields(certcheck.Differences(base.Certificate(), loose)); !slices.Equal(got, []string{"lengths"}) {
		t.Errorf("in BER: %v", got)
	}
	if got := certcheck.Differences(base.Certificate(), base.Certificate()); got != nil {
		t.Errorf("itself: %v", got)
	}
}
