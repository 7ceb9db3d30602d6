package report

import (
	"strings"

	"github.com/fatih/color"
)

// page writes escaped, wrapped and, if wanted, coloured lines. Colour only ever repeats what a word or sign says.
type page struct {
	out    strings.Builder
	width  int
	hidden int // notes that only --verbose shows

	nameFrom, nameTo int // where the first link of the last chain stands in out
	*palette
}

// palette is the colours of a page.
type palette struct {
	good, bad, doubt, strong, dim *color.Color
}

// Options say how text is laid out. The zero value is plain text of 100 columns.
type Options struct {
	Width   int  // columns; 0 means 100, and fewer than 40 count as 40
	Color   bool // whether to colour; the caller knows whether the writer is a terminal
	Quiet   bool // only what is not accepted, and the summary
	Verbose bool // every path, fact and fingerprint

	FailuresBeside bool // whether standard error, where the failed inputs are named, is read beside the text

	Dir    string // the working directory, for formats that tell files inside it from those outside; may be empty
	FailOn string // the threshold of failures, for formats that have passed and failed; empty means errors
}

// newPalette decides for one writer: fatih/color decides once for the whole process, from standard output.
func newPalette(colour bool) *palette {
	p := &palette{good: color.New(color.FgGreen, color.Bold), bad: color.New(color.FgRed, color.Bold),
		doubt: color.New(color.FgYellow, color.Bold), strong: color.New(color.Bold), dim: color.New(color.Faint)}
	for _, c := range []*color.Color{p.good, p.bad, p.doubt, p.strong, p.dim} {
		c.DisableColor()
		if colour {
			c.EnableColor()
		}
	}
	return p
}

func newPage(o Options, colours *palette) *page {
	p := &page{width: o.Width, palette: colours}
	if p.width == 0 {
		p.width = 100
	}
	p.width = max(p.width, 40)
	return p
}

func (p *page) blank() { p.out.WriteByte('\n') }

// line writes one line from parts that are safe already: use text for what comes from an input.
func (p *page) line(parts ...string) {
	p.out.WriteString(strings.TrimRight(strings.Join(parts, ""), " "))
	p.out.WriteByte('\n')
}

// wrapped writes escaped text after a label, wrapped to the width, its further lines below the first. Where the label
// leaves no room the text begins below it.
func (p *page) wrapped(label string, indent int, text string, style *color.Color) {
	indent = max(indent, displayWidth(label))
	lead := pad(label, indent)
	if indent > p.width-leastName && displayWidth(Escape(text)) > p.width-indent {
		p.line(label)
		indent = min(4, p.width)
		lead = pad("", indent)
	}
	for _, part := range wrap(Escape(text), p.width-indent) {
		if style != nil {
			part = style.Sprint(part)
		}
		p.line(lead, part)
		lead = pad("", indent)
	}
}

// remark is what stands beside a heading: a verdict, a severity, a rule.
type remark struct {
	text  string
	style *color.Color
}

// spread writes a heading and remarks on it side by side, or one below the other where they do not fit.
func (p *page) spread(sign, text string, remarks ...remark) {
	line := sign + " " + p.strong.Sprint(Escape(text)) + sideBySide(remarks)
	if displayWidth(line) <= p.width {
		p.line(line)
		return
	}
	p.wrapped(sign+" ", 2, text, p.strong)
	if line = sideBySide(remarks); displayWidth(line) <= p.width {
		p.line(line)
		return
	}
	for _, r := range remarks {
		p.wrapped("   ", 3, r.text, r.style)
	}
}

func sideBySide(remarks []remark) string {
	text := ""
	for _, r := range remarks {
		part := Escape(r.text)
		if r.style != nil {
			part = r.style.Sprint(part)
		}
		text += "   " + part
	}
	return text
}
