package opensslverify

import "testing"

// TestQualifiers has what openssl 3.0 reads behind a policy identifier and what it does not, as TestDifferential found
// it; there a wrong one comes up in few chains.
func TestQualifiers(t *testing.T) {
	cps, notice, other := oid("1.3.6.1.5.5.7.2.1"), oid("1.3.6.1.5.5.7.2.2"), oid("1.2.3.4")
	text := tlv(0x1a, []byte("text"))
	for name, q := range map[string]struct {
		der  []byte
		read bool
	}{
		"none":                      {nil, true},
		"an empty list":             {seq(), true},
		"no list":                   {null(), false},
		"a list and more":           {append(seq(), 5, 0), false},
		"a CPS":                     {seq(seq(cps, tlv(ia5String, []byte("http://x.test/")))), true},
		"a CPS of another type":     {seq(seq(cps, text)), false},
		"a CPS without a text":      {seq(seq(cps)), false},
		"a CPS and more":            {seq(seq(cps, tlv(ia5String), null())), false},
		"an empty notice":           {seq(seq(notice, seq())), true},
		"a notice":                  {seq(seq(notice, seq(seq(text, seq(integer(1), integer(2))), tlv(utf8String, []byte("x"))))), true},
		"a text alone":              {seq(seq(notice, seq(text))), true},
		"two texts":                 {seq(seq(notice, seq(text, text))), false},
		"a reference cut short":     {seq(seq(notice, seq(seq(text)))), false},
		"a number that is none":     {seq(seq(notice, seq(seq(text, seq(null()))))), false},
		"a PrintableString":         {seq(seq(notice, seq(tlv(printableString)))), false},
		"a BMPString of odd length": {seq(seq(notice, seq(tlv(bmpString, []byte("abc"))))), false},
		"another qualifier":         {seq(seq(other, null())), true},
		"another without a value":   {seq(seq(other)), false},
		"another, broken":           {seq(seq(other, tlv(5, []byte{0}))), false},
	} {
		if got := readsAsQualifiers(q.der); got != q.read {
			t.Errorf("%s: read %v, want %v", name, got, q.read)
		}
	}
}
