package report

import (
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
			p.wrapped("", 0, b.summary, p.dim)
			p.document(document{blocks: b.blocks}, o)
		}
	}
}

func (p *page) heading(h heading) {
	if h.badge.text == "" {
		p.wrapped("", 0, h.text, p.strong)
		return
	}
	style := p.ink(h.badge.style)
	p.spread(style.Sprint(badgeSign(h.badge.style)), h.text, remark{h.badge.text, style})
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
	if p.fit(widths) {
		for _, row := range append([][]prose{head}, t.rows...) {
			p.tableRow(row, widths)
		}
	} else {
		p.tableRows(t)
	}
	if more > 0 {
		p.more("", more)
	}
	p.blank()
}

// shownRows bounds what a table may print.
const shownRows = 200

// columnRoom and leastColumn bound all columns but the last: what is longer is cut, with an ellipsis. A time is never cut.
const (
	columnRoom  = 44
	leastColumn = len("2006-01-02T15:04:05Z")
)

// fit makes columns narrower, the widest first, until there is room for the last one; false when there is none.
func (p *page) fit(widths []int) bool {
	lead := widths[:len(widths)-1]
	for i := range lead {
		lead[i] = min(lead[i], columnRoom)
	}
	for {
		used, widest := 0, 0
		for i, w := range lead {
			used += w + 2
			if w > lead[widest] {
				widest = i
			}
		}
		switch {
		case used+min(leastName, widths[len(lead)]) <= p.width:
			return true
		case lead[widest] <= leastColumn:
			return false
		}
		lead[widest]--
	}
}

// tableRows writes the rows one below the other, for a narrow terminal.
func (p *page) tableRows(t table) {
	for n, row := range t.rows {
		if n > 0 {
			p.blank()
		}
		for i, cell := range row {
			if text := cell.String(); text != "" {
				p.rowIn(t.columns[i], text, p.ink(cell.style()))
			}
		}
	}
}

func (p *page) tableRow(row []prose, widths []int) {
	var lead strings.Builder
	used := 0
	last := len(row) - 1
	for i, cell := range row[:last] {
		text := pad(shorten(Escape(cell.String()), widths[i]), widths[i]+2)
		used += widths[i] + 2
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
