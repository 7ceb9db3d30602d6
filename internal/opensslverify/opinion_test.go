package opensslverify

import (
	"bytes"
	"testing"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// TestOpinions names the extension that spoils a certificate.
func TestOpinions(t *testing.T) {
	h := newHostile()
	usage := func(id string, octet byte) []byte { return ext(id, false, bits(0, []byte{octet})) }
	for name, c := range map[string]struct {
		extension []byte
		want      Opinion
	}{
		"sound":            {alternatives(1), Opinion{}},
		"two names in one": {ext("2.5.29.17", false, seq(tlv(0xa4, named("a"), named("b")))), refusedBy("subjectAltName")},
		"an empty point":   {ext("2.5.29.31", false, seq(seq())), refusedBy("cRLDistributionPoints")},
		"empty blocks":     {ext("1.3.6.1.5.5.7.1.7", true, seq()), Opinion{}},
		"an inherited one": {ext("1.3.6.1.5.5.7.1.7", true, seq(seq(octets([]byte{0, 1}), null()))), Opinion{}},
		"a block of two": {ext("1.3.6.1.5.5.7.1.7", true, seq(seq(octets([]byte{0, 1}), seq(bits(0, []byte{10}), seq(bits(0, []byte{11}), bits(0, []byte{12})))))),
			Opinion{}},
		"a broken block":  {ext("1.3.6.1.5.5.7.1.7", true, seq(seq(octets([]byte{0, 1})))), refusedBy("ipAddrBlocks")},
		"a system":        {ext("1.3.6.1.5.5.7.1.8", true, seq(tlv(0xa0, seq(integer(1), seq(integer(2), integer(3)))))), Opinion{}},
		"no systems":      {ext("1.3.6.1.5.5.7.1.8", true, null()), refusedBy("autonomousSysIds")},
		"no key usage":    {usage("2.5.29.15", 0), refusedBy("keyUsage")},
		"SSL server only": {usage("2.16.840.1.113730.1.1", 0x40), Opinion{NoClientType: true}},
		"SSL client":      {usage("2.16.840.1.113730.1.1", 0x80), Opinion{}},
		"a proxy": {ext("1.3.6.1.5.5.7.1.14", false, seq(seq(oid("1.3.6.1.5.5.7.21.1")))),
			Opinion{Refused: "its extension proxyCertInfo makes it a proxy certificate, which openssl does not allow"}},
	} {
		if got := OpinionOf(h.cert(t, "leaf", "root", c.extension)); got != c.want {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func refusedBy(extension string) Opinion {
	return Opinion{Refused: "openssl takes it for invalid because of its extension " + extension}
}

// TestPlainIsSound changes every octet of certificates: openssl has nothing against what is plain.
func TestPlainIsSound(t *testing.T) {
	plain := 0
	for i, row := range fixtureRows(t) {
		if i%20 > 0 {
			continue
		}
		der := fixture(t, row[0], row[1])[0].Certificate.Raw
		for at := range der {
			for _, other := range []byte{0, 0x30, 0xff, der[at] + 1, der[at] ^ 0x80} {
				changed := bytes.Clone(der)
				changed[at] = other
				c, err := truststore.ParseCertificate(changed)
				if err != nil || !c.Plain() {
					continue
				}
				plain++
				if o := opinionOf(c); o != (Opinion{}) {
					t.Errorf("%s, octet %d is %#x: %+v", row[0], at, other, o)
				}
			}
		}
	}
	if plain == 0 {
		t.Error("none is plain")
	}
}
