package truststore

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// boundary is one "-----BEGIN label-----" or "-----END label-----" (RFC 7468 section 3), or what was meant as one.
type boundary struct {
	begin bool
	label string
	start int    // of its first dash
	end   int    // past its last dash
	fault string // why a PEM reader does not take it for a boundary; empty when it does
}

// maxLabel is the longest label looked for; the longest in use, "ENCRYPTED PRIVATE KEY" and its like, have about 20.
const maxLabel = 64

// boundaries walks over the boundaries of a text from front to back. It goes from dash to dash, for base64 has none,
// and looks at each byte a fixed number of times whatever the text is.
type boundaries struct {
	data []byte
	pos  int // where the search goes on; what lies before is spoken for
	wide int // where the next dash that is not ASCII may stand; len(data) when there is none
}

// newBoundaries starts the walk.
func newBoundaries(data []byte) *boundaries { return &boundaries{data: data, wide: -1} }

// next finds the next boundary.
func (w *boundaries) next() (boundary, bool) {
	for {
		first := w.dash()
		if first >= len(w.data) {
			return boundary{}, false
		}
		w.pos = skipDashes(w.data, first)
		if w.pos == first { // the lead byte of another character
			w.pos++
			continue
		}
		if b, ok := readBoundary(w.data, first, w.pos); ok {
			w.pos = b.end
			return b, true
		}
	}
}

// dash finds the next hyphen, or the next byte that may lead a typographic dash; len(data) when there is none.
func (w *boundaries) dash() int {
	if w.wide < w.pos {
		w.wide = indexFrom(w.data, w.pos, 0xe2)
	}
	return min(indexFrom(w.data[:w.wide], w.pos, '-'), w.wide)
}

func indexFrom(data []byte, pos int, c byte) int {
	if at := bytes.IndexByte(data[pos:], c); at >= 0 {
		return pos + at
	}
	return len(data)
}

func skipDashes(data []byte, pos int) int {
	for pos < len(data) {
		r, size := utf8.DecodeRune(data[pos:])
		if !isDash(r) {
			break
		}
		pos += size
	}
	return pos
}

// readBoundary reads the boundary whose keyword follows the run of dashes data[first:keyword].
func readBoundary(data []byte, first, keyword int) (boundary, bool) {
	begin := bytes.HasPrefix(data[keyword:], []byte("BEGIN"))
	labelStart := keyword + len("BEGIN")
	if !begin {
		if !bytes.HasPrefix(data[keyword:], []byte("END")) {
			return boundary{}, false
		}
		labelStart = keyword + len("END")
	}
	label, size, spacing := readLabel(data[labelStart:])
	if label == "" {
		return boundary{}, false
	}
	after := dashesAfter(data, labelStart+size)
	if after.count == 0 {
		return boundary{}, false
	}
	before := dashesBefore(data, keyword, first)
	return boundary{begin, label, before.at, after.at, boundaryFault(before, after, spacing)}, true
}

// dashes is a run of at most five hyphens, or of what word processors make of them.
type dashes struct {
	count int
	ascii bool
	at    int // its far end: where a run before the keyword starts, where one after the label stops
}

func dashesBefore(data []byte, at, floor int) dashes {
	run := dashes{ascii: true, at: at}
	for run.at > floor && run.count < 5 {
		r, size := utf8.DecodeLastRune(data[floor:run.at])
		if !isDash(r) {
			break
		}
		run.count, run.at, run.ascii = run.count+1, run.at-size, run.ascii && r == '-'
	}
	return run
}

func dashesAfter(data []byte, at int) dashes {
	run := dashes{ascii: true, at: at}
	for run.at < len(data) && run.count < 5 {
		r, size := utf8.DecodeRune(data[run.at:])
		if !isDash(r) {
			break
		}
		run.count, run.at, run.ascii = run.count+1, run.at+size, run.ascii && r == '-'
	}
	return run
}

// isDash knows the hyphen, U+2010 to U+2015 and the minus sign.
func isDash(r rune) bool {
	return r == '-' || r >= '\u2010' && r <= '\u2015' || r == '\u2212'
}

func boundaryFault(before, after dashes, spacing bool) string {
	switch {
	case !before.ascii || !after.ascii:
		return "has typographic dashes instead of hyphens"
	case before.count != 5:
		return fmt.Sprintf("starts with %d hyphens instead of five", before.count)
	case after.count != 5:
		return fmt.Sprintf("ends with %d hyphens instead of five", after.count)
	case spacing:
		return "has white space in it that is not a single plain space between two words"
	}
	return ""
}

// readLabel reads what follows BEGIN or END up to the dashes: upper-case letters, digits, white space and the few signs
// that labels in use have. spacing tells of white space for which openssl and Go take the label for another one.
// The label is empty when there is none.
func readLabel(data []byte) (label string, size int, spacing bool) {
	for size < len(data) && size <= maxLabel {
		r, n := utf8.DecodeRune(data[size:])
		if !isLabel(r) {
			break
		}
		size += n
	}
	switch raw := data[:size]; {
	case string(raw) == " CERTIFICATE":
		return "CERTIFICATE", size, false
	case size > maxLabel || len(bytes.TrimLeftFunc(raw, unicode.IsSpace)) == len(raw):
		return "", 0, false
	}
	label = strings.Join(strings.Fields(string(data[:size])), " ")
	return label, size, string(data[:size]) != " "+label
}

func isLabel(r rune) bool {
	switch {
	case 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '#', r == '.', r == '_':
		return true
	case r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		return false // these end a line
	}
	return unicode.IsSpace(r)
}
