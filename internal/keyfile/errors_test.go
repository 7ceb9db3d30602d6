package keyfile

import (
	"bytes"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"
)

func certificate(t testing.TB) []byte {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	key := newEC(t, elliptic.P256())
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func request(t testing.TB) []byte {
	t.Helper()
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, newEC(t, elliptic.P256()))
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestFilesWithoutAPrivateKeySayWhatTheyHold(t *testing.T) {
	cert, spki := certificate(t), spkiOf(t, newRSA(t))
	signedData := struct {
		Type asn1.ObjectIdentifier
		Body int `asn1:"explicit,tag:0"`
	}{oid(1, 2, 840, 113549, 1, 7, 2), 1}
	for name, test := range map[string]struct {
		data []byte
		word string
	}{
		"nothing":            {nil, "the file is empty"},
		"white space":        {[]byte(" \r\n\t"), "the file is empty"},
		"text":               {[]byte("hello"), "neither PEM nor DER"},
		"digits":             {[]byte("0123456789"), "neither PEM nor DER"},
		"certificate in DER": {cert, "holds a certificate, and no private key"},
		"request in DER":     {request(t), "a certificate signing request"},
		"public key in DER":  {spki, "a public key"},
		"certificates":       {bytes.Repeat(pemOf("CERTIFICATE", cert), 2), "only 2 × certificate"},
		"mixture": {
			append(pemOf("CERTIFICATE REQUEST", request(t)), pemOf("PUBLIC KEY", spki)...),
			"only 1 × certificate signing request, 1 × public key",
		},
		"CRL, PKCS#7 and parameters": {
			bytes.Join([][]byte{pemOf("X509 CRL", cert), pemOf("PKCS7", cert), pemOf("EC PARAMETERS", cert)}, nil),
			"1 × certificate revocation list, 1 × PKCS#7 message, 1 × key parameters",
		},
		"PGP":               {pemOf("PGP PRIVATE KEY BLOCK", cert), "1 × other PEM block"},
		"PKCS#12 in BER":    {[]byte("\x30\x80\x02\x01\x03\x30\x80"), "PKCS#12"},
		"JKS":               {[]byte("\xfe\xed\xfe\xed\x00\x00\x00\x02"), "keytool -importkeystore"},
		"JCEKS":             {[]byte("\xce\xce\xce\xce\x00\x00\x00\x02"), "keytool -importkeystore"},
		"UTF-16":            {[]byte("\xff\xfe-\x00-\x00"), "UTF-16"},
		"OpenSSH public":    {[]byte("ssh-ed25519 AAAA me"), "an OpenSSH public key"},
		"PKCS#7 in DER":     {marshal(t, signedData), "a PKCS#7 message"},
		"PKCS#1 public key": {marshal(t, struct{ N, E int }{15, 3}), "a public key"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(test.data, neverAsked(t))
			wantError(t, err, ErrNoKey, 0, test.word)
		})
	}
}

func TestDamagedFiles(t *testing.T) {
	key := newEC(t, elliptic.P256())
	pkcs8, sec1 := pkcs8Of(t, key), sec1Of(t, key)
	text := string(pemOf("PRIVATE KEY", pkcs8))
	ed25519 := pkix.AlgorithmIdentifier{Algorithm: oid(1, 3, 101, 112)}
	inherited := struct {
		Version int
		Scalar  []byte
		Curve   asn1.RawValue `asn1:"explicit,tag:0"`
	}{1, make([]byte, 32), asn1.NullRawValue}
	for name, test := range map[string]struct {
		data []byte
		line int
		word string
	}{
		"no END line":             {[]byte("\n" + strings.Replace(text, "-----END", "", 1)), 2, "no END line"},
		"BEGIN inside a block":    {[]byte(text[:60] + "\n" + text), 1, "no END line"},
		"END of something else":   {[]byte(strings.Replace(text, "END PRIVATE", "END EC PRIVATE", 1)), 1, "something else"},
		"not base64":              {[]byte(strings.Replace(text, "M", "*", 1)), 1, "not base64"},
		"empty block":             {[]byte("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"), 1, "nothing between"},
		"all on one line":         {[]byte("x\ny: " + strings.ReplaceAll(text, "\n", " ")), 2, "lines of their own"},
		"cut short":               {pemOf("PRIVATE KEY", pkcs8[:len(pkcs8)-3]), 1, "cut short"},
		"DER cut short":           {pkcs8[:len(pkcs8)-3], 0, "cut short"},
		"certificate inside":      {pemOf("PRIVATE KEY", certificate(t)), 1, "holds a certificate"},
		"request inside":          {pemOf("PRIVATE KEY", request(t)), 1, "holds a certificate signing request"},
		"public key inside":       {pemOf("RSA PRIVATE KEY", spkiOf(t, key)), 1, "holds a public key"},
		"OpenSSH mislabelled":     {pemOf("OPENSSH PRIVATE KEY", sec1), 1, "does not begin like one"},
		"curve not named":         {marshal(t, ecNumbers{Version: 1, Scalar: make([]byte, 32)}), 0, "which curve"},
		"curve inherited":         {marshal(t, inherited), 0, "which curve"},
		"scalar of zero, bare":    {marshal(t, ecNumbers{Version: 1, Scalar: make([]byte, 32), Curve: oidP256()}), 0, "zero"},
		"point of one byte":       {marshal(t, ecNumbers{1, make([]byte, 32), oidP256(), bits([]byte{0})}), 0, "public point"},
		"Ed25519 of 31 bytes":     {marshal(t, oneAsymmetricKey{0, ed25519, marshal(t, make([]byte, 31)), bits(nil)}), 0, "31 bytes"},
		"RSA modulus of zero":     {marshal(t, make([]int, 9)), 0, "not a positive number"},
		"DEK-Info without cipher": {[]byte(strings.Replace(text, "-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n", 1)), 1, "names no cipher"},
		"DEK-Info without vector": {[]byte(strings.Replace(text, "-----\n", "-----\nDEK-Info: AES-256-CBC\n\n", 1)), 1, "16 bytes"},
		"odd cipher name":         {[]byte(strings.Replace(text, "-----\n", "-----\nDEK-Info: A\x1bB,00\n\n", 1)), 1, "names no cipher"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(test.data, neverAsked(t))
			wantError(t, err, ErrDamaged, test.line, test.word)
			if strings.ContainsAny(err.Error(), "\x1b\n") {
				t.Errorf("the error repeats what the file says: %q", err)
			}
		})
	}
}

func TestUnsupportedKeysAreNamed(t *testing.T) {
	strange := func(arcs ...int) []byte {
		return marshal(t, oneAsymmetricKey{0, pkix.AlgorithmIdentifier{Algorithm: arcs}, []byte{4, 0}, bits(nil)})
	}
	withoutPoint := ecNumbers{Version: 1, Scalar: make([]byte, 32), Curve: oid(1, 3, 132, 0, 16)}
	unknownCurve := ecNumbers{Version: 1, Scalar: make([]byte, 32), Curve: oid(1, 2, 3)}
	for name, test := range map[string]struct {
		data []byte
		word string
	}{
		"ML-DSA":        {strange(2, 16, 840, 1, 101, 3, 4, 3, 18), "ML-DSA-65"},
		"unknown OID":   {strange(1, 2, 3, 4), "the algorithm 1.2.3.4"},
		"Ed448":         {strange(1, 3, 101, 113), "Ed448 (1.3.101.113)"},
		"OAEP":          {strange(1, 2, 840, 113549, 1, 1, 7), "RSAES-OAEP"},
		"sect283k1":     {marshal(t, withoutPoint), "the curve 1.3.132.0.16"},
		"unknown curve": {marshal(t, unknownCurve), "the curve 1.2.3"},
		"DSA":           {marshal(t, make([]int, 6)), "DSA"},
		"PuTTY":         {[]byte("PuTTY-User-Key-File-3: ssh-ed25519"), "puttygen"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(test.data, neverAsked(t))
			wantError(t, err, ErrUnsupported, 0, test.word)
		})
	}
	for label, word := range map[string]string{
		"DSA PRIVATE KEY": "DSA", "TSS2 PRIVATE KEY": "TPM", "GREEN PRIVATE KEY": "label",
	} {
		_, err := Parse(pemOf(label, []byte{1}), neverAsked(t))
		wantError(t, err, ErrUnsupported, 1, word)
	}
}

func TestUnsupportedDerivationsAreNamed(t *testing.T) {
	argon2 := pkix.AlgorithmIdentifier{Algorithm: oid(1, 2, 3, 4)}
	_, err := Parse(sealedAs(t, argon2, make([]byte, 16)), neverAsked(t))
	wantError(t, err, ErrUnsupported, 0, "derived with the algorithm 1.2.3.4")

	whirlpool := pkix.AlgorithmIdentifier{Algorithm: oid(1, 2, 3, 5)}
	kdf := identifier(t, oid(1, 2, 840, 113549, 1, 5, 12), pbkdf2Params{[]byte("salt"), 1, whirlpool})
	_, err = Parse(sealedAs(t, kdf, make([]byte, 16)), neverAsked(t))
	wantError(t, err, ErrUnsupported, 0, "the hash 1.2.3.5")
}

func TestPassphraseErrors(t *testing.T) {
	key := newEC(t, elliptic.P256())
	files := map[string][]byte{
		"PKCS#8":      pemOf("ENCRYPTED PRIVATE KEY", seal(t, pkcs8Of(t, key))),
		"traditional": sealPEM(t, "EC PRIVATE KEY", sec1Of(t, key)),
		"CTR":         sealStream(t, "CAMELLIA-256-CTR", sec1Of(t, key)),
		"OFB":         sealStream(t, "DES-EDE3-OFB", sec1Of(t, key)),
		"ChaCha20":    sealStream(t, "CHACHA20", sec1Of(t, key)),
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(data, nil)
			wantError(t, err, ErrPassphraseNeeded, 1, "--passin env:NAME", "--passin file:PATH")

			_, err = Parse(data, func() ([]byte, error) { return []byte("hunter2hunter2"), nil })
			wantError(t, err, ErrPassphraseWrong, 1, "wrong pass phrase, or a damaged key")
			if strings.Contains(fmt.Sprintf("%+v", *err.(*Error)), "hunter2") {
				t.Error("the error tells the pass phrase")
			}

			_, err = Parse(data, func() ([]byte, error) { return nil, nil })
			wantError(t, err, ErrPassphraseWrong, 1, "is empty")

			for phrase, word := range map[string]string{"\xef\xbb\xbfhunter2": "byte order mark of UTF-8", "\xff\xfeh\x002\x00": "is UTF-16", "h\x002\x00": "zero bytes"} {
				_, err = Parse(data, func() ([]byte, error) { return []byte(phrase), nil })
				wantError(t, err, ErrPassphraseWrong, 1, word, "save the file as UTF-8")
			}

			cause := errors.New("no such file")
			_, err = Parse(data, func() ([]byte, error) { return nil, cause })
			wantError(t, err, ErrPassphraseSource, 1, "no such file")
			if !errors.Is(err, cause) {
				t.Errorf("got %v, which does not wrap its cause", err)
			}
		})
	}
}

// A wrong pass phrase must never look like a damaged key or, worse, like another key.
func TestManyWrongPassphrases(t *testing.T) {
	data := seal(t, pkcs8Of(t, newEC(t, elliptic.P256())))
	for i := range 2000 {
		_, err := Parse(data, func() ([]byte, error) { return fmt.Appendf(nil, "guess %d", i), nil })
		if !errors.Is(err, ErrPassphraseWrong) {
			t.Fatalf("guess %d: got %v, want ErrPassphraseWrong", i, err)
		}
	}
}

// Where a mode has no padding, chance alone makes a SEQUENCE of the right length once in 65,536 wrong phrases.
func TestSequenceOfChanceIsAWrongPassphrase(t *testing.T) {
	_, err := Parse(sealStream(t, "AES-128-CTR", []byte("\x30\x04\x02\x05\x00\x00")), given)
	wantError(t, err, ErrPassphraseWrong, 1, "wrong pass phrase, or a damaged key")
}

func TestUnsupportedCiphersAreNamed(t *testing.T) {
	pbkdf2 := identifier(t, oid(1, 2, 840, 113549, 1, 5, 12), pbkdf2Params{[]byte("salt"), 1, hmacSHA256(t)})
	sealed := func(cipher pkix.AlgorithmIdentifier) []byte {
		params := pbes2Params{pbkdf2, cipher}
		return marshal(t, sealedKey{identifier(t, oid(1, 2, 840, 113549, 1, 5, 13), params), make([]byte, 16)})
	}
	type rc2Params struct {
		Version int
		IV      []byte
	}
	for word, cipher := range map[string]pkix.AlgorithmIdentifier{
		"IDEA-CBC":              identifier(t, oid(1, 3, 6, 1, 4, 1, 188, 7, 1, 1, 2), make([]byte, 8)),
		"RC5-CBC-Pad":           identifier(t, oid(1, 2, 840, 113549, 3, 9), make([]byte, 8)),
		"AES in GCM mode":       identifier(t, oid(2, 16, 840, 1, 101, 3, 4, 1, 46), make([]byte, 12)),
		"the algorithm 1.2.3.4": identifier(t, oid(1, 2, 3, 4), 0),
		"unusual number":        identifier(t, oid(1, 2, 840, 113549, 3, 2), rc2Params{1, make([]byte, 8)}),
	} {
		_, err := Parse(sealed(cipher), neverAsked(t))
		wantError(t, err, ErrUnsupported, 0, word, "encrypt the key anew")
	}
	_, err := Parse(sealed(identifier(t, oid(1, 2, 840, 113549, 3, 2), make([]byte, 8))), neverAsked(t))
	wantError(t, err, ErrDamaged, 0, "RC2")
	for _, name := range []string{"AES-128-ECB,", "RC4,", "IDEA-CBC,0011223344556677", "AES-256-CBC-CTS,00", "-,", "CBC,"} {
		_, err := Parse([]byte("-----BEGIN EC PRIVATE KEY-----\nDEK-Info: "+name+"\n\nAAAA\n-----END EC PRIVATE KEY-----"), neverAsked(t))
		cipher, _, _ := strings.Cut(name, ",")
		wantError(t, err, ErrUnsupported, 1, cipher)
	}
}

func TestPassphraseIsAskedOnce(t *testing.T) {
	key, asked := newEC(t, elliptic.P256()), 0
	data := append(pemOf("ENCRYPTED PRIVATE KEY", seal(t, pkcs8Of(t, key))), sealPEM(t, "EC PRIVATE KEY", sec1Of(t, key))...)
	got, err := Parse(data, func() ([]byte, error) { asked++; return given() })
	if err != nil || asked != 1 {
		t.Errorf("got %v after %d questions, want no error after one", err, asked)
	}
	if !bytes.Equal(got.SPKI, spkiOf(t, key)) || got.Line != 1 {
		t.Errorf("got %+v, want the first block of the key", got)
	}
}

func TestSeveralKeys(t *testing.T) {
	one, two := pemOf("PRIVATE KEY", pkcs8Of(t, newEC(t, elliptic.P256()))), pemOf("PRIVATE KEY", pkcs8Of(t, newEC(t, elliptic.P256())))
	_, err := Parse(append(one[:len(one):len(one)], two...), nil)
	wantError(t, err, ErrSeveralKeys, 0, "2 private keys, at lines 1, 6")
	_, err = Parse(bytes.Repeat(one, 9), nil)
	wantError(t, err, ErrSeveralKeys, 0, "9 private keys, at lines 1, 6, 11, 16, …")
	if _, err = Parse(bytes.Repeat(one, 3), nil); err != nil {
		t.Errorf("the same key three times: %v", err)
	}
}

func TestLimits(t *testing.T) {
	pbkdf2With := func(iterations int64, hash int) []byte {
		params := pbkdf2Params{[]byte("salt"), iterations, identifier(t, oid(1, 2, 840, 113549, 2, hash), asn1.NullRawValue)}
		return sealedAs(t, identifier(t, oid(1, 2, 840, 113549, 1, 5, 12), params), make([]byte, 16))
	}
	pbkdf2 := func(iterations int64) []byte { return pbkdf2With(iterations, 9) }
	scrypt := func(salt int, n, r, p int64) []byte {
		params := scryptParams{make([]byte, salt), n, r, p}
		return sealedAs(t, identifier(t, oid(1, 3, 6, 1, 4, 1, 11591, 4, 11), params), make([]byte, 16))
	}
	pbe := func(iterations int64, arcs ...int) []byte {
		return marshal(t, sealedKey{identifier(t, arcs, pbe1Params{[]byte("saltsalt"), iterations}), make([]byte, 8)})
	}
	huge := new(big.Int).Lsh(big.NewInt(1), maxRSABits)
	small := big.NewInt(1)
	type info struct{ R, D, T int }
	manyPrimes := struct {
		V, N, E, D, P, Q, DP, DQ, QInv int
		Others                         []info
	}{1, 2, 3, 4, 5, 6, 7, 8, 9, make([]info, maxRSAPrimes)}
	for name, test := range map[string]struct {
		data []byte
		word string
	}{
		"PBKDF2":              {pbkdf2(50_000_000), "would take the work of 50000000 rounds of HMAC-SHA256; the limit is 10000000"},
		"PBKDF2 with SHA-512": {pbkdf2With(4_000_000, 11), "the work of 12000000 rounds of HMAC-SHA256"},
		"PBKDF2 of 2^63-1":    {pbkdf2(1<<63 - 1), "rounds"},
		"scrypt memory":       {scrypt(8, 1<<20, 8, 1), "would take 1024 MiB of memory; the limit is 128 MiB"},
		"scrypt memory for p": {scrypt(8, 2, 2, 1<<20), "would take 256 MiB"},
		"scrypt time":         {scrypt(8, 1<<16, 8, 100), "rounds"},
		"scrypt of 2^62":      {scrypt(8, 1<<62, 1<<62, 1<<62), "the limit for each"},
		"scrypt salt":         {scrypt(257, 2, 1, 1), "salt"},
		"PBES1":               {pbe(1<<40, 1, 2, 840, 113549, 1, 5, 3), "rounds"},
		"PKCS#12 PBE":         {pbe(1<<62, 1, 2, 840, 113549, 1, 12, 1, 3), "rounds"},
		"encrypted key": {sealedAs(t, identifier(t, oid(1, 2, 840, 113549, 1, 5, 12), pbkdf2Params{[]byte("salt"), 1, hmacSHA256(t)}),
			make([]byte, maxSealed+16)), "32784 bytes"},
		"file size":  {make([]byte, maxInput+1), "1048577 bytes"},
		"RSA size":   {marshal(t, rsaNumbers{0, huge, small, small, small, small, small, small, small}), "16385 bits"},
		"RSA primes": {marshal(t, manyPrimes), "more than 5 primes"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(test.data, neverAsked(t))
			wantError(t, err, ErrLimit, 0, test.word)
		})
	}
}

// The limit is for the whole file, else each copy of a key would double the time.
func TestWorkIsCountedForTheWholeFile(t *testing.T) {
	u := &unlocker{ask: given, left: maxWork}
	for range 2 {
		if err := u.spend(maxWork / 2); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, u.spend(1), ErrLimit, 0, "would take the work of 1 rounds")
}

func TestParametersOutOfRange(t *testing.T) {
	kdf := func(params any) []byte {
		return sealedAs(t, identifier(t, oid(1, 2, 840, 113549, 1, 5, 12), params), make([]byte, 16))
	}
	scrypt := func(n int64) []byte {
		params := scryptParams{[]byte("salt"), n, 8, 1}
		return sealedAs(t, identifier(t, oid(1, 3, 6, 1, 4, 1, 11591, 4, 11), params), make([]byte, 16))
	}
	for name, data := range map[string][]byte{
		"no rounds":           kdf(pbkdf2Params{[]byte("salt"), 0, hmacSHA256(t)}),
		"negative rounds":     kdf(pbkdf2Params{[]byte("salt"), -1, hmacSHA256(t)}),
		"other key length":    kdf(pbkdf2Lengthened{[]byte("salt"), 1, 16}),
		"N no power of two":   scrypt(3),
		"N of zero":           scrypt(0),
		"no parameters":       kdf(1),
		"half a block":        sealedAs(t, identifier(t, oid(1, 2, 840, 113549, 1, 5, 12), pbkdf2Lengthened{nil, 1, 32}), make([]byte, 15)),
		"no ciphertext":       sealedAs(t, identifier(t, oid(1, 2, 840, 113549, 1, 5, 12), pbkdf2Lengthened{nil, 1, 32}), nil),
		"PBES2 of an integer": marshal(t, sealedKey{identifier(t, oid(1, 2, 840, 113549, 1, 5, 13), 1), make([]byte, 16)}),
		"PBES1 of an integer": marshal(t, sealedKey{identifier(t, oid(1, 2, 840, 113549, 1, 5, 3), 1), make([]byte, 16)}),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(data, given)
			wantError(t, err, ErrDamaged, 0)
		})
	}
}
