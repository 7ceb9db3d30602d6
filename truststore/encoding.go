package truststore

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// text is an input turned into UTF-8, with the way back to its bytes and its lines.
type text struct {
	data  []byte
	size  int  // of the input
	skip  int  // bytes of the byte order mark
	utf16 bool // the input had two bytes or four for each character
	notes []Note
	cr    bool // there are carriage returns in it

	// lineAt and origin remember where they counted last: positions are asked for in nearly rising order.
	linePos, line   int
	unitPos, offset int
}

// decodeText undoes byte order marks and UTF-16, which PowerShell's redirection writes.
func decodeText(input []byte) *text {
	t := &text{data: input, size: len(input), line: 1}
	switch {
	case bytes.HasPrefix(input, []byte("\xef\xbb\xbf")):
		t.data, t.skip = input[3:], 3
		t.note(FormBOM, 1, "starts with a UTF-8 byte order mark")
	case bytes.HasPrefix(input, []byte("\xff\xfe")):
		t.fromUTF16(input, 2, false, "little")
	case bytes.HasPrefix(input, []byte("\xfe\xff")):
		t.fromUTF16(input, 2, true, "big")
	case looksUTF16(input, 1):
		t.fromUTF16(input, 0, false, "little")
	case looksUTF16(input, 0):
		t.fromUTF16(input, 0, true, "big")
	}
	t.cr = bytes.IndexByte(t.data, '\r') >= 0
	return t
}

// looksUTF16 tells ASCII text in UTF-16 without a byte order mark: every second byte of its start is zero.
func looksUTF16(input []byte, zeroAt int) bool {
	start := input[:min(len(input), 64)]
	if len(start) < 20 {
		return false
	}
	for i := 0; i+1 < len(start); i += 2 {
		if start[i+zeroAt] != 0 || start[i+1-zeroAt] == 0 {
			return false
		}
	}
	return true
}

func (t *text) fromUTF16(input []byte, skip int, bigEndian bool, order string) {
	unit := func(i int) rune {
		if bigEndian {
			return rune(input[i])<<8 | rune(input[i+1])
		}
		return rune(input[i]) | rune(input[i+1])<<8
	}
	t.data, t.skip, t.utf16 = make([]byte, 0, len(input)/2), skip, true
	for i := skip; i+1 < len(input); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) {
			if r = pair(unit, i, len(input)); r != utf8.RuneError {
				i += 2
			}
		}
		t.data = utf8.AppendRune(t.data, r)
	}
	if (len(input)-skip)%2 == 1 {
		t.data = utf8.AppendRune(t.data, utf8.RuneError) // half a character; no byte is lost
	}
	t.note(FormUTF16, 1, "is UTF-16 text ("+order+" endian), not ASCII or UTF-8")
}

// pair joins the surrogate at i with the one after it; utf8.RuneError when they make no character.
func pair(unit func(int) rune, i, size int) rune {
	if i+3 >= size {
		return utf8.RuneError
	}
	return utf16.DecodeRune(unit(i), unit(i+2))
}

// origin turns a position in data into a byte position of the input.
func (t *text) origin(pos int) int {
	if !t.utf16 {
		return t.skip + pos
	}
	if pos < t.unitPos {
		t.offset -= 2 * countUnits(t.data[pos:t.unitPos])
	} else {
		t.offset += 2 * countUnits(t.data[t.unitPos:pos])
	}
	t.unitPos = pos
	return min(t.skip+t.offset, t.size)
}

func countUnits(data []byte) int {
	units := 0
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		units += max(utf16.RuneLen(r), 1)
		data = data[size:]
	}
	return units
}

func (t *text) note(form Form, line int, message string) {
	t.notes = append(t.notes, Note{Form: form, Line: line, Count: 1, Message: message})
}

// lineAt gives the line number of a position. It counts from the last position asked for, forwards or backwards, so
// that a walk over a file costs few passes.
func (t *text) lineAt(pos int) int {
	if pos < t.linePos {
		t.line -= t.lineEnds(pos, t.linePos)
	} else {
		t.line += t.lineEnds(t.linePos, pos)
	}
	t.linePos = pos
	return t.line
}

// lineEnds counts the line ends in data[from:to]: LF, and CR that no LF follows. Any number of CR before an LF ends
// one line together with it: CR CR LF is what a CR LF file becomes when a program translates its line ends once more.
func (t *text) lineEnds(from, to int) int {
	n := bytes.Count(t.data[from:to], []byte{'\n'})
	if !t.cr {
		return n
	}
	for at := indexFrom(t.data, from, '\r'); at < to; at = indexFrom(t.data, at, '\r') {
		stop := skipCR(t.data, at)
		if stop == len(t.data) || t.data[stop] != '\n' {
			n += min(stop, to) - at
		}
		at = stop
	}
	return n
}

func skipCR(data []byte, pos int) int {
	for pos < len(data) && data[pos] == '\r' {
		pos++
	}
	return pos
}
