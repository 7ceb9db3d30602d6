package report

import (
	"fmt"
	"strconv"
	"strings"
)

// The measures of a drawn chain, in the units of its view box, which are pixels on a screen that is wide enough for a
// telephone.
const (
	chainWidth  = 340
	chainStep   = 46 // from one certificate to the next
	chainIndent = 18
	chainDepth  = 5 // certificates further up stand below one another
	chainRadius = 9
)

// chain draws the certificates from the client up, the break marked, and tells the same as a list with full names: for
// those who do not see it, and for systems that take drawings out.
func (m *markup) chain(links []Link) {
	if len(links) == 0 {
		return
	}
	m.open("figure")
	height := strconv.Itoa(len(links) * chainStep)
	m.open("svg", "xmlns", "http://www.w3.org/2000/svg", "role", "img", "class", "chain", "width", strconv.Itoa(chainWidth), "height", height,
		"viewBox", "0 0 "+strconv.Itoa(chainWidth)+" "+height)
	m.element("title", "Chain of "+links[0].Subject)
	m.element("desc", chainWords(links))
	for i, l := range links {
		m.chainLink(i, l)
	}
	m.close("svg")
	m.open("figcaption")
	m.chainList(links)
	m.close("figcaption")
	m.close("figure")
}

// chainWords tells the drawing in a sentence.
func chainWords(links []Link) string {
	var words []string
	for _, l := range links {
		text := linkSign(l) + l.Subject
		if note := linkWords(l); note != "" {
			text += " (" + note + ")"
		}
		words = append(words, text)
	}
	return strings.Join(words, ", issued by ")
}

func (m *markup) chainLink(i int, l Link) {
	class, sign := linkLook(l)
	x, y := chainX(i), chainY(i)
	if i > 0 {
		line := fmt.Sprintf("M%d %dV%dH%d", chainX(i-1), chainY(i-1)+chainRadius, y, x-chainRadius)
		if chainX(i) == chainX(i-1) {
			line = fmt.Sprintf("M%d %dV%d", x, chainY(i-1)+chainRadius, y-chainRadius)
		}
		m.open("path", "d", line, "class", class, "fill", "none", "stroke", "currentColor", "stroke-width", "2", "stroke-dasharray", dashes(l))
		m.close("path")
	}
	m.open("circle", "cx", strconv.Itoa(x), "cy", strconv.Itoa(y), "r", strconv.Itoa(chainRadius), "class", class, "fill", "none",
		"stroke", "currentColor", "stroke-width", "2", "stroke-dasharray", dashes(l))
	m.close("circle")
	m.element("text", sign, "x", strconv.Itoa(x), "y", strconv.Itoa(y+4), "class", class, "fill", "currentColor", "font-size", "12", "text-anchor", "middle")
	m.chainText(x+chainRadius+8, y, l)
}

// chainText is the name and what is to say of it, as much of both as there is room for.
func (m *markup) chainText(x, y int, l Link) {
	class, _ := linkLook(l)
	left, room := strconv.Itoa(x), chainWidth-x
	note := linkWords(l)
	if note == "" {
		y += 6 // alone in its row
	}
	m.element("text", shorten(Escape(shortName(l.Subject)), room*10/82), "x", left, "y", strconv.Itoa(y-1), "class", "name", "fill", "currentColor", "font-size", "14")
	if note != "" {
		m.element("text", shorten(Escape(note), room*10/66), "x", left, "y", strconv.Itoa(y+15), "class", strings.TrimSpace("note "+class), "fill", "currentColor", "font-size", "12")
	}
}

func chainX(i int) int { return chainRadius + 2 + chainIndent*min(i, chainDepth) }

func chainY(i int) int { return chainStep*i + chainStep/2 }

// dashes make a gap of what is not there.
func dashes(l Link) string {
	if l.Role == "missing" {
		return "4 3"
	}
	return ""
}

// linkLook is how a certificate is drawn: a colour, and a sign that says the same.
func linkLook(l Link) (class, sign string) {
	switch strings.TrimSpace(linkSign(l)) {
	case "✗":
		return "bad", "✗"
	case "?":
		return "doubt", "?"
	}
	return "", "✓"
}

func (m *markup) chainList(links []Link) {
	m.open("ol")
	for _, l := range links {
		m.open("li")
		class, sign := linkLook(l)
		m.element("span", sign+" ", "class", class)
		m.element("span", l.Subject)
		if note := linkWords(l); note != "" {
			m.element("span", " "+note, "class", strings.TrimSpace("note "+class))
		}
		if l.NotAfter != "" {
			m.element("span", ", valid until "+dateOnly(l.NotAfter), "class", "note")
		}
		m.close("li")
	}
	m.close("ol")
}
