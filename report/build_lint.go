package report

import "github.com/mtlscheck/mtlscheck/internal/lint"

// NewRule tells of a rule of lint.
func NewRule(r *lint.Rule) Rule {
	return Rule{ID: r.ID, Title: r.Title, Severity: string(r.Severity), Basis: string(r.Basis), Source: r.Source,
		Explanation: r.Explanation, Fix: r.Fix}
}

// NewLintFindings tells what the rules of lint found.
func NewLintFindings(list []lint.Finding) []Finding {
	out := make([]Finding, 0, len(list))
	for _, f := range list {
		w := named(f.Where)
		w.LastLine = f.LastLine
		out = append(out, Finding{Rule: f.ID, Severity: string(f.Severity), Basis: string(f.Basis), Message: f.Message,
			Where: w, Fix: f.Fix, Source: f.Source})
	}
	return out
}
