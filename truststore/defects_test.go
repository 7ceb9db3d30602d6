package truststore

import (
	"bytes"
	"strings"
	"testing"

	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// defect is a certificate with one thing wrong or odd about it.
type defect struct {
	name    string
	der     []byte
	problem string // a word of what is said about it; "-" when it cannot be kept at all; empty when nothing is odd
	goSays  string // a word of why Go refuses it; empty when it does not
}

// odd makes a certificate with one part changed.
func odd(change func(*parts)) []byte {
	p := soundParts()
	change(&p)
	return p.build()
}

func withExtensions(list ...[]byte) []byte {
	return odd(func(p *parts) { p.extensions = extensions(list...) })
}

func withName(tag cbasn1.Tag, value string) []byte {
	return odd(func(p *parts) { p.subject = seq(rdn(attr("\x55\x04\x03", tag, value))); p.issuer = p.subject })
}

func withDates(notBefore, notAfter []byte) []byte {
	return odd(func(p *parts) { p.validity = seq(notBefore, notAfter) })
}

func withKey(key []byte) []byte { return odd(func(p *parts) { p.key = key }) }

func ecKey(curve string, point ...byte) []byte { return seq(seq(oid(idEC), oid(curve)), bits(point)) }

func tagged(n byte, value string) []byte {
	return der(cbasn1.Tag(n).ContextSpecific(), []byte(value))
}

func defects() []defect {
	ca := criticalExtension(idBasic, seq([]byte{1, 1, 0xff}))
	later := utc("340101000000Z")
	noNull := seq(oid(idSHA256RSA))
	sha1 := seq(oid("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"), []byte{5, 0})
	serial := func(octets ...byte) []byte { return odd(func(p *parts) { p.serial = der(cbasn1.INTEGER, octets) }) }
	return []defect{
		{"sound", soundParts().build(), "", ""},
		{"serial negative", serial(0x80, 1), "", "negative serial"},
		{"serial zero", serial(0), "", ""},
		{"serial of 21 octets", serial(append([]byte{1}, make([]byte, 20)...)...), "", ""},
		{"serial with a zero too many", serial(0, 0x12), "", "serial"},
		{"serial empty", serial(), "", "serial"},
		{"version 1 without extensions", odd(func(p *parts) { p.version, p.extensions = nil, nil }), "", ""},
		{"version 1 with extensions", odd(func(p *parts) { p.version = nil }), "version 1 and yet has extensions", ""},
		{"version 4", odd(func(p *parts) { p.version = []byte{0xa0, 3, 2, 1, 3} }), "version is 4", "version"},
		{"version of nine octets", odd(func(p *parts) { p.version = der(0xa0, der(cbasn1.INTEGER, bytes.Repeat([]byte{0x7f}, 9))) }), "version cannot be read", "version"},
		{"signature algorithms differ", odd(func(p *parts) { p.outer = sha1 }), "two signature algorithms", "inner and outer"},
		{"NULL inside, absent outside", odd(func(p *parts) { p.outer = noNull }), "other parameters inside than outside", "inner and outer"},
		{"no NULL at all", odd(func(p *parts) { p.algorithm = noNull }), "", ""},
		{"signature with unused bits", odd(func(p *parts) { p.signature = der(cbasn1.BIT_STRING, []byte{3, 0xf8}) }), "unused bits", ""},
		{"signature empty", odd(func(p *parts) { p.signature = der(cbasn1.BIT_STRING) }), "-", "signature"},
		{"bytes after it", odd(func(p *parts) { p.after = []byte("more") }), "4 bytes follow the certificate", "trailing data"},
		{"bytes after the signature", odd(func(p *parts) { p.inCert = []byte{5, 0} }), "2 bytes follow its signature", ""},
		{"bytes after the extensions", odd(func(p *parts) { p.inTBS = []byte{5, 0} }), "2 bytes follow its extensions", ""},
		{"BER of indefinite length", append(append([]byte{0x30, 0x80}, soundParts().build()[4:]...), 0, 0), "BER, not DER: a length is indefinite", "malformed"},
		{"BER of indefinite length, open", append([]byte{0x30, 0x80}, soundParts().build()[4:]...), "-", "malformed"},
		{"BER inside", odd(func(p *parts) { p.serial = []byte{2, 0x81, 1, 7} }), "BER, not DER: a length has more octets", "serial"},
		{"BER in the name", odd(func(p *parts) { p.subject = append([]byte{0x30, 0x81}, p.subject[1:]...) }), "BER, not DER: a length has more octets", "x509"},
		{"BER in the value of a name", odd(func(p *parts) { p.subject = seq(rdn(seq(oid("\x55\x04\x03"), []byte{12, 0x81, 1, 'x'}))) }), "BER, not DER: a length has more octets", "x509"},
		{"BER in an extension", withExtensions(extension(idBasic, []byte{0x30, 0x80, 1, 1, 0xff, 0, 0})), "in its extension basicConstraints a length is indefinite", "basic constraints"},
		{"three dates", odd(func(p *parts) { p.validity = seq(later, later, later) }), "15 bytes follow its notAfter", ""},
		{"length of three octets", append([]byte{0x30, 0x83, 0}, soundParts().build()[2:]...), "BER, not DER: a length has more octets than it needs", "malformed"},
		{"cut short", soundParts().build()[:200], "-", "malformed"},
		{"RSA 512", withKey(rsaKey(modulus(512), []byte{1, 0, 1})), "", ""},
		{"RSA 1023", withKey(rsaKey(modulus(1023), []byte{1, 0, 1})), "", ""},
		{"RSA 16384", withKey(rsaKey(modulus(16384), []byte{1, 0, 1})), "", ""},
		{"RSA modulus without its zero", withKey(rsaKey(modulus(2048)[1:], []byte{1, 0, 1})), "", "positive"},
		{"RSA modulus with a zero too many", withKey(rsaKey(append([]byte{0}, modulus(2048)...), []byte{1, 0, 1})), "", "modulus"},
		{"RSA exponent zero", withKey(rsaKey(modulus(2048), []byte{0})), "", "exponent"},
		{"RSA exponent of nine octets", withKey(rsaKey(modulus(2048), bytes.Repeat([]byte{1}, 9))), "", "exponent"},
		{"RSA key that is none", withKey(seq(seq(oid(idRSA), []byte{5, 0}), bits([]byte("none")))), "", "RSA"},
		{"EC point off the curve", withKey(ecKey(idP256, append([]byte{4}, make([]byte, 64)...)...)), "", "point"},
		{"EC point compressed", withKey(ecKey(idP256, append([]byte{2}, make([]byte, 32)...)...)), "", "uncompressed"},
		{"EC on secp256k1", withKey(ecKey("\x2b\x81\x04\x00\x0a", append([]byte{4}, make([]byte, 64)...)...)), "", "curve"},
		{"EC on no curve", withKey(seq(seq(oid(idEC)), bits([]byte{4}))), "", "parameters"},
		{"EC with explicit parameters", withKey(seq(seq(oid(idEC), seq()), bits([]byte{4}))), "", "parameters"},
		{"key of no known kind", withKey(seq(seq(oid("\x2a\x03\x04")), bits([]byte{1}))), "", ""},
		{"key that is no SubjectPublicKeyInfo", withKey(seq()), "public key cannot be read", "algorithm"},
		{"an extension twice", withExtensions(ca, ca), "basicConstraints stands in it twice", "duplicate"},
		{"an unknown critical extension", withExtensions(ca, criticalExtension("\x2a\x03\x04", []byte{5, 0})), "", ""},
		{"an extension that is none", withExtensions(seq()), "an extension cannot be read", "extension"},
		{"an extension with a tail", withExtensions(seq(oid(idBasic), der(cbasn1.OCTET_STRING, seq()), []byte{5, 0})), "2 bytes follow the value of its extension basicConstraints", ""},
		{"extensions that break off", withExtensions(ca, []byte{0x30, 9}), "nor what follows it", "extension"},
		{"a critical flag of BER", withExtensions(seq(oid(idBasic), []byte{1, 1, 1}, der(cbasn1.OCTET_STRING, seq()))), "", "critical"},
		{"an OID in another spelling", withExtensions(extension("\x55\x1d\x80\x13", seq([]byte{1, 1, 0xff}))), "", "extension"},
		{"basic constraints of garbage", withExtensions(criticalExtension(idBasic, []byte{4, 1, 0})), "basicConstraints cannot be read", "basic constraints"},
		{"basic constraints with a tail", withExtensions(criticalExtension(idBasic, append(seq([]byte{1, 1, 0xff}), 5, 0))), "basicConstraints cannot be read", ""},
		{"path length negative", withExtensions(criticalExtension(idBasic, seq([]byte{1, 1, 0xff, 2, 1, 0xff}))), "basicConstraints cannot be read", "basic constraints"},
		{"path length of nine octets", withExtensions(criticalExtension(idBasic, seq([]byte{1, 1, 0xff}, der(cbasn1.INTEGER, bytes.Repeat([]byte{0x7f}, 9))))), "basicConstraints cannot be read", "basic constraints"},
		{"key usage of nothing", withExtensions(criticalExtension(idUsage, []byte{3, 1, 0})), "", ""},
		{"key usage with padding set", withExtensions(criticalExtension(idUsage, []byte{3, 2, 3, 7})), "", "key usage"},
		{"key usage that is none", withExtensions(criticalExtension(idUsage, []byte{3, 2, 8, 7})), "keyUsage cannot be read", "key usage"},
		{"purposes empty", withExtensions(extension(idPurpose, seq())), "", ""},
		{"purposes that are none", withExtensions(extension(idPurpose, seq([]byte{5, 0}))), "extKeyUsage cannot be read", "extended key usage"},
		{"key id that is none", withExtensions(extension(idSubject, []byte{1, 2, 3, 4})), "subjectKeyIdentifier cannot be read", "subject key"},
		{"authority key id critical", withExtensions(criticalExtension(idAuthority, seq(tagged(0, "id")))), "", "authority key identifier"},
		{"authority key id of garbage", withExtensions(extension(idAuthority, []byte{5, 0})), "authorityKeyIdentifier cannot be read", "authority key"},
		{"alternative name with a bad URI", withExtensions(extension(idAltName, seq(tagged(6, "http://[bad")))), "", "URI"},
		{"alternative name with an IP of 5", withExtensions(extension(idAltName, seq(tagged(7, "12345")))), "", "IP"},
		{"alternative names empty", withExtensions(extension(idAltName, seq())), "", ""},
		{"alternative names with a tail", withExtensions(extension(idAltName, append(seq(tagged(2, "a")), 5, 0))), "subjectAltName cannot be read", ""},
		{"alternative names that are none", withExtensions(extension(idAltName, der(cbasn1.OCTET_STRING))), "subjectAltName cannot be read", "subject alternative"},
		{"name constraints empty", withExtensions(criticalExtension(idNames, seq())), "", "name constraints"},
		{"name constraints of garbage", withExtensions(criticalExtension(idNames, []byte{5, 0})), "nameConstraints cannot be read", "NameConstraints"},
		{"PrintableString with an at sign", withName(cbasn1.PrintableString, "a@b"), "", "PrintableString"},
		{"UTF8String that is not UTF-8", withName(cbasn1.UTF8String, "Stra\xdfe"), "", "UTF-8"},
		{"T61String", withName(cbasn1.T61String, "Stra\xdfe"), "", ""},
		{"BMPString of an odd length", withName(tagBMPString, "\x00A\x00"), "", "BMPString"},
		{"UniversalString", withName(tagUniversalString, "\x00\x00\x00A"), "", "string"},
		{"GeneralString", withName(27, "A"), "", "string"},
		{"name empty", odd(func(p *parts) { p.subject = seq() }), "", ""},
		{"relative name empty", odd(func(p *parts) { p.subject = seq(rdn()) }), "", ""},
		{"name that is none", odd(func(p *parts) { p.subject = seq([]byte{5, 0}) }), "its subject cannot be read", "RDNSequence"},
		{"UTCTime without seconds", withDates(utc("2401010000Z"), later), "notBefore is not written as", ""},
		{"UTCTime with an offset", withDates(utc("240101000000+0100"), later), "notBefore is not written as", ""},
		{"GeneralizedTime before 2050", withDates(generalized("20240101000000Z"), later), "", ""},
		{"GeneralizedTime with a fraction", withDates(generalized("20240101000000.5Z"), later), "notBefore is not written as", "malformed GeneralizedTime"},
		{"GeneralizedTime without Z", withDates(generalized("20240101000000"), later), "notBefore is not written as", "malformed GeneralizedTime"},
		{"30 February", withDates(utc("240230000000Z"), later), "notBefore cannot be read", "malformed UTCTime"},
		{"second 60", withDates(utc("240101000060Z"), later), "notBefore cannot be read", "malformed UTCTime"},
		{"date that is a number", withDates(der(cbasn1.INTEGER, []byte{1}), later), "notBefore cannot be read", "time"},
		{"end before start", withDates(later, utc("240101000000Z")), "notAfter is before its notBefore", ""},
		{"no serial", odd(func(p *parts) { p.serial = nil }), "-", "serial"},
		{"no validity", odd(func(p *parts) { p.validity = nil }), "-", "x509"},
		{"no key", odd(func(p *parts) { p.key = nil }), "-", "x509"},
	}
}

// TestDefects reads certificates with one defect each. Nearly all are kept, with a word about what is wrong where it
// lies in a field that this reader judges; GoRefuses has the rest.
func TestDefects(t *testing.T) {
	list := defects()
	if len(list) < 60 {
		t.Errorf("only %d defects", len(list))
	}
	for _, d := range list {
		t.Run(d.name, func(t *testing.T) { checkDefect(t, d) })
	}
}

func checkDefect(t *testing.T, d defect) {
	c, err := ParseCertificate(d.der)
	if (err != nil) != (d.problem == "-") {
		t.Fatalf("got error %v, want %q", err, d.problem)
	}
	if err != nil {
		return
	}
	checkCertificateText(t, c)
	if said := strings.Join(c.Problems, "; "); !strings.Contains(said, d.problem) || d.problem == "" && said != "" {
		t.Errorf("got problems %q, want %q", said, d.problem)
	}
	if says := c.GoRefuses(); !strings.Contains(says, d.goSays) || d.goSays == "" && says != "" {
		t.Errorf("Go says %q, want %q", says, d.goSays)
	}
}
