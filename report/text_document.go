package report

import (
	"fmt"
	"strings"

	"github.com/fatih/color"
)

// document writes the blocks of a document for a terminal. --quiet leaves out the sections whose badge says that all is
// well.
func (p *page) document(d document, o Options) {
	hidden := false
	for i, b := range d.blocks {
		if h, ok := b.(heading); ok {
			hidden = o.Quiet && h.badge.text != "" && h.badge.style != bad && h.badge.style != doubt
		}
		if hidden {
			continue
		}
		p.block(b, o)
		if isParagraph(b) && i+1 < len(d.blocks) && !isFacts(d.blocks[i+1]) {
			p.blank()
		}
	}
}

func isParagraph(b block) bool {
	_, ok := b.(paragraph)
	return ok
}

func isFacts(b block) bool {
	_, ok := b.(facts)
	return ok
}

func (p *page) block(b block, o Options) {
	switch b := b.(type) {
	case heading:
		p.heading(b)
	case paragraph:
		p.wrapped("", 0, b.text.String(), p.ink(b.text.style()))
	case facts:
		for _, f := range b {
			p.rowIn(f.label, f.text.String(), p.ink(f.text.style()))
		}
		p.blank()
	case table:
		p.table(b, o)
	case listing:
		for line := range strings.SplitSeq(b.text, "\n") {
			p.line("    ", Escape(line))
		}
		p.blank()
	case chain:
		p.links(b.links)
		p.blank()
	case fold:
		if o.Verbose {
			p.line(p.dim.Sprint(Escape(b.summary)))
			p.document(document{blocks: b.blocks}, o)
		}
	}
}

func (p *page) heading(h heading) {
	if h.badge.text == "" {
		p.line(p.strong.Sprint(Escape(h.text)))
		return
	}
	style := p.ink(h.badge.style)
	p.line(style.Sprint(badgeSign(h.badge.style)), " ", p.strong.Sprint(Escape(h.text)), "   ", style.Sprint(Escape(h.badge.text)))
}

// badgeSign repeats a colour for those who do not see it.
func badgeSign(s style) string {
	switch s {
	case good:
		return "✓"
	case bad:
		return "✗"
	case doubt:
		return "!"
	}
	return "·"
}

// ink is the colour of a style; code needs none in a terminal.
func (p *page) ink(s style) *color.Color {
	switch s {
	case strong:
		return p.strong
	case good:
		return p.good
	case bad:
		return p.bad
	case doubt:
		return p.doubt
	case dim:
		return p.dim
	}
	return nil
}

// table writes columns as wide as their widest cell; the last one takes what is left and wraps.
func (p *page) table(t table, o Options) {
	more := 0
	if len(t.rows) > shownRows && !o.Verbose {
		more = len(t.rows) - shownRows
		t.rows = t.rows[:shownRows]
	}
	widths := make([]int, len(t.columns))
	for i, name := range t.columns {
		widths[i] = displayWidth(name)
		for _, row := range t.rows {
			widths[i] = max(widths[i], displayWidth(Escape(row[i].String())))
		}
	}
	head := make([]prose, len(t.columns))
	for i, name := range t.columns {
		head[i] = styled(dim, name)
	}
	for _, row := range append([][]prose{head}, t.rows...) {
		p.tableRow(row, widths)
	}
	if more > 0 {
		p.line(fmt.Sprintf("… and %d more: see --verbose or --output json", more))
	}
	p.blank()
}

// shownRows bounds what a table may print.
const shownRows = 200

// columnRoom bounds all columns but the last: what is longer is cut, with an ellipsis.
const columnRoom = 44

func (p *page) tableRow(row []prose, widths []int) {
	var lead strings.Builder
	used := 0
	last := len(row) - 1
	for i, cell := range row[:last] {
		width := min(widths[i], columnRoom)
		text := pad(shorten(Escape(cell.String()), width), width+2)
		used += width + 2
		if style := p.ink(cell.style()); style != nil {
			text = style.Sprint(text)
		}
		lead.WriteString(text)
	}
	p.wrapped(lead.String(), used, row[last].String(), p.ink(row[last].style()))
}

// String is the text without its styles.
func (t prose) String() string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(s.text)
	}
	return b.String()
}

// style is that of the first part, by which a terminal colours the whole.
func (t prose) style() style {
	if len(t) == 0 {
		return normal
	}
	return t[0].style
}
