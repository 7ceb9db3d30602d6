package blockcipher

import (
	"bytes"
	"crypto/cipher"
	"encoding/hex"
	"strings"
	"testing"
)

func octets(t *testing.T, digits string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestVectors are those of the standards: RFC 3713 appendix A, RFC 5794 appendix A, GB/T 32907 appendix A, RFC 4269
// appendix B and RFC 2268 section 5.
func TestVectors(t *testing.T) {
	rc2 := func(effective int) func([]byte) (cipher.Block, error) {
		return func(key []byte) (cipher.Block, error) { return newRC2(key, effective), nil }
	}
	const stairs = "0123456789abcdeffedcba9876543210"
	for _, test := range []struct {
		name                string
		make                func([]byte) (cipher.Block, error)
		key, plain, covered string
	}{
		{"Camellia-128", NewCamellia, stairs, stairs, "67673138549669730857065648eabe43"},
		{"Camellia-192", NewCamellia, stairs + "0011223344556677", stairs, "b4993401b3e996f84ee5cee7d79b09b9"},
		{"Camellia-256", NewCamellia, stairs + "00112233445566778899aabbccddeeff", stairs, "9acc237dff16d76c20ef7c919e3a7509"},
		{"ARIA-128", NewARIA, "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
			"d718fbd6ab644c739da95f3be6451778"},
		{"ARIA-192", NewARIA, "000102030405060708090a0b0c0d0e0f1011121314151617", "00112233445566778899aabbccddeeff",
			"26449c1805dbe7aa25a468ce263a9e79"},
		{"ARIA-256", NewARIA, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
			"00112233445566778899aabbccddeeff", "f92bd7c79fb72e2f2b8f80c1972d24fc"},
		{"SM4", NewSM4, stairs, stairs, "681edf34d206965e86b3e94f536e4246"},
		{"SEED of zeros", NewSEED, "00000000000000000000000000000000", "000102030405060708090a0b0c0d0e0f",
			"5ebac6e0054e166819aff1cc6d346cdb"},
		{"SEED", NewSEED, "000102030405060708090a0b0c0d0e0f", "00000000000000000000000000000000",
			"c11f22f20140505084483597e4370f43"},
		{"RC2, 63 bits", rc2(63), "0000000000000000", "0000000000000000", "ebb773f993278eff"},
		{"RC2, 64 bits", NewRC2, "ffffffffffffffff", "ffffffffffffffff", "278b27e42e2f0d49"},
		{"RC2, 64 bits of 8", rc2(64), "88", "0000000000000000", "61a8a244adacccf0"},
		{"RC2, 64 bits of 128", rc2(64), "88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "1a807d272bbe5db1"},
		{"RC2, 128 bits", NewRC2, "88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "2269552ab0f85ca6"},
	} {
		t.Run(test.name, func(t *testing.T) {
			plain, covered := octets(t, test.plain), octets(t, test.covered)
			b, err := test.make(octets(t, test.key))
			if err != nil {
				t.Fatal(err)
			}
			got := make([]byte, b.BlockSize())
			if b.Encrypt(got, plain); !bytes.Equal(got, covered) {
				t.Errorf("Encrypt gives %x, want %x", got, covered)
			}
			if b.Decrypt(got, covered); !bytes.Equal(got, plain) {
				t.Errorf("Decrypt gives %x, want %x", got, plain)
			}
		})
	}
}

func TestKeysOfOtherSizesAreRefused(t *testing.T) {
	for name, cipherOf := range map[string]func([]byte) (cipher.Block, error){
		"Camellia": NewCamellia, "ARIA": NewARIA, "SM4": NewSM4, "SEED": NewSEED, "RC2": NewRC2,
	} {
		for _, size := range []int{0, 129} {
			if _, err := cipherOf(make([]byte, size)); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s with %d bytes: got %v, want an error with its name", name, size, err)
			}
		}
	}
}
