package truststore

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"strings"
	"testing"
)

// armoured puts lines between BEGIN and END.
func armoured(label, lines string) []byte {
	return []byte("-----BEGIN " + label + "-----\n" + lines + "-----END " + label + "-----\n")
}

// paddedCertificate gives one whose base64 ends with padding.
func paddedCertificate(t testing.TB) *Certificate {
	t.Helper()
	list := fixtureCertificates(t)
	return list[slices.IndexFunc(list, func(c *Certificate) bool { return len(c.Raw)%3 > 0 && !c.BER() && c.IsCA() })]
}

// TestCertificatesWhereReadersLoseThem: each counts, and is named with its line.
func TestCertificatesWhereReadersLoseThem(t *testing.T) {
	certs := load(t, read(t, "../testdata/certs/pem/clean.pem")).Certificates()
	a, b, padded := certs[0].Certificate, certs[1].Certificate, paddedCertificate(t)
	key, _ := pem.Decode(read(t, "../testdata/certs/accepted/client.key"))
	join := func(parts ...[]byte) string { return wrapped(slices.Concat(parts...), 64) }
	for name, test := range map[string]struct {
		label, lines string
		ledger       string
		lost         []*Certificate
		line         int // of the last one lost
		trailing     int
	}{
		"two in DER":                 {"CERTIFICATE", join(a.Raw, b.Raw), "2 seen, 1 accepted, 1 rejected, 0 other", []*Certificate{b}, 0, 0},
		"three in DER":               {"CERTIFICATE", join(a.Raw, b.Raw, padded.Raw), "3 seen, 1 accepted, 2 rejected, 0 other", []*Certificate{b, padded}, 0, 0},
		"the same twice":             {"CERTIFICATE", join(a.Raw, a.Raw), "2 seen, 1 accepted, 1 rejected, 0 other", []*Certificate{a}, 0, 0},
		"something else behind":      {"CERTIFICATE", join(a.Raw, []byte("hello")), "1 seen, 1 accepted, 0 rejected, 0 other", nil, 0, 5},
		"something between":          {"CERTIFICATE", join(a.Raw, []byte("\r\n"), b.Raw), "2 seen, 1 accepted, 1 rejected, 0 other", []*Certificate{b}, 0, 2},
		"a key behind":               {"CERTIFICATE", join(a.Raw, key.Bytes), "1 seen, 1 accepted, 0 rejected, 1 other", nil, 0, 0},
		"a key before":               {"CERTIFICATE", join(key.Bytes, a.Raw), "2 seen, 0 accepted, 2 rejected, 0 other", []*Certificate{a}, 0, 0},
		"a key between":              {"CERTIFICATE", join(a.Raw, key.Bytes, b.Raw), "2 seen, 1 accepted, 1 rejected, 1 other", []*Certificate{b}, 0, 0},
		"a key, padding before it":   {"CERTIFICATE", join(padded.Raw) + join(key.Bytes), "1 seen, 0 accepted, 1 rejected, 1 other", []*Certificate{padded}, 0, 0},
		"half of one behind":         {"CERTIFICATE", join(a.Raw, b.Raw[:200]), "2 seen, 1 accepted, 1 rejected, 0 other", nil, 0, 0},
		"half of one between":        {"CERTIFICATE", join(a.Raw, b.Raw[:200], padded.Raw), "3 seen, 1 accepted, 2 rejected, 0 other", []*Certificate{padded}, 0, 0},
		"half of one, padded before": {"CERTIFICATE", join(padded.Raw) + join(b.Raw[:200]), "2 seen, 0 accepted, 2 rejected, 0 other", []*Certificate{padded}, 0, 0},
		"padding in the middle":      {"CERTIFICATE", join(padded.Raw) + join(b.Raw), "2 seen, 0 accepted, 2 rejected, 0 other", []*Certificate{padded, b}, 2 + strings.Count(join(padded.Raw), "\n"), 0},
		"in place of trust settings": {"TRUSTED CERTIFICATE", join(a.Raw, b.Raw), "2 seen, 1 accepted, 1 rejected, 0 other", []*Certificate{b}, 0, 0},
		"a revocation list":          {"X509 CRL", join(a.Raw), "1 seen, 0 accepted, 1 rejected, 0 other", []*Certificate{a}, 1, 0},
		"a request":                  {"CERTIFICATE REQUEST", join(a.Raw), "1 seen, 0 accepted, 1 rejected, 0 other", []*Certificate{a}, 1, 0},
		"two new ones":               {"NEW CERTIFICATE", join(a.Raw, b.Raw), "2 seen, 0 accepted, 2 rejected, 0 other", []*Certificate{a, b}, 0, 0},
		"a container":                {"PKCS7", join(a.Raw), "1 seen, 0 accepted, 1 rejected, 0 other", []*Certificate{a}, 1, 0},
		"a private key":              {"PRIVATE KEY", join(a.Raw), "0 seen, 0 accepted, 0 rejected, 1 other", nil, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := load(t, armoured(test.label, test.lines))
			if ledger := ledgerText(got.Ledger); ledger != test.ledger {
				t.Errorf("%s, want %s", ledger, test.ledger)
			}
			var lost []*Certificate
			for i := range got.Entries {
				e := &got.Entries[i]
				if e.Index != 1 || e.DER != nil && e.Certificate == nil {
					t.Errorf("entry %+v", e)
				}
				if e.Certificate != nil && e.Trailing() != test.trailing {
					t.Errorf("%d bytes follow, want %d", e.Trailing(), test.trailing)
				}
				if e.Lost == nil {
					continue
				}
				lost = append(lost, e.Lost)
				if !strings.HasPrefix(e.Reject, e.Lost.Subject.String()+" stands in it: ") {
					t.Errorf("it says %q", e.Reject)
				}
				if len(lost) == len(test.lost) && test.line > 0 && e.FirstLine != test.line {
					t.Errorf("on line %d, want %d", e.FirstLine, test.line)
				}
			}
			if !slices.EqualFunc(lost, test.lost, func(a, b *Certificate) bool { return bytes.Equal(a.Raw, b.Raw) }) {
				t.Errorf("lost are %d certificates, want %d", len(lost), len(test.lost))
			}
		})
	}
}

// TestSoundCertificatesInBrokenBoundaries are named; Go, for one, does not load them.
func TestSoundCertificatesInBrokenBoundaries(t *testing.T) {
	certs := load(t, read(t, "../testdata/certs/pem/clean.pem")).Certificates()
	a, b := certs[0].Certificate, string(pemOf(certs[1].Certificate.Raw))
	sound, end := string(pemOf(a.Raw)), "-----END CERTIFICATE-----\n"
	for name, text := range map[string]string{
		"no END line":                strings.TrimSuffix(sound, end),
		"no END line before a block": strings.TrimSuffix(sound, end) + b,
		"an END line of another":     strings.Replace(sound, "END CERT", "END X CERT", 1) + b,
	} {
		e := load(t, []byte(text)).Entries[0]
		if e.Lost == nil || !bytes.Equal(e.Lost.Raw, a.Raw) || !e.Broken || e.Certificate != nil {
			t.Errorf("%s: %+v", name, e)
		}
		if lostByGo([]byte(text), []*Certificate{a}) != 1 {
			t.Errorf("%s: Go loads it", name)
		}
	}
	key := strings.ReplaceAll(strings.TrimSuffix(sound, end), "CERTIFICATE", "PRIVATE KEY")
	if e := load(t, []byte(key)).Entries[0]; e.Kind != KindPrivateKey || e.Lost != nil {
		t.Errorf("%+v", e)
	}
}

// TestLinesOfLostCertificatesInAPiece counts them from the start of the input.
func TestLinesOfLostCertificatesInAPiece(t *testing.T) {
	padded := wrapped(paddedCertificate(t).Raw, 64)
	got, err := LoadPiece("x", Piece{Data: armoured("CERTIFICATE", padded+padded), Line: 100, Index: 7, Offset: 5000})
	if err != nil || len(got.Entries) != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	if e := got.Entries[1]; e.Index != 8 || e.FirstLine != 102+strings.Count(padded, "\n") || e.Offset != 5000 {
		t.Errorf("block #%d on line %d at %d", e.Index, e.FirstLine, e.Offset)
	}
}

// TestReadersLoseThem asks openssl and Go: of two certificates in a block openssl loads the first, and Go none; of one under
// another label neither knows.
func TestReadersLoseThem(t *testing.T) {
	needOpenSSL(t)
	certs := load(t, read(t, "../testdata/certs/pem/clean.pem")).Certificates()
	a, b := certs[0].Certificate, certs[1].Certificate
	both := slices.Concat(a.Raw, b.Raw)
	for name, test := range map[string]struct {
		file []byte
		lost int // certificates that openssl loses
	}{
		"two in a block": {pemOf(both), 1},
		"a new label":    {append(pemOf(b.Raw), armoured("NEW CERTIFICATE", wrapped(a.Raw, 64))...), 1},
		"a request":      {append(pemOf(b.Raw), armoured("CERTIFICATE REQUEST", wrapped(a.Raw, 64))...), 1},
		"a CRL":          {append(pemOf(b.Raw), armoured("X509 CRL", wrapped(a.Raw, 64))...), 2}, // it refuses the file
	} {
		if lost := lostByOpenSSL(t, test.file, []*Certificate{a, b}); lost != test.lost {
			t.Errorf("%s: openssl loses %d, want %d", name, lost, test.lost)
		}
		if lostByGo(test.file, []*Certificate{a}) != 1 {
			t.Errorf("%s: Go loads it", name)
		}
	}
	if _, err := x509.ParseCertificate(both); err == nil {
		t.Error("Go reads two certificates as one")
	}
}
