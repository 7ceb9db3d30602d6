package report

import (
	"crypto/sha256"
	_ "embed" // the style sheet and the script
	"encoding/base64"
	"fmt"
	"io"
)

// htmlFormat writes one file that needs nothing else: no network, no font, no script to be read. The answer comes
// first, so it keeps clients until the end, at most 3 × 12 MB of them.
type htmlFormat struct {
	options Options
	shelf   *shelf
}

// What is told of clients in one file: a browser stays quick, and so does its reader.
const (
	htmlClientRows    = 5000
	htmlClientDetails = 500
)

func newHTMLFormat(o Options) *htmlFormat {
	return &htmlFormat{o, &shelf{limits: shelfLimits{rows: htmlClientRows, rowBytes: 4 << 20, details: htmlClientDetails, detailBytes: 8 << 20}}}
}

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

func (f *htmlFormat) render(c *Client) []byte {
	if f.options.Quiet && c.Verdict == "accepted" {
		return f.shelf.hide(c.Verdict)
	}
	return f.shelf.pack(c.Verdict, func() string { return htmlClientRow(c) }, func() string { return htmlClient(c) })
}

func (f *htmlFormat) client(_ io.Writer, _ *Report, rendered []byte) error {
	f.shelf.put(rendered)
	return nil
}

func (f *htmlFormat) end(w io.Writer, r *Report) error {
	m := &markup{}
	d := newDocument(r)
	answer := answerOf(r, d)
	m.head(r, answer)
	m.open("main", "id", "answer", "tabindex", "-1")
	m.open("header", "class", styleClass(answer.style))
	m.element("p", "mtlscheck "+r.Command, "class", "dim")
	m.answer(answer)
	m.facts(leadFacts(r, d))
	m.close("header")
	m.newline()
	m.clients(f.shelf)
	m.blocks(d.blocks)
	m.blocks(commonBlocks(r, f.options))
	m.close("main")
	m.newline()
	m.open("footer")
	m.element("p", madeBy(r))
	m.close("footer")
	m.newline()
	m.script()
	m.WriteString("</body>\n</html>\n")
	return writeAll(w, []byte(m.String()))
}

func (m *markup) answer(s span) {
	m.open("h1")
	if s.style == good || s.style == bad || s.style == doubt {
		m.element("span", badgeSign(s.style), "aria-hidden", "true", "class", "sign")
		m.text(" ")
	}
	m.text(s.text)
	m.close("h1")
}

// head lets nothing run or load but the one style sheet and the one script of this file, whatever came past the
// escaping (https://www.w3.org/TR/CSP3/).
func (m *markup) head(r *Report, answer span) {
	m.WriteString("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
	m.open("meta", "http-equiv", "Content-Security-Policy", "content", "default-src 'none'; style-src "+hashSource(pageStyle)+
		"; script-src "+hashSource(pageScript)+"; base-uri 'none'; form-action 'none'")
	m.newline()
	m.WriteString(`<meta name="viewport" content="width=device-width, initial-scale=1">` + "\n")
	m.WriteString(`<meta name="color-scheme" content="light dark">` + "\n")
	m.element("title", pageTitle(r, answer))
	m.WriteString("\n<style>" + pageStyle + "</style>\n</head>\n<body>\n")
	m.WriteString(`<a class="skip" href="#answer">Skip to the answer</a>` + "\n")
}

func pageTitle(r *Report, answer span) string {
	title := answer.text + " · mtlscheck " + r.Command
	if r.Truststore != nil {
		title = answer.text + " · " + r.Truststore.Ref + " · mtlscheck " + r.Command
	}
	return title
}

func (m *markup) script() { m.WriteString("<script>" + pageScript + "</script>\n") }

func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// htmlClientRow is a client in the table. Its number and its link are made when they are known.
func htmlClientRow(c *Client) string {
	m := &markup{}
	columns, row := clientColumns(), clientRow(c)
	m.WriteString(`<tr><td data-label="#">` + numberMark + "</td>")
	m.cell(columns[0], row[0])
	m.openCell(columns[1], row[1])
	m.WriteString(linkMark)
	m.cellContent(row[1])
	m.WriteString(closeMark)
	m.close("td")
	for i := 2; i < len(row); i++ {
		m.cell(columns[i], row[i])
	}
	m.WriteString("</tr>\n")
	return m.String()
}

// htmlClient is the detail of a client; that of one that is let in is folded.
func htmlClient(c *Client) string {
	m := &markup{}
	box, style := "section", verdictStyle(c.Verdict)
	if style == good {
		box = "details"
	}
	m.WriteString("<" + box + ` class="client ` + styleClass(style) + `" id="client-` + numberMark + `" tabindex="-1">`)
	if style == good {
		m.open("summary")
	}
	m.open("h3")
	m.text(clientName(c) + " ")
	m.badge(span{c.Verdict, style})
	m.close("h3")
	if style == good {
		m.close("summary")
	}
	m.element("p", c.Subject, "class", "subject")
	m.blocks(clientBlocks(c))
	m.close(box)
	m.newline()
	return m.String()
}

// clients writes the table and the details of those that were kept, the denied first.
func (m *markup) clients(s *shelf) {
	shown := s.shown()
	if len(shown) == 0 {
		return
	}
	if s.seen > 1 {
		m.clientTable(s, shown)
	}
	details := 0
	for _, k := range shown {
		if k.detail != "" {
			if details++; details == 1 {
				m.element("h2", "Client by client")
			}
			m.WriteString(k.numbered(k.detail, "", ""))
		}
	}
	if rest := len(shown) - details; rest > 0 {
		m.element("p", fmt.Sprintf("Details are told of %d clients, the denied and unclear first; not of %s. --output json has all.",
			details, plural(rest, "more client")))
	}
}

func (m *markup) clientTable(s *shelf, shown []kept) {
	m.element("h2", "Clients")
	m.tableHead(fmt.Sprintf("%d of %s", len(shown), plural(s.seen, "client")), append([]string{"#"}, clientColumns()...))
	for _, k := range shown {
		m.WriteString(k.numbered(k.row, `<a href="#client-`+numberMark+`">`, "</a>"))
	}
	m.tableEnd()
	if text := s.leftOutOfTable(len(shown)); text != "" {
		m.element("p", text)
	}
}
