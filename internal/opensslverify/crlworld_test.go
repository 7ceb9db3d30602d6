package opensslverify

import "time"

// This file gives random worlds revocation lists.

func (w *world) setCRLs(m *maker, add func(int, func(), ...string)) {
	if !m.chance(10) {
		return
	}
	add(60, func() { w.o.CRLCheckAll = true }, "-crl_check_all")
	if !w.o.CRLCheckAll {
		add(100, func() { w.o.CRLCheck = true }, "-crl_check")
	}
	if !w.withUntrusted { // see locateIssuer for a difference that lies here
		add(40, func() { w.o.ExtendedCRL = true }, "-extended_crl")
	}
	add(40, func() { w.o.UseDeltas = true }, "-use_deltas")
	for _, id := range m.ids {
		for !m.odd(10) {
			w.crls = append(w.crls, m.crl(id, false))
			if m.chance(30) {
				w.crls = append(w.crls, m.crl(id, true))
			}
			if m.chance(80) {
				break
			}
		}
	}
}

func (m *maker) crl(id *identity, delta bool) []byte {
	signer := id.key
	if m.odd(3) {
		signer = pick(m, m.keys)
	}
	algorithm := signer.algorithms()[0]
	day := 24 * time.Hour
	from, to := utcTime(m.at.Add(-time.Duration(1+m.IntN(20))*day)), utcTime(m.at.Add(20*day))
	switch {
	case m.odd(5):
		to = utcTime(m.at.Add(-day))
	case m.odd(2):
		from = utcTime(m.at.Add(day))
	case m.odd(2):
		from = m.oddTime(m.at.Add(-day))
	case m.odd(2):
		to = m.oddTime(m.at.Add(day))
	case m.odd(2):
		to = nil
	}
	tbs := seq(integer(1), algorithm.der, m.dn(id.name), from, to, m.revoked(), tlv(0xa0, seq(m.crlExtensions(id, delta)...)))
	signature := signer.sign(tbs, algorithm)
	if m.odd(2) {
		signature[len(signature)-1] ^= 1
	}
	return seq(tbs, algorithm.der, bits(0, signature))
}

// revoked lists some of the certificates made so far, and others.
func (m *maker) revoked() []byte {
	var entries [][]byte
	for _, serial := range m.made {
		if m.IntN(100) >= 4 {
			continue
		}
		parts := [][]byte{tlv(2, serial), utcTime(m.at.Add(-time.Hour))}
		switch m.IntN(6) {
		case 0:
			parts = append(parts, seq(ext("2.5.29.21", false, []byte{0x0a, 1, pick(m, []byte{1, 8})})))
		case 1:
			parts = append(parts, seq(ext("2.5.29.29", true, seq(tlv(0xa4, m.dn(pick(m, m.ids).name))))))
		case 2:
			if m.odd(10) {
				parts = append(parts, seq(ext("1.2.3.4", true, null())))
			}
		}
		entries = append(entries, seq(parts...))
	}
	if len(entries) == 0 {
		return nil
	}
	return seq(entries...)
}

func (m *maker) crlExtensions(id *identity, delta bool) [][]byte {
	number := int64(1 + m.IntN(4))
	all := [][]byte{ext("2.5.29.20", false, integer(number))}
	if m.chance(60) {
		keyID := id.key.id
		if m.odd(3) {
			keyID = pick(m, m.keys).id
		}
		all = append(all, ext("2.5.29.35", false, seq(tlv(0x80, keyID))))
	}
	if delta {
		all = append(all, ext("2.5.29.27", true, integer(int64(m.IntN(4)))))
	}
	if m.chance(25) {
		all = append(all, ext("2.5.29.28", true, m.issuingPoint()))
	}
	if m.chance(50) {
		all = append(all, ext("2.5.29.46", false, seq(seq(tlv(0xa0, tlv(0xa0, tlv(0x86, []byte("http://x.test/"))))))))
	}
	if m.odd(2) {
		all = append(all, ext("1.2.3.4", true, null()))
	}
	return all
}

func (m *maker) issuingPoint() []byte {
	var fields [][]byte
	if m.chance(50) {
		fields = append(fields, tlv(0xa0, pick(m, [][]byte{tlv(0xa0, tlv(0x86, []byte("http://x.test/"))), tlv(0xa0, tlv(0xa4, m.dn(pick(m, m.ids).name))),
			tlv(0xa1, seq(oid("2.5.4.3"), tlv(utf8String, []byte("part"))))})))
	}
	for tag := byte(0x81); tag <= 0x85; tag++ {
		switch {
		case !m.chance(15):
		case tag == 0x83:
			fields = append(fields, tlv(tag, []byte{pick(m, []byte{0, 1}), pick(m, []byte{0x40, 0x60, 0xfe})}))
		default:
			fields = append(fields, tlv(tag, []byte{0xff}))
		}
	}
	return seq(fields...)
}

// relativeName gives a name relative to the issuer's, now and then of a type that none has. Text that is none is a known
// difference.
func (m *maker) relativeName() []byte {
	value := tlv(utf8String, []byte("part"))
	if m.odd(10) {
		value = pick(m, [][]byte{tlv(t61String, []byte("\xe9")), bits(0, []byte{1}), bits(9, []byte{1}), tlv(bmpString, []byte("abc")), tlv(0x1c, []byte("abcde")), octets([]byte{1}), null()})
	}
	return tlv(0xa1, seq(oid("2.5.4.3"), value))
}

// points adds distribution points, which choose among the lists.
func (m *maker) points(c *testCert) {
	if !m.chance(40) {
		return
	}
	var fields [][]byte
	if m.chance(80) {
		fields = append(fields, tlv(0xa0, pick(m, [][]byte{tlv(0xa0, tlv(0x86, []byte("http://x.test/"))), tlv(0xa0, tlv(0xa4, m.dn(pick(m, m.ids).name))),
			m.relativeName()})))
	}
	if m.chance(20) {
		fields = append(fields, tlv(0x81, []byte{1, pick(m, []byte{0x40, 0x60, 0xfe})}))
	}
	if len(fields) == 0 || m.chance(20) {
		fields = append(fields, tlv(0xa2, tlv(0xa4, m.dn(pick(m, m.ids).name))))
	}
	c.extensions = append(c.extensions, ext("2.5.29.31", false, seq(seq(fields...))))
	if m.chance(30) {
		c.extensions = append(c.extensions, ext("2.5.29.46", false, seq(seq(fields...))))
	}
}
