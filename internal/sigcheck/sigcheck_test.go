package sigcheck_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// made is a kind of certificate that openssl makes.
type made struct {
	name string
	key  []string // arguments of openssl genpkey
	sign []string // arguments of openssl req -x509
	want sigcheck.Result
}

// kinds lists every scheme with every hash. Keys are made once per list of arguments.
func kinds() []made {
	var list []made
	add := func(want sigcheck.Result, name string, key []string, sign ...string) {
		list = append(list, made{name, key, sign, want})
	}
	hashes := []string{"sha1", "sha224", "sha256", "sha384", "sha512"}
	for _, bits := range []string{"512", "768", "1024", "2048", "3072", "4096"} {
		add(sigcheck.Good, "RSA "+bits, rsaKey("RSA", bits), "-sha256")
	}
	for _, hash := range append([]string{"md5", "sha512-224", "sha512-256", "sha3-224", "sha3-256", "sha3-384", "sha3-512"}, hashes...) {
		add(sigcheck.Good, "RSA with "+hash, rsaKey("RSA", "1024"), "-"+hash)
	}
	add(sigcheck.Unchecked, "RSA with ripemd160", rsaKey("RSA", "1024"), "-ripemd160")
	for _, key := range []string{"RSA", "RSA-PSS"} {
		for _, hash := range hashes {
			for _, salt := range []string{"0", "20", "digest", "max"} {
				add(sigcheck.Good, fmt.Sprintf("%s key, PSS with %s, salt %s", key, hash, salt), rsaKey(key, "2048"),
					"-"+hash, "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:"+salt)
			}
		}
	}
	for _, mgf := range hashes {
		add(sigcheck.Good, "PSS with sha256 and MGF1 with "+mgf, rsaKey("RSA", "2048"), "-sha256",
			"-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_mgf1_md:"+mgf)
	}
	add(sigcheck.Good, "PSS under a modulus of 8n+1 bits", rsaKey("RSA", "1025"), "-sha256", "-sigopt", "rsa_padding_mode:pss")
	for _, curve := range []string{"P-224", "P-256", "P-384", "P-521"} {
		for _, hash := range append([]string{"sha3-256"}, hashes...) {
			add(sigcheck.Good, curve+" with "+hash, ecKey(curve), "-"+hash)
		}
	}
	add(sigcheck.Good, "Ed25519", []string{"-algorithm", "ED25519"})
	add(sigcheck.Unchecked, "Ed448", []string{"-algorithm", "ED448"})
	for _, curve := range []string{"secp256k1", "prime192v1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"} {
		for _, hash := range append([]string{"sha3-256"}, hashes...) {
			add(sigcheck.Good, curve+" with "+hash, ecKey(curve), "-"+hash)
		}
	}
	add(sigcheck.Unchecked, "brainpoolP320r1", ecKey("brainpoolP320r1"), "-sha256")
	return list
}

func rsaKey(algorithm, bits string) []string {
	return []string{"-algorithm", algorithm, "-pkeyopt", "rsa_keygen_bits:" + bits}
}

func ecKey(curve string) []string {
	return []string{"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:" + curve}
}

// TestSignaturesOfOpenSSL checks what openssl signed, and that nothing else passes: not the signature over other
// bytes, not another signature, not another key of the same type.
func TestSignaturesOfOpenSSL(t *testing.T) {
	needs(t, "openssl")
	dir := t.TempDir()
	others := map[string]*truststore.Certificate{}
	for _, m := range kinds() {
		t.Run(m.name, func(t *testing.T) {
			kind := fmt.Sprint(m.key)
			if others[kind] == nil {
				others[kind] = selfSigned(t, dir, m, "two")
			}
			c := selfSigned(t, dir, m, "one")
			if got, why := sigcheck.NewKey(&c.PublicKey, nil).Check(c); got != m.want {
				t.Fatalf("%s: got %s %s, want %s", c.SignatureAlgorithm, got, why, m.want)
			}
			if m.want == sigcheck.Good {
				refuses(t, c, &c.PublicKey, &others[kind].PublicKey)
			}
		})
	}
}

// selfSigned lets openssl make a certificate; which tells two keys of one kind apart.
func selfSigned(t testing.TB, dir string, m made, which string) *truststore.Certificate {
	t.Helper()
	key := filepath.Join(dir, fmt.Sprintf("%x-%s.key", m.key, which))
	if _, err := os.Stat(key); err != nil {
		openssl(t, append([]string{"genpkey", "-out", key}, m.key...)...)
	}
	der := openssl(t, append([]string{"req", "-x509", "-new", "-key", key, "-subj", "/CN=" + which, "-outform", "DER"}, m.sign...)...)
	c, err := truststore.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func openssl(t testing.TB, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "openssl", args...)
	// A system may forbid short keys and SHA-1 in its own configuration; req wants one with its own section.
	cmd.Env = append(os.Environ(), "OPENSSL_CONF="+config(t))
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("openssl %v: %v\n%s", args, err, &errors)
	}
	return out
}

func config(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "openssl.cnf")
	if err := os.WriteFile(path, []byte("[req]\ndistinguished_name = dn\n[dn]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func refuses(t *testing.T, c *truststore.Certificate, key, other *truststore.PublicKey) {
	t.Helper()
	bad := func(what string, changed truststore.Certificate, key *truststore.PublicKey) {
		t.Helper()
		if got, why := sigcheck.NewKey(key, nil).Check(&changed); got != sigcheck.Bad {
			t.Errorf("%s: %s %s", what, got, why)
		}
	}
	altered := *c
	altered.RawTBS = bytes.Clone(c.RawTBS)
	altered.RawTBS[len(altered.RawTBS)-1] ^= 1
	bad("other bytes", altered, key)
	for _, at := range []int{0, len(c.Signature) / 2, len(c.Signature) - 1} {
		altered = *c
		altered.Signature = bytes.Clone(c.Signature)
		altered.Signature[at] ^= 1
		bad(fmt.Sprintf("another signature, octet %d", at), altered, key)
	}
	for what, signature := range map[string][]byte{
		"no signature": {}, "one octet": {0}, "zeros": make([]byte, len(c.Signature)),
		"too long": append(bytes.Clone(c.Signature), 0), "too short": c.Signature[1:], "ones": bytes.Repeat([]byte{0xff}, len(c.Signature)),
	} {
		altered = *c
		altered.Signature = signature
		bad(what, altered, key)
	}
	bad("another key", *c, other)
}

// TestAForeignKeyTypeIsBad: no key makes a signature of another scheme.
func TestAForeignKeyTypeIsBad(t *testing.T) {
	pki := testpki.New(t)
	types := []testpki.KeyType{testpki.RSA2048, testpki.P256, testpki.Ed25519}
	for _, signer := range types {
		c := pki.Root("signer", testpki.Key(signer)).Certificate()
		for _, other := range types {
			key := pki.Root("other", testpki.Key(other)).Certificate().PublicKey
			if got, why := sigcheck.NewKey(&key, nil).Check(c); got != sigcheck.Bad {
				t.Errorf("%s under %s: %s %s", signer, other, got, why)
			}
			if signer != other && sigcheck.CouldSign(&key, c) {
				t.Errorf("%s could make a signature of %s", other, signer)
			}
		}
	}
	if got, _ := sigcheck.NewKey(&truststore.PublicKey{}, nil).Check(pki.Root("signer").Certificate()); got != sigcheck.Bad {
		t.Errorf("no key at all: %s", got)
	}
}

// TestPSSKeysMakeNoOtherSignatures (RFC 4055 section 1.2), and RSA keys make both.
func TestPSSKeysMakeNoOtherSignatures(t *testing.T) {
	root := testpki.Root(t, "root", testpki.Key(testpki.RSA2048))
	rsa := root.Certificate().PublicKey
	pss := rsa
	pss.Type = "RSASSA-PSS"
	plain := root.Leaf("plain").Certificate()
	padded := root.Leaf("padded", testpki.Signed(testpki.Algorithm{PSS: true})).Certificate()
	for _, test := range []struct {
		c    *truststore.Certificate
		key  *truststore.PublicKey
		want sigcheck.Result
	}{{plain, &rsa, sigcheck.Good}, {plain, &pss, sigcheck.Bad}, {padded, &rsa, sigcheck.Good}, {padded, &pss, sigcheck.Good}} {
		if got, _ := sigcheck.NewKey(test.key, nil).Check(test.c); got != test.want {
			t.Errorf("%s under %s: got %s, want %s", test.c.SignatureAlgorithm, test.key, got, test.want)
		}
	}
}

// TestWhatCannotBeComputedIsUnchecked, with a reason, and costs next to nothing.
func TestWhatCannotBeComputedIsUnchecked(t *testing.T) {
	root := testpki.Root(t, "root", testpki.Key(testpki.RSA2048))
	leaf := *root.Leaf("leaf").Certificate()
	key := root.Certificate().PublicKey
	md2, unread, unknown, huge, broken := leaf, leaf, leaf, leaf, leaf
	md2.SignatureAlgorithm.Hash = "MD2"
	unread.SignatureAlgorithm.Scheme = truststore.SchemeRSAPSS
	unread.SignatureAlgorithm.PSS = nil
	unknown.SignatureAlgorithm.Scheme = ""
	hugeKey, brokenKey := key, key
	hugeKey.Modulus = root.Certificate().PublicKey.Modulus
	hugeKey.Bits = 16385
	brokenKey.Problem = "its modulus or exponent is zero"
	for name, test := range map[string]struct {
		c   truststore.Certificate
		key truststore.PublicKey
	}{"MD2": {md2, key}, "unreadable parameters": {unread, key}, "unknown scheme": {unknown, key}, "a key too large": {huge, hugeKey}, "a broken key": {broken, brokenKey}} {
		if got, why := sigcheck.NewKey(&test.key, nil).Check(&test.c); got != sigcheck.Unchecked || why == "" {
			t.Errorf("%s: %s %q", name, got, why)
		}
	}
	if cost := sigcheck.Cost(&huge, &hugeKey); cost != 1 {
		t.Errorf("a key too large to try costs %d", cost)
	}
}

// TestPSSSaltsThatDoNotFit end in Bad, not in a panic.
func TestPSSSaltsThatDoNotFit(t *testing.T) {
	root := testpki.Root(t, "root", testpki.Key(testpki.RSA1024))
	c := root.Leaf("leaf", testpki.Signed(testpki.Algorithm{PSS: true})).Certificate()
	key := root.Certificate().PublicKey
	for _, salt := range []int{0, 31, 33, 95, 128, 1 << 30, 1<<63 - 1} {
		c.SignatureAlgorithm.PSS.SaltLength = salt
		if got, why := sigcheck.NewKey(&key, nil).Check(c); got != sigcheck.Bad {
			t.Errorf("salt %d: %s %s", salt, got, why)
		}
	}
}

// TestImpossibleKeysAreBad: a point off its curve, an even modulus.
func TestImpossibleKeysAreBad(t *testing.T) {
	root := testpki.Root(t, "root")
	key := root.Certificate().PublicKey
	key.Point = bytes.Clone(key.Point)
	key.Point[len(key.Point)-1] ^= 1
	if got, _ := sigcheck.NewKey(&key, nil).Check(root.Certificate()); got != sigcheck.Bad {
		t.Errorf("off the curve: %s", got)
	}
	rsa := testpki.Root(t, "root", testpki.Key(testpki.RSA2048)).Certificate()
	even := rsa.PublicKey
	n := *even.Modulus
	even.Modulus = n.SetBit(&n, 0, 0)
	if got, _ := sigcheck.NewKey(&even, nil).Check(rsa); got != sigcheck.Bad {
		t.Errorf("even: %s", got)
	}
}

// needs skips the test when the tool is missing. A build server has it, so there its absence is a failure.
func needs(t testing.TB, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err == nil {
		return
	}
	why := tool + " is not installed, so nothing was checked here"
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}
