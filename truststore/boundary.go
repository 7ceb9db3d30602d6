package truststore

import (
	"bytes"
	"fmt"
	"strings"
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

// nextBoundary finds the first boundary at or after pos. floor is the end of the boundary before it: the dashes up
// to there are spoken for.
func nextBoundary(data []byte, pos, floor int) (boundary, bool) {
	for {
		at, begin := nextKeyword(data, pos)
		if at < 0 {
			return boundary{}, false
		}
		if b, ok := readBoundary(data, at, begin, floor); ok {
			return b, true
		}
		pos = at + 1
	}
}

// nextKeyword finds "BEGIN " or "END ", whichever comes first.
func nextKeyword(data []byte, pos int) (at int, begin bool) {
	rest := data[pos:]
	end := bytes.Index(rest, []byte("END "))
	if end >= 0 {
		rest = rest[:end]
	}
	if i := bytes.Index(rest, []byte("BEGIN ")); i >= 0 {
		return pos + i, true
	}
	if end < 0 {
		return -1, false
	}
	return pos + end, false
}

func readBoundary(data []byte, at int, begin bool, floor int) (boundary, bool) {
	before := dashesBefore(data, at, floor)
	if before.count == 0 {
		return boundary{}, false
	}
	labelStart := at + len("END ")
	if begin {
		labelStart = at + len("BEGIN ")
	}
	label, ok := readLabel(data[labelStart:])
	if !ok {
		return boundary{}, false
	}
	after := dashesAfter(data, labelStart+len(label))
	if after.count == 0 {
		return boundary{}, false
	}
	label = strings.TrimRight(label, " ")
	return boundary{begin, label, before.at, after.at, boundaryFault(before, after)}, true
}

// dashes is a run of hyphens, or of what word processors make of them.
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

func isDash(r rune) bool {
	return r == '-' || r >= '\u2010' && r <= '\u2015' || r == '\u2212'
}

func boundaryFault(before, after dashes) string {
	switch {
	case !before.ascii || !after.ascii:
		return "has typographic dashes instead of hyphens"
	case before.count != 5:
		return fmt.Sprintf("starts with %d hyphens instead of five", before.count)
	case after.count != 5:
		return fmt.Sprintf("ends with %d hyphens instead of five", after.count)
	}
	return ""
}

// readLabel reads upper-case letters, digits, spaces and the few signs that labels in use have.
func readLabel(data []byte) (string, bool) {
	for i, c := range data[:min(len(data), maxLabel)] {
		switch {
		case 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == ' ', c == '#', c == '.', c == '_':
		default:
			return string(data[:i]), i > 0
		}
	}
	return "", false
}
