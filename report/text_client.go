package report

import (
	"fmt"
	"strings"

	"github.com/fatih/color"
)

// client writes the answer for one client: the verdict, what the gateway says, why, and what to do.
func (p *page) client(c *Client, o Options) {
	p.headline(c)
	if c.Reason == nil {
		p.accepted(c, o)
		p.blank()
		return
	}
	p.answer(c, o)
}

// answer is what is told of a client that is not simply let in.
func (p *page) answer(c *Client, o Options) {
	p.prediction(c)
	p.blank()
	p.row("why", c.Reason.Message)
	p.near(c)
	if c.Fix != "" {
		p.row("fix", c.Fix)
	}
	p.chain(c)
	p.otherPaths(c, o)
	p.also(c)
	p.waived(c)
	p.key(c)
	p.openSSL(c)
	p.replay(c)
	if o.Verbose {
		p.paths(c)
	}
	p.row("basis", basisText(c))
	if c.Source != "" {
		p.row("source", c.Source)
	}
	p.blank()
}

// basisText says how the prediction is known, and what of it is not.
func basisText(c *Client) string {
	text := c.Basis + ", " + c.Confidence + " confidence"
	if c.Reason != nil && c.Reason.Note != "" {
		text += ": " + c.Reason.Note
	}
	return text
}

func (p *page) headline(c *Client) {
	sign, word, style := "✗", "DENIED", p.bad
	switch c.Verdict {
	case "accepted":
		sign, word, style = "✓", "ACCEPTED", p.good
	case "unclear":
		sign, word, style = "?", "UNCLEAR", p.doubt
	}
	if passes(c) {
		word += ", waived"
	}
	name := clientName(c)
	room := p.width - displayWidth(fmt.Sprintf("%s %s   %s   ", sign, Escape(name), word))
	if room < 24 {
		p.spread(style.Sprint(sign), name, remark{word, style})
		p.line("   ", shorten(Escape(c.Subject), p.width-3))
		return
	}
	p.spread(style.Sprint(sign), name, remark{word, style}, remark{shorten(Escape(c.Subject), room), nil})
}

// clientName is the client's file, and its number in it where that is not clear.
func clientName(c *Client) string {
	if c.Index > 1 {
		return fmt.Sprintf("%s #%d", c.Ref, c.Index)
	}
	return c.Ref
}

func (p *page) accepted(c *Client, o Options) {
	if o.Verbose || len(c.Findings) > 0 {
		p.chain(c)
	} else {
		p.row("chain", strings.Join(chainNames(c), " ← "))
	}
	p.also(c)
	p.waived(c)
	p.key(c)
	if o.Verbose || len(c.Commands) > 0 || c.OpenSSL != nil && !c.OpenSSL.OK {
		p.openSSL(c)
	}
	p.replay(c)
	p.row("basis", basisText(c))
	if o.Verbose {
		p.paths(c)
		p.row("source", c.Source)
	}
}

func chainNames(c *Client) []string {
	var names []string
	for _, l := range c.Chain {
		names = append(names, shortName(l.Subject))
	}
	return names
}

// shortName is the common name of a name, else its first part, which is its most specific one where it was made as
// usual: made the other way round, O=Example comes first in all of them.
func shortName(subject string) string {
	first, rest := firstPart(subject)
	for part := first; ; part, rest = firstPart(rest) {
		if strings.HasPrefix(part, "CN=") {
			return part
		}
		if rest == "" {
			return first
		}
	}
}

// firstPart cuts a name at its first comma that is none of a value.
func firstPart(name string) (part, rest string) {
	for i := 0; i < len(name); i++ {
		switch name[i] {
		case '\\':
			i++
		case ',':
			return name[:i], strings.TrimLeft(name[i+1:], " ")
		}
	}
	return name, ""
}

// prediction says what the gateway would do, in its own words where the vendor documents them. A log line is never
// wrapped, so that it can be copied.
func (p *page) prediction(c *Client) {
	p.wrapped("  ", 2, c.Prediction, nil)
	if c.Reason.LogLine != "" {
		p.line("      ", p.strong.Sprint(Escape(c.Reason.LogLine)))
	}
}

// openSSL writes the line that openssl would print, and why it says otherwise if it does.
func (p *page) openSSL(c *Client) {
	o := c.OpenSSL
	if o == nil || c.Reason != nil && strings.HasPrefix(c.Reason.ID, "openssl_") {
		return
	}
	p.row("openssl", openSSLText(o))
	for _, note := range openSSLNotes(o) {
		p.row("", note)
	}
}

// openSSLText is the line that openssl prints.
func openSSLText(o *OpenSSL) string {
	switch {
	case o.CutShort || o.Unread != "":
		return "not known"
	case len(o.Errors) == 0 && !o.OK:
		return "fails without a line of its own"
	case !o.OK:
		return fmt.Sprintf("error %d at %d depth lookup: %s", o.Code, o.Depth, o.Message)
	}
	return "OK"
}

// openSSLNotes say why openssl answers otherwise than the verdict, or might.
func openSSLNotes(o *OpenSSL) []string {
	var notes []string
	if o.Difference != "" {
		notes = append(notes, o.Difference)
	}
	if o.OrderDependent && !strings.Contains(o.Difference, "order") {
		notes = append(notes, "with the certificates of the truststore in another order openssl would answer otherwise")
	}
	return notes
}

// replay writes the commands for a sceptic, unwrapped.
func (p *page) replay(c *Client) {
	label := "replay"
	for _, command := range c.Commands {
		p.line(p.dim.Sprint(pad("  "+label, labelWidth)), Escape(command))
		label = ""
	}
}

const labelWidth = 11

// row writes a labelled paragraph.
func (p *page) row(label, text string) { p.rowIn(label, text, nil) }

func (p *page) rowIn(label, text string, style *color.Color) {
	p.wrapped(p.dim.Sprint(pad("  "+Escape(label), labelWidth-1)+" "), labelWidth, text, style)
}
