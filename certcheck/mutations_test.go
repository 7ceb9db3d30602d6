package certcheck_test

import (
	"encoding/asn1"
	"math/rand/v2"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// mutator changes one element of an encoding, and the lengths around it. What it draws is the same in every run.
type mutator struct {
	*rand.Rand
	chosen, met int
}

// change is for testpki.Altered: the certificate is signed after it.
func (m *mutator) change(tbs []byte) []byte {
	m.chosen, m.met = -1, 0
	m.rebuild(tbs)
	m.chosen, m.met = 1+m.IntN(m.met-1), 0
	return m.rebuild(tbs)
}

func (m *mutator) rebuild(der []byte) []byte {
	var out []byte
	for len(der) > 0 {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(der, &v)
		if err != nil {
			return append(out, der...)
		}
		chosen := m.met == m.chosen
		m.met++
		if v.IsCompound || v.Tag == asn1.TagOctetString && len(v.Bytes) > 1 && v.Bytes[0] == 0x30 {
			v.Bytes = m.rebuild(v.Bytes)
		}
		if chosen {
			out = append(out, m.spoilt(v)...)
		} else {
			out = append(out, encoded(v, v.Bytes)...)
		}
		der = rest
	}
	return out
}

func encoded(v asn1.RawValue, content []byte) []byte {
	v.FullBytes, v.Bytes = nil, content
	der, err := asn1.Marshal(v)
	if err != nil {
		panic(err)
	}
	return der
}

func (m *mutator) spoilt(v asn1.RawValue) []byte {
	content := append([]byte{}, v.Bytes...)
	whole := encoded(v, content)
	switch m.IntN(7) {
	case 0:
		if len(content) > 0 {
			content[m.IntN(len(content))] ^= 1 << m.IntN(8)
		}
	case 1:
		whole[0] = []byte{1, 2, 3, 4, 5, 6, 12, 19, 22, 30, 0x30, 0x31, 0x80, 0x82, 0xa0, 0xa1}[m.IntN(16)]
		return whole
	case 2:
		return nil
	case 3:
		return append(whole, whole...)
	case 4:
		content = append(content, 0)
	case 5:
		content = append([]byte{0}, content...)
	case 6:
		content = content[:0]
	}
	return encoded(v, content)
}

// rare are extensions whose values openssl reads and Go does not, or not as far.
func rare(s *testpki.Spec) {
	text := func(tag byte, text string) []byte { return append([]byte{tag, byte(len(text))}, text...) }
	inside := func(tag byte, parts ...[]byte) []byte {
		var content []byte
		for _, p := range parts {
			content = append(content, p...)
		}
		return text(tag, string(content))
	}
	name := inside(0x30, inside(0x31, inside(0x30, text(6, "\x55\x04\x03"), text(12, "d"))))
	other := inside(0xa0, text(6, "\x2a\x03"), inside(0xa0, text(12, "o")))
	names := inside(0x30, text(0x82, "a.example"), text(0x81, "a@b.example"), inside(0xa4, name), other)
	points := inside(0x30, inside(0x30, inside(0xa0, inside(0xa0, text(0x86, "http://a.example/")))))
	testpki.Extension(false, names, 2, 5, 29, 17)(s)
	testpki.Extension(false, points, 2, 5, 29, 31)(s)
	testpki.Extension(false, []byte{3, 2, 7, 0x80}, 2, 16, 840, 1, 113730, 1, 1)(s)
}

// TestWhatOpenSSLRefusesIsNotAccepted: certificates with one element spoilt, of the client and of its CA. There is one
// chain only, so whoever passes has to pass with openssl too.
func TestWhatOpenSSLRefusesIsNotAccepted(t *testing.T) {
	m := &mutator{Rand: rand.New(rand.NewPCG(3, 4))}
	root := testpki.Root(t, "root")
	sound := root.Intermediate("mid", rare)
	want(t, diagnose(t, sound.Leaf("client", rare), sound, root), certcheck.Accepted, "")
	refused := 0
	for i := range 1200 {
		mid, client := sound, sound.Leaf("client")
		if spoilt := testpki.Altered(m.change); i%2 == 0 {
			client = sound.Leaf("client", rare, spoilt)
		} else {
			mid = root.Intermediate("mid", rare, spoilt)
		}
		if !readable(client) || !readable(mid) {
			continue
		}
		d := diagnose(t, client, mid, root)
		if !d.OpenSSL.OK || d.OpenSSL.Unread != "" {
			refused++
		}
		if d.Verdict == certcheck.Accepted && (!d.OpenSSL.OK || d.OpenSSL.Unread != "") {
			t.Errorf("%d is accepted, with %s confidence; openssl: %v %s\n%s%s", i, d.Confidence, d.OpenSSL.Errors, d.OpenSSL.Unread, client.PEM(), mid.PEM())
		}
	}
	if refused < 200 {
		t.Errorf("openssl refuses only %d", refused)
	}
}

func readable(c *testpki.Cert) bool {
	_, err := truststore.ParseCertificate(c.DER)
	return err == nil
}
