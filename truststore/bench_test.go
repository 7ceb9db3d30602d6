package truststore

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"testing"
	"time"
)

// BenchmarkLoad1000 takes apart a truststore of a thousand RSA CAs, about what a megabyte holds.
func BenchmarkLoad1000(b *testing.B) {
	const count = 1000
	o := NewObject("bundle.pem", bundleOf(b, count))
	b.SetBytes(int64(len(o.Data)))
	b.ReportAllocs()
	for b.Loop() {
		bundle, err := Load(o)
		if err != nil || bundle.Ledger.Accepted != count {
			b.Fatal(err, bundle.Ledger)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/count, "ns/certificate")
}

func bundleOf(b *testing.B, count int) []byte {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		b.Fatal(err)
	}
	var out bytes.Buffer
	for i := range count {
		ca := &x509.Certificate{
			SerialNumber: big.NewInt(int64(i + 1)),
			Subject: pkix.Name{Country: []string{"DE"}, Organization: []string{"Acme"}, OrganizationalUnit: []string{"Payments"},
				CommonName: fmt.Sprintf("Acme CA %d", i)},
			NotBefore: time.Unix(1735689600, 0), NotAfter: time.Unix(2051222400, 0),
			IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		}
		raw, err := x509.CreateCertificate(rand.Reader, ca, ca, &key.PublicKey, key)
		if err != nil {
			b.Fatal(err)
		}
		out.Write(pemOf(raw))
	}
	return out.Bytes()
}
