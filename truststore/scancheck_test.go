package truststore

import (
	"encoding/binary"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
)

// checkScan holds a scan to what ScanPEM promises of every input: the pieces are in order and do not overlap, nothing
// but white space lies between them, their lines are right, and no byte of a private key is kept.
func checkScan(t *testing.T, input []byte, scan *Scan) {
	t.Helper()
	past := 0
	for _, p := range append(pieces(scan), piece{offset: len(input), end: len(input)}) {
		if p.offset < past || p.end < p.offset || p.end > len(input) {
			t.Fatalf("a piece lies at %d-%d, the one before ends at %d of %d", p.offset, p.end, past, len(input))
		}
		if lost := strings.Trim(plain(input, past, p.offset), " \t\r\n"); lost != "" && !emptyNote(scan) {
			t.Fatalf("%q at %d belongs to no block and no text", lost, past)
		}
		checkLines(t, input, p)
		past = p.end
	}
	for _, b := range scan.Blocks {
		checkBlock(t, b)
	}
}

func checkBlock(t *testing.T, b Block) {
	t.Helper()
	switch {
	case b.Kind == KindPrivateKey && b.DER != nil:
		t.Errorf("the bytes of a private key (%s) are kept", b.Label)
	case b.Reject != "" && b.DER != nil:
		t.Errorf("the bytes of a rejected block (%s) are kept", b.Label)
	case strings.ContainsAny(b.Reject, "\n\r\x1b"):
		t.Errorf("the reason %q is not fit for one line", b.Reject)
	}
}

// piece is a block or a text.
type piece struct{ offset, end, first, last int }

// pieces merges blocks and texts in the order of the file.
func pieces(scan *Scan) []piece {
	var list []piece
	texts := scan.Texts
	for _, b := range scan.Blocks {
		for len(texts) > 0 && texts[0].Offset < b.Offset {
			list = append(list, piece{texts[0].Offset, texts[0].End, texts[0].FirstLine, texts[0].LastLine})
			texts = texts[1:]
		}
		list = append(list, piece{b.Offset, b.End, b.FirstLine, b.LastLine})
	}
	for _, x := range texts {
		list = append(list, piece{x.Offset, x.End, x.FirstLine, x.LastLine})
	}
	return list
}

// checkLines counts the lines of a piece anew, from the start of the input.
func checkLines(t *testing.T, input []byte, p piece) {
	t.Helper()
	if p.first == 0 || len(input) > 1<<16 {
		return // no text, or too much of it to count for each piece
	}
	lineEnd := regexp.MustCompile(`\r*\n|\r`)
	lineOf := func(at int) int { return 1 + len(lineEnd.FindAllString(plain(input, 0, at)+"x", -1)) }
	if first := lineOf(p.offset); p.first != first {
		t.Errorf("a piece at %d is said to begin on line %d, it begins on line %d", p.offset, p.first, first)
	}
	if last := lineOf(p.end); p.last != last {
		t.Errorf("a piece that ends at %d is said to end on line %d, it ends on line %d", p.end, p.last, last)
	}
}

func emptyNote(scan *Scan) bool { return len(scan.Notes) == 1 && scan.Notes[0].Form == FormEmpty }

// plain gives a part of an input as text. It reads UTF-16 without the code under test, which only says where it is.
func plain(input []byte, from, to int) string {
	var out strings.Builder
	for _, p := range stretches(input) {
		part := input[max(from, p.offset):max(from, p.offset, min(to, p.end))]
		if p.order == narrow {
			out.Write(part)
			continue
		}
		order := binary.ByteOrder(binary.LittleEndian)
		if p.order == bigEndian {
			order = binary.BigEndian
		}
		var units []uint16
		for ; len(part) > 1; part = part[2:] {
			units = append(units, order.Uint16(part))
		}
		if len(part) == 1 {
			units = append(units, 0xfffd)
		}
		out.WriteString(string(utf16.Decode(units)))
	}
	return out.String()
}
