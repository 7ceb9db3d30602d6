// Package testpki builds small PKIs in memory for tests. A graph of trust reads as it is drawn:
//
//	root := testpki.Root(t, "root")
//	mid := root.Intermediate("mid", testpki.Expired)
//	leaf := mid.Leaf("leaf")
//	store := testpki.Bundle(t, root, mid)
//
// Every key belongs to a name and is made once in a PKI, so that asking twice for one CA gives a renewed certificate
// of the same key; KeyNamed gives it another. Nothing is ever written to disk.
package testpki

import (
	"bytes"
	"crypto"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// At is when certificates are judged unless a test says otherwise; every certificate is valid then by default.
func At() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }

// PKI is a family of certificates and their keys.
type PKI struct {
	t      testing.TB
	keys   map[string]crypto.Signer
	serial int64
}

// New gives a PKI without any certificate.
func New(t testing.TB) *PKI { return &PKI{t: t, keys: map[string]crypto.Signer{}} }

// Root makes a self-signed CA certificate in a PKI of its own.
func Root(t testing.TB, name string, options ...Option) *Cert { return New(t).Root(name, options...) }

// Cert is a certificate with its key.
type Cert struct {
	DER []byte

	pki  *PKI
	spec *Spec
}

// Root makes a self-signed CA certificate.
func (p *PKI) Root(name string, options ...Option) *Cert {
	s := p.spec(name, true, options)
	s.issuer = s.subject
	return p.make(s, s)
}

// SelfSigned makes a self-signed certificate without the CA flag.
func (p *PKI) SelfSigned(name string, options ...Option) *Cert {
	s := p.spec(name, false, options)
	s.issuer = s.subject
	return p.make(s, s)
}

// SelfSigned makes a self-signed certificate without the CA flag in a PKI of its own.
func SelfSigned(t testing.TB, name string, options ...Option) *Cert {
	return New(t).SelfSigned(name, options...)
}

// Root makes another root in the same PKI.
func (c *Cert) Root(name string, options ...Option) *Cert { return c.pki.Root(name, options...) }

// SelfSigned makes a self-signed certificate in the same PKI.
func (c *Cert) SelfSigned(name string, options ...Option) *Cert {
	return c.pki.SelfSigned(name, options...)
}

// Intermediate makes a CA certificate issued by c.
func (c *Cert) Intermediate(name string, options ...Option) *Cert {
	return c.pki.make(c.pki.spec(name, true, options), c.spec)
}

// Leaf makes a client certificate issued by c.
func (c *Cert) Leaf(name string, options ...Option) *Cert {
	return c.pki.make(c.pki.spec(name, false, options), c.spec)
}

// CrossSign makes a further certificate for the name and key of a CA, issued by c.
func (c *Cert) CrossSign(ca *Cert, options ...Option) *Cert {
	s := c.pki.spec(ca.spec.name, true, nil)
	s.pki, s.subject, s.keyName, s.keyType = ca.pki, ca.spec.subject, ca.spec.keyName, ca.spec.keyType
	s.template.SubjectKeyId = ca.spec.template.SubjectKeyId
	for _, o := range options {
		o(s)
	}
	return c.pki.make(s, c.spec)
}

// Chain makes n intermediates below c, each issued by the one before, and gives them from the top down.
func (c *Cert) Chain(name string, n int) []*Cert {
	var list []*Cert
	above := c
	for i := range n {
		above = above.Intermediate(name + "-" + big.NewInt(int64(i+1)).String())
		list = append(list, above)
	}
	return list
}

// Key gives the private key of the certificate.
func (c *Cert) Key() crypto.Signer { return c.spec.key() }

// PEM writes the certificate as one block.
func (c *Cert) PEM() []byte { return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.DER}) }

// Certificate reads the certificate.
func (c *Cert) Certificate() *truststore.Certificate {
	c.pki.t.Helper()
	read, err := truststore.ParseCertificate(c.DER)
	if err != nil {
		c.pki.t.Fatal(err)
	}
	return read
}

// Entry gives the certificate as the only block of a file.
func (c *Cert) Entry() *truststore.Entry {
	return Load(c.pki.t, "client.pem", c.PEM()).Certificates()[0]
}

// Bundle writes certificates into one text and loads it as truststore.pem.
func Bundle(t testing.TB, certs ...*Cert) *truststore.Bundle {
	t.Helper()
	return Load(t, "truststore.pem", PEM(certs...))
}

// PEM writes certificates into one text.
func PEM(certs ...*Cert) []byte {
	var text bytes.Buffer
	for _, c := range certs {
		text.Write(c.PEM())
	}
	return text.Bytes()
}

// Load takes a text apart as the file ref.
func Load(t testing.TB, ref string, data []byte) *truststore.Bundle {
	t.Helper()
	b, err := truststore.Load(&truststore.Object{Ref: ref, Data: data})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Spec is a certificate to be made; options change it.
type Spec struct {
	pki             *PKI // that has the key
	template        *x509.Certificate
	name            string
	subject, issuer []byte // raw names
	keyName         string
	keyType         KeyType
	algorithm       Algorithm // zero: what is usual for the issuer's key
	authorityKeyID  []byte    // nil: the issuer's
	noKeyIDs        bool
	version1        bool
	spki            []byte // nil: that of the key
	extra           []pkix.Extension
	alter           func([]byte) []byte // changes the signed bytes before they are signed
	tampered        bool
}

func (p *PKI) spec(name string, ca bool, options []Option) *Spec {
	p.serial++
	s := &Spec{pki: p, name: name, keyName: name, keyType: P256, subject: Name(UTF8, name), template: &x509.Certificate{
		SerialNumber:          big.NewInt(0x1000 + p.serial),
		NotBefore:             At().AddDate(-1, 0, 0),
		NotAfter:              At().AddDate(9, 0, 0),
		BasicConstraintsValid: ca,
		IsCA:                  ca,
		KeyUsage:              x509.KeyUsageDigitalSignature,
	}}
	if ca {
		s.template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	}
	for _, o := range options {
		o(s)
	}
	return s
}

func (s *Spec) key() crypto.Signer { return s.pki.key(s.keyName, s.keyType) }

// publicKey gives the SubjectPublicKeyInfo.
func (s *Spec) publicKey() []byte {
	s.pki.t.Helper()
	if s.spki != nil {
		return s.spki
	}
	spki, err := x509.MarshalPKIXPublicKey(s.key().Public())
	s.pki.check(err)
	return spki
}

// keyID is the subject key identifier: the hash of the key, unless the test sets another.
func (s *Spec) keyID() []byte {
	if s.noKeyIDs {
		return nil
	}
	if s.template.SubjectKeyId != nil {
		return s.template.SubjectKeyId
	}
	sum := sha1.Sum(s.publicKey())
	return sum[:]
}
