package report

import "fmt"

// lint writes every finding of a truststore, what of it can be read, and whether it may be uploaded.
func (p *page) lint(r *Report, o Options) {
	for _, f := range r.Findings {
		if f.Severity == SeverityNote && !o.Verbose || o.Quiet && (f.Severity != SeverityError || f.Waived != nil) {
			continue
		}
		p.problem(f)
	}
	if len(r.Findings) > 0 {
		p.blank()
	}
	p.problems(r.Problems, o)
	if r.Truststore != nil {
		p.line(ledgerText(r.Truststore))
		p.line(countText(r.Summary))
	}
}

// countText sums up the findings of a run.
func countText(s Summary) string {
	text := fmt.Sprintf("%s, %s, %s", plural(s.Errors, "error"), plural(s.Warnings, "warning"), plural(s.Notes, "note"))
	if s.Waived > 0 {
		text += fmt.Sprintf(", %d waived", s.Waived)
	}
	return text
}
