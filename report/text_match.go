package report

import (
	"fmt"
	"slices"
	"strings"
)

// keyMatch writes which holders have one key, and how the client certificate stands to the truststore.
func (p *page) keyMatch(r *Report, o Options) {
	m := r.KeyMatch
	sign, style := "✓", p.good
	switch {
	case !m.Agree:
		sign, style = "✗", p.bad
	case m.stranger():
		sign, style = "!", p.doubt
	}
	p.wrapped(style.Sprint(sign)+" ", 2, m.Sentence, p.strong)
	p.blank()
	hidden := 0
	for i, held := range keyGroups(m) {
		if len(held) > 0 && onlyTruststore(held) && !o.Verbose {
			hidden += len(held)
			continue
		}
		p.keyGroup(i+1, held)
	}
	if hidden > 0 {
		p.wrapped("  ", 2, fmt.Sprintf("and %s of the truststore with other keys, as issuers have: see --verbose", plural(hidden, "certificate")), p.dim)
		p.blank()
	}
	for _, l := range m.Listings {
		p.listing(l)
	}
	for _, n := range m.Notes {
		p.wrapped("  note: ", 8, n, p.dim)
	}
	p.problems(r.Problems, o)
	if r.Truststore != nil {
		p.problems(r.Truststore.Problems, o)
	}
	p.notShown()
	p.failed(r, o)
}

// keyGroups gives the holders of each key, that of group 1 first. A stored report may hold any number for a group: those
// that no comparison gives are left out.
func keyGroups(m *KeyMatch) [][]*KeyHolder {
	groups := make([][]*KeyHolder, len(m.Holders))
	for i := range m.Holders {
		if g := m.Holders[i].Group; g > 0 && g <= len(groups) {
			groups[g-1] = append(groups[g-1], &m.Holders[i])
		}
	}
	return groups
}

func onlyTruststore(held []*KeyHolder) bool {
	for _, h := range held {
		if h.Kind != "truststore_certificate" {
			return false
		}
	}
	return true
}

// keyGroup writes one key, its hashes, and everything that holds it.
func (p *page) keyGroup(group int, held []*KeyHolder) {
	if len(held) == 0 {
		return
	}
	first := held[0]
	p.row(fmt.Sprintf("key %d", group), keyWords(first.Key))
	p.row("", "public key SHA-256 "+first.SPKISHA256)
	if m := first.Modulus; m != nil {
		p.row("", "openssl … -noout -modulus | openssl sha1: "+m.SHA1)
		p.row("", "the same with openssl md5: "+m.MD5)
		p.row("", "the same with openssl sha256: "+m.SHA256)
	}
	label := "  held by"
	for _, h := range held {
		sign := "  "
		if h.Odd {
			sign = p.bad.Sprint("✗ ")
		}
		p.wrapped(p.dim.Sprint(pad(label, labelWidth))+sign, labelWidth+2, holderText(h), nil)
		label = ""
		if h.Damage != "" {
			p.wrapped("", labelWidth+2, "damaged: "+h.Damage, p.bad)
		}
	}
	p.blank()
}

func holderText(h *KeyHolder) string {
	text := h.Where.Ref
	if h.Where.Index > 1 || h.Kind == "truststore_certificate" {
		text += fmt.Sprintf(" #%d", h.Where.Index)
	}
	text += ", " + holderKind(h)
	if h.Format != "" {
		text += ", " + h.Format
	}
	if h.Where.Subject != "" {
		text += ", " + h.Where.Subject
	}
	return text
}

func holderKind(h *KeyHolder) string {
	if h.Kind == "chain_certificate" {
		return "its chain, not compared"
	}
	return strings.ReplaceAll(h.Kind, "_", " ")
}

// Stranger tells whether a certificate neither stands in the truststore nor was signed by one there.
func (l *Listing) Stranger() bool { return !l.Same && l.Issuer == nil }

func (m *KeyMatch) stranger() bool {
	return slices.ContainsFunc(m.Listings, func(l Listing) bool { return l.Stranger() })
}

func (p *page) listing(l Listing) {
	p.wrapped("  ", 2, listingText(l), nil)
	p.differences(l)
	if text := issuerText(l); text != "" {
		p.wrapped("  ", 2, text, nil)
	}
	p.blank()
}

// listingText says how a client certificate stands to the truststore. Differences follow it where there are any.
func listingText(l Listing) string {
	switch {
	case l.Same:
		return fmt.Sprintf("%s stands byte for byte in the truststore, %s", l.Client.Ref, placeText(*l.Entry, false))
	case l.Entry != nil:
		return fmt.Sprintf("%s is not the certificate of the same name in the truststore, %s. They differ in", l.Client.Ref, placeText(*l.Entry, false))
	case l.Issuer != nil:
		return l.Client.Ref + " does not stand in the truststore itself, and need not: its issuer does"
	}
	return l.Client.Ref + " does not stand in the truststore"
}

func issuerText(l Listing) string {
	switch {
	case l.Issuer != nil:
		return fmt.Sprintf("it was signed by %s, %s", l.Issuer.Subject, placeText(*l.Issuer, false))
	case l.Stranger():
		return "no certificate of the truststore signed it: mtlscheck verify says what is missing"
	}
	return ""
}

// differences sets the two certificates one below the other, field by field.
func (p *page) differences(l Listing) {
	for _, d := range l.Differences {
		p.wrapped("    ", 4, d.Field, p.strong)
		p.wrapped("      client      ", 18, d.Client, nil)
		p.wrapped("      truststore  ", 18, d.Truststore, nil)
	}
}
