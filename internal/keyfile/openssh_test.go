package keyfile

import (
	"bytes"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// sshKeygen skips without ssh-keygen; it is the only program that writes the format.
func sshKeygen(t *testing.T, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("ssh-keygen is not installed, so there is nothing to compare with")
	}
	out, err := exec.Command("ssh-keygen", args...).Output()
	if err != nil {
		t.Fatalf("ssh-keygen %q: %v", args, err)
	}
	return out
}

func TestOpenSSHKeysAgreeWithSSHKeygen(t *testing.T) {
	for _, kind := range [][]string{
		{"-t", "rsa", "-b", "2048"}, {"-t", "ecdsa", "-b", "256"}, {"-t", "ecdsa", "-b", "384"}, {"-t", "ecdsa", "-b", "521"},
	} {
		for phrase, format := range map[string]string{"": "OpenSSH", testPhrase: "OpenSSH encrypted"} {
			path := filepath.Join(t.TempDir(), "key")
			sshKeygen(t, append([]string{"-q", "-N", phrase, "-f", path}, kind...)...)
			public, _ := pem.Decode(sshKeygen(t, "-e", "-m", "PKCS8", "-f", path+".pub"))
			if public == nil {
				t.Fatalf("%q: ssh-keygen gave no public key", kind)
			}
			got := parseFile(t, path)
			if got.Format != format || got.Line != 1 || !bytes.Equal(got.SPKI, public.Bytes) {
				t.Errorf("%q: got %q at line %d, %x\nwant %q at line 1, %x", kind, got.Format, got.Line, got.SPKI, format, public.Bytes)
			}
		}
	}
}

// ssh-keygen exports no Ed25519 key as SubjectPublicKeyInfo, so the 32 bytes at the end of its own format must do.
func TestOpenSSHEd25519AgreesWithSSHKeygen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	sshKeygen(t, "-q", "-N", "", "-t", "ed25519", "-f", path)
	public, _ := pem.Decode(rfc4716(sshKeygen(t, "-e", "-f", path+".pub")))
	if public == nil {
		t.Fatal("ssh-keygen gave no public key")
	}
	raw := public.Bytes[len(public.Bytes)-32:]
	want := append([]byte("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"), raw...) // RFC 8410 section 10.1
	if got := parseFile(t, path); !bytes.Equal(got.SPKI, want) {
		t.Errorf("SPKI = %x, want %x", got.SPKI, want)
	}
}

// rfc4716 makes PEM of the format that RFC 4716 writes with four dashes and a space.
func rfc4716(text []byte) []byte {
	text = bytes.ReplaceAll(text, []byte("---- BEGIN SSH2 PUBLIC KEY ----"), []byte("-----BEGIN SSH2 PUBLIC KEY-----"))
	return bytes.ReplaceAll(text, []byte("---- END SSH2 PUBLIC KEY ----"), []byte("-----END SSH2 PUBLIC KEY-----"))
}

func parseFile(t *testing.T, path string) *Key {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	key, err := Parse(data, neverAsked(t))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return key
}

// neverAsked is a Passphrase for what must be read, or refused, without one.
func neverAsked(t *testing.T) Passphrase {
	t.Helper()
	return func() ([]byte, error) {
		t.Error("the pass phrase was asked for")
		return nil, nil
	}
}

// sshString and sshKey write the format for the errors that ssh-keygen never makes.
func sshString(s string) string { return string([]byte{0, 0, 0, byte(len(s))}) + s }

func sshKey(public string) []byte {
	data := "openssh-key-v1\x00" + sshString("none") + sshString("none") + sshString("") + "\x00\x00\x00\x01" + sshString(public)
	return pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: []byte(data)})
}

func TestOpenSSHErrors(t *testing.T) {
	header := "openssh-key-v1\x00" + sshString("none") + sshString("none") + sshString("")
	block := func(data string) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: []byte(data)})
	}
	for name, test := range map[string]struct {
		data []byte
		kind error
		word string
	}{
		"another magic":       {block("openssh-key-v2\x00"), ErrDamaged, "does not begin"},
		"nothing after magic": {block("openssh-key-v1\x00"), ErrDamaged, "cut short"},
		"length beyond end":   {block("openssh-key-v1\x00\xff\xff\xff\xff"), ErrDamaged, "cut short"},
		"two keys":            {block(header + "\x00\x00\x00\x02"), ErrDamaged, "holds 2 keys"},
		"no public key":       {block(header + "\x00\x00\x00\x01"), ErrDamaged, "cut short"},
		"empty public key":    {sshKey(""), ErrDamaged, "cut short"},
		"DSA":                 {sshKey(sshString("ssh-dss")), ErrUnsupported, "DSA"},
		"security key":        {sshKey(sshString("sk-ssh-ed25519@openssh.com")), ErrUnsupported, "security key"},
		"another kind":        {sshKey(sshString("ssh-new")), ErrUnsupported, "another kind"},
		"RSA without modulus": {sshKey(sshString("ssh-rsa") + sshString("\x03")), ErrDamaged, "cut short"},
		"ECDSA without point": {sshKey(sshString("ecdsa-sha2-nistp256") + sshString("nistp256")), ErrDamaged, "cut short"},
		"Ed25519 of 31 bytes": {sshKey(sshString("ssh-ed25519") + sshString(string(make([]byte, 31)))), ErrDamaged, "32 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(test.data, neverAsked(t))
			wantError(t, err, test.kind, 1, test.word)
		})
	}
}
