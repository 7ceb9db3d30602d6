package report

// A document is a report as a person reads it, before it is decided whether as text, Markdown or HTML: those formats
// only know blocks, so a new answer is written once. Nothing in it is escaped yet; each format has its own escaping.
type document struct {
	title  string
	blocks []block
}

// newDocument writes a report as a document, but for its clients, which come one by one.
func newDocument(r *Report) document {
	switch r.Command {
	case "rules":
		return rulesDocument(r)
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
