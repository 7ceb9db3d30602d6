package keyfile

import (
	"encoding/pem"
	"path/filepath"
	"testing"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// keyForms are the ways in which openssl writes one EC key, and certificateForms those in which it certifies one.
func keyForms() map[string][]string {
	return map[string][]string{
		"as made": nil, "compressed": {"-conv_form", "compressed"}, "hybrid": {"-conv_form", "hybrid"}, "without public half": {"-no_public"},
		"by its numbers": {"-param_enc", "explicit"}, "by its numbers, compressed": {"-param_enc", "explicit", "-conv_form", "compressed"},
		"by its numbers, without public half": {"-param_enc", "explicit", "-no_public"},
	}
}

func certificateForms() map[string][]string {
	return map[string][]string{
		"named": nil, "compressed": {"-conv_form", "compressed"}, "hybrid": {"-conv_form", "hybrid"},
		"by its numbers": {"-param_enc", "explicit"}, "by its numbers, hybrid": {"-param_enc", "explicit", "-conv_form", "hybrid"},
	}
}

// TestOneKeyHoweverItIsWritten: an EC key fits the certificate that openssl made of it, in whatever forms it wrote the
// two, and no other key of the curve does. So do all certificates of a key among themselves.
func TestOneKeyHoweverItIsWritten(t *testing.T) {
	newOracle(t)
	for _, curve := range []string{"secp224r1", "prime256v1", "secp521r1", "secp256k1", "prime192v1", "secp192k1", "secp224k1",
		"brainpoolP224r1", "brainpoolP256r1", "brainpoolP256t1", "brainpoolP384r1", "brainpoolP512t1"} {
		t.Run(curve, func(t *testing.T) {
			t.Parallel()
			o := oracle{t.TempDir()}
			o.run(t, "ecparam", "-name", curve, "-genkey", "-noout", "-out", "key.pem")
			o.run(t, "ecparam", "-name", curve, "-genkey", "-noout", "-out", "other.pem")
			other := o.publicKey(t, "other.pem")
			public := o.certified(t)
			for form, options := range keyForms() {
				o.run(t, append([]string{"ec", "-in", "key.pem", "-out", "form.pem"}, options...)...)
				public["the key "+form] = o.publicKey(t, "form.pem")
			}
			for form, key := range public {
				for another, same := range public {
					if !key.Same(same) || key.Differs(same) {
						t.Errorf("%s and %s are one key: Same %t, Differs %t", form, another, key.Same(same), key.Differs(same))
					}
				}
				if key.Same(other) || !key.Differs(other) {
					t.Errorf("%s is not another key: Same %t, Differs %t", form, key.Same(other), key.Differs(other))
				}
			}
		})
	}
}

// certified gives the keys of certificates, one in each form.
func (o oracle) certified(t *testing.T) map[string]truststore.PublicKey {
	public := map[string]truststore.PublicKey{}
	for form, options := range certificateForms() {
		o.run(t, append([]string{"ec", "-in", "key.pem", "-out", "form.pem"}, options...)...)
		block, _ := pem.Decode(o.run(t, "req", "-x509", "-key", "form.pem", "-subj", "/CN=client"))
		c, err := truststore.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		public["the certificate "+form] = c.PublicKey
	}
	return public
}

func (o oracle) publicKey(t *testing.T, name string) truststore.PublicKey {
	key, err := Parse(o.read(t, name), nil)
	if err != nil || key.Damage != "" {
		t.Fatalf("%s: %+v, %v", filepath.Join(o.dir, name), key, err)
	}
	public, err := truststore.ParsePublicKey(key.SPKI)
	if err != nil {
		t.Fatal(err)
	}
	return public
}

// TestWhatCannotBeCompared: on a binary curve the compressed form takes arithmetic that is not here.
func TestWhatCannotBeCompared(t *testing.T) {
	o := newOracle(t)
	o.run(t, "ecparam", "-name", "sect283k1", "-genkey", "-noout", "-out", "key.pem")
	o.run(t, "ecparam", "-name", "sect283k1", "-genkey", "-noout", "-out", "other.pem")
	full, other := o.publicKey(t, "key.pem"), o.publicKey(t, "other.pem")
	for form, options := range keyForms() {
		if form == "without public half" || form == "by its numbers, without public half" {
			continue
		}
		o.run(t, append([]string{"ec", "-in", "key.pem", "-out", "form.pem"}, options...)...)
		key := o.publicKey(t, "form.pem")
		if key.Differs(full) || full.Differs(key) || key.Same(full) != (form == "as made" || form == "hybrid") {
			t.Errorf("%s: Same %t, Differs %t", form, key.Same(full), key.Differs(full))
		}
		if !key.Differs(other) || key.Same(other) {
			t.Errorf("%s is not another key", form)
		}
	}
}

// TestOneKeyTwiceInAFile, in two forms, is one key.
func TestOneKeyTwiceInAFile(t *testing.T) {
	o := newOracle(t)
	o.run(t, "ecparam", "-name", "secp256k1", "-genkey", "-noout", "-out", "key.pem")
	again := o.run(t, "ec", "-in", "key.pem", "-conv_form", "compressed", "-param_enc", "explicit")
	if _, err := Parse(append(o.read(t, "key.pem"), again...), nil); err != nil {
		t.Error(err)
	}
}
