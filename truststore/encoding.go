package truststore

import (
	"bytes"
	"sort"
	"unicode/utf16"
	"unicode/utf8"
)

// text is an input turned into UTF-8, with the way back to its bytes and its lines.
type text struct {
	data  []byte
	input []byte
	parts []stretch // what it was made of, in order; never empty
	skip  int       // bytes of the byte order mark at its start
	notes []Note
	cr    bool // there are carriage returns in it

	nul *int // see firstNUL

	// lineAt and origin remember where they counted last: positions are asked for in nearly rising order.
	linePos, line   int
	counted         *stretch
	unitPos, offset int
}

// decodeText undoes byte order marks and UTF-16, which PowerShell's redirection writes.
func decodeText(input []byte) *text {
	t := &text{data: input, input: input, line: 1, parts: stretches(input)}
	t.skip = t.parts[0].offset
	switch {
	case len(t.parts) > 1 || t.parts[0].order != narrow:
		t.join(input)
	case t.skip > 0:
		t.data = input[t.skip:]
		t.note(FormBOM, 1, "starts with a UTF-8 byte order mark")
	}
	t.cr = bytes.IndexByte(t.data, '\r') >= 0
	if len(t.parts) > 1 || t.parts[0].order != narrow {
		t.noteEncodings()
	}
	return t
}

// join decodes stretch by stretch.
func (t *text) join(input []byte) {
	t.data = make([]byte, 0, len(input)/2)
	for i := range t.parts {
		p := &t.parts[i]
		p.pos = len(t.data)
		if p.order == narrow {
			t.data = append(t.data, input[p.offset:p.end]...)
		} else {
			t.data = appendUTF16(t.data, input[p.offset:p.end], p.order == bigEndian)
		}
	}
}

// noteEncodings tells of UTF-16, and of the places where the encoding changes.
func (t *text) noteEncodings() {
	if t.skip == 3 {
		t.note(FormBOM, 1, "starts with a UTF-8 byte order mark")
	}
	if len(t.parts) == 1 {
		t.note(FormUTF16, 1, "is "+t.parts[0].order.String()+", not ASCII or UTF-8")
		return
	}
	first, second := t.parts[0], t.parts[1]
	if first.order == narrow {
		t.note(FormUTF16, t.lineAt(second.pos), "is "+second.order.String()+" in part, not ASCII or UTF-8")
	} else {
		t.note(FormUTF16, 1, "is "+first.order.String()+" in part, not ASCII or UTF-8")
	}
	t.note(FormMixedEncoding, t.lineAt(second.pos), "changes its encoding in the middle, from "+first.order.String()+" to "+second.order.String())
	t.notes[len(t.notes)-1].Count = len(t.parts) - 1
}

// appendUTF16 decodes UTF-16 without a byte order mark of its own.
func appendUTF16(data, input []byte, bigEndian bool) []byte {
	unit := func(i int) rune {
		if bigEndian {
			return rune(input[i])<<8 | rune(input[i+1])
		}
		return rune(input[i]) | rune(input[i+1])<<8
	}
	for i := 0; i+1 < len(input); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) {
			if r = pair(unit, i, len(input)); r != utf8.RuneError {
				i += 2
			}
		}
		data = utf8.AppendRune(data, r)
	}
	if len(input)%2 == 1 {
		data = utf8.AppendRune(data, utf8.RuneError) // half a character; no byte is lost
	}
	return data
}

// pair joins the surrogate at i with the one after it; utf8.RuneError when they make no character.
func pair(unit func(int) rune, i, size int) rune {
	if i+3 >= size {
		return utf8.RuneError
	}
	return utf16.DecodeRune(unit(i), unit(i+2))
}

// origin turns a position in data into a byte position of the input.
func (t *text) origin(pos int) int { return t.originIn(t.partAt(pos), pos) }

// originEnd does so for the end of a piece of text: a byte order mark that follows does not belong to it.
func (t *text) originEnd(pos int) int { return t.originIn(t.partAt(max(pos-1, 0)), pos) }

func (t *text) originIn(p *stretch, pos int) int {
	if p.order == narrow {
		return p.offset + pos - p.pos
	}
	if t.counted != p {
		t.counted, t.unitPos, t.offset = p, p.pos, p.offset
	}
	if pos < t.unitPos {
		t.offset -= 2 * countUnits(t.data[pos:t.unitPos])
	} else {
		t.offset += 2 * countUnits(t.data[t.unitPos:pos])
	}
	t.unitPos = pos
	return min(t.offset, p.end)
}

// partAt finds the stretch that a position lies in.
func (t *text) partAt(pos int) *stretch { return &t.parts[t.partIndex(pos)] }

func (t *text) partIndex(pos int) int {
	return max(sort.Search(len(t.parts), func(i int) bool { return t.parts[i].pos > pos })-1, 0)
}

// isWide tells whether any of data[from:to] was UTF-16.
func (t *text) isWide(from, to int) bool {
	for i := t.partIndex(from); i < len(t.parts) && t.parts[i].pos < to; i++ {
		if t.parts[i].order != narrow {
			return true
		}
	}
	return false
}

// firstNUL finds the first line of the input that begins with a NUL, or the first piece of a long line: openssl, which
// reads lines in pieces of 254 bytes as C strings, takes it for the end of the file (crypto/bio/bss_file.c, file_gets).
func (t *text) firstNUL() int {
	if t.nul != nil {
		return *t.nul
	}
	const piece = 254
	at := 0
	if bytes.IndexByte(t.input, 0) < 0 {
		at = len(t.input)
	}
	for at < len(t.input) && t.input[at] != 0 {
		line := t.input[at:min(at+piece, len(t.input))]
		at += min(indexFrom(line, 0, '\n')+1, len(line))
	}
	t.nul = &at
	return at
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
