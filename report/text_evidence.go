package report

import (
	"fmt"
	"strings"
)

func (p *page) near(c *Client) {
	label := "near"
	for i, m := range c.NearMisses {
		if i == 2 {
			p.row("", fmt.Sprintf("and %d more", len(c.NearMisses)-i))
			return
		}
		p.row(label, fmt.Sprintf("%s %s: %s", placeText(m.Where, m.Sent), m.Subject, m.Sentence))
		if m.KeyID == "no" {
			p.row("", fmt.Sprintf("key id wanted %s, found %s", m.Wanted, m.Found))
		}
		label = ""
	}
}

// placeText says where a block stands; the input is named when it is not the truststore.
func placeText(w Where, named bool) string {
	text := fmt.Sprintf("#%d", w.Index)
	if w.Line > 0 {
		text += fmt.Sprintf(" (line %d)", w.Line)
	}
	if named {
		text = w.Ref + " " + text
	}
	return text
}

// chain draws the chain as a tree, the client first, with the break marked.
func (p *page) chain(c *Client) { p.links(c.Chain) }

// otherPaths tells that the chain shown is not the only one that was looked at: each may fail for a reason of its own.
func (p *page) otherPaths(c *Client, o Options) {
	n, verb := len(c.Paths)-1, "do"
	if n < 1 || o.Verbose {
		return
	}
	if n == 1 {
		verb = "does"
	}
	p.rowIn("", fmt.Sprintf("and %s that %s not pass either: --verbose shows why", plural(n, "further chain"), verb), p.dim)
}

func (p *page) links(links []Link) {
	label := "chain"
	for i, l := range links {
		from := p.out.Len()
		p.link(p.dim.Sprint(pad("  "+label, labelWidth)), p.branch(i), l)
		if i == 0 {
			p.nameFrom, p.nameTo = from, p.out.Len()
		}
		label = ""
	}
}

// branch is the indentation of a link, which leaves room for a name.
func (p *page) branch(depth int) string {
	if depth == 0 {
		return ""
	}
	return strings.Repeat("   ", min(depth-1, max(0, p.width-labelWidth-2*leastName)/3)) + "└─ "
}

// leastName is the room that a name has at least.
const leastName = 20

// link writes the name and what is to say of it, which goes below when the line is too narrow for both.
func (p *page) link(lead, branch string, l Link) {
	sign, style := linkSign(l), p.strong
	switch sign {
	case "✗ ":
		style = p.bad
	case "? ":
		style = p.doubt
	}
	indent := labelWidth + displayWidth(branch+sign)
	room := p.width - indent
	name, note := Escape(l.Subject), linkNote(l)
	if displayWidth(note)+min(displayWidth(name), leastName) <= room {
		p.line(lead, branch, style.Sprint(sign), shorten(name, room-displayWidth(note)), p.dim.Sprint(note))
		return
	}
	p.line(lead, branch, style.Sprint(sign), shorten(name, room))
	p.wrapped("", indent, linkWords(l), p.dim)
}

func linkNote(l Link) string {
	if note := linkWords(l); note != "" {
		return "   " + Escape(note)
	}
	return ""
}

// linkWords say where a certificate of a chain stands, and what is wrong with it.
func linkWords(l Link) string {
	var parts []string
	switch l.Role {
	case "missing":
		return "missing"
	case "root":
		parts = append(parts, "root")
	}
	if l.Where != nil && l.Role != "client" {
		parts = append(parts, placeText(*l.Where, l.Sent))
	}
	for _, condition := range l.Conditions {
		parts = append(parts, words(condition))
	}
	return strings.Join(parts, ", ")
}

// also lists the further findings: everything that is wrong is told, not only what decides.
func (p *page) also(c *Client) {
	label := "also"
	for _, text := range alsoTexts(c) {
		p.row(label, text)
		label = ""
	}
}

func alsoTexts(c *Client) []string {
	var texts []string
	for _, f := range c.Findings {
		if c.Reason != nil && f.Rule == c.Reason.ID && f.Message == c.Reason.Message {
			continue
		}
		text := f.Severity + ": " + f.Message
		if f.Note != "" {
			text += " (" + f.Note + ")"
		}
		texts = append(texts, text)
	}
	return texts
}

func (p *page) key(c *Client) {
	if c.Key == nil {
		return
	}
	p.row("key", keyText(c.Key))
}

func keyText(k *KeyFit) string {
	switch {
	case k.Damage != "":
		return k.Ref + " is damaged: " + k.Damage
	case k.Fits:
		return k.Ref + " fits the certificate"
	case k.Unclear:
		return k.Ref + " and the certificate cannot be compared: their keys are written in two ways, on a curve that is not known here"
	}
	return k.Ref + " does not fit the certificate"
}

func (p *page) paths(c *Client) {
	for i, path := range c.Paths {
		p.row(fmt.Sprintf("path %d", i+1), path.Verdict+": "+strings.Join(path.Chain, " ← "))
		for _, f := range path.Findings {
			p.row("", "  "+f.Severity+" "+f.Rule+": "+f.Message)
		}
	}
	if c.PathsCut {
		p.row("", "the search stopped at its bound: there may be more paths")
	}
}
