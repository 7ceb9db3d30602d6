package keyfile

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const testPhrase = "correct horse battery staple"

// given is a Passphrase that gives what the tests encrypt with.
func given() ([]byte, error) { return []byte(testPhrase), nil }

// oracle is the openssl program, working in a directory of its own.
type oracle struct{ dir string }

// newOracle skips without openssl 3, but not where the tests are meant to be complete.
func newOracle(t *testing.T) oracle {
	t.Helper()
	version, err := exec.Command("openssl", "version").Output()
	if err == nil && bytes.HasPrefix(version, []byte("OpenSSL 3.")) {
		return oracle{t.TempDir()}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("openssl 3 is needed to compare with: got %q, %v", version, err)
	}
	t.Skip("openssl 3 is not installed, so there is nothing to compare with")
	return oracle{}
}

func (o oracle) try(args ...string) ([]byte, error) {
	cmd := exec.Command("openssl", args...)
	cmd.Dir = o.dir
	return cmd.Output()
}

func (o oracle) run(t *testing.T, args ...string) []byte {
	t.Helper()
	out, err := o.try(args...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("openssl %s: %v\n%s", strings.Join(args, " "), err, exit.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (o oracle) read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(o.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// public is what openssl takes for the public key of a file.
func (o oracle) public(t *testing.T, name string) []byte {
	t.Helper()
	return o.run(t, "pkey", "-in", name, "-passin", "pass:"+testPhrase, "-pubout", "-outform", "DER")
}

// agree reads a file and compares with openssl.
func (o oracle) agree(t *testing.T, name, format string) {
	t.Helper()
	got, err := Parse(o.read(t, name), given)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	if got.Format != format {
		t.Errorf("Format = %q, want %q", got.Format, format)
	}
	if got.Damage != "" {
		t.Errorf("Damage = %q, want none", got.Damage)
	}
	if want := o.public(t, name); !bytes.Equal(got.SPKI, want) {
		t.Errorf("SPKI = %x\nopenssl says %x", got.SPKI, want)
	}
}

// source is one way to make a key with openssl genpkey.
type source struct {
	name        string
	generate    []string
	traditional string // the format under -traditional, empty when openssl has none
}

func sources() []source {
	ec := func(curve string) []string {
		return []string{"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:" + curve}
	}
	explicit := append(ec("P-256"), "-pkeyopt", "ec_param_enc:explicit")
	pss := []string{"-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"}
	return []source{
		{"RSA-2048", []string{"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"}, "PKCS#1"},
		{"RSA of three primes", []string{"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_keygen_primes:3"}, "PKCS#1"},
		{"RSA-PSS", pss, ""},
		{"RSA-PSS with parameters", append(pss[:len(pss):len(pss)], "-pkeyopt", "rsa_pss_keygen_md:sha256"), ""},
		{"P-224", ec("P-224"), "SEC1"},
		{"P-256", ec("P-256"), "SEC1"},
		{"P-384", ec("P-384"), "SEC1"},
		{"P-521", ec("P-521"), "SEC1"},
		{"secp256k1", ec("secp256k1"), "SEC1"},
		{"brainpoolP256r1", ec("brainpoolP256r1"), "SEC1"},
		{"P-256 by its numbers", explicit, "SEC1"},
		{"Ed25519", []string{"-algorithm", "ED25519"}, ""},
		{"X25519", []string{"-algorithm", "X25519"}, ""},
	}
}

func TestPlainKeysAgreeWithOpenSSL(t *testing.T) {
	for _, s := range sources() {
		t.Run(s.name, func(t *testing.T) {
			o := newOracle(t)
			o.run(t, append([]string{"genpkey", "-out", "key.pem"}, s.generate...)...)
			o.agree(t, "key.pem", "PKCS#8")
			o.run(t, "pkcs8", "-topk8", "-nocrypt", "-in", "key.pem", "-outform", "DER", "-out", "key.der")
			o.agree(t, "key.der", "PKCS#8")
			o.run(t, "pkcs8", "-topk8", "-in", "key.pem", "-out", "sealed.pem", "-passout", "pass:"+testPhrase)
			o.agree(t, "sealed.pem", "PKCS#8 encrypted (PBES2, PBKDF2-HMAC-SHA256, AES-256-CBC)")
			if s.traditional == "" {
				return
			}
			o.run(t, "pkey", "-in", "key.pem", "-traditional", "-out", "old.pem")
			o.agree(t, "old.pem", s.traditional)
			o.run(t, "pkey", "-in", "key.pem", "-traditional", "-outform", "DER", "-out", "old.der")
			o.agree(t, "old.der", s.traditional)
		})
	}
}

func TestTraditionalEncryptionAgreesWithOpenSSL(t *testing.T) {
	o := newOracle(t)
	o.run(t, "genpkey", "-algorithm", "RSA", "-out", "rsa.pem")
	o.run(t, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec.pem")
	for flag, cipher := range map[string]string{
		"-aes128": "AES-128-CBC", "-aes192": "AES-192-CBC", "-aes256": "AES-256-CBC", "-des3": "DES-EDE3-CBC",
	} {
		for name, format := range map[string]string{"rsa.pem": "PKCS#1", "ec.pem": "SEC1"} {
			o.run(t, "pkey", "-in", name, "-traditional", flag, "-passout", "pass:"+testPhrase, "-out", "old.pem")
			o.agree(t, "old.pem", format+" encrypted (DEK-Info, "+cipher+")")
		}
	}
}

func TestOldSchemesNeedTheLegacyProviderButAgree(t *testing.T) {
	o := newOracle(t)
	o.run(t, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec.pem")
	want := o.public(t, "ec.pem")
	legacy := []string{"-provider", "legacy", "-provider", "default", "-in", "ec.pem", "-passout", "pass:" + testPhrase}
	for format, args := range map[string][]string{
		"SEC1 encrypted (DEK-Info, DES-CBC)":                       {"pkey", "-traditional", "-des"},
		"PKCS#8 encrypted (PBES1, MD5, DES-CBC)":                   {"pkcs8", "-topk8", "-v1", "PBE-MD5-DES"},
		"PKCS#8 encrypted (PBES1, SHA1, DES-CBC)":                  {"pkcs8", "-topk8", "-v1", "PBE-SHA1-DES"},
		"PKCS#8 encrypted (PBES1, MD5, RC2-64-CBC)":                {"pkcs8", "-topk8", "-v1", "PBE-MD5-RC2-64"},
		"PKCS#8 encrypted (PBES1, SHA1, RC2-64-CBC)":               {"pkcs8", "-topk8", "-v1", "PBE-SHA1-RC2-64"},
		"PKCS#8 encrypted (PKCS#12 PBE, SHA1, RC2-128)":            {"pkcs8", "-topk8", "-v1", "PBE-SHA1-RC2-128"},
		"PKCS#8 encrypted (PKCS#12 PBE, SHA1, RC2-40)":             {"pkcs8", "-topk8", "-v1", "PBE-SHA1-RC2-40"},
		"PKCS#8 encrypted (PKCS#12 PBE, SHA1, RC4-128)":            {"pkcs8", "-topk8", "-v1", "PBE-SHA1-RC4-128"},
		"PKCS#8 encrypted (PKCS#12 PBE, SHA1, RC4-40)":             {"pkcs8", "-topk8", "-v1", "PBE-SHA1-RC4-40"},
		"PKCS#8 encrypted (PBES2, PBKDF2-HMAC-SHA256, RC2-40-CBC)": {"pkcs8", "-topk8", "-v2", "rc2-40-cbc"},
		"PKCS#8 encrypted (PBES2, PBKDF2-HMAC-SHA256, DES-CBC)":    {"pkcs8", "-topk8", "-v2", "des"},
		"PKCS#8 encrypted (PBES2, PBKDF2-HMAC-SHA1, DES-EDE3-CBC)": {"pkcs8", "-topk8", "-v2", "des3", "-v2prf", "hmacWithSHA1"},
	} {
		t.Run(format, func(t *testing.T) {
			data, err := o.try(append(args, legacy...)...)
			if err != nil {
				t.Skip("this openssl has no legacy provider to encrypt with")
			}
			got, err := Parse(data, given)
			if err != nil {
				t.Fatalf("Parse: %v", err)
			}
			if got.Format != format || !bytes.Equal(got.SPKI, want) {
				t.Errorf("got %q, %x\nwant %q, %x", got.Format, got.SPKI, format, want)
			}
		})
	}
}

// ciphers are the names of all that openssl lists, also of what it encrypts no key with.
func (o oracle) ciphers(t *testing.T) []string {
	t.Helper()
	list := string(o.run(t, append([]string{"list", "-cipher-algorithms"}, withLegacy(o)...)...))
	_, provided, _ := strings.Cut(strings.ToLower(list), "provided:")
	var names []string
	for line := range strings.Lines(provided) {
		line, _, _ = strings.Cut(line, "@")
		for _, name := range strings.Fields(strings.NewReplacer("{", " ", ",", " ", "}", " ").Replace(line)) {
			if !strings.Contains(name, ".") { // an object identifier
				names = append(names, name)
			}
		}
	}
	return names
}

// withLegacy asks for the legacy provider where it is installed.
func withLegacy(o oracle) []string {
	both := []string{"-provider", "legacy", "-provider", "default"}
	if _, err := o.try(append([]string{"list", "-providers"}, both...)...); err != nil {
		return nil
	}
	return both
}

// refused are the ciphers that are left out: what openssl encrypts with stolen ciphertext, or a traditional key with
// padded key wrap, it cannot read itself. Key wrap by an inverse cipher or with 3DES nobody has a use for.
func refused(cipher string, traditional bool) bool {
	cipher = strings.ToLower(cipher)
	return strings.HasSuffix(cipher, "-cts") || strings.HasSuffix(cipher, "-inv") || strings.Contains(cipher, "des") && strings.Contains(cipher, "wrap") ||
		traditional && strings.HasSuffix(cipher, "-wrap-pad")
}

// TestKeyWrap, which without padding takes only a key of whole words.
func TestKeyWrap(t *testing.T) {
	o := newOracle(t)
	o.run(t, "genpkey", "-algorithm", "ED25519", "-out", "plain.pem")
	o.run(t, "ecparam", "-name", "secp112r1", "-genkey", "-noout", "-out", "words.pem")
	for _, bits := range []string{"128", "192", "256"} {
		for _, mode := range []string{"-WRAP", "-WRAP-PAD"} {
			o.run(t, "pkcs8", "-topk8", "-in", "plain.pem", "-v2", "aes-"+bits+strings.ToLower(mode), "-passout", "pass:"+testPhrase, "-out", "wrapped.pem")
			o.agree(t, "wrapped.pem", "PKCS#8 encrypted (PBES2, PBKDF2-HMAC-SHA256, AES-"+bits+mode+")")
			_, err := Parse(o.read(t, "wrapped.pem"), func() ([]byte, error) { return []byte("wrong"), nil })
			wantError(t, err, ErrPassphraseWrong, 1, "wrong pass phrase")
		}
		o.run(t, "ec", "-in", "words.pem", "-aes-"+bits+"-wrap", "-passout", "pass:"+testPhrase, "-out", "wrapped.pem")
		o.agree(t, "wrapped.pem", "SEC1 encrypted (DEK-Info, AES-"+bits+"-WRAP)")
	}
}

// TestOtherWritingsOfDEKInfo: openssl reads the short names, blanks before the comma, and a vector that goes on.
func TestOtherWritingsOfDEKInfo(t *testing.T) {
	o := newOracle(t)
	o.run(t, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec.pem")
	for usual, other := range map[string]string{"AES-256-CBC": "AES256", "ARIA-128-CBC": "ARIA128", "CAMELLIA-192-CBC": "CAMELLIA192", "DES-EDE3-CBC": "DES3", "SM4-CBC": "SM4"} {
		text := string(o.run(t, "ec", "-in", "ec.pem", "-"+strings.ToLower(usual), "-passout", "pass:"+testPhrase))
		head, rest, _ := strings.Cut(text, usual+",")
		vector, rest, _ := strings.Cut(rest, "\n")
		if err := os.WriteFile(filepath.Join(o.dir, "other.pem"), []byte(head+other+" \t,"+vector+"AA\n"+rest), 0o600); err != nil {
			t.Fatal(err)
		}
		o.agree(t, "other.pem", "SEC1 encrypted (DEK-Info, "+usual+")")
	}
}

// Whatever openssl encrypts a key with is read, or refused by name.
func TestEveryCipherOfOpenSSL(t *testing.T) {
	o := newOracle(t)
	o.run(t, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec.pem")
	want, read := o.public(t, "ec.pem"), 0
	common := append([]string{"-in", "ec.pem", "-passout", "pass:" + testPhrase}, withLegacy(o)...)
	for _, cipher := range o.ciphers(t) {
		for _, form := range [][]string{{"pkcs8", "-topk8", "-iter", "1", "-v2", cipher}, {"pkey", "-traditional", "-" + cipher}} {
			data, err := o.try(append(form, common...)...)
			if err != nil || !bytes.Contains(data, []byte("ENCRYPTED")) {
				continue
			}
			got, err := Parse(data, given)
			switch {
			case refused(cipher, form[0] == "pkey"):
				wantError(t, err, ErrUnsupported, 1, "which cannot be read here")
			case err != nil:
				t.Errorf("%q: %v", form, err)
			case !bytes.Equal(got.SPKI, want):
				t.Errorf("%q: SPKI = %x, want %x", form, got.SPKI, want)
			default:
				read++
			}
		}
	}
	if read < 120 { // openssl 3.0 without its legacy provider has more
		t.Errorf("only %d ciphers were read; were all tried?", read)
	}
}

// openssl counts on into the nonce, which chance alone does not show.
func TestChaCha20CounterRunsOver(t *testing.T) {
	o := newOracle(t)
	key, iv := bytes.Repeat([]byte{7}, 32), bytes.Repeat([]byte{0xff}, 16)
	text := make([]byte, 200)
	if err := os.WriteFile(filepath.Join(o.dir, "text"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	want := o.run(t, "enc", "-chacha20", "-K", hex.EncodeToString(key), "-iv", hex.EncodeToString(iv), "-in", "text")
	if err := chaCha20(key, iv, text); err != nil || !bytes.Equal(text, want) {
		t.Errorf("got %x, %v\nopenssl says %x", text, err, want)
	}
}

func TestEncryptedPKCS8AgreesWithOpenSSL(t *testing.T) {
	o := newOracle(t)
	o.run(t, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "key.pem")
	for format, args := range map[string][]string{
		"PBES2, PBKDF2-HMAC-SHA256, AES-128-CBC":     {"-v2", "aes-128-cbc"},
		"PBES2, PBKDF2-HMAC-SHA256, AES-192-CBC":     {"-v2", "aes-192-cbc"},
		"PBES2, PBKDF2-HMAC-SHA256, AES-256-CBC":     {"-v2", "aes-256-cbc", "-iter", "100000"},
		"PBES2, PBKDF2-HMAC-SHA256, DES-EDE3-CBC":    {"-v2", "des3"},
		"PBES2, PBKDF2-HMAC-MD5, AES-256-CBC":        {"-v2", "aes-256-cbc", "-v2prf", "hmacWithMD5"},
		"PBES2, PBKDF2-HMAC-SHA1, AES-256-CBC":       {"-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1"},
		"PBES2, PBKDF2-HMAC-SHA224, AES-256-CBC":     {"-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA224"},
		"PBES2, PBKDF2-HMAC-SHA384, AES-256-CBC":     {"-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA384"},
		"PBES2, PBKDF2-HMAC-SHA512, AES-256-CBC":     {"-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"},
		"PBES2, PBKDF2-HMAC-SHA512-224, AES-256-CBC": {"-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512-224"},
		"PBES2, PBKDF2-HMAC-SHA512-256, AES-256-CBC": {"-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512-256"},
		"PBES2, scrypt, AES-256-CBC":                 {"-v2", "aes-256-cbc", "-scrypt"},
		"PBES2, scrypt, AES-128-CBC":                 {"-v2", "aes-128-cbc", "-scrypt", "-scrypt_N", "1024", "-scrypt_r", "4", "-scrypt_p", "3"},
		"PKCS#12 PBE, SHA1, 3DES":                    {"-v1", "PBE-SHA1-3DES"},
		"PKCS#12 PBE, SHA1, 2DES":                    {"-v1", "PBE-SHA1-2DES"},
	} {
		t.Run(format, func(t *testing.T) {
			seal := append([]string{"pkcs8", "-topk8", "-in", "key.pem", "-passout", "pass:" + testPhrase}, args...)
			o.run(t, append(seal, "-out", "sealed.pem")...)
			o.agree(t, "sealed.pem", "PKCS#8 encrypted ("+format+")")
			o.run(t, append(seal, "-outform", "DER", "-out", "sealed.der")...)
			o.agree(t, "sealed.der", "PKCS#8 encrypted ("+format+")")
		})
	}
}

// PKCS#12 counts characters, not bytes, so pass phrases beyond ASCII are where readers differ.
func TestPhrasesBeyondASCIIAgreeWithOpenSSL(t *testing.T) {
	o := newOracle(t)
	o.run(t, "genpkey", "-algorithm", "ED25519", "-out", "key.pem")
	want := o.public(t, "key.pem")
	for _, phrase := range []string{"", "pässwörd", "密码", "🔑🔑", "\xe4\xf6\xfc latin-1"} {
		for _, scheme := range [][]string{{"-v1", "PBE-SHA1-3DES"}, {"-v2", "aes-256-cbc"}} {
			data := o.run(t, append([]string{"pkcs8", "-topk8", "-in", "key.pem", "-passout", "pass:" + phrase}, scheme...)...)
			got, err := Parse(data, func() ([]byte, error) { return []byte(phrase), nil })
			if err != nil {
				t.Errorf("%q with %s: %v", phrase, scheme[1], err)
				continue
			}
			if !bytes.Equal(got.SPKI, want) {
				t.Errorf("%q with %s: SPKI = %x, want %x", phrase, scheme[1], got.SPKI, want)
			}
		}
	}
}

func TestCompressedPointsStayAsTheyAre(t *testing.T) {
	o := newOracle(t)
	for _, curve := range []string{"prime256v1", "secp521r1", "secp256k1"} {
		for _, form := range []string{"compressed", "uncompressed", "hybrid"} {
			o.run(t, "ecparam", "-name", curve, "-genkey", "-noout", "-out", "key.pem")
			o.run(t, "ec", "-in", "key.pem", "-conv_form", form, "-out", "formed.pem")
			o.agree(t, "formed.pem", "SEC1")
		}
	}
}

func TestPointIsComputedWhenItIsNotStored(t *testing.T) {
	o := newOracle(t)
	for _, curve := range []string{"secp224r1", "prime256v1", "secp384r1", "secp521r1", "secp256k1", "prime192v1",
		"brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"} {
		o.run(t, "ecparam", "-name", curve, "-genkey", "-noout", "-out", "key.pem")
		o.run(t, "ec", "-in", "key.pem", "-no_public", "-out", "bare.pem")
		o.agree(t, "bare.pem", "SEC1")
	}
}

func TestMissingPointOnForeignCurveNamesTheCurve(t *testing.T) {
	o := newOracle(t)
	o.run(t, "ecparam", "-name", "sect283k1", "-genkey", "-noout", "-out", "key.pem")
	o.run(t, "ec", "-in", "key.pem", "-no_public", "-out", "bare.pem")
	_, err := Parse(o.read(t, "bare.pem"), nil)
	wantError(t, err, ErrUnsupported, 1, "the curve 1.3.132.0.16")
	o.run(t, "ec", "-in", "bare.pem", "-out", "hinted.pem") // what the hint says
	o.agree(t, "hinted.pem", "SEC1")
}

func TestParametersBeforeTheKeyAreSkipped(t *testing.T) {
	o := newOracle(t)
	o.run(t, "ecparam", "-name", "prime256v1", "-genkey", "-out", "key.pem")
	o.agree(t, "key.pem", "SEC1")
	if got, err := Parse(o.read(t, "key.pem"), nil); err != nil || got.Line != 4 {
		t.Errorf("got %+v, %v; want line 4", got, err)
	}
}

func TestKeyTakenOutOfPKCS12IsRead(t *testing.T) {
	o := newOracle(t)
	o.run(t, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem",
		"-out", "cert.pem", "-subj", "/CN=client")
	o.run(t, "pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", "-out", "both.p12", "-passout", "pass:"+testPhrase)
	_, err := Parse(o.read(t, "both.p12"), given)
	wantError(t, err, ErrNoKey, 0, "PKCS#12")
	o.run(t, "pkcs12", "-in", "both.p12", "-passin", "pass:"+testPhrase, "-passout", "pass:"+testPhrase, "-out", "both.pem")
	o.agree(t, "both.pem", "PKCS#8 encrypted (PBES2, PBKDF2-HMAC-SHA256, AES-256-CBC)")
}

func TestUnsupportedKeysOfOpenSSLAreNamed(t *testing.T) {
	o := newOracle(t)
	for want, args := range map[string][]string{
		"Ed448":          {"genpkey", "-algorithm", "ED448"},
		"X448":           {"genpkey", "-algorithm", "X448"},
		"Diffie-Hellman": {"genpkey", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048"},
	} {
		t.Run(want, func(t *testing.T) {
			data, err := o.try(args...)
			if err != nil {
				t.Skip("this openssl cannot make such a key")
			}
			_, err = Parse(data, given)
			wantError(t, err, ErrUnsupported, 1, want)
		})
	}
}

func TestTraditionalDSAIsNamed(t *testing.T) {
	o := newOracle(t)
	o.run(t, "dsaparam", "-genkey", "-noout", "-out", "dsa.pem", "1024")
	for _, args := range [][]string{{}, {"-traditional"}, {"-outform", "DER"}, {"-traditional", "-outform", "DER"}} {
		data := o.run(t, append([]string{"pkey", "-in", "dsa.pem"}, args...)...)
		_, err := Parse(data, given)
		if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "DSA") {
			t.Errorf("%q: got %v, want ErrUnsupported naming DSA", args, err)
		}
	}
}

// wantError checks kind, place and words of an error.
func wantError(t *testing.T, err, kind error, line int, words ...string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("got error %v, want %v", err, kind)
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got a %T, want an *Error", err)
	}
	if e.Line != line {
		t.Errorf("got line %d, want %d (%v)", e.Line, line, err)
	}
	for _, word := range words {
		if !strings.Contains(e.Fact+"\n"+e.Hint, word) {
			t.Errorf("got fact %q and hint %q, want %q in one of them", e.Fact, e.Hint, word)
		}
	}
}
