package weierstrass

import (
	"encoding/asn1"
	"math/big"
	"os/exec"
	"strings"
	"testing"
)

// TestTheTableFits: each base point lies on its curve, and its order is a prime that leads to infinity.
func TestTheTableFits(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(table)) {
		oid, _, _ := strings.Cut(line, " ")
		c := ByOID(oid)
		if c == nil {
			if oid != "1.3.132.0.35" {
				t.Errorf("%s is not given", oid)
			}
			continue
		}
		x, y := c.affine(c.G)
		if _, ok := c.Point(c.Octets(x, y)); !ok {
			t.Errorf("%s: the base point is not on the curve", oid)
		}
		if x, _ := c.Sum(c.N, new(big.Int), c.G); x != nil || !c.N.ProbablyPrime(10) {
			t.Errorf("%s: its order is another one", oid)
		}
	}
}

// TestOpenSSLsCurvesAreRecognized, all of them, with the base point in each form; those of the wireless protocols that
// are another's under a second name go by the first.
func TestOpenSSLsCurvesAreRecognized(t *testing.T) {
	list, err := exec.Command("openssl", "ecparam", "-list_curves").Output()
	if err != nil {
		t.Skip("openssl is not installed, so there is nothing to compare with")
	}
	second := map[string]string{"2.23.43.1.4.6": "1.3.132.0.6", "2.23.43.1.4.7": "1.3.132.0.30", "2.23.43.1.4.12": "1.3.132.0.33"}
	for line := range strings.Lines(string(list)) {
		name, about, _ := strings.Cut(line, ":")
		if !strings.Contains(about, "prime field") {
			continue
		}
		curve := func(options ...string) []byte {
			out, err := exec.Command("openssl", append([]string{"ecparam", "-outform", "DER", "-name", strings.TrimSpace(name)}, options...)...).Output()
			if err != nil {
				t.Fatal(name, err)
			}
			return out
		}
		var oid asn1.ObjectIdentifier
		if _, err := asn1.Unmarshal(curve(), &oid); err != nil {
			t.Fatal(err)
		}
		want := oid.String()
		if first := second[want]; first != "" {
			want = first
		}
		for _, form := range []string{"uncompressed", "compressed", "hybrid"} {
			if got := Recognize(curve("-param_enc", "explicit", "-conv_form", form)); got != want {
				t.Errorf("%s, %s: recognized as %q, want %q", name, form, got, want)
			}
		}
	}
}

// TestOtherNumbersAreNotRecognized: one bit of any number makes another curve, and numbers of any size cost nothing.
func TestOtherNumbersAreNotRecognized(t *testing.T) {
	write := func(n [6]*big.Int) []byte {
		type field struct {
			OID asn1.ObjectIdentifier
			P   *big.Int
		}
		type curve struct{ A, B []byte }
		point := append([]byte{4}, n[3].FillBytes(make([]byte, 32))...)
		der, err := asn1.Marshal(struct {
			Version int
			Field   field
			Curve   curve
			Base    []byte
			Order   *big.Int
		}{1, field{asn1.ObjectIdentifier{1, 2, 840, 10045, 1, 1}, n[0]}, curve{n[1].Bytes(), n[2].Bytes()},
			append(point, n[4].FillBytes(make([]byte, 32))...), n[5]})
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	_, line, _ := strings.Cut(table, "\n1.3.132.0.10 ")
	var n [6]*big.Int
	for i, digits := range strings.Fields(line)[:6] {
		n[i], _ = new(big.Int).SetString(digits, 16)
	}
	if got := Recognize(write(n)); got != "1.3.132.0.10" {
		t.Errorf("secp256k1 is recognized as %q", got)
	}
	for i := range n {
		changed := n
		changed[i] = new(big.Int).Xor(n[i], big.NewInt(1))
		if got := Recognize(write(changed)); got != "" {
			t.Errorf("number %d changed, and it is recognized as %q", i, got)
		}
	}
	huge := n
	huge[0] = new(big.Int).Lsh(n[0], 1<<20)
	if got := Recognize(write(huge)); got != "" {
		t.Errorf("a huge field is recognized as %q", got)
	}
}
