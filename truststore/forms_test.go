package truststore

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// wrapped writes DER as base64 in lines of some width.
func wrapped(der []byte, width int) string {
	digits := base64.StdEncoding.EncodeToString(der)
	var b strings.Builder
	for len(digits) > width {
		b.WriteString(digits[:width] + "\n")
		digits = digits[width:]
	}
	return b.String() + digits + "\n"
}

func framed(body string) string {
	return "-----BEGIN CERTIFICATE-----\n" + body + "-----END CERTIFICATE-----\n"
}

// rewritten are ways in which a file of two certificates may be written; the oddity lies with the first.
func rewritten(a, b []byte) map[string]string {
	body, first, second := wrapped(a, 64), framed(wrapped(a, 64)), framed(wrapped(b, 64))
	all := first + second
	lines := strings.SplitAfter(body, "\n")
	inside := func(s string) string {
		return framed(strings.Join(lines[:3], "")+s+strings.Join(lines[3:], "")) + second
	}
	ended := func(s string) string { return framed(strings.Replace(body, "\n", s+"\n", 1)) + second }
	change := func(old, with string) string { return strings.Replace(first, old, with, 1) + second }
	const begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
	files := map[string]string{
		"plain":                             all,
		"a blank line after BEGIN":          framed("\n"+body) + second,
		"two blank lines after BEGIN":       framed("\n\n"+body) + second,
		"a blank line and lines of 76":      framed("\n"+wrapped(a, 76)) + second,
		"a blank line and lines of 60":      framed("\n"+wrapped(a, 60)) + second,
		"a blank line before END":           framed(body+"\n") + second,
		"a blank line inside":               inside("\n"),
		"a line of blanks inside":           inside(" \t\n"),
		"a line of CR inside":               inside("\r\n"),
		"a no-break space at a line's end":  ended("\u00a0"),
		"a no-break space within a line":    framed(strings.Replace(body, "MBMG", "MB\u00a0MG", 1)) + second,
		"a zero-width space":                ended("\u200b"),
		"a no-break space after BEGIN":      change(begin, begin+"\u00a0"),
		"a no-break space after END":        change(end, end+"\u00a0"),
		"a space within a line":             framed(strings.Replace(body, "MBMG", "MB MG", 1)) + second,
		"a tab within a line":               framed(strings.Replace(body, "MBMG", "MB\tMG", 1)) + second,
		"the base64 indented":               framed("  "+strings.ReplaceAll(strings.TrimSpace(body), "\n", "\n  ")+"\n") + second,
		"blanks after lines":                strings.ReplaceAll(all, "\n", " \t\n"),
		"BEGIN indented":                    " " + all,
		"END indented":                      change(end, " "+end),
		"all indented":                      "  " + strings.ReplaceAll(strings.TrimSpace(all), "\n", "\n  ") + "\n",
		"CR LF":                             strings.ReplaceAll(all, "\n", "\r\n"),
		"CR LF and LF":                      strings.ReplaceAll(first, "\n", "\r\n") + second,
		"CR":                                strings.ReplaceAll(all, "\n", "\r"),
		"CR in the first":                   strings.ReplaceAll(first, "\n", "\r") + "\n" + second,
		"CR CR LF":                          strings.ReplaceAll(all, "\n", "\r\r\n"),
		"CR within a line":                  framed(strings.Replace(body, "MBMG", "MB\rMG", 1)) + second,
		"CR CR LF within the base64":        ended("\r\r"),
		"NUL after lines":                   strings.ReplaceAll(all, "\n", "\x00\n"),
		"a vertical tab after a line":       ended("\v"),
		"controls and blanks after a line":  ended(" \x01 \x1f\t"),
		"a control and CR after a line":     ended("\v\r"),
		"CR and a control after a line":     ended("\r\v"),
		"a form feed after BEGIN":           change(begin, begin+"\f"),
		"a form feed after END":             change(end, end+"\f"),
		"a form feed at the very end":       strings.TrimSpace(all) + "\f",
		"a control within a line":           framed(strings.Replace(body, "MBMG", "MB\vMG", 1)) + second,
		"a control before a line":           inside("\v"),
		"a control before END":              change(end, "\v"+end),
		"a line of controls inside":         inside("\v\x00\n"),
		"a line of controls after BEGIN":    framed("\v\n"+body) + second,
		"a line of controls between":        first + "\v\n" + second,
		"DEL after a line":                  ended("\x7f"),
		"a comment that ends with CR":       "# comment\r" + all,
		"lines of 76":                       framed(wrapped(a, 76)) + second,
		"lines of one":                      framed(wrapped(a, 1)) + second,
		"something before BEGIN":            "ca: " + all,
		"something after BEGIN":             change(begin, begin+" x"),
		"base64 after BEGIN":                change(begin+"\n", begin),
		"something before END":              change(end, "AAAA "+end),
		"base64 before END":                 change("\n"+end, end),
		"something after END":               change(end, end+" # the root"),
		"six hyphens before BEGIN":          "-" + all,
		"six hyphens after END":             change(end, end+"-"),
		"spaces instead of line ends":       strings.ReplaceAll(first, "\n", " ") + "\n" + second,
		"headers":                           framed("X-Partner: Acme\n\n"+body) + second,
		"headers with CR LF":                strings.ReplaceAll(framed("X-Partner: Acme\n\n"+body), "\n", "\r\n") + second,
		"no END line":                       strings.Replace(first, end+"\n", "", 1) + second,
		"joined":                            strings.TrimSpace(first) + second,
		"joined with a space":               strings.TrimSpace(first) + " " + second,
		"BOM":                               "\ufeff" + all,
		"BOM before text":                   "\ufefftext\n" + all,
		"BOM before a blank line":           "\ufeff\n" + all,
		"BOM in the middle":                 first + "\ufeff" + second,
		"TRUSTED CERTIFICATE":               strings.ReplaceAll(first, " CERT", " TRUSTED CERT") + second,
		"X509 CERTIFICATE":                  strings.ReplaceAll(first, " CERT", " X509 CERT") + second,
		"quoted":                            "\"" + strings.TrimSpace(first) + "\"\n" + second,
		"the second quoted":                 first + "\"" + strings.TrimSpace(second) + "\"\n",
		"literal line ends":                 strings.ReplaceAll(all, "\n", `\n`),
		"literal line ends in quotes":       "\"" + strings.ReplaceAll(first, "\n", `\n`) + "\"\n" + second,
		"a program's string":                "\"" + strings.ReplaceAll(strings.TrimSpace(first), "\n", "\\n\" +\n\"") + "\\n\"\n" + second,
		"bytes after the certificate":       framed(wrapped(append(bytes.Clone(a), 1, 2, 3), 64)) + second,
		"no line end at the end":            strings.TrimSpace(all),
		"text between":                      first + "text -----and hyphens-----\n" + second,
		"a line of 254 characters between":  first + strings.Repeat("x", 254) + "\n" + second,
		"UTF-16":                            string(utf16Text(all)),
		"UTF-16, then ASCII":                wide(first, true) + second,
		"UTF-16, a line break, then ASCII":  wide(first, true) + "\n" + second,
		"UTF-16 CR LF, then ASCII CR LF":    wide(strings.ReplaceAll(first, "\n", "\r\n"), true) + "\r\n" + strings.ReplaceAll(second, "\n", "\r\n"),
		"big endian, then ASCII":            wide(first, false) + second,
		"a UTF-16 comment, then ASCII":      wide("# the comment of one who uses Windows\n", true) + "\n" + all,
		"a big endian comment, then ASCII":  wide("# the comment of one who uses Windows\n", false) + all,
		"ASCII, then UTF-16":                first + wide(second, true),
		"ASCII, then UTF-16 without a mark": first + wide(second, true)[2:],
		"ASCII, then big endian, no mark":   first + wide(second, false)[2:],
		"ASCII that ends in UTF-16":         strings.TrimSpace(first) + wide("\r\n"+second, true),
		"ASCII that ends in UTF-16, LF":     strings.TrimSpace(first) + wide("\n"+second, true)[2:],
		"ASCII that ends in UTF-16, CR LF":  strings.TrimSpace(first) + wide("\r\n"+second, true)[2:],
		"ASCII that ends in big endian":     strings.TrimSpace(first) + wide("\r\n"+second, false)[2:],
		"a line that begins with NUL":       first + "\x00 text\n" + second,
		"NUL at 254 characters":             first + strings.Repeat("x", 254) + "\x00\n" + second,
		"NUL at 253 characters":             first + strings.Repeat("x", 253) + "\x00\n" + second,
		"both orders of UTF-16":             wide(first, true) + wide(second, false),
		"UTF-16 amid ASCII":                 first + wide("# the comment of one who uses Windows\n", true) + "\n" + second,
		"UTF-16 of other letters and ASCII": wide("# Сертификат корневого центра\n", true) + "\n" + first + wide("# Сертификат\n"+second, true),
		"a UTF-16 mark before ASCII":        "\xff\xfe" + all,
		"a conflict between":                "<<<<<<< a\n" + first + "=======\n" + second + ">>>>>>> b\n",
		"blank lines and blanks everywhere": "\n \n" + first + "\n\t\n" + second + "\n\n",
	}
	for _, width := range []int{80, 253, 254, 255, 256, 508, 10_000} {
		files[fmt.Sprintf("lines of %d", width)] = framed(wrapped(a, width)) + second
	}
	return files
}

// wide writes text in UTF-16 with its mark.
func wide(text string, little bool) string {
	out := utf16Text(text)
	for i := 0; i < len(out) && !little; i += 2 {
		out[i], out[i+1] = out[i+1], out[i]
	}
	return string(out)
}

// TestFormsAgainstReaders holds what Form.LosesIn claims to openssl and to Go: a reader loses something of a file whose
// certificates were all read here exactly when an oddity of the file says so.
func TestFormsAgainstReaders(t *testing.T) {
	needOpenSSL(t)
	entries := load(t, read(t, "../testdata/certs/pem/clean.pem")).Certificates()
	a, b := entries[0].Certificate, entries[1].Certificate
	files := rewritten(a.Raw, b.Raw)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		t.Run(name, func(t *testing.T) { checkReaders(t, []byte(files[name]), a, b) })
	}
	for _, f := range pemFiles() {
		data, err := os.ReadFile(filepath.Join("../testdata/certs/pem", f.name))
		if err != nil {
			t.Fatal(err)
		}
		// The first of trusted-certificate.pem is read by openssl, and then trusted for clients only.
		if f.name != "trusted-certificate.pem" && strings.HasPrefix(f.ledger, "2 seen, 2 accepted") {
			t.Run(f.name, func(t *testing.T) { checkReaders(t, data, a, b) })
		}
	}
}

// checkReaders takes a file that holds two certificates.
func checkReaders(t *testing.T, data []byte, want ...*Certificate) {
	bundle := load(t, data)
	if bundle.Ledger.Accepted != len(want) && bundle.Ledger.Rejected == 0 {
		t.Fatalf("read %+v, and rejected none", bundle.Ledger)
	}
	byOpenSSL, byGo := lostByOpenSSL(t, data, want), lostByGo(data, want)
	if bundle.Ledger.Rejected > 0 {
		if byOpenSSL == 0 && byGo == 0 {
			t.Errorf("rejected %+v, and openssl and Go read all of it", bundle.Entries)
		}
		return
	}
	openssl, golang, open := bundle.claims()
	if !open && openssl != (byOpenSSL > 0) {
		t.Errorf("openssl loses %d of %d certificates; the oddities say %v", byOpenSSL, len(want), openssl)
	}
	if golang != (byGo > 0) {
		t.Errorf("Go loses %d of %d certificates; the oddities say %v", byGo, len(want), golang)
	}
}

// claims gives what the oddities of the blocks say about openssl and Go; open when they leave openssl open.
func (b *Bundle) claims() (openssl, golang, open bool) {
	for _, e := range b.Entries {
		for _, f := range e.Forms {
			byOpenSSL, byGo := f.LosesIn()
			openssl, golang, open = openssl || byOpenSSL, golang || byGo, open || f == FormUnicodeSpace
		}
	}
	return openssl, golang, open && !openssl
}

func lostByOpenSSL(t *testing.T, data []byte, want []*Certificate) int {
	t.Helper()
	store, lost := writeFile(t, data), 0
	for _, c := range want {
		out, ok := openssl(t, "verify", "-no-CApath", "-no-CAstore", "-attime", "1780272000", "-CAfile", store, writeFile(t, pemOf(c.Raw)))
		if !ok {
			lost++
		}
		if ok != strings.Contains(out, ": OK") {
			t.Fatal(out)
		}
	}
	return lost
}

func lostByGo(data []byte, want []*Certificate) int {
	pool, lost := x509.NewCertPool(), 0
	pool.AppendCertsFromPEM(data)
	for _, c := range want {
		one, err := x509.ParseCertificate(c.Raw)
		if err != nil {
			panic(err) // the fixtures are sound
		}
		if _, err := one.Verify(x509.VerifyOptions{Roots: pool, CurrentTime: one.NotBefore, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
			lost++
		}
	}
	return lost
}

// TestOpenSSLStore counts what openssl storeutl finds in files that nothing is odd about.
func TestOpenSSLStore(t *testing.T) {
	needOpenSSL(t)
	for _, path := range []string{"clean.pem", "crlf.pem", "long-lines.pem", "one-line-base64.pem", "trailing-spaces.pem", "openssl-text.pem", "bag-attributes.pem", "merge-conflict.pem", "leaf-in-bundle.pem", "private-key-pkcs1.pem"} {
		path = filepath.Join("../testdata/certs/pem", path)
		out, _ := openssl(t, "storeutl", "-noout", "-certs", path)
		if want := fmt.Sprintf("Total found: %d", load(t, read(t, path)).Ledger.Accepted); !strings.Contains(out, want) {
			t.Errorf("%s: openssl says %s, want %s", path, out, want)
		}
	}
}
