package truststore

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// fixtures lists every file of testdata/certs whose name ends in one of the suffixes; all of pem/ belongs to it.
func fixtures(t testing.TB) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir("../testdata/certs", func(path string, d fs.DirEntry, err error) error {
		ext := filepath.Ext(path)
		if err == nil && !d.IsDir() && (filepath.Base(filepath.Dir(path)) == "pem" || ext == ".pem" || ext == ".csr") {
			list = append(list, path)
		}
		return err
	})
	if err != nil || len(list) < 100 {
		t.Fatalf("%d fixtures: %v", len(list), err)
	}
	return list
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// fixtureCertificates gives every certificate of the fixtures once.
func fixtureCertificates(t testing.TB) []*Certificate {
	t.Helper()
	seen := map[string]bool{}
	var list []*Certificate
	for _, path := range fixtures(t) {
		b, err := Load(NewObject(path, read(t, path)))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range b.Certificates() {
			if c := e.Certificate; !seen[string(c.Raw)] {
				seen[string(c.Raw)] = true
				list = append(list, c)
			}
		}
	}
	return list
}

func FuzzScanPEM(f *testing.F) {
	for _, path := range fixtures(f) {
		f.Add(read(f, path))
	}
	f.Add([]byte("-----BEGIN CERTIFICATE-----\r\r\nAAAA\r-----END CERTIFICATE-----\r\r\n\r"))
	f.Add([]byte("\ufeffx\n\ufeff-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE----------BEGIN X-----"))
	clean := string(read(f, "../testdata/certs/pem/clean.pem"))
	whole := fixtureCertificates(f)[0].Raw
	f.Add(pemOf(append(bytes.Clone(whole), whole...)))
	f.Add(armoured("X509 CRL", wrapped(whole, 64)))
	padded := wrapped(paddedCertificate(f).Raw, 64)
	f.Add(armoured("CERTIFICATE", padded+padded))
	for _, little := range []bool{true, false} {
		f.Add([]byte(wide(clean, little) + "\n" + clean))
		f.Add([]byte(clean + wide(clean, little)[2:] + "x\n" + wide(clean, !little)))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		b := load(t, input)
		for _, e := range b.Certificates() {
			again := load(t, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: e.DER}))
			if len(again.Certificates()) != 1 || !bytes.Equal(again.Entries[0].DER, e.DER) || !again.Entries[0].Strict() != (len(e.Certificate.Raw) < len(e.DER)) {
				t.Errorf("an accepted certificate, written anew as PEM, reads as %+v", again.Entries)
			}
		}
	})
}

func FuzzParseCertificate(f *testing.F) {
	for _, c := range fixtureCertificates(f) {
		f.Add(c.Raw)
	}
	for _, d := range defects() {
		f.Add(d.der)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := ParseCertificate(raw)
		if err != nil {
			checkLine(t, err.Error())
			return
		}
		if !bytes.HasPrefix(raw, c.Raw) {
			t.Error("Raw is not where the input begins")
		}
		if len(c.DER) > len(c.Raw) || !bytes.Contains(c.Raw, c.RawTBS) {
			t.Errorf("%d octets became %d in DER; signed is %x", len(c.Raw), len(c.DER), c.RawTBS)
		}
		if again, err := ParseCertificate(c.DER); err != nil || again.BER() || len(again.DER) != len(c.DER) {
			t.Errorf("its DER, %x, cannot be read: %v", c.DER, err)
		}
		checkCertificateText(t, c)
		if strict, err := x509.ParseCertificate(c.Raw); err == nil {
			sameAsGo(t, c, strict)
		}
	})
}

// sameAsGo compares what this reader made of a certificate with what crypto/x509 did.
func sameAsGo(t *testing.T, c *Certificate, want *x509.Certificate) {
	t.Helper()
	octets := map[string][2][]byte{
		"subject":      {c.Subject, want.RawSubject},
		"issuer":       {c.Issuer, want.RawIssuer},
		"TBS":          {c.RawTBS, want.RawTBSCertificate},
		"public key":   {c.PublicKey.Raw, want.RawSubjectPublicKeyInfo},
		"serial":       {signed(c.Serial).Bytes(), want.SerialNumber.Bytes()},
		"whole":        {c.Raw, want.Raw},
		"serial signs": {{byte(signed(c.Serial).Sign())}, {byte(want.SerialNumber.Sign())}},
	}
	for what, pair := range octets {
		if !bytes.Equal(pair[0], pair[1]) {
			t.Errorf("%s: got %x, Go has %x", what, pair[0], pair[1])
		}
	}
	if c.Version != want.Version || !c.NotBefore.Equal(want.NotBefore) || !c.NotAfter.Equal(want.NotAfter) {
		t.Errorf("version and dates: got %d %v %v, Go has %d %v %v", c.Version, c.NotBefore, c.NotAfter, want.Version, want.NotBefore, want.NotAfter)
	}
	if !slices.Contains(c.Problems, "its signature has unused bits") && !bytes.Equal(c.Signature, want.Signature) {
		t.Errorf("signature: got %x, Go has %x", c.Signature, want.Signature)
	}
	if want.Version != 3 {
		return // Go passes over the extensions of other versions
	}
	if !bytes.Equal(c.SubjectKeyID, want.SubjectKeyId) || !bytes.Equal(c.AuthorityKeyID, want.AuthorityKeyId) {
		t.Errorf("key ids: got %x and %x, Go has %x and %x", c.SubjectKeyID, c.AuthorityKeyID, want.SubjectKeyId, want.AuthorityKeyId)
	}
	sameConstraints(t, c, want)
	if got := c.KeyUsage; (got != nil) != (want.KeyUsage != 0) && got != nil && got.Bits != 0 || got != nil && got.Bits != uint16(want.KeyUsage) {
		t.Errorf("key usage: got %+v, Go has %b", got, want.KeyUsage)
	}
	if len(c.AllExtensions) != len(want.Extensions) && len(c.AllExtensions) < maxParts {
		t.Errorf("%d extensions, Go has %d", len(c.AllExtensions), len(want.Extensions))
	}
	if len(c.ExtKeyUsage) != len(want.ExtKeyUsage)+len(want.UnknownExtKeyUsage) && len(c.ExtKeyUsage) < maxParts {
		t.Errorf("%d purposes, Go has %d and %d", len(c.ExtKeyUsage), len(want.ExtKeyUsage), len(want.UnknownExtKeyUsage))
	}
}

func sameConstraints(t *testing.T, c *Certificate, want *x509.Certificate) {
	t.Helper()
	got := c.BasicConstraints
	if (got != nil) != want.BasicConstraintsValid || c.IsCA() != want.IsCA {
		t.Errorf("basic constraints: got %+v, Go has %v, CA %v", got, want.BasicConstraintsValid, want.IsCA)
		return
	}
	if got == nil {
		return
	}
	if path := want.MaxPathLen; got.MaxPath != path && !(path == 0 && !want.MaxPathLenZero) {
		t.Errorf("path length: got %d, Go has %d", got.MaxPath, path)
	}
}

// signed reads the content octets of an INTEGER.
func signed(octets []byte) *big.Int {
	n := new(big.Int).SetBytes(octets)
	if len(octets) > 0 && octets[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(octets))))
	}
	return n
}

func FuzzName(f *testing.F) {
	for _, c := range fixtureCertificates(f) {
		f.Add([]byte(c.Subject), []byte(c.Issuer))
	}
	for _, d := range defects() {
		if c, err := ParseCertificate(d.der); err == nil {
			f.Add([]byte(c.Subject), []byte(c.Subject))
		}
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		a, b := Name(first), Name(second)
		for _, n := range []Name{a, b} {
			checkLine(t, n.String())
			if n.plain() && !n.each(func(set []byte) bool { return eachAttribute(set, attribute.isWhole) }) {
				t.Error("a plain name that cannot be read")
			}
			for _, value := range n.Attribute("CN") {
				checkLine(t, value)
			}
			if n.Canonical() != Name(bytes.Clone(n)).Canonical() || !n.HasPrefix(n) {
				t.Error("a name is not equal to itself")
			}
		}
		if a.Canonical() == b.Canonical() && !(a.HasPrefix(b) && b.HasPrefix(a)) {
			t.Error("equal names do not lie below each other")
		}
		joined := append(bytes.Clone(inner(a)), inner(b)...)
		if whole := Name(seq(joined)); readable(a) && readable(b) && !whole.HasPrefix(a) {
			t.Errorf("%s does not lie below %s", whole, a)
		}
	})
}

func readable(n Name) bool {
	_, ok := n.count()
	return ok
}

// inner is the content of a readable name.
func inner(n Name) []byte {
	var sets []byte
	n.each(func(set []byte) bool { sets = append(sets, rdn(set)...); return true })
	return sets
}
