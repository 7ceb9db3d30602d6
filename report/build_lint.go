package report

import (
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/internal/lint"
)

// NewRule tells of a rule of lint.
func NewRule(r *lint.Rule) Rule {
	explanation := r.Explanation
	if r.Upload != "" {
		explanation += " At upload " + r.Upload + "."
	}
	return Rule{ID: r.ID, Title: r.Title, Severity: string(r.Severity), Basis: string(r.Basis), Source: r.Source,
		Explanation: explanation, Fix: r.Fix}
}

// NewLintFindings tells what the rules of lint found.
func NewLintFindings(list []lint.Finding) []Finding {
	out := make([]Finding, 0, len(list))
	for _, f := range list {
		w := named(f.Where)
		w.LastLine = f.LastLine
		out = append(out, Finding{Rule: f.ID, Severity: string(f.Severity), Basis: string(f.Basis), Message: f.Message,
			Where: w, Fix: f.Fix, Source: f.Source, Note: f.Note})
	}
	return out
}

// NewLintRules tells of the rules that found something, in the order of the manual.
func NewLintRules(found []lint.Finding) []Rule {
	var out []Rule
	for _, r := range lint.Rules() {
		if slices.ContainsFunc(found, func(f lint.Finding) bool { return f.ID == r.ID }) {
			out = append(out, NewRule(r))
		}
	}
	return out
}

// uploadAnswer says in one sentence whether a truststore may be uploaded: the answer of lint.
func uploadAnswer(r *Report) (text string, s style) {
	t, n := r.Truststore, r.Summary
	switch {
	case t == nil:
		return "the truststore could not be read: nothing was checked", bad
	case t.Ledger.Accepted == 0:
		return t.Ref + " must not be uploaded: it holds no certificate", bad
	case n.Errors > 0:
		return t.Ref + " must not be uploaded: " + plural(n.Errors, "error") + " to mend first", bad
	case n.ExitCode == ExitFindings:
		return t.Ref + " must not be uploaded: --fail-on warning, and there " + are(n.Warnings, "warning"), bad
	case n.Warnings > 0:
		return t.Ref + " may be uploaded, but look at the " + strings.TrimPrefix(plural(n.Warnings, "warning"), "1 ") + " first", doubt
	}
	return t.Ref + " may be uploaded", good
}

func are(n int, noun string) string {
	if n == 1 {
		return "is " + plural(n, noun)
	}
	return "are " + plural(n, noun)
}
