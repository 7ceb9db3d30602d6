package report

import (
	"fmt"
	"strings"
)

// keyMatch writes which holders have one key, and how the client certificate stands to the truststore.
func (p *page) keyMatch(r *Report, o Options) {
	m := r.KeyMatch
	sign, style := "✓", p.good
	if !m.Agree {
		sign, style = "✗", p.bad
	}
	p.wrapped(style.Sprint(sign)+" ", 2, m.Sentence, p.strong)
	p.blank()
	hidden := 0
	for i := range m.Holders {
		h := &m.Holders[i]
		if h.Kind == "truststore_certificate" && !o.Verbose && !sharesKey(m, h) {
			hidden++
			continue
		}
		p.holder(h)
	}
	if hidden > 0 {
		p.line(p.dim.Sprint(fmt.Sprintf("  and %s of the truststore with other keys, as issuers have: see --verbose", plural(hidden, "certificate"))))
	}
	p.blank()
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
}

// sharesKey tells whether a truststore entry has the key of something outside the truststore.
func sharesKey(m *KeyMatch, h *KeyHolder) bool {
	for i := range m.Holders {
		if m.Holders[i].Group == h.Group && m.Holders[i].Kind != "truststore_certificate" {
			return true
		}
	}
	return false
}

func (p *page) holder(h *KeyHolder) {
	name := h.Where.Ref
	if h.Where.Index > 1 || h.Kind == "truststore_certificate" {
		name += fmt.Sprintf(" #%d", h.Where.Index)
	}
	kind := strings.ReplaceAll(h.Kind, "_", " ")
	if h.Format != "" {
		kind += ", " + h.Format
	}
	sign, style := "  ", p.strong
	if h.Odd {
		sign, style = "✗ ", p.bad
	}
	p.wrapped("  "+style.Sprint(sign)+fmt.Sprintf("key %d  ", h.Group), 11, fmt.Sprintf("%s   %s, %s", name, kind, keyWords(h.Key)), style)
	if h.Where.Subject != "" {
		p.wrapped("", 11, h.Where.Subject, nil)
	}
	p.wrapped("", 11, "public key SHA-256 "+h.SPKISHA256, p.dim)
	if m := h.Modulus; m != nil {
		p.wrapped("", 11, "-noout -modulus | openssl sha1: "+m.SHA1, p.dim)
		p.wrapped("", 11, "md5: "+m.MD5+"  sha256: "+m.SHA256, p.dim)
	}
	if h.Damage != "" {
		p.wrapped("", 11, "damaged: "+h.Damage, p.bad)
	}
}

func (p *page) listing(l Listing) {
	switch {
	case l.Same:
		p.wrapped("  ", 2, fmt.Sprintf("%s stands byte for byte in the truststore, %s", l.Client.Ref, placeText(*l.Entry, "")), nil)
	case l.Entry != nil:
		p.wrapped("  ", 2, fmt.Sprintf("%s is not the certificate of the same name in the truststore, %s: they differ in", l.Client.Ref, placeText(*l.Entry, "")), nil)
		for _, d := range l.Differences {
			p.wrapped("    "+pad(d.Field, 26), 30, d.Client+" here, "+d.Truststore+" there", nil)
		}
	case l.Issuer != nil:
		p.wrapped("  ", 2, l.Client.Ref+" does not stand in the truststore itself, and need not: its issuer does", nil)
	default:
		p.wrapped("  ", 2, l.Client.Ref+" does not stand in the truststore", nil)
	}
	switch {
	case l.Issuer != nil:
		p.wrapped("  ", 2, fmt.Sprintf("it was signed by %s, %s", l.Issuer.Subject, placeText(*l.Issuer, "")), nil)
	case !l.Same:
		p.wrapped("  ", 2, "no certificate of the truststore signed it: mtlscheck verify says what is missing", nil)
	}
	p.blank()
}
