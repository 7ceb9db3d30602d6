package report

import "slices"

// A document is a report as a person reads it, before it is decided whether as text, Markdown or HTML: those formats
// only know blocks, so a new answer is written once. Nothing in it is escaped yet; each format has its own escaping.
type document struct {
	title  string
	answer span // the result in a few words; without it the summary is asked
	blocks []block
	count  string // the summary, where the usual counts would not do
}

// newDocument writes what one command alone has to tell. What reports have in common is in document_common.go: clients,
// findings, the truststore, inputs.
func newDocument(r *Report) document {
	switch r.Command {
	case "rules":
		return rulesDocument(r)
	case "explain":
		return explainDocument(r)
	case "config check":
		return configDocument(r)
	case "inspect":
		return inspectDocument(r)
	case "match":
		return matchDocument(r)
	case "lint":
		text, style := uploadAnswer(r)
		return document{answer: span{text, style}}
	case "diff":
		return diffDocument(r)
	case "timeline":
		return timelineDocument(r)
	case "fix":
		return fixDocument(r)
	}
	return document{}
}

// block is one of heading, paragraph, facts, table, listing, chain and fold.
type block interface{ isBlock() }

// heading begins a section; badge is a verdict or severity beside it, which may be empty.
type heading struct {
	level int // 1 to 4; the title is above them
	text  string
	badge span
}

// paragraph is running text.
type paragraph struct{ text prose }

// facts are labelled sentences, the labels in a column.
type facts []fact

type fact struct {
	label string
	text  prose
}

// table is rows under column names. A long one may be sorted and filtered where the format can.
type table struct {
	name    string // for those who hear it
	columns []string
	rows    [][]prose
}

// withoutEmpty leaves out columns that have nothing in any row.
func (t table) withoutEmpty() table {
	out := table{name: t.name, rows: make([][]prose, len(t.rows))}
	for i, column := range t.columns {
		if !slices.ContainsFunc(t.rows, func(row []prose) bool { return row[i].String() != "" }) {
			continue
		}
		out.columns = append(out.columns, column)
		for j, row := range t.rows {
			out.rows[j] = append(out.rows[j], row[i])
		}
	}
	return out
}

// listing is text that is to be copied as it stands: a log line, commands.
type listing struct{ text string }

// chain is a chain of certificates with the break marked.
type chain struct{ links []Link }

// fold is what only those want who look closer.
type fold struct {
	summary string
	blocks  []block
}

func (heading) isBlock()   {}
func (paragraph) isBlock() {}
func (facts) isBlock()     {}
func (table) isBlock()     {}
func (listing) isBlock()   {}
func (chain) isBlock()     {}
func (fold) isBlock()      {}

// prose is a sentence in parts of different weight.
type prose []span

// span is text of one weight. Colour only ever repeats what the text says.
type span struct {
	text  string
	style style
}

// style is the weight of a span.
type style int

// The styles.
const (
	normal style = iota
	strong
	code // names, places and figures, to be copied
	good
	bad
	doubt
	dim
	link // the address of a page that a claim stands on
)

func plain(text string) prose { return prose{{text, normal}} }

func styled(s style, text string) prose { return prose{{text, s}} }

// severityStyle and verdictStyle are the colours of what they name.
func severityStyle(severity string) style {
	switch severity {
	case SeverityError:
		return bad
	case SeverityWarning:
		return doubt
	}
	return dim
}

func verdictStyle(verdict string) style {
	switch verdict {
	case "accepted":
		return good
	case "denied":
		return bad
	}
	return doubt
}
