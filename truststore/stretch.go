package truststore

import (
	"bytes"
	"unicode/utf8"
)

// A file may change its encoding on the way: PowerShell 5 appends UTF-16 to a file of ASCII, and copy and cat join
// whatever they are given. A reader that settles on one encoding loses the certificates of the other.

// encoding is how the characters of a stretch are written.
type encoding int

const (
	narrow encoding = iota // ASCII or UTF-8, or bytes that are no text
	littleEndian
	bigEndian
)

func (e encoding) String() string {
	switch e {
	case littleEndian:
		return "UTF-16 text (little endian)"
	case bigEndian:
		return "UTF-16 text (big endian)"
	}
	return "ASCII or UTF-8"
}

// zeroAt says which half of a unit is zero for ASCII characters.
func (e encoding) zeroAt() int {
	if e == bigEndian {
		return 0
	}
	return 1
}

// stretch is a part of an input in one encoding: input[offset:end], without a byte order mark before it.
type stretch struct {
	pos         int // where it begins in the decoded text
	offset, end int
	order       encoding
}

const (
	wideRun  = 16 // characters of ASCII in UTF-16 that tell UTF-16 without a byte order mark
	plainRun = 24 // bytes of ASCII that tell the end of UTF-16: fewer than the shortest line of a certificate's block
)

// stretches cuts an input where its encoding changes. An input without a NUL and without a mark of UTF-16 is one.
func stretches(input []byte) []stretch {
	first := stretch{end: len(input)}
	switch {
	case bytes.HasPrefix(input, []byte("\xff\xfe")):
		first.offset, first.order = 2, littleEndian
	case bytes.HasPrefix(input, []byte("\xfe\xff")):
		first.offset, first.order = 2, bigEndian
	case bytes.HasPrefix(input, []byte("\xef\xbb\xbf")):
		first.offset = 3
	}
	list := []stretch{first}
	if first.order == narrow && bytes.IndexByte(input, 0) < 0 {
		return list
	}
	for {
		last := &list[len(list)-1]
		cut, next := afterNarrow, []stretch(nil)
		if last.order != narrow {
			cut = afterWide
		}
		if last.end, next = cut(input, *last); next == nil {
			break
		}
		list = append(list, next...)
	}
	if list[0].end == 0 && len(list) > 1 {
		return list[1:]
	}
	return list
}

// wideDashes stands in the boundary lines of UTF-16, in either order of bytes.
const wideDashes = "-\x00-\x00-\x00-\x00-"

// afterNarrow looks for UTF-16 behind ASCII: it gives where the stretch ends and what follows; nil when nothing does.
func afterNarrow(input []byte, s stretch) (end int, next []stretch) {
	for q := indexFrom(input, s.offset, 0); q < len(input); {
		n := zeros(input, q)
		run := input[q:min(q+2*n, len(input))]
		if len(input) >= 20 && n >= min(wideRun, len(input)/2) && !isBMPString(input, q) &&
			(beginsText(input, s.offset, q) || bytes.Contains(run, []byte(wideDashes))) {
			wide := wideAt(input, s.offset, q)
			return wide.pos, []stretch{{offset: wide.offset, end: len(input), order: wide.order}}
		}
		q = indexFrom(input, q+2*n-1, 0)
	}
	return len(input), nil
}

// beginsText tells whether the run whose first NUL stands at q begins the file or a line of it, or follows a byte order
// mark. A name in DER, which may be UTF-16 too (BMPString), does not.
func beginsText(input []byte, floor, q int) bool {
	for _, at := range []int{q - 1, q} { // where its first character stands, by either order of bytes
		before := input[floor:max(floor, at)]
		if len(before) == 0 || bytes.HasSuffix(before, []byte("\xff\xfe")) || bytes.HasSuffix(before, []byte("\xfe\xff")) {
			return true
		}
		line, ended := bytes.CutSuffix(before, []byte("\n"))
		const some = 20 // octets, fewer than an END line has: in a name there may be a character whose octets end a line
		if line = line[max(0, len(line)-some):]; ended && len(line) == some && isPlainText(line) && !bytes.Contains(line, []byte("\n")) {
			return true
		}
	}
	return false
}

// zeros counts the NULs that stand at every second byte from at.
func zeros(input []byte, at int) int {
	n := 1
	for at += 2; at < len(input) && input[at] == 0 && input[at-1] != 0; at += 2 {
		n++
	}
	return n
}

// isBMPString tells a BMPString of DER (X.690 section 8.23), such as the name in a certificate, by its tag and length.
func isBMPString(input []byte, at int) bool {
	const tag = 0x1e
	return at >= 2 && input[at-2] == tag && input[at-1] < 0x80 || at >= 3 && input[at-3] == tag && input[at-2] == 0x81
}

// wideAt finds where the UTF-16 begins whose first NUL stands at q, and its order; pos is where its mark begins. Without
// a mark the line before it has to tell the order: either reading gives the same characters.
func wideAt(input []byte, floor, q int) stretch {
	const near = 256 // a mark stands before characters that are not ASCII, but not far
	before := input[max(floor, q-near):q]
	start := q - len(before)
	for _, mark := range []struct {
		text  string
		order encoding
	}{{"\xff\xfe", littleEndian}, {"\xfe\xff", bigEndian}} {
		at := start + bytes.LastIndex(before, []byte(mark.text)) + 2
		if at > start+1 && (q-at)%2 == mark.order.zeroAt() && !hasPlainRun(input[at:q]) {
			return stretch{pos: at - 2, offset: at, order: mark.order}
		}
	}
	if q == floor || q-2 >= floor && input[q-1] == '\n' && input[q-2] != '\n' {
		return stretch{pos: q, offset: q, order: bigEndian}
	}
	return stretch{pos: q - 1, offset: q - 1, order: littleEndian}
}

func hasPlainRun(data []byte) bool {
	run := 0
	for _, c := range data {
		if run++; !isPlain(c) {
			run = 0
		} else if run == plainRun {
			return true
		}
	}
	return false
}

func isPlain(c byte) bool { return ' ' <= c && c <= '~' || c == '\t' || c == '\r' || c == '\n' }

// afterWide looks for what is not UTF-16 of this order: a run of plain ASCII, or NULs at the other half of each unit.
func afterWide(input []byte, s stretch) (end int, next []stretch) {
	run, count, odd := 0, 0, -3 // odd is where the last NUL in the other half stands
	tail := s.offset            // behind the last character that is ASCII in UTF-16
	for i := s.offset; i < len(input); i++ {
		if run++; !isPlain(input[i]) {
			run = 0
		} else if run == plainRun {
			return plainAfter(input, tail, i+1-run)
		}
		switch {
		case input[i] != 0:
		case (i-s.offset)%2 == s.order.zeroAt():
			if end := min(i+2-s.order.zeroAt(), len(input)); end-i == 2 && input[i+1] != 0 || end-i == 1 && input[i-1] != 0 {
				tail = end
			}
		case odd == i-2 && input[i-1] != 0:
			odd = i
			if count++; count == wideRun {
				return wideAfter(input, tail, i-2*(count-1))
			}
		default:
			odd, count = i, 1
		}
	}
	if rest := input[tail:]; len(rest) > 0 && isPlainText(rest) && (len(rest)%2 == 1 || rest[len(rest)-1] == '\n') {
		return tail, []stretch{{offset: tail, end: len(input)}}
	}
	return len(input), nil
}

// plainAfter begins a stretch of ASCII whose run was found at from, or before it, where the UTF-16 is surely over.
func plainAfter(input []byte, tail, from int) (end int, next []stretch) {
	if from < tail || isPlainText(input[tail:from]) {
		from = tail
	}
	return from, []stretch{{offset: from, end: len(input)}}
}

// wideAfter begins a stretch of other UTF-16, whose first NUL stands at q; what is plain before it is one too.
func wideAfter(input []byte, tail, q int) (end int, next []stretch) {
	wide := wideAt(input, tail, q)
	one := stretch{offset: wide.offset, end: len(input), order: wide.order}
	if wide.pos > tail && isPlainText(input[tail:wide.pos]) {
		return tail, []stretch{{offset: tail, end: wide.pos}, one}
	}
	return wide.pos, []stretch{one}
}

// isPlainText tells UTF-8 without control characters.
func isPlainText(data []byte) bool {
	return utf8.Valid(data) && bytes.IndexFunc(data, func(r rune) bool { return r < ' ' && !isPlain(byte(r)) }) < 0
}
