package keyfile

import (
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// slowest is far above what the limits of limits.go allow, and far below a hang.
const slowest = 9 * time.Second

// FuzzParse looks for a panic, for work without bound, for an answer that is not DER, and for a pass phrase told.
func FuzzParse(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		begin := time.Now()
		key, err := Parse(data, given)
		if took := time.Since(begin); took > slowest {
			t.Errorf("took %v", took)
		}
		if err != nil {
			checkError(t, err)
			return
		}
		checkKey(t, key)
	})
}

func seeds(t testing.TB) [][]byte {
	rsa, ec, ed := newRSA(t), newEC(t, elliptic.P256()), newEd25519(t)
	scrypt := identifier(t, oid(1, 3, 6, 1, 4, 1, 11591, 4, 11), scryptParams{[]byte("salt"), 2, 1, 1})
	pbes1 := identifier(t, oid(1, 2, 840, 113549, 1, 5, 3), pbe1Params{[]byte("saltsalt"), 2})
	pkcs12 := identifier(t, oid(1, 2, 840, 113549, 1, 12, 1, 4), pbe1Params{[]byte("saltsalt"), 2})
	sm4 := identifier(t, oid(1, 2, 156, 10197, 1, 104, 7), make([]byte, 16))
	pbkdf2 := identifier(t, oid(1, 2, 840, 113549, 1, 5, 12), pbkdf2Lengthened{[]byte("salt"), 1, 16})
	inSM4 := marshal(t, sealedKey{identifier(t, oid(1, 2, 840, 113549, 1, 5, 13), pbes2Params{pbkdf2, sm4}), make([]byte, 31)})
	wrapped := func(oidEnd, size int) []byte {
		kw := identifier(t, oid(2, 16, 840, 1, 101, 3, 4, 1, oidEnd), asn1.NullRawValue)
		derivation := identifier(t, oid(1, 2, 840, 113549, 1, 5, 12), pbkdf2Params{[]byte("salt"), 1, hmacSHA256(t)})
		return marshal(t, sealedKey{identifier(t, oid(1, 2, 840, 113549, 1, 5, 13), pbes2Params{derivation, kw}), make([]byte, size)})
	}
	sealed := seal(t, pkcs8Of(t, ec))
	return [][]byte{
		nil, certificate(t), pemOf("CERTIFICATE", certificate(t)), request(t),
		x509.MarshalPKCS1PrivateKey(rsa), pkcs8Of(t, rsa), pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsa)),
		sec1Of(t, ec), pkcs8Of(t, ec), pemOf("PRIVATE KEY", pkcs8Of(t, ed)), pkcs8Of(t, ed),
		sealed, pemOf("ENCRYPTED PRIVATE KEY", sealed), sealPEM(t, "EC PRIVATE KEY", sec1Of(t, ec)),
		append(pemOf("PRIVATE KEY", pkcs8Of(t, ec)), pemOf("ENCRYPTED PRIVATE KEY", sealed)...),
		sealedAs(t, scrypt, make([]byte, 32)), marshal(t, sealedKey{pbes1, make([]byte, 16)}),
		marshal(t, sealedKey{pkcs12, make([]byte, 16)}), sshKey(sshString("ssh-rsa") + sshString("\x03") + sshString("\x21")),
		sshKey(sshString("ssh-ed25519") + sshString(string(ed[32:]))), []byte("\xfe\xed\xfe\xed"),
		wrapped(5, 16), wrapped(8, 24), inSM4, sealStream(t, "CHACHA20", sec1Of(t, ec)), sealStream(t, "ARIA-192-CTR", sec1Of(t, ec)),
		[]byte(strings.Replace(string(sealPEM(t, "EC PRIVATE KEY", sec1Of(t, ec))), "AES-128-CBC", "CAMELLIA-128-CFB1", 1)),
		marshal(t, ecNumbers{1, []byte{1}, oid(1, 3, 132, 0, 10), bits([]byte{4, 1, 2})}),
	}
}

func checkError(t *testing.T, err error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Fact == "" || e.Err == nil {
		t.Fatalf("got %#v, want an *Error with a fact and a cause", err)
	}
	if text := fmt.Sprint(e.Fact, e.Hint, e.Err); strings.Contains(text, testPhrase) {
		t.Errorf("the error tells the pass phrase: %q", text)
	}
}

func checkKey(t *testing.T, key *Key) {
	t.Helper()
	var spki struct {
		Algorithm asn1.RawValue
		Public    asn1.BitString
	}
	if rest, err := asn1.Unmarshal(key.SPKI, &spki); err != nil || len(rest) > 0 {
		t.Errorf("SPKI %x is not one SEQUENCE of algorithm and key: %v, %d bytes left", key.SPKI, err, len(rest))
	}
	if key.Format == "" || strings.Contains(key.Format+key.Damage, testPhrase) {
		t.Errorf("got format %q and damage %q", key.Format, key.Damage)
	}
}
