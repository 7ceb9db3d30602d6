package certcheck_test

import (
	"fmt"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// crowd is a truststore of a thousand CAs with RSA keys, and a client of one of them:
//
//	root <- mid <- client    998 others
func crowd(b *testing.B, key testpki.KeyType) (*truststore.Bundle, *testpki.Cert) {
	pki := testpki.New(b)
	root := pki.Root("root", testpki.Key(key))
	mid := root.Intermediate("mid", testpki.Key(key))
	store := []*testpki.Cert{root, mid}
	for i := range 998 {
		store = append(store, pki.Root(fmt.Sprintf("Partner %d Issuing CA", i), testpki.SPKI(testpki.RSAKey(b, 2048)), testpki.KeyNamed("other")))
	}
	return testpki.Bundle(b, store...), mid
}

func BenchmarkNew(b *testing.B) {
	bundle, _ := crowd(b, testpki.RSA2048)
	for b.Loop() {
		certcheck.New(bundle, certcheck.APIGateway())
	}
}

// BenchmarkDiagnose judges one client after the other, each parsed anew, with one Checker.
func BenchmarkDiagnose(b *testing.B) {
	for _, key := range []testpki.KeyType{testpki.RSA2048, testpki.P256} {
		bundle, mid := crowd(b, key)
		stranger := testpki.Root(b, "Partner 7 Issuing CA G2", testpki.Key(key))
		expired := mid.Leaf("client", testpki.Key(key), testpki.Expired)
		for name, leaf := range map[string]*testpki.Cert{"accepted": mid.Leaf("client", testpki.Key(key)), "expired": expired, "no issuer": stranger.Leaf("client", testpki.Key(key))} {
			b.Run(string(key)+"/"+name, func(b *testing.B) {
				checker := certcheck.New(bundle, certcheck.APIGateway())
				entry := *leaf.Entry()
				b.ReportAllocs()
				for b.Loop() {
					parsed, err := truststore.ParseCertificate(leaf.DER)
					if err != nil {
						b.Fatal(err)
					}
					entry.Certificate = parsed
					checker.Diagnose(certcheck.Client{Ref: "client.pem", Entry: &entry}, testpki.At())
				}
			})
		}
	}
}

// BenchmarkParse is the part of BenchmarkDiagnose that is not Diagnose.
func BenchmarkParse(b *testing.B) {
	leaf := testpki.Root(b, "root").Leaf("client")
	for b.Loop() {
		if _, err := truststore.ParseCertificate(leaf.DER); err != nil {
			b.Fatal(err)
		}
	}
}
