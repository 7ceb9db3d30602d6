package truststore

import (
	"bytes"
	"unicode/utf8"
)

// A BEGIN line and an END line hold nothing but the boundary (RFC 7468 section 3). What shares a line with one hides
// the boundary, and with it the block, from openssl or Go; this file names what it is.

// reach is how far along its line the neighbourhood of a boundary is looked at. A file may be one line of 32 MiB.
const reach = 200

const (
	quotedMessage   = "the certificate stands in quotation marks"
	literalMessage  = `line breaks are written as the two characters \n`
	trailingMessage = "lines end with spaces"
	nulMessage      = "a line before a certificate begins with a NUL byte"
	controlMessage  = "lines end with control characters, which are not to be seen"
)

// frameForms names what stands on the lines of a block's boundaries. An oddity without a message has its note already.
func (s *scanner) frameForms(open, end boundary) []bodyForm {
	data := s.text.data
	var forms []bodyForm
	add := func(form Form, at int) {
		if form != "" {
			forms = append(forms, bodyForm{form, at, frameMessage(form)})
		}
	}
	switch {
	case s.joint == open.start:
		forms = append(forms, bodyForm{form: FormJoined})
	case open.start == 0 && s.text.skip == 3:
		forms = append(forms, bodyForm{form: FormBOM})
	default:
		add(formBefore(lineBefore(data, open.start)), open.start)
	}
	add(formAfter(lineAfter(data, open.end)), open.end)
	add(formBefore(lineBefore(data, end.start)), end.start)
	if s.jointAfter(end.end) < 0 {
		add(formAfter(lineAfter(data, end.end)), end.end)
	}
	return forms
}

// encodingForms names what UTF-16 before a block or behind it does to the block.
func (s *scanner) encodingForms(open, end boundary) []bodyForm {
	t := s.text
	var forms []bodyForm
	if t.firstNUL() < t.origin(open.start) {
		forms = append(forms, bodyForm{FormMixedEncoding, open.start, nulMessage})
	}
	if len(t.parts) == 1 {
		return forms
	}
	if len(forms) > 0 {
		forms[0].message = "" // the change of encoding has its note
	}
	if at := t.origin(open.start); at > 0 && !(at == 3 && t.skip == 3) && t.partAt(open.start).pos == open.start && t.input[at-1] != '\n' {
		forms = append(forms, bodyForm{FormSharedLine, open.start, frameMessage(FormSharedLine)})
	}
	return append(forms, s.wideAfterEnd(end)...)
}

// wideAfterEnd names UTF-16 that begins on the END line itself: openssl drops control characters, and takes no others.
func (s *scanner) wideAfterEnd(end boundary) []bodyForm {
	stop := s.text.originEnd(end.end)
	part := s.text.partAt(end.end - 1)
	line := lineAfter(s.text.input, stop)
	switch {
	case part.end == len(s.text.input) || stop+len(line) <= part.end:
		return nil
	case len(bytes.TrimRightFunc(line, isControl)) > 0:
		return []bodyForm{{FormSharedLine, end.end, frameMessage(FormSharedLine)}}
	case bytes.IndexByte(line, 0) >= 0:
		return []bodyForm{{FormControl, end.end, controlMessage}}
	}
	return nil
}

// lineBefore is what stands before a position on its line.
func lineBefore(data []byte, pos int) []byte {
	before := data[max(0, pos-reach):pos]
	return before[1+bytes.LastIndexByte(before, '\n'):]
}

// lineAfter is what stands after a position on its line, line end included.
func lineAfter(data []byte, pos int) []byte {
	after := data[pos:min(len(data), pos+reach)]
	return after[:min(len(after), indexFrom(after, 0, '\n')+1)]
}

func formBefore(part []byte) Form {
	switch {
	case len(part) == 0:
		return ""
	case string(part) == "\ufeff":
		return FormBOM
	case len(bytes.Trim(part, " \t")) == 0:
		return FormIndented
	case part[len(part)-1] == '\r':
		return FormCROnly
	case bytes.HasSuffix(part, []byte(`\n`)), bytes.HasSuffix(part, []byte(`\r`)):
		return FormLiteralNewline
	case isQuoted(part):
		return FormQuoted
	}
	return FormSharedLine
}

// isQuoted looks for a quotation mark in what stands before a boundary. A binary file has such bytes by chance.
func isQuoted(part []byte) bool {
	binary := func(r rune) bool { return r == utf8.RuneError || isBinaryControl(r) }
	return bytes.ContainsAny(part, "\"'`") && bytes.IndexFunc(part, binary) < 0
}

// formAfter allows what Go allows: blanks, and one CR before the LF (encoding/pem, getLine).
func formAfter(part []byte) Form {
	line, ended := bytes.CutSuffix(part, []byte{'\n'})
	if ended {
		line = bytes.TrimSuffix(line, []byte{'\r'})
	}
	blank := bytes.TrimLeft(line, " \t")
	switch {
	case len(blank) == 0 && len(line) == 0:
		return ""
	case len(blank) == 0:
		return FormTrailingSpace
	case len(bytes.Trim(blank, " \t\r")) == 0 && ended:
		return FormDoubledCR
	case blank[0] == '\r':
		return FormCROnly
	case len(bytes.TrimFunc(blank, isControl)) == 0:
		return FormControl
	case bytes.HasPrefix(blank, []byte(`\n`)), bytes.HasPrefix(blank, []byte(`\r`)):
		return FormLiteralNewline
	case bytes.ContainsAny(blank[:1], "\"'`"):
		return FormQuoted
	case len(bytes.TrimFunc(blank, isAnySpace)) == 0:
		return FormUnicodeSpace
	}
	return FormSharedLine
}

func isAnySpace(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || isWideSpace(r) }

func frameMessage(form Form) string {
	switch form {
	case FormBOM:
		return "a UTF-8 byte order mark stands before a BEGIN line"
	case FormIndented:
		return "lines are indented"
	case FormCROnly:
		return "lines end with a lone CR, the old Macintosh way"
	case FormDoubledCR:
		return "lines end with CR CR LF: a Windows file whose line ends were translated once more"
	case FormLiteralNewline:
		return literalMessage
	case FormQuoted:
		return quotedMessage
	case FormTrailingSpace:
		return trailingMessage
	case FormControl:
		return controlMessage
	case FormUnicodeSpace:
		return "white space that is not ASCII ends a BEGIN or END line"
	}
	return "something else shares a line with BEGIN or END, which have to stand alone on theirs"
}

// jointAfter finds a BEGIN that follows on the END line itself: `cat` of a file that lacks its last line feed.
// It is -1 when there is none.
func (s *scanner) jointAfter(end int) int {
	rest := lineAfter(s.text.data, end)
	if len(rest) < len("-BEGIN X-") {
		return -1
	}
	next, ok := newBoundaries(rest).next()
	if !ok || !next.begin || len(bytes.Trim(rest[:next.start], " \t")) > 0 {
		return -1
	}
	return end + next.start
}
