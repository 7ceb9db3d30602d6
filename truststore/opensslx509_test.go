package truststore

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// loadedByOpenSSL tells which certificates openssl loads. One run of openssl verify takes many files and says of each
// what became of it, unless it cannot be loaded.
func loadedByOpenSSL(t *testing.T, ders [][]byte) []bool {
	t.Helper()
	dir := t.TempDir()
	args := []string{"verify", "-no-CApath", "-no-CAstore", "-no-CAfile"}
	for i, der := range ders {
		path := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(path, pemOf(der), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	out, _ := exec.CommandContext(t.Context(), "openssl", args...).CombinedOutput()
	loaded := make([]bool, len(ders))
	for i := range ders {
		path := filepath.Join(dir, fmt.Sprint(i))
		loaded[i] = bytes.Contains(out, []byte("error "+path+": ")) || bytes.Contains(out, []byte(path+": OK"))
	}
	return loaded
}

// refusedHere tells why a certificate would not be loaded; one that has no frame here counts as refused.
func refusedHere(der []byte) string {
	c, err := ParseCertificate(der)
	if err != nil {
		return err.Error()
	}
	return c.OpenSSLRefuses()
}

// smallParts are those of a certificate in which most octets matter to its reader.
func smallParts() parts {
	p := soundParts()
	p.subject = seq(rdn(attr("\x55\x04\x03", cbasn1.UTF8String, "Zoë")), rdn(attr("\x55\x04\x0a", tagBMPString, "\x00A\x00B"), attr("\x55\x04\x0b", cbasn1.PrintableString, "x")))
	p.key = ecKey(idP256, append([]byte{2}, make([]byte, 32)...)...)
	p.extensions = extensions(criticalExtension(idBasic, seq([]byte{1, 1, 0xff})), extension(idAltName, seq(tagged(2, "a.example"))), extension(idPurpose, seq(oid("\x2b\x06\x01\x05\x05\x07\x03\x02"))))
	p.ids = append(tagged(1, "\x00\x01"), tagged(2, "\x00\x01")...)
	p.signature = bits(make([]byte, 8))
	return p
}

func oddLoads() map[string][]byte {
	change := func(f func(*parts)) []byte { p := smallParts(); f(&p); return p.build() }
	list := map[string][]byte{"sound": smallParts().build()}
	for _, d := range defects() {
		list["defect "+d.name] = d.der
	}
	for name, value := range oddNames() {
		list["name "+name] = change(func(p *parts) { p.subject = seq(value) })
	}
	for name, f := range map[string]func(*parts){
		"serial padded with ones":  func(p *parts) { p.serial = []byte{2, 2, 0xff, 0x80} },
		"version padded":           func(p *parts) { p.version = []byte{0xa0, 4, 2, 2, 0, 2} },
		"version empty":            func(p *parts) { p.version = []byte{0xa0, 2, 2, 0} },
		"version twice":            func(p *parts) { p.version = []byte{0xa0, 6, 2, 1, 2, 2, 1, 2} },
		"version of no value":      func(p *parts) { p.version = []byte{0xa0, 0} },
		"UTF-8 broken":             func(p *parts) { p.subject = seq(rdn(attr("\x55\x04\x03", cbasn1.UTF8String, "a\xff"))) },
		"UTF-8 surrogate":          func(p *parts) { p.subject = seq(rdn(attr("\x55\x04\x03", cbasn1.UTF8String, "\xed\xa0\x80"))) },
		"BMP of three octets":      func(p *parts) { p.subject = seq(rdn(attr("\x55\x04\x03", tagBMPString, "abc"))) },
		"BMP surrogates":           func(p *parts) { p.subject = seq(rdn(attr("\x55\x04\x03", tagBMPString, "\xd8\x3d\xdd\x12"))) },
		"Universal beyond Unicode": func(p *parts) { p.subject = seq(rdn(attr("\x55\x04\x03", tagUniversalString, "\x00\x11\x00\x00"))) },
		"attribute OID padded":     func(p *parts) { p.subject = seq(rdn(attr("\x55\x80\x04\x03", cbasn1.UTF8String, "a"))) },
		"attribute OID cut":        func(p *parts) { p.subject = seq(rdn(attr("\x55\x04\x83", cbasn1.UTF8String, "a"))) },
		"attribute OID empty":      func(p *parts) { p.subject = seq(rdn(attr("", cbasn1.UTF8String, "a"))) },
		"attribute with a tail": func(p *parts) {
			p.subject = seq(rdn(seq(oid("\x55\x04\x03"), der(cbasn1.UTF8String, []byte("a")), []byte{5, 0})))
		},
		"attribute in pieces": func(p *parts) {
			p.subject = seq(rdn(seq(oid("\x55\x04\x03"), der(cbasn1.UTF8String|constructed, der(cbasn1.UTF8String, []byte("a"))))))
		},
		"set empty": func(p *parts) { p.subject = seq(rdn()) },
		"set without its mark": func(p *parts) {
			p.subject = seq(der(cbasn1.SET&^constructed, attr("\x55\x04\x03", cbasn1.UTF8String, "a")))
		},
		"name tail":                  func(p *parts) { p.subject = seq(rdn(attr("\x55\x04\x03", cbasn1.UTF8String, "a")), []byte{5, 0}) },
		"one time":                   func(p *parts) { p.validity = seq(utc("240101000000Z")) },
		"three times":                func(p *parts) { p.validity = seq(utc("240101000000Z"), utc("240101000000Z"), utc("240101000000Z")) },
		"time of no kind":            func(p *parts) { p.validity = seq(utc("240101000000Z"), der(cbasn1.IA5String, []byte("never"))) },
		"time of garbage":            func(p *parts) { p.validity = seq(utc("240101000000Z"), utc("never")) },
		"time of nothing":            func(p *parts) { p.validity = seq(utc(""), utc("")) },
		"algorithm with a tail":      func(p *parts) { p.algorithm = seq(oid(idSHA256RSA), []byte{5, 0}, []byte{5, 0}) },
		"algorithm OID padded":       func(p *parts) { p.algorithm = seq(oid("\x2a\x80\x03")) },
		"outer algorithm OID padded": func(p *parts) { p.outer = seq(oid("\x2a\x80\x03")) },
		"NULL of one octet":          func(p *parts) { p.algorithm = seq(oid(idSHA256RSA), []byte{5, 1, 0}) },
		"BOOLEAN of two octets":      func(p *parts) { p.algorithm = seq(oid(idSHA256RSA), []byte{1, 2, 0, 0}) },
		"parameters of context":      func(p *parts) { p.algorithm = seq(oid(idSHA256RSA), []byte{0x80, 1, 0}) },
		"parameters of end":          func(p *parts) { p.algorithm = seq(oid(idSHA256RSA), []byte{0, 0}) },
		"parameters of bad SEQUENCE": func(p *parts) { p.algorithm = seq(oid(idSHA256RSA), []byte{0x30, 2, 5, 9}) },
		"key with a tail":            func(p *parts) { p.key = seq(seq(oid(idEC), oid(idP256)), bits([]byte{4}), []byte{5, 0}) },
		"key of 9 unused bits":       func(p *parts) { p.key = seq(seq(oid(idEC), oid(idP256)), der(cbasn1.BIT_STRING, []byte{9, 4})) },
		"key without bits":           func(p *parts) { p.key = seq(seq(oid(idEC), oid(idP256)), der(cbasn1.BIT_STRING)) },
		"identifier empty":           func(p *parts) { p.ids = tagged(1, "") },
		"identifiers in disorder":    func(p *parts) { p.ids = append(tagged(2, "\x00\x01"), tagged(1, "\x00\x01")...) },
		"identifier of 9 bits":       func(p *parts) { p.ids = tagged(2, "\x09\x01") },
		"no extension in the list":   func(p *parts) { p.extensions = extensions() },
		"extensions with a tail":     func(p *parts) { p.extensions = der(cbasn1.Tag(3).ContextSpecific().Constructed(), seq(), seq()) },
		"extensions without a list":  func(p *parts) { p.extensions = der(cbasn1.Tag(3).ContextSpecific().Constructed()) },
		"critical of two octets": func(p *parts) {
			p.extensions = extensions(seq(oid(idBasic), []byte{1, 2, 0xff, 0xff}, der(cbasn1.OCTET_STRING, seq())))
		},
		"critical not 0xff": func(p *parts) {
			p.extensions = extensions(seq(oid(idBasic), []byte{1, 1, 1}, der(cbasn1.OCTET_STRING, seq())))
		},
		"extension OID padded":       func(p *parts) { p.extensions = extensions(extension("\x55\x1d\x80\x13", seq())) },
		"signature of 8 unused bits": func(p *parts) { p.signature = der(cbasn1.BIT_STRING, []byte{8, 0}) },
	} {
		list[name] = change(f)
	}
	return list
}

// TestOpenSSLLoads holds OpenSSLRefuses to openssl, over certificates with one field broken.
func TestOpenSSLLoads(t *testing.T) {
	needOpenSSL(t)
	var names []string
	var ders [][]byte
	for name, der := range oddLoads() {
		names, ders = append(names, name), append(ders, der)
	}
	for i, loaded := range loadedByOpenSSL(t, ders) {
		if why := refusedHere(ders[i]); (why == "") != loaded {
			t.Errorf("%s: openssl loads it: %v; said here: %q", names[i], loaded, why)
		}
	}
}

// TestOpenSSLLoadsAfterAFlip changes one octet of what is signed, at random but the same at each run.
func TestOpenSSLLoadsAfterAFlip(t *testing.T) {
	needOpenSSL(t)
	const draws = 2000
	random, sound := rand.New(rand.NewPCG(1, 2)), smallParts().build()
	c, err := ParseCertificate(sound)
	if err != nil || c.OpenSSLRefuses() != "" || len(c.Problems) > 0 {
		t.Fatal(err, c.OpenSSLRefuses(), c.Problems)
	}
	var ders [][]byte
	for range draws {
		der := bytes.Clone(sound)
		der[4+random.IntN(len(c.RawTBS))] ^= byte(1 + random.IntN(255))
		ders = append(ders, der)
	}
	for i, loaded := range loadedByOpenSSL(t, ders) {
		if why := refusedHere(ders[i]); (why == "") != loaded {
			at := 0
			for ; ders[i][at] == sound[at]; at++ {
			}
			t.Errorf("octet %d, %#02x to %#02x, in % x: openssl loads it: %v; said here: %q", at, sound[at], ders[i][at], sound[max(0, at-4):at+4], loaded, why)
		}
	}
}
