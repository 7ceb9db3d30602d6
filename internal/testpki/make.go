package testpki

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
)

// The parts of a certificate that are put together anew (RFC 5280 section 4.1).
type certificate struct {
	TBS       asn1.RawValue
	Algorithm asn1.RawValue
	Signature asn1.BitString
}

type tbsCertificate struct {
	Version    int `asn1:"optional,explicit,default:0,tag:0"`
	Serial     *big.Int
	Algorithm  asn1.RawValue
	Issuer     asn1.RawValue
	Validity   asn1.RawValue
	Subject    asn1.RawValue
	SPKI       asn1.RawValue
	Extensions []pkix.Extension `asn1:"omitempty,optional,explicit,tag:3"`
}

// make lets crypto/x509 write the extensions of a template, puts the rest around them and signs the whole by hand:
// crypto/x509 would refuse to make most of what tests need.
func (p *PKI) make(s, issuer *Spec) *Cert {
	p.t.Helper()
	tbs := p.template(s, issuer)
	if s.issuer == nil {
		s.issuer = issuer.subject
	}
	signer := issuer.key()
	algorithm := s.algorithm.usual(signer)
	tbs.Algorithm.FullBytes = algorithm.identifier(p.t, signer)
	tbs.Issuer.FullBytes, tbs.Subject.FullBytes, tbs.SPKI.FullBytes = s.issuer, s.subject, s.publicKey()
	raw, err := asn1.Marshal(*tbs)
	p.check(err)
	if s.alter != nil {
		raw = s.alter(raw)
	}
	der := p.assemble(raw, tbs.Algorithm, algorithm.sign(p.t, signer, raw))
	if s.tampered {
		der = tamper(der, s.template.SerialNumber)
	}
	return &Cert{DER: der, pki: p, spec: s}
}

// template gives what crypto/x509 writes for a template: dates, serial number and extensions.
func (p *PKI) template(s, issuer *Spec) *tbsCertificate {
	t := *s.template
	t.SubjectKeyId, t.AuthorityKeyId = s.keyID(), s.authorityKeyID
	if t.AuthorityKeyId == nil && !s.noKeyIDs && s != issuer {
		t.AuthorityKeyId = issuer.keyID()
	}
	t.ExtraExtensions = append(t.ExtraExtensions, s.extra...)
	scratch, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	p.check(err)
	t.RawSubject = s.subject
	der, err := x509.CreateCertificate(rand.Reader, &t, &x509.Certificate{}, scratch.Public(), scratch)
	p.check(err)
	var whole certificate
	var tbs tbsCertificate
	_, err = asn1.Unmarshal(der, &whole)
	p.check(err)
	_, err = asn1.Unmarshal(whole.TBS.FullBytes, &tbs)
	p.check(err)
	if s.noKeyIDs {
		tbs.Extensions = without(tbs.Extensions, 14)
	}
	if s.version1 {
		tbs.Version, tbs.Extensions = 0, nil
	}
	return &tbs
}

// without takes an extension 2.5.29.n out: crypto/x509 gives every CA a key identifier.
func without(list []pkix.Extension, n int) []pkix.Extension {
	var kept []pkix.Extension
	for _, e := range list {
		if !e.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, n}) {
			kept = append(kept, e)
		}
	}
	return kept
}

func (p *PKI) assemble(tbs []byte, algorithm asn1.RawValue, signature []byte) []byte {
	der, err := asn1.Marshal(certificate{asn1.RawValue{FullBytes: tbs}, algorithm,
		asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}})
	p.check(err)
	return der
}

// tamper changes the serial number and leaves the signature as it was.
func tamper(der []byte, serial *big.Int) []byte {
	at := bytes.Index(der, serial.Bytes())
	der[at+len(serial.Bytes())-1] ^= 0x40
	return der
}

func (p *PKI) check(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *PKI) key(name string, t KeyType) crypto.Signer {
	p.t.Helper()
	id := string(t) + " " + name
	if p.keys[id] == nil {
		key, err := t.generate()
		p.check(err)
		p.keys[id] = key
	}
	return p.keys[id]
}
