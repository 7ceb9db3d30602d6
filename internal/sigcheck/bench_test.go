package sigcheck_test

import (
	"testing"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
)

// BenchmarkCheck is one check of a certificate: under a key that checked others before, and under a new one each time.
func BenchmarkCheck(b *testing.B) {
	needs(b, "openssl")
	dir := b.TempDir()
	for _, m := range benchKinds() {
		c := selfSigned(b, dir, m, "one")
		key := sigcheck.NewKey(&c.PublicKey, new(sigcheck.Tables))
		for range 3 {
			key.Check(c)
		}
		b.Run(m.name, func(b *testing.B) {
			for b.Loop() {
				key.Check(c)
			}
		})
		b.Run(m.name+"/new key", func(b *testing.B) {
			for b.Loop() {
				sigcheck.NewKey(&c.PublicKey, nil).Check(c)
			}
		})
	}
}

func benchKinds() []made {
	var list []made
	for _, bits := range []string{"2048", "3072", "4096", "8192"} {
		list = append(list, made{name: "RSA-" + bits, key: rsaKey("RSA", bits), sign: []string{"-sha256"}})
	}
	for _, curve := range []string{"P-224", "P-256", "P-384", "P-521", "secp256k1", "brainpoolP384r1", "brainpoolP512r1"} {
		list = append(list, made{name: curve, key: ecKey(curve), sign: []string{"-sha256"}})
	}
	return list
}
