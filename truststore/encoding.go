package truststore

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// text is an input turned into UTF-8, with the way back to its bytes and its lines.
type text struct {
	data  []byte
	skip  int  // bytes of the byte order mark
	utf16 bool // the input had two bytes or four for each character
	notes []Note
	cr    bool // line ends are lone carriage returns somewhere

	// lineAt and origin remember where they counted last: positions are asked for in rising order.
	linePos, line   int
	unitPos, offset int
}

// decodeText undoes byte order marks and UTF-16, which PowerShell's redirection writes.
func decodeText(input []byte) *text {
	t := &text{data: input, line: 1}
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
	t.cr = hasLoneCR(t.data)
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
	units := make([]uint16, 0, len(input)/2)
	for i := skip; i+1 < len(input); i += 2 {
		unit := uint16(input[i]) | uint16(input[i+1])<<8
		if bigEndian {
			unit = unit<<8 | unit>>8
		}
		units = append(units, unit)
	}
	t.data, t.skip, t.utf16 = []byte(string(utf16.Decode(units))), skip, true
	t.note(FormUTF16, 1, "is UTF-16 text ("+order+" endian), not ASCII or UTF-8")
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
	return t.skip + t.offset
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

func hasLoneCR(data []byte) bool {
	for i := bytes.IndexByte(data, '\r'); i >= 0; {
		if i+1 >= len(data) || data[i+1] != '\n' {
			return true
		}
		next := bytes.IndexByte(data[i+1:], '\r')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// lineAt gives the line number of a position. It counts from the last position asked for, forwards or backwards, so
// that a walk over a file costs one pass. A position between CR and LF belongs to the line that they end.
func (t *text) lineAt(pos int) int {
	if t.cr && pos > 0 && pos < len(t.data) && t.data[pos] == '\n' && t.data[pos-1] == '\r' {
		pos--
	}
	if pos < t.linePos {
		t.line -= countLines(t.data[pos:t.linePos], t.cr)
	} else {
		t.line += countLines(t.data[t.linePos:pos], t.cr)
	}
	t.linePos = pos
	return t.line
}

// countLines counts line ends: LF, and with cr also CR that no LF follows.
func countLines(data []byte, cr bool) int {
	n := bytes.Count(data, []byte{'\n'})
	if !cr {
		return n
	}
	return n + bytes.Count(data, []byte{'\r'}) - bytes.Count(data, []byte("\r\n"))
}
