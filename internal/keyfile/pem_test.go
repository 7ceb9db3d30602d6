package keyfile

import (
	"bytes"
	"crypto/elliptic"
	"strings"
	"testing"
)

func TestPEMIsReadAsPeopleKeepIt(t *testing.T) {
	key := newEC(t, elliptic.P256())
	text, want := string(pemOf("PRIVATE KEY", pkcs8Of(t, key))), spkiOf(t, key)
	cert := string(pemOf("CERTIFICATE", certificate(t)))
	certLines := strings.Count(cert, "\n")
	for name, test := range map[string]struct {
		data string
		line int
	}{
		"as openssl writes it":       {text, 1},
		"byte order mark":            {"\ufeff" + text, 1},
		"Windows line endings":       {strings.ReplaceAll(text, "\n", "\r\n"), 1},
		"old Mac line endings":       {strings.ReplaceAll(text, "\n", "\r"), 1},
		"no last line ending":        {strings.TrimSpace(text), 1},
		"bag attributes before":      {"Bag Attributes\n    friendlyName: x\nKey Attributes: <No Attributes>\n" + text, 4},
		"indented as in YAML":        {"key: |\n  " + strings.ReplaceAll(text, "\n", "\n  "), 2},
		"tabs and trailing blanks":   {"\t" + strings.ReplaceAll(text, "\n", " \t\n\t"), 1},
		"blank lines inside":         {strings.ReplaceAll(text, "\n", "\n\n"), 1},
		"certificate before":         {cert + text, 1 + certLines},
		"certificate after":          {text + cert, 1},
		"broken certificate before":  {"-----BEGIN CERTIFICATE-----\n" + text, 2},
		"parameters before":          {"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + text, 4},
		"base64 on one line":         {oneLine(text), 1},
		"headers without encryption": {strings.Replace(text, "-----\n", "-----\nComment: mine\n\n", 1), 1},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Parse([]byte(test.data), neverAsked(t))
			if err != nil {
				t.Fatalf("Parse: %v", err)
			}
			if got.Line != test.line || !bytes.Equal(got.SPKI, want) {
				t.Errorf("got line %d and %x, want line %d and %x", got.Line, got.SPKI, test.line, want)
			}
		})
	}
}

// oneLine keeps BEGIN and END on lines of their own.
func oneLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	last := len(lines) - 1
	return lines[0] + "\n" + strings.Join(lines[1:last], "") + "\n" + lines[last]
}

// openssl ignores what follows a key in DER.
func TestBytesAfterDERAreIgnored(t *testing.T) {
	key := newEC(t, elliptic.P256())
	wantKey(t, append(pkcs8Of(t, key), "\r\n"...), spkiOf(t, key), "")
}

// The caller's bytes are not the package's to wipe.
func TestInputIsLeftAsItIs(t *testing.T) {
	key := newEC(t, elliptic.P256())
	for _, data := range [][]byte{pkcs8Of(t, key), seal(t, pkcs8Of(t, key)), pemOf("EC PRIVATE KEY", sec1Of(t, key))} {
		before := bytes.Clone(data)
		if _, err := Parse(data, given); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(data, before) {
			t.Error("Parse changed its input")
		}
	}
}
