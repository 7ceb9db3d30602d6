package truststore

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"os/exec"
	"strings"
	"testing"
)

// bareKeys are private keys in DER, of every form in use.
func bareKeys(t *testing.T) map[string][]byte {
	t.Helper()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	large, _ := rsa.GenerateKey(rand.Reader, 2048)
	_, ed, _ := ed25519.GenerateKey(rand.Reader)
	pkcs8 := func(key any) []byte {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	sec1, _ := x509.MarshalECPrivateKey(ec)
	keys := map[string][]byte{"PKCS#1": x509.MarshalPKCS1PrivateKey(large), "SEC 1": sec1, "PKCS#8 of RSA": pkcs8(large), "PKCS#8 of EC": pkcs8(ec), "PKCS#8 of Ed25519": pkcs8(ed)}
	if path, err := exec.LookPath("openssl"); err == nil {
		c := exec.CommandContext(t.Context(), path, "pkcs8", "-topk8", "-inform", "DER", "-outform", "DER", "-passout", "pass:x")
		c.Stdin = strings.NewReader(string(keys["PKCS#8 of RSA"]))
		if keys["encrypted"], err = c.Output(); err != nil {
			t.Fatal(err)
		}
	}
	return keys
}

// TestUnframedKeys: a private key is named wherever it stands, and nothing of it is kept.
func TestUnframedKeys(t *testing.T) {
	one := framed(wrapped(odd(func(*parts) {}), 64))
	lines := strings.Count(one, "\n")
	for name, der := range bareKeys(t) {
		for how, text := range map[string]string{"DER": string(der), "base64": wrapped(der, 64)} {
			for where, file := range map[string]string{"behind": one + text, "between": one + text + "\n" + one, "in a setting": one + "key: " + text, "in UTF-16": one + wide(wrapped(der, 64), true)} {
				if how == "DER" && where == "in UTF-16" {
					continue
				}
				b := load(t, []byte(file))
				if len(b.Texts) != 1 || b.Texts[0].Key == nil || *b.Texts[0].Key != (StrayKey{how, lines + 1}) {
					t.Errorf("%s as %s %s: %+v", name, how, where, b.Texts)
				}
				if noteOf(b, FormUnframed) != nil {
					t.Errorf("%s as %s %s: %+v", name, how, where, b.Notes)
				}
			}
			alone := load(t, []byte("# a key and nothing else\n"+text))
			if alone.Entries[0].Kind != KindPrivateKey || alone.Entries[0].DER != nil {
				t.Errorf("%s as %s alone: %+v", name, how, alone.Entries)
			}
		}
		row := load(t, append(odd(func(*parts) {}), der...))
		if len(row.Entries) != 2 || row.Entries[1].Kind != KindPrivateKey {
			t.Errorf("%s behind a certificate, both DER: %+v", name, row.Entries)
		}
	}
}

// TestContainersInTexts: a container is named as one, even if what it holds is not to be seen.
func TestContainersInTexts(t *testing.T) {
	one := framed(wrapped(odd(func(*parts) {}), 64))
	for path, want := range map[string]string{"pkcs12.p12": "a PKCS#12 container", "pkcs7.der": "a PKCS#7 container"} {
		b := load(t, append([]byte(one), read(t, "../testdata/certs/pem/"+path)...))
		if note := noteOf(b, FormUnframed); note == nil || note.Count != 1 || !strings.HasPrefix(note.Message, want) || !strings.HasPrefix(b.Texts[0].Unframed, want) {
			t.Errorf("%s: %+v, %+v", path, b.Notes, b.Texts)
		}
	}
}

// TestWhatIsNoKey: a version and a number do not make a key, nor does a digest make an encrypted one.
func TestWhatIsNoKey(t *testing.T) {
	digest, _ := base64.StdEncoding.DecodeString("MDEwDQYJYIZIAWUDBAIBBQAEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f")
	query := append([]byte{0x30, byte(len(digest) + 3), 2, 1, 1}, digest...) // RFC 3161 section 2.4.1
	for _, der := range [][]byte{digest, query, {0x30, 6, 2, 1, 0, 2, 1, 5}} {
		if kind, message := derKind(der); kind == KindPrivateKey {
			t.Errorf("%x %s", der, message)
		}
	}
}
