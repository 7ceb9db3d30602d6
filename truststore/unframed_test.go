package truststore

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
)

// TestUnframedCertificates: what no reader of PEM takes for a certificate is named, wherever it stands between blocks.
func TestUnframedCertificates(t *testing.T) {
	first := string(read(t, "../testdata/certs/lint/negative/pem_x509_certificate.pem"))
	block, _ := pem.Decode([]byte(first))
	der, digits := string(block.Bytes), base64.StdEncoding.EncodeToString(block.Bytes)
	lines := strings.Join(strings.SplitAfter(first, "\n")[1:10], "")
	for name, test := range map[string]struct {
		text  string
		line  int
		count int
		how   string
	}{
		"DER behind a block":             {first + der, 12, 1, "DER"},
		"DER between blocks":             {first + der + "\n" + first, 12, 1, "DER"},
		"DER before a block":             {der + "\n" + first, 1, 1, "DER"},
		"DER behind a comment":           {first + "# Acme\n\n" + der, 14, 1, "DER"},
		"DER twice":                      {first + der + der, 12, 2, "DER"},
		"DER whose end is blank":         {first + der[:len(der)-1] + "\n", 12, 1, "DER"},
		"base64 behind a block":          {first + lines, 12, 1, "base64"},
		"base64 between blocks":          {first + lines + first, 12, 1, "base64"},
		"base64 before a block":          {lines + first, 1, 1, "base64"},
		"base64 with Windows line ends":  {first + strings.ReplaceAll(lines, "\n", "\r\n"), 12, 1, "base64"},
		"indented base64 of a setting":   {first + "ca: |\n  " + strings.ReplaceAll(lines, "\n", "\n  "), 13, 1, "base64"},
		"base64 on one line":             {first + "ca=" + digits + "\n", 12, 1, "base64"},
		"base64 twice":                   {first + lines + lines, 12, 2, "base64"},
		"base64 and DER":                 {first + lines + der, 12, 2, "base64"},
		"base64 without its BEGIN alone": {first + lines + "-----END CERTIFICATE-----\n", 12, 1, "base64"},
	} {
		t.Run(name, func(t *testing.T) {
			got := noteOf(load(t, []byte(test.text)), FormUnframed)
			if got == nil || got.Line != test.line || got.Count != test.count {
				t.Fatalf("noted %+v", got)
			}
			if !strings.Contains(got.Message, "CN=Acme Root CA, O=Acme ("+test.how+")") {
				t.Errorf("it says %q", got.Message)
			}
		})
	}
}

func TestWhatIsNoUnframedCertificate(t *testing.T) {
	first := string(read(t, "../testdata/certs/lint/negative/pem_x509_certificate.pem"))
	block, _ := pem.Decode([]byte(first))
	digits := base64.StdEncoding.EncodeToString(block.Bytes)
	for _, text := range []string{"# Zürich\n", "# Z\xfcrich\n", "MIDDLE OF THE FILE\n", digits[:200] + "\n", digits[4:] + "\n", "x" + digits + "\n",
		"\x1b[1mAcme\x1b[0m\n", "# a comment that ends with NUL, as it came from a disk\x00\n"} {
		if got := noteOf(load(t, []byte(first+text)), FormUnframed); got != nil {
			t.Errorf("%q: %s", text, got.Message)
		}
	}
	got := noteOf(load(t, append([]byte(first), block.Bytes[:300]...)), FormUnframed)
	if got == nil || got.Line != 12 || !strings.HasPrefix(got.Message, "binary bytes") {
		t.Errorf("half a certificate in DER: %+v", got)
	}
}

// TestBinaryTextIsNotQuoted: a quotation mark among binary bytes is chance.
func TestBinaryTextIsNotQuoted(t *testing.T) {
	first := read(t, "../testdata/certs/lint/negative/pem_x509_certificate.pem")
	b := load(t, append([]byte("0\x82\x01'\xa0\x03\"\x80"), first...))
	if noteOf(b, FormQuoted) != nil || noteOf(b, FormSharedLine) == nil {
		t.Errorf("%+v", b.Notes)
	}
}

func TestBinaryFilesHaveNoLines(t *testing.T) {
	block, _ := pem.Decode(read(t, "../testdata/certs/lint/negative/pem_x509_certificate.pem"))
	if got := load(t, bytes.Clone(block.Bytes)).OpenSSLMisses(); got != "#1: DER, not PEM" {
		t.Errorf("openssl misses %q", got)
	}
}

func noteOf(b *Bundle, form Form) *Note {
	for i := range b.Notes {
		if b.Notes[i].Form == form {
			return &b.Notes[i]
		}
	}
	return nil
}
