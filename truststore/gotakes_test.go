package truststore

import (
	"bytes"
	"crypto/x509"
	"testing"
)

// plainForms are certificates with everything in them that goTakes follows.
func plainForms() [][]byte {
	const printable, ia5 = 19, 22
	leaf := []byte{0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 2}
	return [][]byte{
		soundParts().build(),
		odd(func(p *parts) { p.extensions = nil }),
		withExtensions(extension(idSubject, der(4, []byte("id"))), extension(idAuthority, seq(tagged(0, "id"))),
			extension(idPurpose, leaf), extension(idAltName, seq(tagged(2, "a.example"), tagged(1, "a@example"))),
			criticalExtension(idBasic, seq([]byte{1, 1, 0xff, 2, 1, 3}))),
		withExtensions(extension(idAuthority, seq(tagged(0, "id"), der(0xa1, der(0xa4, seq(rdn(attr("\x55\x04\x03", printable, "a"))))), tagged(2, "\x01")))),
		withName(printable, "a:'()+,-./=? 09AZaz"), withName(ia5, "a@example"), withName(12, "ä"),
		withDates(utc("490101000000Z"), generalized("20520229000000Z")),
		withDates(utc("680229235959Z"), generalized("00000229000000Z")),
	}
}

// TestGoTakes changes every octet of certificates to other ones: what goTakes takes, Go and openssl have to take.
func TestGoTakes(t *testing.T) {
	plain := 0
	for _, der := range append(plainForms(), fewFixtures(t)...) {
		if !goTakes(der) {
			continue
		}
		plain++
		for at := range der {
			for _, other := range []byte{0, 1, 0x7f, 0x80, 0xff, der[at] + 1, der[at] - 1, der[at] ^ 0x20, der[at] ^ 0x80} {
				changed := bytes.Clone(der)
				changed[at] = other
				holdToReaders(t, changed)
			}
			holdToReaders(t, der[:at])
		}
	}
	if plain < 20 {
		t.Errorf("only %d certificates are plain: the quick way is not taken", plain)
	}
}

func fewFixtures(t *testing.T) [][]byte {
	t.Helper()
	var list [][]byte
	for i, c := range fixtureCertificates(t) {
		holdToReaders(t, c.Raw)
		if i%8 == 0 {
			list = append(list, c.Raw)
		}
	}
	return list
}

func holdToReaders(t *testing.T, der []byte) {
	t.Helper()
	if !goTakes(der) {
		return
	}
	if _, err := x509.ParseCertificate(der); err != nil {
		t.Errorf("Go refuses %x: %v", der, err)
	}
	if why := refusedHere(der); why != "" {
		t.Errorf("openssl refuses %x: %s", der, why)
	}
}

func TestGoTakesDefects(t *testing.T) {
	for _, d := range defects() {
		holdToReaders(t, d.der)
	}
}

func FuzzGoTakes(f *testing.F) {
	for _, der := range plainForms() {
		f.Add(der)
	}
	for _, c := range fixtureCertificates(f) {
		f.Add(c.Raw)
	}
	f.Fuzz(func(t *testing.T, der []byte) { holdToReaders(t, der) })
}
