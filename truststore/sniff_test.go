package truststore

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"net/url"
	"os/exec"
	"strings"
	"testing"
)

// TestNoPEM names what an input without a single PEM boundary is.
func TestNoPEM(t *testing.T) {
	der := read(t, "../testdata/certs/pem/der.cer")
	block, _ := pem.Decode(read(t, "../testdata/certs/accepted/client.key"))
	if block == nil {
		t.Fatal("no key to test with")
	}
	base64Of := func(b []byte) []byte { return []byte(wrapped(b, 64)) }
	cases := map[string]struct {
		input  []byte
		ledger string
		says   string
	}{
		"DER":                            {der, "1 seen, 1 accepted, 0 rejected, 0 other", "one DER certificate"},
		"DER and a line feed":            {append(bytes.Clone(der), '\n'), "1 seen, 1 accepted, 0 rejected, 0 other", "1 bytes follow the certificate"},
		"DER cut short":                  {der[:300], "0 seen, 0 accepted, 0 rejected, 1 other", "cut short"},
		"BER":                            {[]byte("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80"), "0 seen, 0 accepted, 0 rejected, 1 other", "BER"},
		"DER of a private key":           {block.Bytes, "0 seen, 0 accepted, 0 rejected, 1 other", "private key"},
		"base64 of a certificate":        {base64Of(der), "1 seen, 0 accepted, 1 rejected, 0 other", "base64 of a certificate without its BEGIN"},
		"base64 of a private key":        {base64Of(block.Bytes), "0 seen, 0 accepted, 0 rejected, 1 other", "base64 of a private key without its BEGIN"},
		"base64 of PEM":                  {base64Of(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), "0 seen, 0 accepted, 0 rejected, 1 other", "decode it first, with base64 -d"},
		"a PuTTY key":                    {[]byte("PuTTY-User-Key-File-3: ssh-rsa\n"), "0 seen, 0 accepted, 0 rejected, 1 other", "PuTTY"},
		"JSON":                           {[]byte(` {"Certificates": []} `), "0 seen, 0 accepted, 0 rejected, 1 other", "JSON"},
		"PEM in a URL":                   {[]byte("-----BEGIN%20CERTIFICATE-----%0AMIIB%2B\n"), "0 seen, 0 accepted, 0 rejected, 1 other", "is URL-encoded PEM"},
		"an INI file":                    {[]byte("[ca]\nfile = ca.pem\n"), "0 seen, 0 accepted, 0 rejected, 1 other", "without a single PEM block"},
		"an SSH key":                     {[]byte("ssh-ed25519 AAAA me"), "0 seen, 0 accepted, 0 rejected, 1 other", "OpenSSH public key"},
		"a number":                       {[]byte("0"), "0 seen, 0 accepted, 0 rejected, 1 other", "without a single PEM block"},
		"a lone byte order mark":         {[]byte("\ufeff"), "0 seen, 0 accepted, 0 rejected, 0 other", "white space"},
		"lower-case boundaries":          {[]byte("-----begin certificate-----\nAAAA\n-----end certificate-----\n"), "0 seen, 0 accepted, 0 rejected, 1 other", "without a single PEM block"},
		"a page behind a comment":        {[]byte("<!-- proxy 7 -->\n<HTML lang=en>"), "0 seen, 0 accepted, 0 rejected, 1 other", "HTML page"},
		"a page behind its header lines": {[]byte("HTTP/1.1 403 Forbidden\r\n\r\n<!DOCTYPE html>"), "0 seen, 0 accepted, 0 rejected, 1 other", "HTML page"},
		"a page that is XML too":         {[]byte("<?xml version=\"1.0\"?><!DOCTYPE html>"), "0 seen, 0 accepted, 0 rejected, 1 other", "HTML page"},
		"a page behind header lines and comments": {[]byte("HTTP/2 301\nlocation: /\n\nHTTP/2 404\nserver: x\n\n# saved\n<!-- a --><html>"), "0 seen, 0 accepted, 0 rejected, 1 other", "HTML page"},
		"openssl's text of a hostile name":        {[]byte("Certificate:\n    Data:\n        Subject: CN=<html><?xml\n"), "0 seen, 0 accepted, 0 rejected, 1 other", "without a single PEM block"},
		"a comment with a tag":                    {[]byte("# exported from <html> page\n" + string(base64Of(der))), "0 seen, 0 accepted, 0 rejected, 1 other", "without a single PEM block"},
		"broken JSON with a tag":                  {[]byte(`{"pem": "<html", "x":  # <html`), "0 seen, 0 accepted, 0 rejected, 1 other", "without a single PEM block"},
		"a comment that never ends":               {[]byte("<!-- <html>"), "0 seen, 0 accepted, 0 rejected, 1 other", "without a single PEM block"},
		"XML behind its header lines":             {[]byte("HTTP/1.1 404 Not Found\r\nServer: AmazonS3\r\n\r\n<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>"), "0 seen, 0 accepted, 0 rejected, 1 other", "NoSuchKey"},
		"JSON with a page in it":                  {[]byte(`{"body": "<html>"}`), "0 seen, 0 accepted, 0 rejected, 1 other", "JSON"},
		"binary data with a tag":                  {[]byte("\x00<html>"), "0 seen, 0 accepted, 0 rejected, 1 other", "binary data"},
		"UTF-16 without a PEM block":              {utf16Text("hello, there is nothing here"), "0 seen, 0 accepted, 0 rejected, 1 other", "without a single PEM block"},
		"a byte order mark and half a character":  {[]byte("\xff\xfe\x2d"), "0 seen, 0 accepted, 0 rejected, 1 other", "without a single PEM block"},
	}
	for name, c := range cases {
		b := load(t, c.input)
		_, said := findings(b)
		if got := ledgerText(b.Ledger); got != c.ledger || !strings.Contains(said, c.says) {
			t.Errorf("%s: got %s and %q, want %s and %q", name, got, said, c.ledger, c.says)
		}
	}
}

// TestMislabelled gives blocks whose label promises something else than they hold. Their bytes are forgotten: they may
// be those of a private key.
func TestMislabelled(t *testing.T) {
	block, _ := pem.Decode(read(t, "../testdata/certs/accepted/client.key"))
	for _, label := range []string{"CERTIFICATE", "CERTIFICATE REQUEST", "TRUSTED CERTIFICATE"} {
		b := load(t, pem.EncodeToMemory(&pem.Block{Type: label, Bytes: block.Bytes}))
		e := b.Entries[0]
		if e.DER != nil || e.Holds != KindPrivateKey || !strings.Contains(e.Reject, "it is a private key") {
			t.Errorf("%s: got %+v", label, e)
		}
	}
	key := base64.StdEncoding.EncodeToString(block.Bytes)
	b := load(t, []byte("-----BEGIN CERTIFICATE-----\n"+key[:len(key)-2]+"\n-----END CERTIFICATE-----\n"))
	if e := b.Entries[0]; e.DER != nil || e.Reject == "" || strings.Contains(e.Reject, key[:20]) {
		t.Errorf("got %+v", e)
	}
}

// TestRequest reads the certificate signing request of the fixtures.
func TestRequest(t *testing.T) {
	e := load(t, read(t, "../testdata/certs/pem/csr.pem")).Entries[0]
	if e.Request == nil || e.Request.Subject.String() != "CN=reports.initech.example, O=Initech" || e.Request.PublicKey.String() != "EC P-256" {
		t.Errorf("got %+v", e.Request)
	}
}

// TestTheWayOutOfAURLRuns does what the message says, with a plus sign as it is and one that is escaped.
func TestTheWayOutOfAURLRuns(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no python3 here")
	}
	sound := read(t, "../testdata/certs/lint/negative/pem_x509_certificate.pem")
	for _, escaped := range []string{url.PathEscape(string(sound)), strings.NewReplacer(" ", "%20", "\n", "%0A").Replace(string(sound))} {
		_, command, _ := strings.Cut(load(t, []byte(escaped)).Notes[0].Message, "decode it with ")
		command, _, _ = strings.Cut(command, " <FILE")
		decode := exec.CommandContext(t.Context(), "sh", "-c", command)
		decode.Stdin = strings.NewReader(escaped)
		out, err := decode.Output()
		if got := load(t, out); err != nil || got.Ledger.Accepted != 1 || !bytes.HasPrefix(out, sound) {
			t.Errorf("%s: %v, %s", command, err, out)
		}
	}
}
