package report

import (
	"fmt"
	"strings"
)

// inspect lists every block of every file.
func (p *page) inspect(r *Report, o Options) {
	for i := range r.Files {
		f := &r.Files[i]
		p.wrapped("", 0, ledgerText(f)+lineCount(f.Lines), p.strong)
		for j := range f.Entries {
			if j == shownEntries && !o.Verbose {
				p.more("  ", len(f.Entries)-j)
				break
			}
			p.entry(&f.Entries[j], o)
		}
		p.blank()
		p.problems(f.Problems, o)
	}
	p.notShown()
	p.failed(r, o)
}

// shownEntries bounds what a file of many blocks may print.
const shownEntries = 2000

func lineCount(n int) string {
	if n == 0 {
		return ""
	}
	return ", " + plural(n, "line")
}

func (p *page) entry(e *Entry, o Options) {
	lead := fmt.Sprintf("  #%-3d ", e.Index)
	where := "      "
	if e.FirstLine > 0 {
		where = fmt.Sprintf("line %d–%d", e.FirstLine, e.LastLine)
	}
	lead = pad(lead+where+" ", 22)
	switch {
	case e.Reject != "":
		p.wrapped(lead, 22, "rejected: "+rejection(e), p.bad)
	case e.Certificate == nil:
		p.wrapped(lead, 22, strings.ReplaceAll(e.Kind, "_", " ")+" ("+e.Label+"), not a certificate", p.doubt)
	case e.Kind == "certificate_request":
		p.wrapped(lead, 22, "certificate request for "+e.Subject+", "+keyWords(e.Key), p.doubt)
	default:
		p.certificate(lead, e.Certificate, o)
	}
}

// rejection says what a block claims to be, if anything, and why it cannot be used.
func rejection(e *Entry) string {
	if e.Label == "" {
		return e.Reject
	}
	return e.Label + ": " + e.Reject
}

func (p *page) certificate(lead string, c *Certificate, o Options) {
	p.wrapped(lead, 22, c.Subject, p.strong)
	p.wrapped("", 22, fmt.Sprintf("%s · %s · %s", certificateKind(c), keyWords(c.Key), c.SignatureAlgorithm), nil)
	p.wrapped("", 22, fmt.Sprintf("valid %s to %s · serial %s", dateOnly(c.NotBefore), dateOnly(c.NotAfter), c.Serial), nil)
	if c.Issuer != c.Subject {
		p.wrapped("", 22, "issued by "+c.Issuer, nil)
	}
	if c.GoRefuses != "" {
		p.wrapped("", 22, "Go's parser refuses it: "+c.GoRefuses, p.doubt)
	}
	for _, oddity := range c.Oddities {
		p.wrapped("", 22, "odd: "+oddity, p.doubt)
	}
	if o.Verbose {
		p.details(c)
	}
}

// details are what only --verbose shows.
func (p *page) details(c *Certificate) {
	for _, d := range certificateDetails(c) {
		if d.value != "" {
			p.wrapped("", 22, d.name+" "+d.value, p.dim)
		}
	}
}

// detail is one field of a certificate; it is not shown when the certificate lacks it.
type detail struct{ name, value string }

func certificateDetails(c *Certificate) []detail {
	return []detail{
		{"sha256", c.SHA256}, {"public key sha256", c.SPKISHA256},
		{"subject key id", c.SubjectKeyID}, {"authority key id", c.AuthorityKeyID},
		{"basic constraints", basicWords(c.BasicConstraints)},
		{"key usage", strings.Join(c.KeyUsage, ", ")}, {"extended key usage", strings.Join(c.ExtKeyUsage, ", ")},
		{"alternative names", strings.Join(c.AlternativeNames, ", ")}, {"name constraints", subtreeWords(c.NameConstraints)},
	}
}

func certificateKind(c *Certificate) string {
	kind := "end entity"
	switch {
	case c.IsCA && c.Issuer == c.Subject:
		kind = "root CA"
	case c.IsCA:
		kind = "intermediate CA"
	case c.Issuer == c.Subject:
		kind = "self-issued"
	}
	if c.Version != 3 {
		kind += fmt.Sprintf(", version %d", c.Version)
	}
	return kind
}

func keyWords(k Key) string {
	switch {
	case k.Curve != "":
		return k.Type + " " + k.Curve
	case strings.HasPrefix(k.Type, "RSA"):
		return fmt.Sprintf("%s %d", k.Type, k.Bits)
	}
	return k.Type
}

func dateOnly(stamp string) string {
	if stamp == "" {
		return "(unreadable)"
	}
	day, _, _ := strings.Cut(stamp, "T")
	return day
}

func basicWords(b *Basic) string {
	switch {
	case b == nil:
		return ""
	case b.PathLength != nil:
		return fmt.Sprintf("CA:%t, path length %d", b.CA, *b.PathLength)
	}
	return fmt.Sprintf("CA:%t", b.CA)
}

func subtreeWords(s *Subtrees) string {
	if s == nil {
		return ""
	}
	return "permitted " + strings.Join(s.Permitted, ", ") + "; excluded " + strings.Join(s.Excluded, ", ")
}
