package truststore

import (
	"bytes"
	"encoding/pem"
	"errors"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// hostileSize is that of the largest input which is read at all, or a part of it to keep a quick run quick.
func hostileSize() int {
	if testing.Short() {
		return DefaultMaxSize / 16
	}
	return DefaultMaxSize
}

// fill repeats a unit up to the size of a hostile input.
func fill(unit string) string { return strings.Repeat(unit, hostileSize()/len(unit)) }

func utf16Text(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out[:min(len(out), DefaultMaxSize)]
}

func garbage(size int) string {
	out := make([]byte, size)
	source := rand.NewChaCha8([32]byte{1})
	source.Read(out)
	return string(out)
}

// TestHostileText gives the scanner the largest inputs it may meet. Each is made to catch a reader that looks at the
// rest of the file for every line, or that keeps more than it was given.
func TestHostileText(t *testing.T) {
	const begin, end = "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n"
	inputs := map[string]string{
		"garbage":                       garbage(hostileSize()),
		"hyphens":                       fill("-"),
		"en dashes":                     fill("\u2013"),
		"lead bytes of dashes":          fill("\xe2\x80"),
		"hyphens and a keyword":         fill("-----BEGIN "),
		"BEGIN lines":                   fill(begin),
		"END lines":                     fill(end),
		"pairs":                         fill(begin + end),
		"pairs on one line":             fill("-----BEGIN A----------END A-----"),
		"joined blocks":                 fill("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
		"few BEGIN lines":               strings.Repeat(begin, 200_000) + fill("x"),
		"few END lines, then BEGIN":     strings.Repeat(end, 200_000) + fill("x") + begin,
		"spaces before many blocks":     "\ufeff" + fill(" ") + strings.Repeat(begin+"AAAA\n"+end, 200_000),
		"blank lines":                   fill("\n"),
		"blank lines in a block":        begin + fill("\n") + "AAAA\n" + end,
		"blanks in a block":             begin + fill(" ") + end,
		"blank lines of blanks":         begin + fill(" \n") + end,
		"carriage returns":              begin + fill("\r") + end,
		"carriage returns between":      strings.Repeat(begin+end+"\r", 100_000) + fill("\r"),
		"commas and a quote":            begin + fill(",") + "\"\n" + end,
		"plus signs and a quote":        begin + fill("+") + "\"\n" + end,
		"one line of literal breaks":    begin + fill(`AAAA\n`) + end,
		"blocks with literal breaks":    fill(`-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`),
		"one line of base64":            begin + fill("AAAA") + "\n" + end,
		"short lines of base64":         begin + fill("A\n") + end,
		"wide spaces":                   begin + fill("\u00a0") + end,
		"headers":                       begin + fill("a: b\n") + end,
		"headers of every block":        fill(begin + "a: b\n\n" + end),
		"headers without an end":        fill(begin + "a: b\n" + end),
		"conflict markers":              fill("<<<<<<< "),
		"conflict markers in a block":   begin + fill("\n<<<<<<< x") + end,
		"text between blocks":           fill(begin + "AAAA\n" + end + "x\n"),
		"keys":                          fill("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
		"labels without an end":         fill("-----BEGIN AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
		"labels of wide spaces":         fill("-BEGIN" + strings.Repeat("\u3000", 21)),
		"certificates of nothing":       fill("0\x00"),
		"nested sequences":              fill("0\x80"),
		"base64 without boundaries":     fill("MIIB"),
		"beginnings of DER in a text":   begin + end + fill("0\x82\xff\xf00"),
		"short beginnings of DER":       begin + end + fill("0\x81\x800"),
		"beginnings of base64 in texts": fill(begin + end + strings.Repeat("MIL/8DAA ", 4000)),
		"base64 that breaks off":        begin + end + fill("MIL/8DAA#"),
		"letters that begin base64":     begin + end + fill("MI######"),
		"one unending base64 in a text": begin + end + fill("MIL/8DAA\n") + fill(" "),
		"encodings that take turns":     begin + end + fill(wide(strings.Repeat("A", 16), true)+strings.Repeat("x", 24)),
		"blocks in turns of encoding":   fill(begin + "AAAA\n" + end + wide(begin+"AAAA\n"+end, true) + wide(begin+"AAAA\n"+end, false)),
		"both orders in turns":          begin + end + fill(wide(strings.Repeat("A", 16), true)[2:]+wide(strings.Repeat("A", 16), false)[2:]),
		"marks and NULs":                begin + end + fill("\xff\xfe\x00"),
		"NULs":                          begin + end + fill("\x00"),
		"lines of NULs":                 begin + end + fill("\x00\n"),
		"a long line of UTF-16 marks":   begin + end + fill("\xff\xfe") + wide(begin+end, true),
		"beginnings of keys":            begin + end + fill("0\x2e\x02\x01\x00"),
		"beginnings of keys in base64":  begin + end + fill("MC4CAQAw#"),
		"numbers of keys":               begin + end + fill("0\x7f\x02\x01\x00"+strings.Repeat("\x02\x01\x00", 41)),
		"plus signs before lines":       begin + fill("+\n") + end,
		"a brace":                       "{" + fill(" "),
		"open brackets":                 fill("["),
		"one block of 32 MiB and a key": begin + fill("AAAA\n") + end + "-----BEGIN PRIVATE KEY-----\n",
	}
	half := func(unit string) string { return strings.Repeat(unit, hostileSize()/2/len(unit)) } // room for base64 and an END line
	one := soundParts().build()
	inputs["certificates in one block"] = string(armoured("CERTIFICATE", wrapped([]byte(half(string(one))), 76)))
	inputs["beginnings in one block"] = string(armoured("CERTIFICATE", wrapped([]byte(string(one)+half("0\x82\xff\xf00")), 76)))
	inputs["padding in one block"] = string(armoured("CERTIFICATE", half(wrapped(paddedCertificate(t).Raw, 64))))
	inputs["nothing but padding"] = begin + half("MA==") + "\n" + end
	inputs["certificates as requests"] = fill(string(armoured("CERTIFICATE REQUEST", wrapped(one, 64))))
	for name, text := range inputs {
		t.Run(name, func(t *testing.T) { hostile(t, []byte(text)) })
	}
	for _, name := range []string{"BEGIN lines", "pairs on one line", "blocks with literal breaks", "text between blocks", "wide spaces", "hyphens", "garbage"} {
		half := inputs[name][:len(inputs[name])/2]
		t.Run(name+" in UTF-16", func(t *testing.T) { hostile(t, utf16Text(half)) })
	}
}

// patience is ten times what the slowest input takes on an idle machine, for the race detector and busy machines. What
// is quadratic takes minutes.
const patience = 20 * time.Second

// hostile reads an input and holds the reader to its time, and to memory in proportion.
func hostile(t *testing.T, input []byte) {
	t.Helper()
	input = input[:min(len(input), DefaultMaxSize)]
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	b, err := Load(NewObject("hostile", input))
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	allocated := after.TotalAlloc - before.TotalAlloc
	t.Logf("%d MiB: %v, %d MiB allocated", len(input)>>20, took.Round(time.Millisecond), allocated>>20)
	if took > patience {
		t.Errorf("took %v", took)
	}
	if limit := uint64(512 << 20); allocated > limit {
		t.Errorf("allocated %d MiB for %d MiB", allocated>>20, len(input)>>20)
	}
	if err != nil {
		if !errors.Is(err, ErrTooManyBlocks) {
			t.Error(err)
		}
		return
	}
	checkBalance(t, b)
}

func checkBalance(t *testing.T, b *Bundle) {
	t.Helper()
	if l := b.Ledger; l.Seen != l.Accepted+l.Rejected || l.Seen+l.Other != len(b.Entries) {
		t.Errorf("the ledger does not balance: %+v of %d entries", l, len(b.Entries))
	}
}

// hostileCertificate makes a certificate out of a sound one with another subject or other extensions.
func hostileCertificate(subject, extensions []byte) []byte {
	d := soundParts()
	if subject != nil {
		d.subject = subject
	}
	if extensions != nil {
		d.extensions = der(cbasn1.Tag(3).ContextSpecific().Constructed(), der(cbasn1.SEQUENCE, extensions))
	}
	return d.build()
}

func TestHostileCertificates(t *testing.T) {
	cn := func(tag cbasn1.Tag, value string) []byte { return rdn(attr("\x55\x04\x03", tag, value)) }
	many := func(n int, part func(i int) []byte) []byte {
		var b bytes.Buffer
		for i := range n {
			b.Write(part(i))
		}
		return b.Bytes()
	}
	numbered := func(i int) string {
		return string([]byte{0x2a, 0x81, 0x80 | byte(i>>14), 0x80 | byte(i>>7), byte(i & 0x7f)})
	}
	nest := func(depth int) []byte {
		out := []byte{}
		for range depth {
			out = der(cbasn1.SEQUENCE, out)
		}
		return out
	}
	certs := map[string][]byte{
		"100,000 extensions":       hostileCertificate(nil, many(100_000, func(i int) []byte { return extension(numbered(i), []byte{5, 0}) })),
		"the same extension again": hostileCertificate(nil, many(100_000, func(int) []byte { return extension("\x55\x1d\x13", []byte{0x30, 0}) })),
		"a CN of 64 KiB":           hostileCertificate(der(cbasn1.SEQUENCE, cn(cbasn1.UTF8String, strings.Repeat("x", 1<<16))), nil),
		"a CN of line feeds":       hostileCertificate(der(cbasn1.SEQUENCE, cn(cbasn1.UTF8String, strings.Repeat("\n\x1b[2J\u202e", 1<<14))), nil),
		"10,000 names":             hostileCertificate(der(cbasn1.SEQUENCE, many(10_000, func(int) []byte { return cn(cbasn1.UTF8String, "x") })), nil),
		"a million empty names":    hostileCertificate(der(cbasn1.SEQUENCE, many(1_000_000, func(int) []byte { return []byte{0x31, 0} })), nil),
		"10,000 values in one":     hostileCertificate(der(cbasn1.SEQUENCE, rdn(many(10_000, func(int) []byte { return attr("\x55\x04\x03", cbasn1.UTF8String, "x") }))), nil),
		"a long OID":               hostileCertificate(der(cbasn1.SEQUENCE, rdn(attr(strings.Repeat("\x55", 1<<16), cbasn1.UTF8String, "x"))), nil),
		"a million alternatives":   hostileCertificate(nil, extension("\x55\x1d\x11", der(cbasn1.SEQUENCE, bytes.Repeat([]byte{0x82, 0}, 1_000_000)))),
		"a million purposes":       hostileCertificate(nil, extension("\x55\x1d\x25", der(cbasn1.SEQUENCE, bytes.Repeat([]byte{6, 1, 0x2a}, 1_000_000)))),
		"a million constraints":    hostileCertificate(nil, extension("\x55\x1d\x1e", der(cbasn1.SEQUENCE, der(0xa0, bytes.Repeat([]byte{0x30, 2, 0x82, 0}, 1_000_000))))),
		"deep nesting":             hostileCertificate(nil, extension("\x55\x1d\x13", nest(5_000))),
	}
	for name, raw := range certs {
		t.Run(name, func(t *testing.T) {
			text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
			hostile(t, bytes.Repeat(text, 1+hostileSize()/len(text)))
			c, err := ParseCertificate(raw)
			if err != nil {
				t.Fatal(err)
			}
			checkCertificateText(t, c)
		})
	}
}

// checkCertificateText holds every text that a certificate gives to one line of bounded length.
func checkCertificateText(t *testing.T, c *Certificate) {
	t.Helper()
	texts := append([]string{c.Subject.String(), c.Issuer.String(), c.GoRefuses(), c.SerialText(), c.PublicKey.String(), c.SignatureAlgorithm.String()}, c.Problems...)
	texts = append(texts, c.Subject.Attribute("CN")...)
	for _, g := range c.SubjectAltNames[:min(len(c.SubjectAltNames), 100)] {
		texts = append(texts, g.String())
	}
	for _, text := range texts {
		checkLine(t, text)
	}
}

func checkLine(t *testing.T, text string) {
	t.Helper()
	if len(text) > 5000 {
		t.Errorf("a text of %d bytes: %.60q…", len(text), text)
	}
	if plainText(text[:min(len(text), 1024)]) != strings.ToValidUTF8(text[:min(len(text), 1024)], "\ufffd") {
		t.Errorf("not fit for a terminal: %q", text)
	}
}

func TestDERInARowBeyondCounting(t *testing.T) {
	one, err := os.ReadFile("../testdata/certs/pem/der.cer")
	if err != nil {
		t.Fatal(err)
	}
	_, err = ScanPEM(append(one, bytes.Repeat([]byte{0x30, 0}, maxBlocks)...))
	if !errors.Is(err, ErrTooManyBlocks) {
		t.Errorf("got %v, want ErrTooManyBlocks: pieces would be lost without a word", err)
	}
}
