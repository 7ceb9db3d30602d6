package opensslverify

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// world is one small random PKI with everything that a call of openssl verify is given.
type world struct {
	trusted, untrusted [][]byte // DER
	withUntrusted      bool
	leaves             [][]byte
	crls               [][]byte
	o                  Options
	flags              []string
}

// maker makes worlds. noise is how often, in percent, anything is made wrong: quiet worlds reach the late checks.
type maker struct {
	*rand.Rand
	keys []*testKey
	at   time.Time
	// withPolicies is for worlds in which certificates carry policies.
	withPolicies bool
	// withPoints is for worlds in which certificates name their CRLs.
	withPoints bool
	made       [][]byte // the serials of all certificates
	noise      int
	ids        []*identity
	// serials are those of the certificates made so far, by their subject: what key identifiers point to.
	serials map[*identity][]byte
}

// identity is a name with a key. Two may share the name.
type identity struct {
	name   []string // host-like label, organisation
	key    *testKey
	parent *identity
}

func newMaker(seed uint64, keys []*testKey) *maker {
	return &maker{Rand: rand.New(rand.NewPCG(seed, 20260601)), keys: keys, at: testTime()}
}

// odd is true in about noise percent of the cases, scaled.
func (m *maker) odd(weight int) bool { return m.IntN(1000) < m.noise*weight }

func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

func pick[T any](m *maker, from []T) T { return from[m.IntN(len(from))] }

func (m *maker) world() *world {
	m.noise = pick(m, []int{0, 2, 5, 10, 25})
	m.withPolicies, m.withPoints, m.made = m.chance(30), m.chance(30), nil
	m.serials = map[*identity][]byte{}
	m.makeIdentities()
	w := &world{}
	var cas [][]byte
	for _, id := range m.ids {
		cas = append(cas, m.ca(id, id.parent))
		for m.chance(12) || m.odd(10) { // renewals, cross-signs and loops
			cas = append(cas, m.ca(id, pick(m, m.ids)))
		}
	}
	w.deal(m, cas)
	for range 1 + m.IntN(6) {
		w.leaves = append(w.leaves, m.leaf(cas))
	}
	if m.chance(10) {
		if leaf := pick(m, w.leaves); readable(leaf) {
			w.trusted = append(w.trusted, leaf)
		}
	}
	w.setOptions(m)
	return w
}

// readable tells a leaf whose frame no flipped bit has broken: with one that has, openssl loads no truststore at all.
func readable(der []byte) bool {
	_, err := truststore.ParseCertificate(der)
	return err == nil
}

func (m *maker) makeIdentities() {
	m.ids = nil
	for i := range 1 + m.IntN(6) {
		id := &identity{name: []string{fmt.Sprintf("CA %d", i), pick(m, []string{"Acme", "Acme", "Other  Org"})}, key: pick(m, m.keys)}
		id.parent = id
		if i > 0 && !m.chance(12) {
			id.parent = m.ids[i-1]
		}
		if i > 0 && (m.chance(8) || m.odd(10)) {
			id.name = pick(m, m.ids).name
		}
		m.ids = append(m.ids, id)
	}
}

// deal shuffles the authorities, loses and doubles some, and puts some beside the truststore.
func (w *world) deal(m *maker, cas [][]byte) {
	w.withUntrusted = m.chance(40)
	cas = slices.Clone(cas)
	m.Shuffle(len(cas), func(i, j int) { cas[i], cas[j] = cas[j], cas[i] })
	for _, c := range cas {
		switch {
		case m.chance(5) || m.odd(6):
		case w.withUntrusted && m.chance(45):
			w.untrusted = append(w.untrusted, c)
		case m.chance(5):
			w.trusted = append(w.trusted, c, c)
		default:
			w.trusted = append(w.trusted, c)
		}
		if w.withUntrusted && m.chance(8) {
			w.untrusted = append(w.untrusted, c)
		}
	}
	if len(w.trusted) == 0 {
		w.trusted = append(w.trusted, cas[0])
	}
	w.withUntrusted = len(w.untrusted) > 0
}

func (w *world) setOptions(m *maker) {
	w.o = Options{Purpose: pick(m, []Purpose{PurposeClient, PurposeClient, PurposeClient, PurposeAny, PurposeServer}), At: m.at}
	w.flags = []string{"-attime", fmt.Sprint(m.at.Unix())}
	add := func(percent int, set func(), flags ...string) {
		if m.chance(percent) {
			set()
			w.flags = append(w.flags, flags...)
		}
	}
	add(100, func() {}, map[Purpose][]string{PurposeClient: {"-purpose", "sslclient"}, PurposeServer: {"-purpose", "sslserver"}}[w.o.Purpose]...)
	add(10, func() { w.o.PartialChain = true }, "-partial_chain")
	add(8, func() { w.o.X509Strict = true }, "-x509_strict")
	add(4, func() { w.o.CheckSelfSigned = true }, "-check_ss_sig")
	add(4, func() { w.o.AllowProxyCerts = true }, "-allow_proxy_certs")
	add(4, func() { w.o.VerifyDepth = 1 }, "-verify_depth", "1")
	add(2, func() { w.o.VerifyDepth = -1 }, "-verify_depth", "0")
	w.setPolicyOptions(m, add)
	w.setCRLs(m, add)
	level := 1 + m.IntN(4)
	add(6, func() { w.o.AuthLevel = level }, "-auth_level", fmt.Sprint(level))
}

func (w *world) setPolicyOptions(m *maker, add func(int, func(), ...string)) {
	if !m.chance(12) {
		return
	}
	add(50, func() { w.o.PolicyCheck = true }, "-policy_check")
	add(60, func() { w.o.ExplicitPolicy = true }, "-explicit_policy")
	add(15, func() { w.o.InhibitAnyPolicy = true }, "-inhibit_any")
	add(15, func() { w.o.InhibitMapping = true }, "-inhibit_map")
	for _, id := range policyIDs() {
		add(25, func() { w.o.Policies = append(w.o.Policies, id) }, "-policy", id)
	}
}

func policyIDs() []string { return []string{"2.5.29.32.0", "1.2.3.1", "1.2.3.2", "1.2.3.3"} }

// policies adds policies, and to authorities now and then mappings and constraints.
func (m *maker) policies(c *testCert, ca bool) {
	if !m.chance(60) {
		return
	}
	var infos, pairs [][]byte
	for _, id := range policyIDs() {
		if m.chance(45) {
			infos = append(infos, seq(oid(id), m.qualifiers()))
		}
		if m.chance(20) {
			pairs = append(pairs, seq(oid(id), oid(pick(m, policyIDs()[1:]))))
		}
	}
	if m.odd(1) && len(infos) > 0 {
		infos = append(infos, infos[0])
	}
	c.extensions = append(c.extensions, ext("2.5.29.32", m.chance(20), seq(infos...)))
	if ca && m.chance(20) {
		c.extensions = append(c.extensions, ext("2.5.29.33", m.chance(20), seq(pairs...)))
	}
	if ca && m.chance(10) {
		c.extensions = append(c.extensions, ext("2.5.29.36", true, seq(tlv(byte(0x80+m.IntN(2)), []byte{byte(m.IntN(3))}))))
	}
	if ca && m.chance(10) {
		c.extensions = append(c.extensions, ext("2.5.29.54", true, integer(int64(m.IntN(3)))))
	}
}

// qualifiers follow a policy now and then, and more seldom ones that nobody can read.
func (m *maker) qualifiers() []byte {
	cps, notice, other := oid("1.3.6.1.5.5.7.2.1"), oid("1.3.6.1.5.5.7.2.2"), oid("1.2.3.4")
	text := tlv(0x1a, []byte("text"))
	switch {
	case m.odd(5):
		return pick(m, [][]byte{null(), octets(nil), seq(null()), seq(seq(cps)), seq(seq(cps, text)), seq(seq(cps, tlv(ia5String), null())), seq(seq(notice, null())),
			seq(seq(notice, seq(tlv(printableString)))), seq(seq(notice, seq(seq(text)))), seq(seq(notice, seq(seq(text, seq(null()))))), seq(seq(notice, seq(text, text))),
			seq(seq(notice, seq(tlv(bmpString, []byte("abc"))))), seq(seq(other)), seq(seq(other, pick(m, anyValues()))), append(seq(), 5, 0)})
	case m.chance(30):
		return pick(m, [][]byte{seq(), seq(seq(cps, tlv(ia5String, []byte("http://x.test/")))), seq(seq(notice, seq())), seq(seq(notice, seq(text))),
			seq(seq(notice, seq(seq(text, seq(integer(1), integer(2))), tlv(utf8String, []byte("x"))))), seq(seq(notice, seq(seq(text, seq())))), seq(seq(other, null()))})
	}
	return nil
}

// dn writes a name, now and then in another string type, case or spacing, which openssl does not mind.
func (m *maker) dn(name []string) []byte {
	cn, org, tag := name[0], name[1], byte(utf8String)
	if m.chance(10) {
		tag = printableString
	}
	if m.chance(5) {
		cn = " " + cn + "  "
	}
	if m.odd(3) {
		org += "x"
	}
	if m.odd(1) {
		return seq(set(), attr("2.5.4.6", printableString, "DE"), attr("2.5.4.10", tag, org), attr("2.5.4.3", tag, cn), set())
	}
	return seq(attr("2.5.4.6", printableString, "DE"), attr("2.5.4.10", tag, org), attr("2.5.4.3", tag, cn))
}

// base makes a certificate without extensions, sound but for noise.
func (m *maker) base(subject, issuer []byte, key, signer *testKey) *testCert {
	c := &testCert{version: 3, serial: []byte{1, byte(m.IntN(256)), byte(m.IntN(256))}, issuer: issuer, subject: subject, spki: key.spki, signer: signer}
	m.made = append(m.made, c.serial)
	c.notBefore, c.notAfter = m.validity()
	c.algorithm = signer.algorithms()[0]
	if m.chance(20) {
		c.algorithm = pick(m, signer.algorithms())
	}
	c.tamper = m.odd(2)
	if m.odd(4) {
		c.loosen = m.loosen
	}
	if m.odd(1) {
		c.unusedBits = 1
	}
	if m.odd(1) {
		c.outerDER = pick(m, [][]byte{seq(oid("1.2.840.113549.1.1.11")), seq(oid("1.2.840.10045.4.3.2"), null()), seq(oid("1.2.840.113549.1.1.5"), null())})
	}
	if m.odd(1) {
		c.innerDER = pick(m, [][]byte{seq(oid("1.2.840.113549.1.1.11")), seq(oid("1.2.3.4")), seq(oid("1.2.840.113549.1.1.15"), null()),
			seq(oid("1.2.840.113549.1.1.2"), null()), seq(oid("1.2.840.10045.4.2")), seq(oid("1.2.840.10045.4.3")), seq(oid("1.2.840.10040.4.3")), seq(oid("2.16.840.1.101.3.4.3.14"))})
		if m.chance(70) {
			c.outerDER = c.innerDER
		}
	}
	return c
}

// loosen writes DER as BER: here and there a length is padded, or indefinite, or a string is in one piece.
func (m *maker) loosen(der []byte) []byte {
	var out []byte
	for input := cryptobyte.String(der); !input.Empty(); {
		var whole, inside cryptobyte.String
		var tag cbasn1.Tag
		start := input
		if !input.ReadAnyASN1Element(&whole, &tag) {
			return append(out, start...)
		}
		header := whole
		header.ReadAnyASN1(&inside, &tag)
		// openssl compares the parameters of the two signature algorithms to the octet, this program in DER
		isPSS := bytes.HasPrefix(inside, oid("1.2.840.113549.1.1.10"))
		switch content := []byte(inside); {
		case isPSS:
			out = append(out, whole...)
		case tag&constructed != 0:
			out = append(out, m.looseLength(byte(tag), m.loosen(content))...)
		case tag == cbasn1.OCTET_STRING || tag == cbasn1.UTF8String || tag == cbasn1.UTCTime:
			out = append(out, m.loosePieces(byte(tag), content)...)
		default:
			out = append(out, m.looseLength(byte(tag), content)...)
		}
	}
	return out
}

func (m *maker) loosePieces(tag byte, content []byte) []byte {
	if !m.chance(10) {
		return m.looseLength(tag, content)
	}
	half := len(content) / 2
	return m.looseLength(tag|0x20, append(tlv(tag, content[:half]), tlv(tag, content[half:])...))
}

func (m *maker) looseLength(tag byte, content []byte) []byte {
	n := len(content)
	switch m.IntN(8) {
	case 0:
		if n == 0 {
			break // which openssl refuses where nothing follows
		}
		return append([]byte{tag, 0x83, byte(n >> 16), byte(n >> 8), byte(n)}, content...)
	case 1:
		if tag&0x20 != 0 {
			return append(append([]byte{tag, 0x80}, content...), 0, 0)
		}
	}
	return tlv(tag, content)
}

func (m *maker) validity() (from, to []byte) {
	day := 24 * time.Hour
	early, late := m.at.Add(-400*day), m.at.Add(time.Duration(300+m.IntN(300))*day)
	from, to = utcTime(early), utcTime(late)
	switch {
	case m.odd(12):
		to = utcTime(m.at.Add(-time.Duration(m.IntN(300)) * day))
	case m.odd(5):
		from = utcTime(m.at.Add(time.Duration(m.IntN(300)) * day))
	case m.odd(2):
		from = pick(m, [][]byte{utcTime(m.at), utcTime(m.at.Add(time.Second))})
	case m.odd(2):
		to = pick(m, [][]byte{utcTime(m.at), utcTime(m.at.Add(time.Second))})
	case m.odd(2):
		from = m.oddTime(early)
	case m.odd(2):
		to = m.oddTime(late)
	}
	return from, to
}

func (m *maker) oddTime(t time.Time) []byte {
	return pick(m, [][]byte{
		tlv(0x18, []byte(t.Format("20060102150405Z"))), tlv(0x18, []byte("99991231235959Z")), tlv(0x17, []byte("500101000000Z")),
		tlv(0x17, []byte("491231235959Z")), tlv(0x17, []byte(t.Format("0601021504Z"))), tlv(0x17, []byte(t.Format("060102150405+0000"))),
		tlv(0x18, []byte(t.Format("20060102150405.5Z"))), tlv(0x17, []byte("260230000000Z")), tlv(0x17, []byte("20060102150405Z")),
		tlv(0x18, []byte("00010101000000Z")),
	})
}

func (m *maker) ca(id, issuer *identity) []byte {
	subject := m.dn(id.name)
	issuerName := m.dn(issuer.name)
	if id == issuer && m.chance(90) {
		issuerName = subject
	}
	signer := issuer.key
	if m.odd(2) {
		signer = pick(m, m.keys)
	}
	c := m.base(subject, issuerName, id.key, signer)
	if _, ok := m.serials[id]; !ok || m.chance(20) {
		m.serials[id] = c.serial
	}
	m.caExtensions(c, id, issuer)
	return c.der()
}

func (m *maker) caExtensions(c *testCert, id, issuer *identity) {
	if m.odd(3) {
		c.version = pick(m, []int{1, 1, 1, 2})
		if m.chance(70) {
			return
		}
	}
	add := func(e []byte) { c.extensions = append(c.extensions, e) }
	if value := m.basicConstraints(); value != nil {
		add(ext("2.5.29.19", !m.chance(10), value))
	}
	if m.chance(60) {
		add(ext("2.5.29.15", m.chance(80), m.caUsage()))
	}
	if m.chance(10) || m.odd(5) {
		add(m.extKeyUsage())
	}
	if m.odd(1) {
		add(ext("2.16.840.1.113730.1.1", false, bits(0, []byte{pick(m, []byte{0x04, 0x07, 0x80, 0x40, 0x01})})))
	}
	m.keyIDs(c, id.key, issuer)
	if m.chance(8) || m.odd(5) {
		add(ext("2.5.29.30", m.chance(80), m.nameConstraints()))
	}
	if m.withPolicies {
		m.policies(c, true)
	}
	if m.withPoints {
		m.points(c)
	}
	m.stray(c)
}

func (m *maker) basicConstraints() []byte {
	if m.odd(6) {
		return pick(m, [][]byte{nil, nil, seq(), seq(boolean(false)), seq(boolean(true), integer(-1)), {0x30, 0x03}, seq(boolean(true), integer(1), integer(2)),
			seq(integer(0)), seq([]byte{1, 1, 1}), seq(boolean(true), tlv(2, []byte{1, 0, 0, 0, 0, 0, 0, 0, 0})), seq(boolean(true), tlv(2, []byte{0, 1}))})
	}
	if m.chance(30) {
		return seq(boolean(true), integer(int64(m.IntN(4))))
	}
	return seq(boolean(true))
}

func (m *maker) caUsage() []byte {
	if m.odd(4) {
		return pick(m, [][]byte{bits(1, []byte{0x02}), bits(7, []byte{0x80}), bits(0, nil), bits(0, []byte{0}), bits(7, []byte{0, 0x80}), {0x03, 0x00}, bits(3, []byte{0x04})})
	}
	return bits(1, []byte{0x06})
}

func (m *maker) extKeyUsage() []byte {
	server, client, any := oid("1.3.6.1.5.5.7.3.1"), oid("1.3.6.1.5.5.7.3.2"), oid("2.5.29.37.0")
	sgc, email := oid("1.3.6.1.4.1.311.10.3.3"), oid("1.3.6.1.5.5.7.3.4")
	value := pick(m, [][]byte{seq(client), seq(client), seq(client, server), seq(server, client), seq(server), seq(any), seq(any, client), seq(), seq(sgc), seq(email)})
	return ext("2.5.29.37", m.chance(10), value)
}

// keyIDs adds key identifiers, mostly right ones.
func (m *maker) keyIDs(c *testCert, key *testKey, issuer *identity) {
	if m.chance(70) {
		id := key.id
		if m.odd(3) {
			id = pick(m, m.keys).id
		}
		c.extensions = append(c.extensions, ext("2.5.29.14", m.odd(1), octets(id)))
	}
	if m.chance(40) {
		return
	}
	var fields []byte
	if m.chance(90) {
		id := issuer.key.id
		if m.odd(3) {
			id = pick(m, m.keys).id
		}
		fields = append(fields, tlv(0x80, id)...)
	}
	if serial := m.serials[issuer]; serial != nil && m.chance(8) {
		if m.chance(20) {
			serial = []byte{5}
		}
		name := m.dn(issuer.parent.name)
		fields = append(fields, tlv(0xa1, pick(m, [][]byte{tlv(0xa4, name), tlv(0xa4, name), tlv(0x82, []byte("x.test"))}))...)
		fields = append(fields, tlv(0x82, serial)...)
	}
	c.extensions = append(c.extensions, ext("2.5.29.35", m.odd(1), seq(fields)))
}

// stray adds extensions that most verifiers trip over.
func (m *maker) stray(c *testCert) {
	if !m.odd(8) {
		return
	}
	point := func(names ...[]byte) []byte { return seq(seq(tlv(0xa0, tlv(0xa0, names...)))) }
	c.extensions = append(c.extensions, pick(m, [][]byte{
		ext("1.2.3.4.5", true, octets(nil)), ext("1.2.3.4.5", false, octets(nil)), ext("2.5.29.32", true, seq(seq(oid("2.5.29.32.0")))),
		ext("2.5.29.36", true, seq(tlv(0x80, []byte{0}))), ext("2.5.29.54", true, integer(0)), ext("1.3.6.1.5.5.7.48.1.5", true, null()),
		ext("2.5.29.18", true, seq(tlv(0x82, []byte("x.test")))), ext("2.5.29.46", true, point(tlv(0x86, []byte("http://x.test/")))),
		ext("2.5.29.31", true, point(tlv(0x86, []byte("http://x.test/")))), ext("2.5.29.31", false, seq(seq())),
		ext("2.5.29.31", false, seq(seq(tlv(0xa2, tlv(0xa4, m.dn(pick(m, m.ids).name)))))), ext("2.5.29.31", false, seq(seq(tlv(0x81, []byte{1, 0x40})))),
		ext("2.5.29.31", false, []byte{0x30, 0x05}), ext("2.5.29.33", true, seq(seq(oid("1.2.3"), oid("1.2.4")))),
		ext("2.5.29.14", false, octets([]byte{1, 2, 3})), ext("2.5.29.19", false, seq()), ext("2.5.29.17", false, seq()), ext("2.5.29.35", false, seq()),
		ext("2.16.840.1.113730.1.1", true, bits(0, []byte{0xf7})), ext("2.5.29.9", true, seq()), ext("1.3.6.1.5.5.7.1.1", true, seq()),
		ext("2.5.29.30", false, seq()), ext("2.5.29.30", false, []byte{0x30, 1}), ext("2.5.29.37", false, []byte{0x30, 1, 6}),
		ext("2.5.29.15", false, append(bits(1, []byte{0x86}), 0, 0)), ext("2.5.29.14", false, []byte{0x05, 0}),
	}))
	if m.chance(10) {
		c.extensions = append(c.extensions, pick(m, c.extensions))
	}
}

func (m *maker) nameConstraints() []byte {
	subtree := func() []byte {
		base := m.constraintBase()
		switch {
		case m.odd(1):
			return seq(base, tlv(0x80, []byte{byte(m.IntN(2))}))
		case m.odd(1):
			return seq(base, tlv(0x81, []byte{1}))
		}
		return seq(base)
	}
	var value []byte
	if m.chance(75) {
		value = append(value, tlv(0xa0, m.some(subtree)...)...)
	}
	if m.chance(40) {
		value = append(value, tlv(0xa1, m.some(subtree)...)...)
	}
	return seq(value)
}

func (m *maker) some(make func() []byte) [][]byte {
	var all [][]byte
	for range 1 + m.IntN(3) {
		all = append(all, make())
	}
	return all
}

func (m *maker) constraintBase() []byte {
	name := m.dn(pick(m, m.ids).name)
	return pick(m, [][]byte{
		tlv(0x82, []byte("example.test")), tlv(0x82, []byte(".example.test")), tlv(0x82, []byte("EXAMPLE.test")), tlv(0x82, nil), tlv(0x82, []byte("test")), tlv(0x82, []byte("other.test")),
		tlv(0x81, []byte("example.test")), tlv(0x81, []byte(".test")), tlv(0x81, []byte("joe@example.test")), tlv(0x81, []byte("@example.test")), tlv(0x81, nil),
		tlv(0x86, []byte("example.test")), tlv(0x86, []byte(".test")), tlv(0x86, nil),
		tlv(0x87, []byte{10, 0, 0, 0, 255, 0, 0, 0}), tlv(0x87, []byte{10, 0, 0, 1, 255, 0, 255, 255}), tlv(0x87, make([]byte, 32)), tlv(0x87, []byte{1, 2, 3}),
		tlv(0xa4, seq(attr("2.5.4.6", printableString, "DE"))), tlv(0xa4, seq(attr("2.5.4.6", utf8String, "de"), attr("2.5.4.10", utf8String, "ACME"))), tlv(0xa4, seq()), tlv(0xa4, name),
		tlv(0xa4, seq(attr("2.5.4.6", printableString, "US"))), tlv(0x88, oid("1.2.3")[2:]), tlv(0xa0, oid("1.2.3"), tlv(0xa0, null())),
		tlv(0x81, []byte("xn--bcher-kva.test")), tlv(0x81, []byte(".xn--bcher-kva.test")), tlv(0x81, []byte("xn--bcher")),
	})
}

func (m *maker) leaf(cas [][]byte) []byte {
	if m.chance(8) {
		return pick(m, cas) // an authority shown as a client
	}
	issuer := m.ids[len(m.ids)-1]
	if m.chance(30) {
		issuer = pick(m, m.ids)
	}
	subject := m.leafName()
	key, signer := pick(m, m.keys), issuer.key
	issuerName := m.dn(issuer.name)
	switch {
	case m.chance(5): // self-signed
		issuerName, signer = subject, key
	case m.chance(3): // subject = issuer, signed by the issuer
		subject = issuerName
	case m.odd(3):
		signer = pick(m, m.keys)
	}
	c := m.base(subject, issuerName, key, signer)
	if m.odd(2) {
		c.spki = m.oddKey()
	}
	m.leafExtensions(c, key, issuer)
	for i := range c.extensions {
		if m.odd(2) {
			m.damage(c.extensions[i])
		}
	}
	if m.odd(2) {
		return m.damage(c.der())
	}
	return c.der()
}

// damage flips an octet or two.
func (m *maker) damage(der []byte) []byte {
	for range 1 + m.IntN(2) {
		der[m.IntN(len(der))] ^= byte(1 << m.IntN(8))
	}
	return der
}

func (m *maker) leafName() []byte {
	cn := pick(m, []string{"client", "a.example.test", "a.other.test", "a-b.example.test", "-a.example.test", "a_b.test", "*.example.test", "bad..test", "x y"})
	rdns := [][]byte{attr("2.5.4.6", printableString, pick(m, []string{"DE", "DE", "US"})), attr("2.5.4.3", pick(m, []byte{utf8String, printableString, t61String, ia5String}), cn)}
	if m.chance(10) {
		rdns = append(rdns, attr("1.2.840.113549.1.9.1", pick(m, []byte{ia5String, ia5String, utf8String}), pick(m, []string{"joe@example.test", "no-at"})))
	}
	if m.chance(5) {
		rdns = append(rdns, attr("2.5.4.3", bmpString, "\x00b\x00.\x00t\x00e"))
	}
	if m.chance(3) {
		return seq()
	}
	return seq(rdns...)
}

func (m *maker) oddKey() []byte {
	return pick(m, [][]byte{
		seq(seq(oid("1.2.3.4.5")), bits(0, []byte{1, 2, 3})),
		seq(seq(oid("1.3.101.110")), bits(0, make([]byte, 32))), seq(seq(oid("1.3.101.112")), bits(0, make([]byte, 31))),
		seq(seq(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")), bits(0, append([]byte{4}, make([]byte, 64)...))),
		seq(seq(oid("1.2.840.10045.2.1"), oid("1.2.3")), bits(0, append([]byte{4}, make([]byte, 64)...))),
		seq(seq(oid("1.2.840.113549.1.1.1"), null()), bits(0, []byte{0x30, 1})),
		seq(seq(oid("1.2.840.113549.1.1.1")), bits(0, seq(tlv(2, []byte{0x7f, 1}), integer(65537)))),
		seq(seq(oid("1.2.840.10040.4.1")), bits(0, integer(12345))),
		seq(seq(oid("1.2.840.113549.1.3.1"), null()), bits(0, integer(5))), seq(seq(oid("1.2.840.113549.1.3.1"), seq(integer(23))), bits(0, integer(5))),
		seq(seq(oid("1.2.840.113549.1.3.1"), seq(integer(23), integer(5))), bits(0, integer(5))), seq(seq(oid("1.2.840.113549.1.3.1"), seq(integer(23), integer(5))), bits(0, null())),
		seq(seq(oid("1.2.840.10046.2.1"), seq(integer(23), integer(5), integer(11))), bits(0, integer(5))), seq(seq(oid("1.2.840.10046.2.1"), seq(integer(23), integer(5))), bits(0, integer(5))),
		seq(seq(oid("1.2.840.10040.4.1"), seq(integer(23), integer(11), integer(4))), bits(0, integer(8))),
	})
}

func (m *maker) leafExtensions(c *testCert, key *testKey, issuer *identity) {
	if m.odd(3) {
		c.version = pick(m, []int{1, 2})
		if m.chance(80) {
			return
		}
	}
	add := func(e []byte) { c.extensions = append(c.extensions, e) }
	if m.chance(40) {
		add(ext("2.5.29.19", m.chance(50), pick(m, [][]byte{seq(), seq(), seq(), seq(boolean(true)), seq(integer(0))})))
	}
	if m.chance(50) {
		add(ext("2.5.29.15", m.chance(80), pick(m, [][]byte{bits(7, []byte{0x80}), bits(7, []byte{0x80}), bits(5, []byte{0xa0}), bits(5, []byte{0x20}), bits(3, []byte{0x08}), bits(2, []byte{0x04}), bits(7, []byte{0, 0x80})})))
	}
	if m.chance(40) {
		add(m.extKeyUsage())
	}
	if m.odd(1) {
		add(ext("2.16.840.1.113730.1.1", false, bits(0, []byte{pick(m, []byte{0x80, 0x40, 0x20, 0x07})})))
	}
	m.keyIDs(c, key, issuer)
	if m.chance(40) {
		add(ext("2.5.29.17", m.chance(15), m.altNames()))
	}
	if m.withPolicies {
		m.policies(c, false)
	}
	if m.withPoints {
		m.points(c)
	}
	if m.odd(2) || m.chance(1) {
		add(ext("1.3.6.1.5.5.7.1.14", true, pick(m, [][]byte{seq(seq(oid("1.3.6.1.5.5.7.21.1"))), seq(integer(1), seq(oid("1.3.6.1.5.5.7.21.1"))), seq()})))
		if m.chance(50) {
			c.subject = append([]byte{}, seq(issuerPlus(c.issuer)...)...)
		}
	}
	m.stray(c)
}

// issuerPlus gives the relative names of a name and a common name more.
func issuerPlus(name []byte) [][]byte {
	return [][]byte{name[2:], attr("2.5.4.3", utf8String, "proxy")}
}

// anyValues are values of any type, most of them with a content that their type cannot have.
func anyValues() [][]byte {
	return [][]byte{
		tlv(0x05, []byte{0}), tlv(0x01, []byte{1, 2}), tlv(0x01), tlv(0x03, []byte{9}), tlv(0x03), tlv(0x02), tlv(0x02, []byte{0, 1}),
		tlv(0x02, []byte{0xff, 0x80}), tlv(0x02, []byte{0, 0x80}), tlv(0x06, []byte{0x80}), tlv(0x06), tlv(bmpString, []byte("abc")), tlv(0x1c, []byte("abcde")),
		tlv(0x1c, []byte("abcd")), tlv(0x17, []byte("26")), tlv(0x18, []byte("26")), tlv(0x0a, []byte{0, 1}), tlv(0x30, []byte{5}), tlv(0x13, []byte{0xff}), tlv(0x0c, []byte{0xff}),
		tlv(0x10), tlv(0x31), tlv(0x25), tlv(0x2a, integer(1)), tlv(0x3c, []byte("abcd")), tlv(0x3c, tlv(0x1c, []byte("ab")), tlv(0x04, []byte("cd"))), tlv(0x2c),
		tlv(0x23, bits(0, []byte{1})), tlv(0x3e, tlv(0x3e, tlv(0x1e, []byte("a"))), tlv(0x1e, []byte("b"))), tlv(0x9c, []byte("a")), tlv(0xbc, []byte{1}), tlv(0x5c, []byte("a")),
	}
}

func (m *maker) altNames() []byte {
	mailbox := func(s string) []byte {
		return tlv(0xa0, oid("1.3.6.1.5.5.7.8.9"), tlv(0xa0, tlv(utf8String, []byte(s))))
	}
	name := func() []byte {
		return pick(m, [][]byte{
			tlv(0x82, []byte("a.example.test")), tlv(0x82, []byte("example.test")), tlv(0x82, []byte("example.org")), tlv(0x82, []byte(".example.test")), tlv(0x82, nil), tlv(0x82, []byte("badexample.test")),
			tlv(0x81, []byte("joe@example.test")), tlv(0x81, []byte("JOE@EXAMPLE.test")), tlv(0x81, []byte("joe@a.example.test")), tlv(0x81, []byte("no-at")), tlv(0x81, []byte("a@b@example.test")),
			tlv(0x86, []byte("https://example.test/path")), tlv(0x86, []byte("https://a.test:8443/x")), tlv(0x86, []byte("urn:x")), tlv(0x86, []byte("https://joe@example.test")), tlv(0x86, []byte("http:///x")),
			tlv(0x87, []byte{10, 0, 0, 1}), tlv(0x87, []byte{11, 0, 0, 1}), tlv(0x87, make([]byte, 16)), tlv(0x87, []byte{1}),
			tlv(0xa4, seq(attr("2.5.4.6", printableString, "DE"))), tlv(0xa4, seq(set())), tlv(0xa4, seq()), tlv(0x88, oid("1.2.3")[2:]), tlv(0xa0, oid("1.2.3"), tlv(0xa0, null())),
			tlv(0xa0, oid("1.2.3"), tlv(0xa0, pick(m, anyValues()))),
			mailbox("joe@bücher.test"), mailbox("joe@a.bücher.test"), mailbox("no-at"), tlv(0xa0, oid("1.3.6.1.5.5.7.8.9"), tlv(0xa0, tlv(ia5String, []byte("joe@example.test")))),
		})
	}
	if m.chance(3) {
		return seq()
	}
	return seq(m.some(name)...)
}
