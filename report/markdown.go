package report

import (
	"fmt"
	"io"
	"strings"
)

// markdownFormat writes GitHub Flavored Markdown for a step summary, a ticket or a comment. The answer comes first, so
// it keeps clients until the end, at most 3 × 600 KB of them.
type markdownFormat struct {
	options Options
	shelf   *shelf
}

// GitHub takes at most 1 MiB from a step, and shows none of a summary that is longer
// (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits).
// What is told stays well below; what is left out is counted and said.
const (
	markdownRoom       = 900 << 10
	markdownRowRoom    = 200 << 10
	markdownDetailRoom = 400 << 10
)

func newMarkdownFormat(o Options) *markdownFormat {
	return &markdownFormat{o, &shelf{limits: shelfLimits{rows: 2000, rowBytes: markdownRowRoom, details: 500, detailBytes: markdownDetailRoom}}}
}

// render makes a row of every client and, of those that are not accepted, the details.
func (f *markdownFormat) render(c *Client) []byte {
	if f.options.Quiet && c.Verdict == "accepted" {
		return f.shelf.hide(c.Verdict)
	}
	return f.shelf.pack(c.Verdict, func() string { return markdownClientRow(c) }, func() string { return markdownClient(c) })
}

func (f *markdownFormat) client(_ io.Writer, _ *Report, rendered []byte) error {
	f.shelf.put(rendered)
	return nil
}

func (f *markdownFormat) end(w io.Writer, r *Report) error {
	d := newDocument(r)
	m := &markdown{room: markdownRoom}
	answer := answerOf(r, d)
	m.put("# " + signed(answer) + "\n\n")
	m.facts(leadFacts(r, d))
	m.clients(f.shelf)
	m.blocks(d.blocks)
	m.blocks(commonBlocks(r, f.options))
	m.end(r)
	return writeAll(w, []byte(m.out.String()))
}

// signed is a verdict with its sign, as running text.
func signed(s span) string {
	if s.style == good || s.style == bad || s.style == doubt {
		return badgeSign(s.style) + " " + escapeMarkdown(s.text)
	}
	return escapeMarkdown(s.text)
}

// markdown is a text in the making, with the room that is left. What does not fit is left out whole, and counted.
type markdown struct {
	out     strings.Builder
	room    int
	leftOut int
}

func (m *markdown) put(text string) bool {
	if len(text) > m.room {
		m.leftOut++
		return false
	}
	m.room -= len(text)
	m.out.WriteString(text)
	return true
}

func (m *markdown) blocks(list []block) {
	for _, b := range list {
		m.block(b)
	}
}

func (m *markdown) block(b block) {
	switch b := b.(type) {
	case heading:
		m.put(strings.Repeat("#", min(b.level+1, 6)) + " " + markdownHeading(b) + "\n\n")
	case paragraph:
		m.put(markdownProse(b.text) + "\n\n")
	case facts:
		m.facts(b)
	case table:
		m.table(b)
	case listing:
		m.put(fence(b.text) + "\n")
	case chain:
		m.put(fence(chainTree(b.links)) + "\n")
	case fold:
		m.fold(escapeMarkdown(b.summary), func() { m.blocks(b.blocks) })
	}
}

func markdownHeading(h heading) string {
	text := escapeMarkdown(h.text)
	if h.badge.text != "" {
		text += " — " + signed(h.badge)
	}
	return text
}

// markdownProse writes the parts of a sentence. Signs and words say what colours would.
func markdownProse(t prose) string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(markdownSpan(s))
	}
	return b.String()
}

func markdownSpan(s span) string {
	switch {
	case s.text == "":
		return ""
	case s.style == code:
		return codeSpan(s.text)
	case s.style == strong:
		return "**" + escapeMarkdown(s.text) + "**"
	case s.style == link && isAddress(s.text):
		return "<" + s.text + ">"
	}
	return escapeMarkdown(s.text)
}

// facts is a list; a fact without a label belongs to the one above it.
func (m *markdown) facts(list facts) {
	var b strings.Builder
	for _, f := range list {
		text := markdownProse(f.text)
		switch {
		case text == "":
		case f.label == "":
			b.WriteString("  - " + text + "\n")
		default:
			b.WriteString("- **" + escapeMarkdown(f.label) + ":** " + text + "\n")
		}
	}
	if b.Len() > 0 {
		m.put(b.String() + "\n")
	}
}

// markdownTableRows bounds a table: a reader of a ticket does not sort.
const markdownTableRows = 300

func (m *markdown) table(t table) {
	t = t.withoutEmpty()
	if !m.put(markdownTableHead(t.columns)) {
		return
	}
	for i, row := range t.rows {
		if i == markdownTableRows || !m.put(markdownTableRow(row)) {
			m.put(fmt.Sprintf("\n… and %s: see `--output html` or `json`.\n", plural(len(t.rows)-i, "more row")))
			break
		}
	}
	m.put("\n")
}

func markdownTableHead(columns []string) string {
	var names, rule strings.Builder
	for _, name := range columns {
		names.WriteString("| " + escapeMarkdown(name) + " ")
		rule.WriteString("| --- ")
	}
	return names.String() + "|\n" + rule.String() + "|\n"
}

func markdownTableRow(row []prose) string {
	var b strings.Builder
	for _, cell := range row {
		text := markdownProse(cell)
		if len(cell) == 1 {
			text = markdownCell(cell[0])
		}
		b.WriteString("| " + text + " ")
	}
	return b.String() + "|\n"
}

// markdownCell gives a verdict its sign.
func markdownCell(s span) string {
	if s.style == good || s.style == bad || s.style == doubt {
		return signed(s)
	}
	return markdownSpan(s)
}

// fold writes what is opened with a click. Its blank lines make Markdown of what is in it.
func (m *markdown) fold(summary string, inner func()) {
	const head, end = "<details>\n<summary>", "</details>\n\n"
	if m.room < foldRoom || !m.put(head+summary+"</summary>\n\n") {
		m.leftOut++
		return
	}
	m.room -= len(end)
	inner()
	m.out.WriteString(end)
}

// foldRoom is what has to be left for a fold to be worth opening.
const foldRoom = 2 << 10

// chainTree draws a chain with the break marked, the client first.
func chainTree(links []Link) string {
	var lines []string
	for i, l := range links {
		branch := ""
		if i > 0 {
			branch = strings.Repeat("   ", i-1) + "└─ "
		}
		line := branch + linkSign(l) + Escape(l.Subject)
		if note := linkWords(l); note != "" {
			line += "   " + note
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// linkSign marks the break.
func linkSign(l Link) string {
	switch {
	case l.Role == "missing" || l.Verdict == "denied":
		return "✗ "
	case l.Verdict == "unclear":
		return "? "
	}
	return ""
}
