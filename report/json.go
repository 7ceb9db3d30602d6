package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonFormat writes the report as its contract has it.
type jsonFormat struct {
	clients int
}

func (f *jsonFormat) omits(string) bool { return false }

func (f *jsonFormat) render(c *Client) []byte {
	return indented(c, "    ")
}

func (f *jsonFormat) client(w io.Writer, r *Report, rendered []byte) error {
	lead := ",\n    "
	if f.clients == 0 {
		lead = "{" + string(members(r.Head)) + ",\n  \"clients\": [\n    "
	}
	f.clients++
	return writeAll(w, []byte(lead), rendered)
}

func (f *jsonFormat) end(w io.Writer, r *Report) error {
	if f.clients == 0 {
		return writeAll(w, []byte("{"), members(r.Head), []byte(","), members(r.Tail), []byte("\n}\n"))
	}
	return writeAll(w, []byte("\n  ],"), members(r.Tail), []byte("\n}\n"))
}

// members gives what stands between the braces of an object of the first level.
func members(part any) []byte {
	text := indented(part, "")
	return bytes.TrimSuffix(text[1:], []byte("\n}"))
}

// indented marshals a value; types of this package cannot fail to marshal.
func indented(v any, prefix string) []byte {
	text, err := json.MarshalIndent(v, prefix, "  ")
	if err != nil {
		return []byte("null")
	}
	return escapeJSON(text)
}

// escapeJSON writes as \uXXXX what encoding/json leaves as it is although it can act on a terminal: formatting and
// bidirectional characters. The encoding itself escapes control characters, "<", ">" and "&". Beyond ASCII a JSON text
// has characters in strings only.
func escapeJSON(text []byte) []byte {
	odd := func(r rune) bool { return r >= 0x80 && !unicode.IsPrint(r) }
	if bytes.IndexFunc(text, odd) < 0 {
		return text
	}
	var out []byte
	for _, r := range string(text) {
		if !odd(r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			out = fmt.Appendf(out, `\u%04x`, unit)
		}
	}
	return out
}

func writeAll(w io.Writer, parts ...[]byte) error {
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}
