package report

import "github.com/fatih/color"

// waived says which findings of a client a waiver lets pass. The verdict stays what it is: the waiver is ours, not the
// gateway's.
func (p *page) waived(c *Client) {
	label := "waived"
	for _, text := range waivedRules(c) {
		p.row(label, text)
		label = ""
	}
}

// waivedRules names the rules that do not count for a client, with who said so.
func waivedRules(c *Client) []string {
	var list []string
	for _, f := range c.Findings {
		if f.Waived != nil {
			list = append(list, f.Rule+" "+waivedWords(f.Waived))
		}
	}
	return list
}

// passes tells whether every error of a client is waived, and there is one.
func passes(c *Client) bool {
	waived := false
	for _, f := range c.Findings {
		if f.Severity == SeverityError && f.Waived == nil {
			return false
		}
		waived = waived || f.Severity == SeverityError
	}
	return waived
}

// waivedWords say until when a finding may pass, why, and who said so.
func waivedWords(w *Waived) string {
	text := ""
	if w.Until != "" {
		text = "until " + w.Until + ": "
	}
	text += w.Reason
	if w.Config.Ref == "" { // a flag said so
		return text
	}
	return text + " (" + lineText(w.Config) + ")"
}

// waivedCount sums up what does not count; empty when nothing is waived.
func waivedCount(s Summary) string {
	if s.Waived == 0 {
		return ""
	}
	return plural(s.Waived, "finding") + " waived"
}

// findingSign marks a finding by its severity, and one that does not count by a sign of its own.
func findingSign(p *page, f *Finding) (sign string, style *color.Color, word string) {
	if f.Waived != nil {
		return "~", p.dim, f.Severity + ", waived"
	}
	sign, style = severitySign(p, f.Severity)
	return sign, style, f.Severity
}

// groupSign is that of findings of one severity: that of the first which counts.
func groupSign(p *page, findings []Finding) (sign string, style *color.Color, word string) {
	for i := range findings {
		if findings[i].Waived == nil {
			return findingSign(p, &findings[i])
		}
	}
	return findingSign(p, &findings[0])
}

// storeRef is the truststore that a report is about.
func storeRef(r *Report) string {
	if r.Truststore == nil {
		return ""
	}
	return r.Truststore.Ref
}
