package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fatih/color"
)

// page writes escaped, wrapped and, if wanted, coloured lines. Colour only ever repeats what a word or sign says.
type page struct {
	out    strings.Builder
	width  int
	hidden int // notes that only --verbose shows
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

// wrapped writes escaped text after a label, wrapped to the width, its further lines below the first.
func (p *page) wrapped(label string, indent int, text string, style *color.Color) {
	room := max(p.width-indent, 20)
	lead := label + strings.Repeat(" ", max(0, indent-displayWidth(label)))
	for _, part := range wrap(Escape(text), room) {
		if style != nil {
			part = style.Sprint(part)
		}
		p.line(lead, part)
		lead = strings.Repeat(" ", indent)
	}
}

// wrap breaks text at spaces; a word longer than a line stands alone, so that log lines and hashes can be copied.
func wrap(text string, room int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for _, word := range strings.Fields(text) {
		w := displayWidth(word)
		if used > 0 && used+1+w > room {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += w
	}
	return append(lines, line.String())
}

// displayWidth counts terminal columns: colours and combining marks take none, East Asian wide characters two.
func displayWidth(s string) int {
	width, inColour := 0, false
	for _, r := range s {
		switch {
		case inColour:
			inColour = r != 'm'
		case r == '\x1b':
			inColour = true
		case r < utf8.RuneSelf:
			width++
		case unicode.In(r, unicode.Mn, unicode.Me):
		case r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana),
			r >= 0xff01 && r <= 0xff60, r >= 0x1f300 && r <= 0x1faff:
			width += 2
		default:
			width++
		}
	}
	return width
}

// shorten cuts text to a number of columns, with an ellipsis.
func shorten(s string, room int) string {
	if displayWidth(s) <= room {
		return s
	}
	for i := range s {
		if displayWidth(s[:i]) >= room-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// pad fills text with spaces to a number of columns.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-displayWidth(s)))
}
