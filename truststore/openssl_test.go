package truststore

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// needOpenSSL lets a test with openssl as its oracle run. The claims of this package are about OpenSSL 3.
func needOpenSSL(t *testing.T) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "openssl", "version").Output()
	if err == nil && strings.HasPrefix(string(out), "OpenSSL 3.") {
		return
	}
	why := fmt.Sprintf("this test asks OpenSSL 3, and there is none here: %s %v", out, err)
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// openssl runs openssl and gives what it prints; ok is whether it ended well.
func openssl(t *testing.T, args ...string) (out string, ok bool) {
	t.Helper()
	raw, err := exec.CommandContext(t.Context(), "openssl", args...).CombinedOutput()
	return string(raw), err == nil
}

func writeFile(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.pem")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func pemOf(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// oddNames are names that are easy to get wrong, as the content of a Name.
func oddNames() map[string][]byte {
	const cn, o, ou, c, email = "\x55\x04\x03", "\x55\x04\x0a", "\x55\x04\x0b", "\x55\x04\x06", "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01"
	one := func(tag cbasn1.Tag, value string) []byte { return rdn(attr(cn, tag, value)) }
	utf8 := func(value string) []byte { return one(cbasn1.UTF8String, value) }
	return map[string][]byte{
		"plain":            slices.Concat(rdn(attr(c, cbasn1.PrintableString, "DE")), rdn(attr(o, cbasn1.UTF8String, "Acme")), utf8("Acme CA 1")),
		"umlauts":          utf8("Straße, Zürich; 東京"),
		"escapes":          utf8(`a,b+c"d\e<f>g;h=i#j`),
		"leading hash":     utf8("#abc"),
		"spaces around":    utf8(" abc "),
		"one space":        utf8(" "),
		"spaces only":      utf8("   "),
		"empty value":      utf8(""),
		"controls":         utf8("a\x00b\x01c\td\ne\rf\x1bg\x7fh"),
		"latin controls":   utf8("a\u0085b\u009bc"),
		"bidi":             utf8("a\u202eb\u200bc\u2066d\ufeffe"),
		"no-break space":   utf8("a\u00a0b"),
		"emoji":            utf8("a\U0001f512b"),
		"T61":              one(cbasn1.T61String, "Stra\xdfe"),
		"BMP":              one(tagBMPString, "\x00A\x00c\x00m\x00e\x67\x71"),
		"Universal":        one(tagUniversalString, "\x00\x00\x00A\x00\x01\xf5\x12"),
		"IA5":              one(cbasn1.IA5String, "ops@acme.example"),
		"Visible":          one(tagVisibleString, "Acme"),
		"Numeric":          one(tagNumericString, "12 34"),
		"General":          one(27, "Acme"),
		"BIT STRING":       one(cbasn1.BIT_STRING, "\x00\x01"),
		"INTEGER":          one(cbasn1.INTEGER, "\x05"),
		"two values":       rdn(attr(cn, cbasn1.UTF8String, "a"), attr(ou, cbasn1.UTF8String, "b")),
		"three values":     slices.Concat(utf8("x"), rdn(attr(o, cbasn1.UTF8String, "1+1"), attr(ou, cbasn1.UTF8String, "2,2"), attr(email, cbasn1.IA5String, "a@b"))),
		"email":            slices.Concat(utf8("x"), rdn(attr(email, cbasn1.IA5String, "a@b"))),
		"unknown type":     rdn(attr("\x2a\x03\x04", cbasn1.UTF8String, "x, y")),
		"large first arc":  rdn(attr("\x88\x37\x03", cbasn1.UTF8String, "x")),
		"domain":           slices.Concat(rdn(attr("\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", cbasn1.IA5String, "example")), rdn(attr("\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01", cbasn1.UTF8String, "jo"))),
		"postal":           slices.Concat(rdn(attr("\x55\x04\x11", cbasn1.UTF8String, "80331")), rdn(attr("\x55\x04\x09", cbasn1.UTF8String, "Marienplatz 1")), rdn(attr("\x55\x04\x0f", cbasn1.UTF8String, "Private Organization"))),
		"jurisdiction":     rdn(attr("\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03", cbasn1.PrintableString, "US")),
		"rarely used":      slices.Concat(rdn(attr("\x55\x04\x2b", cbasn1.UTF8String, "J")), rdn(attr("\x55\x04\x2c", cbasn1.UTF8String, "Jr")), rdn(attr("\x55\x04\x41", cbasn1.UTF8String, "P")), rdn(attr("\x55\x04\x61", cbasn1.UTF8String, "VATDE-1")), rdn(attr("\x55\x04\x0d", cbasn1.UTF8String, "D")), rdn(attr("\x55\x04\x29", cbasn1.UTF8String, "N"))),
		"no name":          {},
		"workflow command": utf8("::error::x%0Ay"),
	}
}

// someKeys are public keys of every kind that a truststore may hold.
func someKeys(t *testing.T) map[string][]byte {
	t.Helper()
	keys := map[string][]byte{
		"RSA-1024": rsaKey(modulus(1024), []byte{3}),
		"RSA-1023": rsaKey(modulus(1023), []byte{1, 0, 1}),
		"RSA-1020": rsaKey(modulus(1020), []byte{1, 0, 1}),
		"RSA-4096": rsaKey(modulus(4096), []byte{1, 0, 1}),
	}
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public := map[string]any{"RSA-2048": &private.PublicKey}
	for _, curve := range []elliptic.Curve{elliptic.P224(), elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		public[curve.Params().Name] = &key.PublicKey
	}
	if public["Ed25519"], _, err = ed25519.GenerateKey(rand.Reader); err != nil {
		t.Fatal(err)
	}
	for name, key := range public {
		if keys[name], err = x509.MarshalPKIXPublicKey(key); err != nil {
			t.Fatal(err)
		}
	}
	return keys
}

// oracleCertificates are the fixtures' certificates, every odd name under every key, and the ones with defects.
func oracleCertificates(t *testing.T) []*Certificate {
	t.Helper()
	list := fixtureCertificates(t)
	add := func(raw []byte) {
		if c, err := ParseCertificate(raw); err == nil {
			list = append(list, c)
		}
	}
	names, keys := oddNames(), someKeys(t)
	serials := []string{"\x00", "\x01", "\x7f", "\x00\x80", "\x80", "\xff", "\x80\x00", "\x01" + strings.Repeat("\x00", 19), "\xfe" + strings.Repeat("\x00", 19)}
	for i, subject := range slices.Sorted(maps.Keys(names)) {
		for j, key := range slices.Sorted(maps.Keys(keys)) {
			p := soundParts()
			p.subject, p.key = seq(names[subject]), keys[key]
			p.serial = der(cbasn1.INTEGER, []byte(serials[(i+j)%len(serials)]))
			p.extensions = extensions(extension(idSubject, der(cbasn1.OCTET_STRING, []byte(subject))), extension(idAuthority, seq(tagged(0, key))))
			add(p.build())
		}
	}
	for _, d := range defects() {
		add(d.der)
	}
	return list
}

// TestOpenSSLReadsTheSame compares every certificate with what openssl x509 prints of it.
func TestOpenSSLReadsTheSame(t *testing.T) {
	needOpenSSL(t)
	list, compared, keys := oracleCertificates(t), 0, 0
	for i, c := range list {
		if testing.Short() && i%8 != 0 {
			continue
		}
		path := writeFile(t, pemOf(c.Raw))
		out, ok := describe(t, path, "-pubkey", "-modulus")
		if ok {
			keys++
			sameKey(t, c, out)
		} else if out, ok = describe(t, path); !ok {
			continue // openssl finds it broken too; TestDefects has those
		}
		compared++
		sameAsOpenSSL(t, c, out)
	}
	t.Logf("of %d certificates, openssl read %d, and the keys of %d", len(list), compared, keys)
	if !testing.Short() && (compared < len(list)*9/10 || keys < len(list)*8/10) {
		t.Error("openssl read too few of them for a comparison")
	}
}

func describe(t *testing.T, path string, more ...string) (string, bool) {
	t.Helper()
	args := append([]string{"x509", "-in", path, "-noout", "-subject", "-issuer", "-serial", "-dates", "-dateopt", "iso_8601", "-fingerprint", "-sha256", "-text",
		"-nameopt", "esc_2253,esc_ctrl,utf8,dump_nostr,dump_unknown,dump_der,sep_comma_plus,sname"}, more...)
	return openssl(t, args...)
}

// after gives the rest of the first line that begins with prefix.
func after(out, prefix string) string {
	for line := range strings.Lines(out) {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(line, " "), prefix); ok {
			return strings.TrimSuffix(rest, "\n")
		}
	}
	return ""
}

func sameAsOpenSSL(t *testing.T, c *Certificate, out string) {
	t.Helper()
	const form = "2006-01-02 15:04:05Z"
	facts := [][3]string{
		{"subject", opensslName(c.Subject), visible(after(out, "subject="))},
		{"issuer", opensslName(c.Issuer), visible(after(out, "issuer="))},
		{"serial", strings.ToUpper(strings.ReplaceAll(c.SerialText(), ":", "")), after(out, "serial=")},
		{"fingerprint", strings.ToUpper(colonHex(c.SHA256[:])), after(out, "sha256 Fingerprint=")},
		{"key id", strings.ToUpper(colonHex(c.SubjectKeyID)), nextLine(out, "X509v3 Subject Key Identifier:")},
		{"authority key id", strings.ToUpper(colonHex(c.AuthorityKeyID)), strings.TrimPrefix(nextLine(out, "X509v3 Authority Key Identifier:"), "keyid:")},
		{"signature algorithm", c.SignatureAlgorithm.Name, outerAlgorithm(out)},
	}
	if len(c.Problems) == 0 {
		facts = append(facts, [3]string{"notBefore", c.NotBefore.Format(form), after(out, "notBefore=")},
			[3]string{"notAfter", c.NotAfter.Format(form), after(out, "notAfter=")})
	}
	for _, f := range facts {
		got, want := f[1], f[2]
		if head, _, cut := strings.Cut(got, "… ("); cut && strings.Contains(want, head) {
			continue
		}
		if strings.Contains(want, ".") && strings.Contains(want, "=#") {
			continue // a type without a name: openssl shows the DER of its value, this package the text
		}
		if got != want && !(strings.Contains(f[0], "key id") && len(c.Problems) > 0) {
			t.Errorf("%s of %s: got %q, openssl has %q", f[0], c.Subject, got, want)
		}
	}
}

// colonHex writes octets without the cut that ColonHex makes.
func colonHex(octets []byte) string {
	parts := make([]string, len(octets))
	for i, c := range octets {
		parts[i] = hex.EncodeToString([]byte{c})
	}
	return strings.Join(parts, ":")
}

func nextLine(out, line string) string {
	_, rest, _ := strings.Cut(out, line)
	_, rest, _ = strings.Cut(rest, "\n")
	rest, _, _ = strings.Cut(rest, "\n")
	return strings.TrimSpace(rest)
}

func outerAlgorithm(out string) string {
	all := regexp.MustCompile(`Signature Algorithm: (\S+)`).FindAllStringSubmatch(out, -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1][1]
}

// opensslName puts a name into the order and with the separators that openssl was asked for.
func opensslName(n Name) string {
	text := n.String()
	if text == "(empty name)" {
		return ""
	}
	if strings.Contains(text, "… (cut") {
		return text
	}
	parts := splitName(text)
	slices.Reverse(parts)
	return strings.Join(parts, ",")
}

// splitName splits at each ", " whose comma is not escaped.
func splitName(text string) []string {
	var parts []string
	start := 0
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case text[i] == ',':
			parts, start = append(parts, text[start:i]), i+2
		}
	}
	return append(parts, text[start:])
}

// visible escapes the characters beyond ASCII that openssl prints as they are and this package does not.
func visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r <= unicode.MaxASCII || unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		for _, c := range []byte(string(r)) {
			fmt.Fprintf(&b, `\%02X`, c)
		}
	}
	return b.String()
}

// sameKey compares the public key and, for RSA, the hashes that people compute of the modulus.
func sameKey(t *testing.T, c *Certificate, out string) {
	t.Helper()
	if c.PublicKey.Problem != "" || strings.Contains(c.GoRefuses(), "modulus") {
		return // openssl writes a key anew, and so in another encoding than a broken one has
	}
	if block, _ := pem.Decode([]byte(out)); block == nil || string(block.Bytes) != string(c.PublicKey.Raw) {
		t.Errorf("public key of %s: got %x, openssl has %s", c.Subject, c.PublicKey.Raw, out)
	}
	line := "Modulus=" + after(out, "Modulus=") + "\n"
	hashes, isRSA := c.PublicKey.ModulusHashes()
	want := ModulusHashes{fmt.Sprintf("%x", md5.Sum([]byte(line))), fmt.Sprintf("%x", sha1.Sum([]byte(line))), fmt.Sprintf("%x", sha256.Sum256([]byte(line)))}
	switch {
	case isRSA && hashes != want:
		t.Errorf("modulus of %s: got %+v, openssl's is %+v", c.Subject, hashes, want)
	case !isRSA && line != "Modulus=No modulus for this public key type\n":
		t.Errorf("%s has no modulus here, openssl prints %s", c.Subject, line)
	}
}

// TestOpenSSLModulusRunbook runs the very commands of the runbook, pipe and all.
func TestOpenSSLModulusRunbook(t *testing.T) {
	needOpenSSL(t)
	p := soundParts()
	c, err := ParseCertificate(p.build())
	if err != nil {
		t.Fatal(err)
	}
	hashes, _ := c.PublicKey.ModulusHashes()
	path := writeFile(t, pemOf(c.Raw))
	for digest, want := range map[string]string{"md5": hashes.MD5, "sha1": hashes.SHA1, "sha256": hashes.SHA256} {
		modulus, err := exec.CommandContext(t.Context(), "openssl", "x509", "-noout", "-modulus", "-in", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		hash := exec.CommandContext(t.Context(), "openssl", digest)
		hash.Stdin = strings.NewReader(string(modulus))
		out, err := hash.Output()
		if _, got, _ := strings.Cut(strings.TrimSpace(string(out)), "= "); err != nil || got != want {
			t.Errorf("%s: got %s, openssl prints %s (%v)", digest, want, out, err)
		}
	}
}

// TestOpenSSLAlgorithmNames holds the names of signature algorithms to openssl's. One that is too new for the openssl
// at hand is printed there as its OID.
func TestOpenSSLAlgorithmNames(t *testing.T) {
	needOpenSSL(t)
	rsa, nist := "\x2a\x86\x48\x86\xf7\x0d\x01\x01", "\x60\x86\x48\x01\x65\x03\x04\x03"
	var ids []string
	for i := byte(2); i <= 16; i++ {
		ids = append(ids, rsa+string([]byte{i}))
	}
	for i := byte(1); i <= 19; i++ {
		ids = append(ids, nist+string([]byte{i}))
	}
	ids = append(ids, "\x2b\x0e\x03\x02\x1d", "\x2a\x86\x48\xce\x3d\x04\x01", "\x2a\x86\x48\xce\x38\x04\x03", "\x2b\x65\x70", "\x2b\x65\x71")
	for i := byte(1); i <= 4; i++ {
		ids = append(ids, "\x2a\x86\x48\xce\x3d\x04\x03"+string([]byte{i}))
	}
	for _, id := range ids {
		p := soundParts()
		p.algorithm = seq(oid(id))
		c, err := ParseCertificate(p.build())
		if err != nil {
			t.Fatal(err)
		}
		out, _ := openssl(t, "x509", "-in", writeFile(t, pemOf(c.Raw)), "-noout", "-text")
		got, want := c.SignatureAlgorithm, outerAlgorithm(out)
		if got.Name != want && want != got.OID && got.Scheme != "" {
			t.Errorf("%s: got %s, openssl has %s", got.OID, got.Name, want)
		}
	}
}
