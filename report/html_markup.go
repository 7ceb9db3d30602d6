package report

import (
	"html"
	"strings"
)

// markup is HTML in the making. Names of elements and attributes are constants of this package; everything else goes
// through escapeHTML. (html/template would cost the program 7.5 MB: it keeps the linker from leaving anything out.)
type markup struct {
	strings.Builder
	section string // the heading above
}

// escapeHTML makes text safe between tags and in quoted attributes.
func escapeHTML(s string) string { return html.EscapeString(Escape(s)) }

// open writes a start tag. Attributes are pairs of a name and a value; a pair with an empty value is left out.
func (m *markup) open(tag string, attributes ...string) {
	m.WriteString("<" + tag)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			m.WriteString(" " + attributes[i] + `="` + escapeHTML(attributes[i+1]) + `"`)
		}
	}
	m.WriteString(">")
}

func (m *markup) close(tag string) { m.WriteString("</" + tag + ">") }

// element writes an element that holds nothing but text.
func (m *markup) element(tag, text string, attributes ...string) {
	m.open(tag, attributes...)
	m.text(text)
	m.close(tag)
}

func (m *markup) text(s string) { m.WriteString(escapeHTML(s)) }

func (m *markup) newline() { m.WriteByte('\n') }

// badge is a verdict or severity: a sign and a word, and colour that repeats them.
func (m *markup) badge(s span) {
	m.open("span", "class", strings.TrimSpace("badge "+styleClass(s.style)))
	m.element("span", badgeSign(s.style), "aria-hidden", "true")
	m.text(" " + s.text)
	m.close("span")
}

func styleClass(s style) string {
	switch s {
	case good:
		return "good"
	case bad:
		return "bad"
	case doubt:
		return "doubt"
	case dim:
		return "dim"
	}
	return ""
}

// prose writes the parts of a sentence.
func (m *markup) prose(t prose) {
	for _, s := range t {
		m.span(s)
	}
}

func (m *markup) span(s span) {
	switch {
	case s.text == "":
	case s.style == code:
		m.element("code", s.text)
	case s.style == strong:
		m.element("strong", s.text)
	case s.style == link && isAddress(s.text):
		m.element("a", s.text, "href", s.text, "rel", "noreferrer")
	case styleClass(s.style) != "":
		m.element("span", s.text, "class", styleClass(s.style))
	default:
		m.text(s.text)
	}
}
