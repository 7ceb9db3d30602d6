package truststore

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// spelling is one name in two spellings.
type spelling struct {
	a, b  []byte
	equal bool
}

func namePairs() map[string]spelling {
	const cn, o = "\x55\x04\x03", "\x55\x04\x0a"
	is := func(tag cbasn1.Tag, value string) []byte { return seq(rdn(attr(cn, tag, value))) }
	utf8 := func(value string) []byte { return is(cbasn1.UTF8String, value) }
	two := func(x, y []byte) []byte { return seq(rdn(x), rdn(y)) }
	acme, root := attr(o, cbasn1.UTF8String, "Acme"), attr(cn, cbasn1.UTF8String, "Root")
	same := func(tag cbasn1.Tag, value string, equal bool) spelling {
		return spelling{utf8("Acme 1"), is(tag, value), equal}
	}
	return map[string]spelling{
		"the same":                  {utf8("Acme"), utf8("Acme"), true},
		"another":                   {utf8("Acme"), utf8("Acne"), false},
		"PrintableString":           same(cbasn1.PrintableString, "Acme 1", true),
		"IA5String":                 same(cbasn1.IA5String, "Acme 1", true),
		"VisibleString":             same(tagVisibleString, "Acme 1", true),
		"T61String":                 same(cbasn1.T61String, "Acme 1", true),
		"BMPString":                 same(tagBMPString, "\x00A\x00c\x00m\x00e\x00 \x001", true),
		"UniversalString":           same(tagUniversalString, "\x00\x00\x00A\x00\x00\x00c\x00\x00\x00m\x00\x00\x00e\x00\x00\x00 \x00\x00\x001", true),
		"GeneralString":             same(27, "Acme 1", false),
		"OCTET STRING":              same(cbasn1.OCTET_STRING, "Acme 1", false),
		"NumericString and UTF-8":   {is(tagNumericString, "123"), utf8("123"), false},
		"NumericString twice":       {is(tagNumericString, "1 23"), is(tagNumericString, "1 23"), true},
		"NumericString with spaces": {is(tagNumericString, "1 23"), is(tagNumericString, "1  23"), false},
		"GeneralString and case":    {is(27, "Acme"), is(27, "ACME"), false},
		"case":                      {utf8("Acme CA"), utf8("ACME ca"), true},
		"case beyond ASCII":         {utf8("É"), utf8("é"), false},
		"Kelvin and K":              {utf8("\u212a"), utf8("K"), false},
		"inner spaces":              {utf8("Acme CA"), utf8("Acme   CA"), true},
		"no inner space":            {utf8("Acme CA"), utf8("AcmeCA"), false},
		"leading space":             {utf8("Acme"), utf8(" Acme"), true},
		"trailing spaces":           {utf8("Acme"), utf8("Acme  "), true},
		"a tab for a space":         {utf8("Acme CA"), utf8("Acme\tCA"), true},
		"a vertical tab":            {utf8("Acme CA"), utf8("Acme\vCA"), true},
		"a line feed and CR":        {utf8("Acme CA"), utf8("Acme\r\nCA"), true},
		"a no-break space":          {utf8("Acme CA"), utf8("Acme\u00a0CA"), false},
		"NEL":                       {utf8("Acme CA"), utf8("Acme\u0085CA"), false},
		"a NUL":                     {utf8("Acme"), utf8("Acme\x00"), false},
		"spaces only and empty":     {utf8("  "), utf8(""), true},
		"Latin-1 as T61":            {utf8("Straße"), is(cbasn1.T61String, "Stra\xdfe"), true},
		"composed and not":          {utf8("é"), utf8("e\u0301"), false},
		"an emoji as surrogates":    {utf8("\U0001f512"), is(tagBMPString, "\xd8\x3d\xdd\x12"), true},
		"an emoji as Universal":     {utf8("\U0001f512"), is(tagUniversalString, "\x00\x01\xf5\x12"), true},
		"IA5 of eight bits":         {utf8("é"), is(cbasn1.IA5String, "\xe9"), true},
		"Printable of eight bits":   {utf8("é"), is(cbasn1.PrintableString, "\xe9"), true},
		"Visible of eight bits":     {utf8("é"), is(tagVisibleString, "\xe9"), true},
		"order of relative names":   {two(acme, root), two(root, acme), false},
		"two names and one of two":  {two(acme, root), seq(rdn(acme, root)), false},
		"order within a name":       {seq(rdn(acme, root)), seq(rdn(root, acme)), true},
		"within a name, and case":   {seq(rdn(acme, root)), seq(rdn(attr(cn, cbasn1.UTF8String, "ROOT"), acme)), true},
		"a part more":               {seq(rdn(acme)), two(acme, root), false},
		"a part twice":              {seq(rdn(acme)), two(acme, acme), false},
		"another type":              {seq(rdn(attr(cn, cbasn1.UTF8String, "x"))), seq(rdn(attr(o, cbasn1.UTF8String, "x"))), false},
		"types beyond counting":     {seq(rdn(attr(longOID("\x01"), cbasn1.UTF8String, "x"))), seq(rdn(attr(longOID("\x02"), cbasn1.UTF8String, "x"))), false},
		"a separator in a value":    {utf8("a2:bb"), utf8("a 2:bb"), false},
	}
}

func TestCanonical(t *testing.T) {
	for name, p := range namePairs() {
		if got := Name(p.a).Canonical() == Name(p.b).Canonical(); got != p.equal {
			t.Errorf("%s: got equal %v, want %v", name, got, p.equal)
		}
	}
}

// longOID has numbers past 64 bits, and ends so that its first 16 octets do not tell it from others.
func longOID(end string) string { return "\x2a" + strings.Repeat("\xff", 20) + "\x01" + end }

// TestCanonicalAgainstOpenSSL lets openssl look for the issuer of a certificate that spells the issuer's name in
// another way. The names that TestCanonical has as equal are those for which openssl finds the issuer.
func TestCanonicalAgainstOpenSSL(t *testing.T) {
	needOpenSSL(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pairs, equal := namePairs(), 0
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		p := pairs[name]
		for _, p := range []spelling{p, {p.b, p.a, p.equal}} {
			found, readable := opensslFindsIssuer(t, key, p)
			if readable && p.equal != found {
				t.Errorf("%s: equal here %v, to openssl %v", name, p.equal, found)
			}
			if !readable {
				t.Logf("%s: openssl reads no certificate with this name", name)
			}
			if found {
				equal++
			}
		}
	}
	if equal < 20 {
		t.Errorf("openssl found only %d issuers: the test is broken", equal)
	}
}

// opensslFindsIssuer verifies a certificate whose issuer is named p.b under a CA named p.a.
func opensslFindsIssuer(t *testing.T, key *ecdsa.PrivateKey, p spelling) (found, readable bool) {
	t.Helper()
	make := func(subject, issuer []byte, ca bool) string {
		template := &x509.Certificate{SerialNumber: big.NewInt(1), RawSubject: subject, IsCA: ca, BasicConstraintsValid: true,
			NotBefore: time.Unix(1735689600, 0), NotAfter: time.Unix(2051222400, 0)}
		raw, err := x509.CreateCertificate(rand.Reader, template, &x509.Certificate{RawSubject: issuer}, &key.PublicKey, key)
		if err != nil {
			t.Fatal(err)
		}
		return writeFile(t, pemOf(raw))
	}
	ca, leaf := make(p.a, p.a, true), make(name("leaf"), p.b, false)
	for _, path := range []string{ca, leaf} {
		if _, ok := openssl(t, "x509", "-in", path, "-noout", "-subject"); !ok {
			return false, false
		}
	}
	out, ok := openssl(t, "verify", "-no-CApath", "-no-CAstore", "-attime", "1780272000", "-CAfile", ca, leaf)
	if !ok && !strings.Contains(out, "error 20") {
		t.Fatalf("openssl says %s", out)
	}
	return ok, true
}

// TestOpenSSLTimeFormats holds to openssl that it takes no time but the RFC's for its check of dates.
func TestOpenSSLTimeFormats(t *testing.T) {
	needOpenSSL(t)
	for _, d := range defects() {
		c, err := ParseCertificate(d.der)
		if err != nil || !strings.Contains(d.problem, "notBefore is not written as") && !strings.Contains(d.problem, "notBefore cannot be read") {
			continue
		}
		path := writeFile(t, pemOf(c.Raw))
		if _, ok := openssl(t, "x509", "-in", path, "-noout", "-subject"); !ok {
			continue
		}
		out, _ := openssl(t, "verify", "-no-CApath", "-no-CAstore", "-attime", "1780272000", "-CAfile", path, path)
		if !strings.Contains(out, "format error in certificate's notBefore field") {
			t.Errorf("%s: openssl says %s", d.name, out)
		}
	}
}
