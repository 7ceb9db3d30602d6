package report

import (
	"fmt"
	"strconv"
	"strings"
)

func (m *markup) blocks(list []block) {
	for _, b := range list {
		m.block(b)
	}
}

func (m *markup) block(b block) {
	switch b := b.(type) {
	case heading:
		m.heading(b)
	case paragraph:
		m.open("p")
		m.prose(b.text)
		m.close("p")
	case facts:
		m.facts(b)
	case table:
		m.table(b)
	case listing:
		m.listing(b)
	case chain:
		m.chain(b.links)
	case fold:
		m.fold(b)
	}
	m.newline()
}

func (m *markup) heading(h heading) {
	m.section = h.text
	tag := "h" + strconv.Itoa(min(h.level+1, 6))
	m.open(tag)
	m.text(h.text)
	if h.badge.text != "" {
		m.text(" ")
		m.badge(h.badge)
	}
	m.close(tag)
}

// facts is a list of terms; a fact without a label belongs to the term above it.
func (m *markup) facts(list facts) {
	opened := false
	for _, f := range list {
		if f.text.String() == "" {
			continue
		}
		if !opened {
			m.open("dl")
			opened = true
		}
		if f.label != "" {
			m.element("dt", f.label)
		}
		m.open("dd")
		m.prose(f.text)
		m.close("dd")
	}
	if opened {
		m.close("dl")
	}
}

// listing keeps its lines: where the style sheet breaks them, a copy has no breaks.
func (m *markup) listing(l listing) {
	m.open("pre")
	m.open("code")
	for i, line := range strings.Split(l.text, "\n") {
		if i > 0 {
			m.newline()
		}
		m.text(line)
	}
	m.close("code")
	m.close("pre")
}

func (m *markup) fold(f fold) {
	class := ""
	if len(f.blocks) == 1 {
		if t, ok := f.blocks[0].(table); ok && len(t.rows) > bulkRows {
			class = "bulk" // which stays closed on paper
		}
	}
	m.open("details", "class", class)
	m.element("summary", f.summary)
	m.blocks(f.blocks)
	m.close("details")
}

// bulkRows is how many rows a folded table may have to be printed.
const bulkRows = 100

// htmlTableRows bounds a table: browsers and readers stay quick.
const htmlTableRows = 5000

func (m *markup) table(t table) {
	t = t.withoutEmpty()
	m.tableHead(t.name, t.columns)
	for _, row := range t.rows[:min(len(t.rows), htmlTableRows)] {
		m.open("tr")
		for i, cell := range row {
			m.cell(t.columns[i], cell)
		}
		m.close("tr")
		m.newline()
	}
	m.tableEnd()
	if rest := len(t.rows) - htmlTableRows; rest > 0 {
		m.element("p", fmt.Sprintf("The table has its first %d rows; --output json has %s.", htmlTableRows, plural(rest, "more row")))
	}
}

func (m *markup) tableHead(name string, columns []string) {
	m.open("table", "class", "data")
	class := ""
	if name == m.section {
		class = "hidden" // but for those who hear the page table by table
	}
	m.element("caption", name, "class", class)
	m.open("thead")
	m.open("tr")
	for _, column := range columns {
		m.element("th", column, "scope", "col")
	}
	m.close("tr")
	m.close("thead")
	m.newline()
	m.open("tbody")
	m.newline()
}

func (m *markup) tableEnd() {
	m.close("tbody")
	m.close("table")
}

// cell writes a cell; its label stands before it where the screen is too narrow for columns.
func (m *markup) cell(column string, t prose) {
	m.openCell(column, t)
	m.cellContent(t)
	m.close("td")
}

func (m *markup) openCell(column string, t prose) {
	rank, class := "", ""
	if len(t) == 1 {
		rank = styleRank(t[0].style)
	}
	if displayWidth(t.String()) <= shortCell {
		class = "short"
	}
	m.open("td", "class", class, "data-label", column, "data-rank", rank)
}

// shortCell is how long a text may be that is not broken: a date, a kind of key.
const shortCell = 16

func (m *markup) cellContent(t prose) {
	if len(t) == 1 && styleRank(t[0].style) != "" {
		m.badge(t[0])
		return
	}
	m.prose(t)
}

// styleRank sorts what is worst to the top.
func styleRank(s style) string {
	switch s {
	case bad:
		return "1"
	case doubt:
		return "2"
	case dim:
		return "3"
	case good:
		return "4"
	}
	return ""
}
