package truststore

import (
	"bytes"
	"crypto/sha256"
	"encoding/pem"
	"slices"
	"strings"
	"testing"
)

// TestBERIsKnownAgain: a certificate with a BER frame around the same signed octets is the same certificate.
func TestBERIsKnownAgain(t *testing.T) {
	sound := soundParts().build()
	want, err := ParseCertificate(sound)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"indefinite": append(append([]byte{0x30, 0x80}, sound[4:]...), 0, 0),
		"padded":     append([]byte{0x30, 0x83, 0}, sound[2:]...),
	} {
		c, err := ParseCertificate(append(bytes.Clone(raw), "tail"...))
		if err != nil {
			t.Fatal(name, err)
		}
		if !c.BER() || c.SHA256 != want.SHA256 || !bytes.Equal(c.Raw, raw) || !bytes.Equal(c.DER, sound) || !bytes.Equal(c.RawTBS, want.RawTBS) {
			t.Errorf("%s: BER %v, fingerprint %x, DER %x, signed %x", name, c.BER(), c.SHA256, c.DER, c.RawTBS)
		}
		if c.Subject.String() != want.Subject.String() || c.SerialText() != want.SerialText() || c.PublicKey.String() != want.PublicKey.String() {
			t.Errorf("%s: got %s, %s, %s", name, c.Subject, c.SerialText(), c.PublicKey)
		}
		if said := strings.Join(c.Problems, "; "); !strings.HasPrefix(said, "4 bytes follow the certificate; BER, not DER: a length") {
			t.Errorf("%s: got problems %q", name, said)
		}
	}
}

// TestBERInsideIsSigned: what was signed is the tbsCertificate as it stands, and the fingerprint holds it as it stands.
func TestBERInsideIsSigned(t *testing.T) {
	raw := odd(func(p *parts) { p.serial = []byte{2, 0x81, 1, 7} })
	c, err := ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(raw, c.RawTBS) || !bytes.Contains(c.RawTBS, []byte{2, 0x81, 1, 7}) || c.SHA256 != sha256.Sum256(raw) {
		t.Errorf("got %x", c.RawTBS)
	}
}

// TestBERWithTrust: what follows a certificate in a TRUSTED CERTIFICATE is openssl's, also after BER.
func TestBERWithTrust(t *testing.T) {
	raw := append(append([]byte{0x30, 0x80}, soundParts().build()[4:]...), 0, 0)
	block := &pem.Block{Type: "TRUSTED CERTIFICATE", Bytes: append(bytes.Clone(raw), seq()...)}
	b := load(t, pem.EncodeToMemory(block))
	if c := b.Entries[0].Certificate; c == nil || !bytes.Equal(c.Raw, raw) || slices.Contains(b.Entries[0].Forms, FormTrailingData) {
		t.Errorf("got %+v", b.Entries[0])
	}
}

// TestBERThatIsNoCertificate: a container in BER is called what it is.
func TestBERThatIsNoCertificate(t *testing.T) {
	pkcs12 := slices.Concat([]byte{0x30, 0x80, 2, 1, 3}, seq(oid("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")), []byte{0, 0})
	b := load(t, pemOf(pkcs12))
	if e := b.Entries[0]; e.Holds != KindPKCS12 || !strings.Contains(e.Reject, "PKCS#12") {
		t.Errorf("got %q", e.Reject)
	}
}

// TestBERInACurve: the parameters of a key are read apart from the rest, and may be all that is BER.
func TestBERInACurve(t *testing.T) {
	point := append([]byte{4}, make([]byte, 64)...)
	raw := withKey(seq(seq(oid(idEC), append([]byte{6, 0x81, 8}, idP256...)), bits(point)))
	c, err := ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	if !c.BER() || c.PublicKey.Curve != "P-256" || !strings.HasPrefix(strings.Join(c.Problems, "; "), "BER, not DER: a length") {
		t.Errorf("BER %v, %s, problems %q", c.BER(), c.PublicKey, c.Problems)
	}
}
