package truststore

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"
)

// bodyForm is an oddity met inside a block, at a position of its body.
type bodyForm struct {
	form    Form
	at      int
	message string
}

// body is what was read between two boundaries.
type body struct {
	der   []byte
	forms []bodyForm
	chars []byte // base64 digits gathered so far
}

// base64Error says where the base64 of a body breaks off.
type base64Error struct {
	at   int // in the body; its length when it is about the body as a whole
	fact string
}

func (e *base64Error) Error() string { return e.fact }

// longLine is the longest base64 line that no reader is known to mind: RFC 7468 writes 64, MIME 76.
const longLine = 76

// decodeBody reads the base64 of a block through white space, headers, quotation marks and literal "\n".
func decodeBody(data []byte) (body, error) {
	if der, ok := decodePlain(data); ok {
		return body{der: der}, nil
	}
	b := body{chars: make([]byte, 0, len(data))}
	rest, err := b.skipHeaders(data)
	if err != nil {
		return b, err
	}
	if err := b.gather(data, len(data)-len(rest)); err != nil {
		return b, err
	}
	if at := blankLine(data); at >= 0 && !b.has(FormHeaders) {
		b.form(FormBlankLines, at, "blank lines stand inside the block")
	}
	return b, b.decode(data)
}

// decodePlain is the way of nearly every block: short lines of digits, ended by LF or CR LF, and nothing else.
// It leaves everything odd to the slow way, which names it.
func decodePlain(data []byte) ([]byte, bool) {
	if len(data) < 2 || (data[0] != '\n' && data[0] != '\r') || data[len(data)-1] != '\n' {
		return nil, false
	}
	for rest := bytes.TrimPrefix(data, []byte{'\r'})[1:]; len(rest) > 0; {
		at := bytes.IndexByte(rest, '\n')
		if at <= 0 || at > longLine+1 || rest[0] == '\r' {
			return nil, false
		}
		rest = rest[at+1:]
	}
	der := make([]byte, base64.StdEncoding.DecodedLen(len(data)))
	n, err := base64.StdEncoding.Decode(der, data)
	return der[:n:n], err == nil && n > 0
}

// skipHeaders reads RFC 1421 headers: lines with a colon, up to a blank line.
func (b *body) skipHeaders(data []byte) ([]byte, error) {
	trimmed := bytes.TrimLeft(data, " \t\r\n")
	line, _, _ := bytes.Cut(trimmed, []byte{'\n'})
	if !bytes.Contains(line, []byte{':'}) {
		return data, nil
	}
	at := len(data) - len(trimmed)
	b.form(FormHeaders, at, "headers stand inside the block (RFC 1421)")
	end, size := len(trimmed), 0
	for _, blank := range []string{"\n\n", "\n\r\n", "\r\r"} {
		if i := bytes.Index(trimmed[:end], []byte(blank)); i >= 0 {
			end, size = i, len(blank)
		}
	}
	if size == 0 {
		return nil, &base64Error{at, "headers without the blank line that ends them"}
	}
	return trimmed[end+size:], nil
}

func (b *body) form(form Form, at int, message string) {
	if !b.has(form) {
		b.forms = append(b.forms, bodyForm{form, at, message})
	}
}

func (b *body) has(form Form) bool {
	return slices.ContainsFunc(b.forms, func(f bodyForm) bool { return f.form == form })
}

// gather collects the base64 digits of data[start:], naming what else it meets.
func (b *body) gather(data []byte, start int) error {
	quoted := bytes.ContainsAny(data, "\"'`")
	lineStart, digits := start, 0
	for i := start; i < len(data); {
		c := data[i]
		switch {
		case isBase64(c) && !(c == '+' && quoted && endsLine(data, i)):
			b.chars = append(b.chars, c)
			if digits++; digits == longLine+1 {
				b.form(FormLongLines, lineStart, fmt.Sprintf("base64 lines are longer than %d characters", longLine))
			}
			i++
		case c == '\n' || c == '\r':
			i++
			lineStart, digits = i, 0
		case c == ' ' || c == '\t':
			i = b.spaces(data, i)
		default:
			size, err := b.oddity(data, i, quoted)
			if err != nil {
				return err
			}
			i += size
			if c == '\\' {
				lineStart, digits = i, 0
			}
		}
	}
	return nil
}

// endsLine tells whether the line ends after data[i]: a "+" there joins quoted strings and is no base64.
func endsLine(data []byte, i int) bool {
	return i+1 == len(data) || data[i+1] == '\n' || data[i+1] == '\r'
}

// oddity reads past one character, or escape, that is no base64.
func (b *body) oddity(data []byte, i int, quoted bool) (size int, err error) {
	switch c := data[i]; {
	case c == '"' || c == '\'' || c == '`':
		b.form(FormQuoted, i, quotedMessage)
		return 1, nil
	case (c == ',' || c == ';' || c == '+') && quoted:
		return 1, nil
	case c == '\\' && i+1 < len(data) && (data[i+1] == 'n' || data[i+1] == 'r'):
		b.form(FormLiteralNewline, i, literalMessage)
		return 2, nil
	}
	if size := controlsAtLineEnd(data[i:]); size > 0 {
		b.form(FormControl, i, controlMessage)
		return size, nil
	}
	r, size := utf8.DecodeRune(data[i:])
	if size > 1 && isWideSpace(r) {
		b.wideSpace(r, i)
		return size, nil
	}
	return 0, &base64Error{i, quoteByte(data[i:]) + " is not base64"}
}

// controlsAtLineEnd measures the control characters that data begins with and that nothing follows on their line, which
// openssl drops (crypto/pem/pem_lib.c, sanitize_line).
func controlsAtLineEnd(data []byte) int {
	size := len(data) - len(bytes.TrimLeftFunc(data, func(r rune) bool { return isControl(r) && r != '\n' }))
	if size == len(data) || data[size] != '\n' {
		return 0
	}
	return size
}

func isControl(r rune) bool { return r <= ' ' }

// wideSpace notes white space beyond ASCII. It words its message once: a body may be full of such characters.
func (b *body) wideSpace(r rune, at int) {
	if b.has(FormUnicodeSpace) {
		return
	}
	b.form(FormUnicodeSpace, at, fmt.Sprintf("white space that is not ASCII (U+%04X) stands in the base64", r))
}

// isWideSpace knows white space beyond ASCII, and the characters of no width that editors and chats leave behind.
func isWideSpace(r rune) bool {
	return r > unicode.MaxASCII && (unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff')
}

// spaces reads a run of blanks. What stands before the END line is no matter of the base64: see frame.go.
func (b *body) spaces(data []byte, i int) int {
	stop := i + len(data[i:]) - len(bytes.TrimLeft(data[i:], " \t"))
	switch {
	case stop == len(data):
	case data[stop] == '\n' || data[stop] == '\r':
		b.form(FormTrailingSpace, i, trailingMessage)
	default:
		b.form(FormSpaces, i, "spaces stand inside the base64 lines")
	}
	return stop
}

func isBase64(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '/' || c == '='
}

// isDiff tells a body whose every line begins with a plus sign, a digit of base64 that no tool puts there.
func isDiff(data []byte) bool {
	lines := 0
	for line := range bytes.SplitSeq(bytes.TrimSpace(data), []byte{'\n'}) {
		if !bytes.HasPrefix(line, []byte{'+'}) {
			return false
		}
		lines++
	}
	return lines > 2
}

func (b *body) decode(data []byte) error {
	size := len(data)
	if len(b.chars) == 0 {
		return &base64Error{size, "there is nothing between its BEGIN and END lines"}
	}
	if isDiff(data) {
		return &base64Error{len(data), "each of its lines begins with +, as in a diff: take these signs away"}
	}
	der := make([]byte, base64.StdEncoding.DecodedLen(len(b.chars)))
	n, err := base64.StdEncoding.Decode(der, b.chars)
	if err == nil {
		b.der = der[:n:n]
		return nil
	}
	if len(b.chars)%4 != 0 {
		return &base64Error{size, fmt.Sprintf("its base64 has %d digits, which is not a multiple of four: some are missing", len(b.chars))}
	}
	return &base64Error{size, "its base64 has padding (=) in the middle"}
}
