package truststore

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// TestEncodingChanges: no certificate is lost where a file changes its encoding, whatever stands at the change.
func TestEncodingChanges(t *testing.T) {
	one := framed(wrapped(odd(func(*parts) {}), 64))
	windows := strings.ReplaceAll(one, "\n", "\r\n")
	for name, test := range map[string]struct {
		text    string
		blocks  int
		changes int
		line    int // of the first change
	}{
		"ASCII alone":                  {one + one, 2, 0, 0},
		"UTF-16 alone":                 {wide(one+one, true), 2, 0, 0},
		"UTF-16 twice":                 {wide(one, true) + wide(one, true), 2, 0, 0},
		"UTF-16, then ASCII":           {wide(windows, true) + "\r\n" + one, 2, 1, 18},
		"ASCII, then UTF-16":           {one + wide(windows, true)[2:], 2, 1, 18},
		"ASCII, then UTF-16, then one": {one + wide(windows, true) + "\n" + one, 3, 2, 18},
		"both orders":                  {wide(one, true) + wide(one, false), 2, 1, 18},
		"both orders, no marks":        {wide(one, false)[2:] + wide(one, true)[2:], 2, 1, 18},
		"a byte between":               {wide(one, true) + "\n" + wide(one, true), 2, 2, 18},
		"UTF-8 between":                {wide(one, true) + "# Größe\n" + one, 2, 1, 18},
		"a line break at the end":      {wide(one, true) + "\n", 1, 1, 18},
		"other letters":                {wide("# Сертификат 中文\n"+one+"# 证书\n", true) + one, 2, 1, 20},
		"a key in the other encoding":  {one + wide("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", true), 2, 1, 18},
	} {
		t.Run(name, func(t *testing.T) {
			b := load(t, []byte(test.text))
			note := noteOf(b, FormMixedEncoding)
			if note == nil {
				note = &Note{}
			}
			if len(b.Entries) != test.blocks || note.Count != test.changes || note.Line != test.line {
				t.Errorf("%d blocks, %+v, %+v", len(b.Entries), note, stretches([]byte(test.text)))
			}
			streamed(t, test.text)
		})
	}
}

// streamed holds what is read of a stream, amid ASCII, to what is read of the whole.
func streamed(t *testing.T, text string) {
	t.Helper()
	long := strings.Repeat(framed(wrapped(odd(func(*parts) {}), 64)), pieceSize/400)
	text = long + text + "\n" + long
	whole, err := Load(NewObject("s", []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	var got []Entry
	err = Split("s", iotest.HalfReader(strings.NewReader(text)), DefaultMaxSize, func(p Piece) error {
		b, err := LoadPiece("s", p)
		if err == nil {
			got = append(got, b.Entries...)
		}
		return err
	})
	same := func(a, b Entry) bool {
		return a.Index == b.Index && a.FirstLine == b.FirstLine && a.LastLine == b.LastLine && a.Offset == b.Offset && a.End == b.End && bytes.Equal(a.DER, b.DER)
	}
	if err != nil || !slices.EqualFunc(got, whole.Entries, same) {
		t.Errorf("of a stream %d blocks, and of the whole %d, or they differ: %v", len(got), len(whole.Entries), err)
	}
}

// TestNamesInBMPString: a name of UTF-16 in a certificate that stands there as DER is no change of encoding.
func TestNamesInBMPString(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("Acme", 10), "Łódzkie Towarzystwo Ubezpieczeniowe", "中" + strings.Repeat("Acme", 10),
		"ਊਊਊਊਊਊ" + strings.Repeat("Acme", 10), "中中中中上" + strings.Repeat("Acme", 10), // whose octets end lines
	} {
		name := wide(text, false)[2:]
		der := odd(func(p *parts) { p.subject = seq(rdn(attr("\x55\x04\x03", cbasn1.Tag(30), name))) })
		b := load(t, append(append([]byte(framed(wrapped(der, 64))), der...), der...))
		if noteOf(b, FormMixedEncoding) != nil || noteOf(b, FormUnframed) == nil || noteOf(b, FormUnframed).Count != 2 || len(b.Texts) != 1 || b.Texts[0].Unframed == "" {
			t.Errorf("%s: %+v, %+v", text, b.Notes, b.Texts)
		}
	}
}

// TestProseOfEveryEncoding: texts come as UTF-8 whatever they were written in.
func TestProseOfEveryEncoding(t *testing.T) {
	one := framed(wrapped(odd(func(*parts) {}), 64))
	const first, second, third = "# Größe von 42 Zeichen, und eher mehr", "# Сертификат", "# the end of it all, in big endian"
	b := load(t, []byte(first+"\n"+one+wide(second+"\n"+one, true)+wide(third, false)))
	if got := strings.Join(b.Prose(), "|"); got != first+"|"+second+"|"+third {
		t.Errorf("got %q", got)
	}
}
